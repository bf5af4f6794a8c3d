"""The calendar and the panel on the page of a customer: who sees which contacts, days, filters, pages, cost."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, write
from portal.people.models import Absence
from portal.visits import policy, queries, team
from portal.visits.models import Channel, Visit, VisitState
from tests.cast import Cast, absent
from tests.plans import making as plans
from tests.queries import counted
from tests.visits import making

BYTES = 6 * 1024


def monday():
    day = clock.today()
    return day - timedelta(days=day.weekday())


@pytest.fixture
def customer_id(app, cast):
    made = plans.customer(cast, "Bakkerij Jansen", partner="colleague")
    making.visit(cast, made, 3, purpose="Over drie dagen", at="10:30")
    making.visit(cast, made, 30, channel=Channel.PHONE, purpose="Over een maand")
    making.visit(cast, made, -5, purpose="Al geweest")
    return made


def day_of(days):
    return (clock.today() + timedelta(days=days)).isoformat()


def test_a_week_shows_its_contacts_with_time_channel_and_state(cast, browse, customer_id):
    page = browse(cast.seller, f"/visits/?on={day_of(3)}")
    assert page.status == 200
    for words in ("Bakkerij Jansen", "10:30", "Bezoek"):
        assert words in page.text
    assert "Datum voorbij" in browse(cast.seller, f"/visits/?on={day_of(-5)}").text
    assert "Nog geen tijdstip" in browse(cast.seller, f"/visits/?on={day_of(30)}").text
    assert "Op deze dagen is niets gepland" in browse(cast.seller, f"/visits/?on={day_of(300)}").text


def test_a_day_shows_the_purpose_and_the_days_around_it(cast, browse, customer_id):
    page = browse(cast.seller, f"/visits/?view=day&on={day_of(3)}")
    assert "Over drie dagen" in page.text
    assert "Over een maand" not in page.text
    assert f"on={day_of(4)}" in page.html


def test_a_list_shows_what_is_to_come_what_was_and_what_lacks_a_report(cast, browse, customer_id):
    making.held(cast, customer_id, -2, purpose="Zonder verslag")
    making.reported(making.held(cast, customer_id, -3, purpose="Met verslag"))
    making.visit(cast, customer_id, -4, state=VisitState.CANCELLED_BY_CUSTOMER, purpose="Ging niet door")
    seen = {when: browse(cast.seller, f"/visits/?view=list&when={when}").text for when in queries.WHENS}
    assert "Over drie dagen" in seen["coming"]
    assert "Al geweest" not in seen["coming"]
    for words in ("Al geweest", "Zonder verslag", "Met verslag", "Ging niet door"):
        assert words in seen["past"]
        assert (words in seen["unreported"]) is (words in {"Al geweest", "Zonder verslag"})


def test_filters_narrow_the_list(cast, browse, customer_id):
    making.visit(cast, plans.customer(cast, "Slagerij De Wit"), 4, purpose="Bij de slager")
    page = browse(cast.seller, "/visits/?view=list&q=slagerij")
    assert "Bij de slager" in page.text
    assert "Over drie dagen" not in page.text
    page = browse(cast.seller, "/visits/?view=list&channel=phone")
    assert "Over een maand" in page.text
    assert "Over drie dagen" not in page.text
    nonsense = "view=maan&on=1900-01-01&channel=fax&after=gisteren&when=ooit&q=%25"
    assert browse(cast.seller, f"/visits/?{nonsense}").status == 200


@pytest.mark.parametrize(("who", "sees"), [
    ("seller", False), ("manager", True), ("colleague", False), ("stranger", False),
])  # fmt: skip
def test_a_manager_sees_the_calendar_of_the_team(cast, browse, customer_id, who, sees):
    page = browse(getattr(cast, who), f"/visits/?scope=team&view=day&on={day_of(3)}")
    assert ("Over drie dagen" in page.text) is sees


def test_who_leads_managers_goes_by_one_of_them_to_their_team(cast, browse, customer_id):
    address = f"/visits/?view=day&on={day_of(3)}&scope="
    assert "Over drie dagen" not in browse(cast.director, f"{address}team").text
    assert "Over drie dagen" in browse(cast.director, f"{address}{cast.manager}").text
    assert "Over drie dagen" in browse(cast.director, f"{address}{cast.seller}").text
    assert browse(cast.manager, f"{address}{cast.director}").status == 404
    assert browse(cast.colleague, f"{address}{cast.seller}").status == 404


def test_the_choice_of_people_stays_the_same_whoever_is_chosen(cast, browse, customer_id):
    def offered(scope):
        html = browse(cast.director, f"/visits/?on={day_of(3)}&scope={scope}").html
        return re.sub(" selected", "", re.search(r'<select[^>]*id="scope".*?</select>', html, re.DOTALL)[0])

    assert f'<option value="{cast.seller}">' in offered("team")
    assert offered("team") == offered(cast.manager) == offered(cast.seller)
    empty = browse(cast.director, f"/visits/?scope=team&on={day_of(3)}")
    assert "Team van Marloes van Dam" in empty.text
    assert f"person={cast.manager}" in empty.html


def test_above_the_week_of_a_team_stands_a_line_for_each_of_its_people(cast, browse, customer_id):
    monday = clock.today() + timedelta(days=21 - clock.today().weekday())
    with write() as session:
        session.add(Absence(person_id=cast.colleague, starts=monday, ends=monday + timedelta(days=6)))
    making.visit(cast, customer_id, (monday - clock.today()).days)
    page = browse(cast.manager, f"/visits/?scope=team&on={monday}")
    assert "Sanne Visser 1 contact" in page.text
    assert "Kees Collega niets gepland · 5 dagen afwezig" in page.text
    assert "niets gepland" not in browse(cast.seller, f"/visits/?on={monday}").text


def test_a_deputy_sees_the_team_while_the_manager_is_away(cast, browse, customer_id):
    assert browse(cast.deputy, "/visits/").status == 403
    absent(cast)
    assert "Over drie dagen" in browse(cast.deputy, f"/visits/?scope=team&view=day&on={day_of(3)}").text


def test_an_absence_is_marked_without_its_reason(cast, browse, customer_id):
    day = clock.today() + timedelta(days=3)
    with write() as session:
        session.add(Absence(person_id=cast.seller, starts=day, ends=day))
    assert "Afwezig" in browse(cast.seller, f"/visits/?on={day}").text
    assert "Afwezig: Sanne Visser" in browse(cast.manager, f"/visits/?scope=team&on={day}").text


def test_who_has_nothing_to_do_with_customers_has_no_calendar(cast, browse, customer_id):
    assert browse(cast.hr, "/visits/").status == 403
    assert '"/visits/"' not in browse(cast.hr, "/profiles/").html
    assert '"/visits/"' in browse(cast.seller, "/profiles/").html


@pytest.mark.parametrize("who", Cast.PEOPLE)
def test_what_somebody_lists_they_may_read(cast, app, customer_id, who):
    absent(cast)
    making.visit(cast, plans.customer(cast, "Van de collega", owner="colleague"), 2, owner="colleague")
    me, listed = cast.me(who), set()
    for person in (0, cast.manager, cast.seller, cast.colleague):
        wanted = queries.Wanted(view="list", scope="team", person=person)
        members = team.members(me, person)
        if not person or person in {one.id for one in members}:
            listed |= {row.id for row in queries.every(me, wanted, team.whose(me, wanted, members))}
    listed |= {row.id for row in queries.every(me, queries.Wanted(view="list"), [me.id])}
    may = set(db.session.scalars(select(Visit.id).where(policy.readable_by(me))))
    reached = set(db.session.scalars(
        select(Visit.id).where(Visit.day >= clock.today(), policy.has(me) | policy.over_person(me))
    ))  # fmt: skip
    assert listed <= may
    assert listed == reached


def test_the_page_of_a_customer_shows_contacts_to_who_reads_it(cast, browse, customer_id):
    for who, plans_one in (("seller", True), ("colleague", True), ("manager", False)):
        page = browse(getattr(cast, who), f"/customers/{customer_id}")
        assert "Over drie dagen" in page.text
        assert "Al geweest" in page.text
        assert (f"/visits/new?customer={customer_id}" in page.html) is plans_one


def test_the_panel_speaks_norwegian(cast, browse, customer_id):
    page = browse(cast.seller, f"/customers/{customer_id}", locale="nb")
    assert "Besøk og samtaler" in page.text
    assert "Planlegg en kontakt" in page.text


def test_pages_follow_each_other_without_loss(cast, browse, customer_id, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 3)
    for number in range(5):
        making.visit(cast, customer_id, 3, purpose=f"Bezoek nummer {number}")
    seen, address = "", "/visits/?view=list"
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


@pytest.mark.parametrize(("when", "days"), [("coming", 2), ("past", -2)])
def test_a_day_in_the_list_goes_by_time_over_the_pages_too(cast, sign_in, customer_id, monkeypatch, when, days):
    monkeypatch.setattr(queries, "PAGE", 2)
    for at in ("16:00", None, "09:30", "13:15", "09:00"):
        making.visit(cast, customer_id, days, at=at, purpose=f"Om {at}!")
    client, address, seen = sign_in(cast.seller), f"/visits/?view=list&when={when}", []
    while address:
        html = client.get(address).get_data(as_text=True)
        seen += re.findall(r"Om (\S+)!", html)
        more = html.split('rel="next"')
        address = more[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&") if len(more) > 1 else ""
    assert seen == ["09:00", "09:30", "13:15", "16:00", "None"]


@pytest.mark.parametrize(("who", "address"), [
    ("seller", "/visits/"), ("seller", "/visits/?view=day"), ("seller", "/visits/?view=list"),
    ("manager", "/visits/?scope=team"),
])  # fmt: skip
def test_the_calendar_asks_as_much_for_many_contacts_as_for_few(cast, sign_in, customer_id, who, address):
    client = sign_in(getattr(cast, who))
    making.visit(cast, customer_id)
    client.get(address)
    with counted() as few:
        client.get(address)
    for _number in range(20):
        making.visit(cast, customer_id)
    with counted() as many:
        client.get(address)
    assert len(many) == len(few) <= 4, few


def test_a_usual_week_is_small(cast, sign_in, customer_id):
    for number in range(20):
        days = (monday() - clock.today()).days + number % 5
        making.visit(cast, customer_id, days, at="09:00" if number % 2 else None)
    answer = sign_in(cast.seller).get("/visits/")
    assert len(gzip.compress(answer.get_data(), 6)) <= BYTES
