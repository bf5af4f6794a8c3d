"""The list of planned contacts and the panel on the page of a customer: who sees them, filters, weeks, pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.db import write
from portal.visits import queries
from portal.visits.models import Channel, PlannedContact
from tests.plans import making
from tests.queries import counted


def contact(cast, customer_id, days, *, owner="seller", channel=Channel.VISIT, purpose="Assortiment", number=1):
    with write() as session:
        session.add(
            PlannedContact(
                id=f"{owner}-{customer_id}-{days}-{number}", customer_id=customer_id, person_id=getattr(cast, owner),
                channel=channel, purpose=purpose, due=clock.today() + timedelta(days=days), per_year=12,
                created_at=clock.now(),
            )
        )


@pytest.fixture
def customer_id(app, cast):
    made = making.customer(cast, "Bakkerij Jansen", partner="colleague")
    contact(cast, made, 3, purpose="Over drie dagen")
    contact(cast, made, 30, channel=Channel.PHONE, purpose="Over een maand")
    contact(cast, made, 90, purpose="Veel later")
    contact(cast, made, -5, purpose="Al geweest")
    return made


def test_a_seller_sees_the_coming_sixty_days_by_week(cast, browse, customer_id):
    page = browse(cast.seller, "/visits/")
    assert page.status == 200
    assert "Over drie dagen" in page.text
    assert "Over een maand" in page.text
    assert "Veel later" not in page.text
    assert "Al geweest" not in page.text
    day = clock.today() + timedelta(days=3)
    assert f"Week {day.isocalendar().week}" in page.text
    assert "Al geweest" in browse(cast.seller, "/visits/?when=past").text
    assert "Veel later" in browse(cast.seller, "/visits/?when=later").text


def test_filters_narrow_the_list(cast, browse, customer_id):
    other = making.customer(cast, "Slagerij De Wit")
    contact(cast, other, 4, purpose="Bij de slager")
    page = browse(cast.seller, f"/visits/?customer={other}")
    assert "Bij de slager" in page.text
    assert "Over drie dagen" not in page.text
    page = browse(cast.seller, "/visits/?channel=phone")
    assert "Over een maand" in page.text
    assert "Over drie dagen" not in page.text
    assert browse(cast.seller, "/visits/?channel=fax&customer=x&after=gisteren&when=ooit").status == 200


@pytest.mark.parametrize(("who", "sees"), [
    ("seller", True), ("manager", True), ("director", True), ("colleague", False), ("stranger", False),
])  # fmt: skip
def test_the_line_sees_the_contacts_of_its_people(cast, browse, customer_id, who, sees):
    for scope in ("mine", "team"):
        page = browse(getattr(cast, who), f"/visits/?scope={scope}")
        assert ("Over drie dagen" in page.text) is (sees and (scope == "mine") is (who == "seller"))


def test_who_has_nothing_to_do_with_customers_has_no_list(cast, browse, customer_id):
    assert browse(cast.hr, "/visits/").status == 403
    assert "/visits/" not in browse(cast.hr, "/profiles/").html
    assert "/visits/" in browse(cast.seller, "/profiles/").html


def test_the_page_of_a_customer_shows_the_next_contacts_to_who_reads_it(cast, browse, customer_id):
    for who in ("seller", "colleague", "manager"):
        assert "Over drie dagen" in browse(getattr(cast, who), f"/customers/{customer_id}").text


def test_the_panel_speaks_norwegian(cast, browse, customer_id):
    page = browse(cast.seller, f"/customers/{customer_id}", locale="nb")
    assert "Planlagte kontakter" in page.text
    assert "Al geweest" not in page.text


def test_pages_follow_each_other_without_loss(cast, browse, customer_id, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 3)
    for number in range(5):
        contact(cast, customer_id, 3, purpose=f"Bezoek nummer {number}", number=number + 10)
    seen, address = "", "/visits/"
    for _page in range(4):
        page = browse(cast.seller, address)
        seen += page.text
        rest = page.html.split('rel="next"')
        if len(rest) == 1:
            break
        address = rest[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    for number in range(5):
        assert seen.count(f"Bezoek nummer {number}") == 1
    assert seen.count("Over een maand") == 1


def test_the_list_asks_as_much_for_many_rows_as_for_few(cast, sign_in, customer_id):
    client = sign_in(cast.seller)
    client.get("/visits/")
    with counted() as few:
        client.get("/visits/")
    for number in range(20):
        contact(cast, customer_id, 5, number=number + 100)
    with counted() as many:
        client.get("/visits/")
    assert len(many) == len(few) <= 10
