"""The pages of customers as people meet them: who gets which, what a form does, and what bad input gets."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db, write
from portal.core.together import ask
from portal.customers import panels
from portal.customers.models import (
    Branch,
    Contact,
    Contributor,
    Currency,
    Customer,
    Order,
    Portfolio,
    Satisfaction,
    Turnover,
)
from tests.cast import Cast
from tests.customers.making import Customers, customer
from tests.queries import counted

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def figures(customer_id: int, currency: Currency = Currency.EUR) -> None:
    """Three years of turnover, a score and an order."""
    this, moment = clock.today().year, clock.now()
    with write() as session:
        for back, revenue in ((0, 120_000_00), (1, 100_000_00), (2, 90_000_00)):
            session.add(
                Turnover(customer_id=customer_id, month=date(this - back, 1, 1), product_group="Vers",
                         currency=currency, revenue=revenue, margin=revenue // 5, source="boekhouding.csv",
                         imported_at=moment)
            )
        session.add(Satisfaction(customer_id=customer_id, on=date(this, 1, 5), score=830, scale=1000,
                                 source="enquete.csv", imported_at=moment))
        session.add(Order(number=f"O-{customer_id}", customer_id=customer_id, ordered_on=date(this, 1, 8),
                          product_group="Vers", currency=currency, amount=1234_50, source="orders.csv",
                          imported_at=moment))


def revision(customer_id: int) -> int:
    """The present version of a customer."""
    return db.session.scalar(select(Customer.rev).where(Customer.id == customer_id))


def test_strangers_get_404_teammates_a_name_and_the_owner_everything(cast: Cast, made: Customers, browse) -> None:
    figures(made.bakker)
    address = f"/customers/{made.bakker}"
    assert browse(cast.stranger, address).status == browse(cast.hr, address).status == 404
    whole = browse(cast.seller, address)
    assert "€ 120.000" in whole.text or "120.000" in whole.text
    assert "boekhouding.csv" in whole.text
    reduced = browse(cast.seller, f"/customers/{made.slager}")
    assert reduced.status == 200
    assert "Kees Collega" in reduced.text
    assert "Detailhandel" in reduced.text
    assert browse(cast.seller, f"/customers/{made.slager}/part/sites").status == 403
    assert browse(cast.seller, f"/customers/{made.slager}/facts").status == 403
    assert browse(cast.manager, f"/customers/{made.bakker}/facts").status == 403
    assert browse(cast.seller, f"/customers/{made.bakker}/hand-over").status == 403
    assert browse(cast.deputy, f"/customers/{made.bakker}").status == 200
    assert browse(cast.deputy, f"/customers/{made.bakker}/contributors").status == 403


def test_a_teammate_reads_no_figures_and_no_category_in_the_list(cast: Cast, made: Customers, browse) -> None:
    figures(made.slager)
    page = browse(cast.seller, "/customers/?scope=team&q=slager")
    assert "Slagerij Sien" in page.text
    assert "120.000" not in page.text


def test_the_list_is_for_who_works_with_customers(cast: Cast, made: Customers, browse) -> None:
    assert browse(cast.hr, "/customers/").status == browse(cast.admin, "/customers/").status == 403
    assert 'href="/customers/"' not in browse(cast.hr, "/me").html
    for person in (cast.seller, cast.manager, cast.deputy, cast.director):
        assert 'href="/customers/"' in browse(person, "/me").html


@pytest.mark.parametrize("locale", ["nl", "nb", "en"])
def test_every_page_is_there_in_every_language(cast: Cast, made: Customers, browse, locale: str) -> None:
    figures(made.bakker)
    pages = {
        cast.seller: (
            "/customers/", "/customers/new", "/customers/quality", f"/customers/{made.bakker}",
            f"/customers/{made.bakker}/facts", f"/customers/{made.bakker}/branches/add",
            f"/customers/{made.bakker}/contacts/add", f"/customers/{made.bakker}/contributors",
            f"/customers/{made.prospect}/win", f"/customers/{made.bakker}/end", f"/customers/{made.slager}",
        ),
        cast.manager: (
            "/customers/", "/customers/?scope=team", "/customers/quality", f"/customers/{made.bakker}/category",
            f"/customers/{made.bakker}/hand-over", f"/customers/hand-over?of={cast.seller}", "/customers/hand-over",
        ),
    }
    for person, addresses in pages.items():
        for address in addresses:
            assert browse(person, address, locale=locale).status == 200, address


def test_a_manager_who_owns_nothing_begins_with_the_team(cast: Cast, made: Customers, browse) -> None:
    assert "Bakker Bart" in browse(cast.manager, "/customers/").text
    assert "Bakker Bart" not in browse(cast.manager, "/customers/?scope=mine").text


def test_the_list_compares_the_same_months_of_both_years(cast: Cast, made: Customers, browse) -> None:
    figures(made.bakker)
    page = browse(cast.seller, "/customers/")
    assert "€ 120.000" in page.text.replace("\xa0", " ")
    assert "+20%" in page.text


def test_pages_ask_as_many_questions_for_many_rows_as_for_few(cast: Cast, made: Customers, browse) -> None:
    """All of them, with those of the frame and of the panels that other packages add."""
    for number in range(30):
        customer(f"Klant {number}", cast.team, cast.seller)
    figures(made.bakker)
    for person, address, most in (
        (cast.seller, "/customers/", 4), (cast.manager, "/customers/?scope=team", 4),
        (cast.seller, f"/customers/{made.bakker}", 6), (cast.manager, f"/customers/{made.bakker}", 6),
        (cast.seller, "/customers/quality", 6),
    ):
        with counted() as sent:
            assert browse(person, address).status == 200
        asked = [one for one in sent if not one.lstrip().upper().startswith(("INSERT", "UPDATE"))]
        assert len(asked) <= most, (address, len(asked), asked)


def test_a_prospect_is_added_and_won(cast: Cast, browse, sign_in) -> None:
    client = sign_in(cast.seller)
    sent = {"name": "Nieuwe Kans", "kind": "prospect", "unit": cast.team, "owner": cast.seller, "currency": "EUR",
            "potential": "12.500,50"}
    answer = client.post("/customers/new", data=sent, headers={"Accept-Language": "nl"})
    assert answer.status_code == 303
    made = db.session.scalars(select(Customer)).one()
    assert (made.since, made.potential) == (None, 12_500_50)
    assert client.post(f"/customers/{made.id}/win", data={"since": "1-1-2026"}).status_code == 303
    assert revision(made.id) == 2


def test_a_customer_without_its_first_day_is_asked_for_it(cast: Cast, browse) -> None:
    sent = {"name": "Nieuw", "kind": "customer", "unit": cast.team, "owner": cast.seller, "currency": "EUR"}
    page = browse(cast.seller, "/customers/new", method="POST", data=sent)
    assert page.status == 422
    assert "Vul in sinds wanneer dit een klant is." in page.text
    assert 'value="Nieuw"' in page.html


def test_facts_are_edited_where_they_stand(cast: Cast, made: Customers, browse, sign_in) -> None:
    opened = browse(cast.seller, f"/customers/{made.bakker}/facts", headers=PARTIAL)
    assert opened.html.lstrip().startswith("<section")
    sent = {"base": 1, "name": "Bakkerij Bart", "currency": "EUR", "since": "1-1-2020"}
    answer = sign_in(cast.seller).post(f"/customers/{made.bakker}/facts", data=sent, headers=PARTIAL)
    assert answer.headers["HX-Redirect"] == f"/customers/{made.bakker}"
    assert db.session.get(Customer, made.bakker).name == "Bakkerij Bart"


def test_a_stale_edit_comes_back_with_both_and_a_second_save_is_meant(cast: Cast, made: Customers, browse) -> None:
    address = f"/customers/{made.bakker}/facts"
    first = {"base": 1, "name": "Eerste", "currency": "EUR", "since": "1-1-2020", "potential": "1.000"}
    assert browse(cast.seller, address, method="POST", data=first).status == 303
    late = browse(cast.colleague, address, method="POST", data=first | {"name": "Tweede", "potential": "2.000"})
    assert late.status == 409
    assert "Nu: Eerste" in late.text
    assert "Nu: 1.000" in late.text
    assert 'value="Tweede"' in late.html
    assert browse(cast.colleague, address, method="POST", data=first | {"name": "Tweede", "base": 2}).status == 303
    assert db.session.get(Customer, made.bakker).name == "Tweede"


def test_a_contact_is_added_changed_and_ended_in_place(cast: Cast, made: Customers, sign_in) -> None:
    client, base = sign_in(cast.seller), f"/customers/{made.bakker}"
    sent = {"contact-name": "Anna Bos", "contact-function": "Inkoper", "contact-level": "tactical",
            "contact-email": "anna@klant.example"}
    added = client.post(f"{base}/contacts/add", data=sent, headers=PARTIAL)
    assert added.status_code == 200
    assert "Anna Bos" in added.get_data(as_text=True)
    contact = db.session.scalars(select(Contact)).one()
    changed = sent | {"contact-base": 1, "contact-name": "Anna de Bos"}
    assert client.post(f"{base}/contacts/{contact.id}", data=changed).status_code == 303
    stale = client.post(f"{base}/contacts/{contact.id}", data=changed | {"contact-name": "Anders"}, headers=PARTIAL)
    assert stale.status_code == 409
    wrong = client.post(f"{base}/contacts/add", data=sent | {"contact-email": "nergens"}, headers=PARTIAL)
    assert wrong.status_code == 422
    ended = client.post(f"{base}/contacts/{contact.id}/end", data={"contact-last": "1-1-2026"}, headers=PARTIAL)
    assert ended.status_code == 200
    assert client.post(f"{base}/contacts/{contact.id}/resume").status_code == 303
    assert client.post(f"/customers/{made.ended}/contacts/{contact.id}/resume").status_code == 404


def test_a_branch_is_added_changed_and_ended(cast: Cast, made: Customers, sign_in) -> None:
    client, base = sign_in(cast.seller), f"/customers/{made.bakker}"
    sent = {"branch-name": "Winkel Ede", "branch-kind": "shop", "branch-place": "Ede"}
    assert client.post(f"{base}/branches/add", data=sent).status_code == 303
    branch = db.session.scalars(select(Branch)).one()
    assert client.get(f"{base}/branches/{branch.id}").status_code == 200
    assert client.post(f"{base}/branches/{branch.id}", data=sent | {"branch-base": 1}).status_code == 303
    assert client.post(f"{base}/branches/{branch.id}/end", data={"branch-last": "1-1-2026"}).status_code == 303
    page = client.get(base).get_data(as_text=True)
    assert "Winkel Ede" in page
    assert client.post(f"{base}/branches/{branch.id}/resume").status_code == 303


def test_ticked_customers_are_handed_over_at_once(cast: Cast, made: Customers, browse) -> None:
    opened = browse(cast.manager, f"/customers/hand-over?customer={made.bakker}&customer={made.prospect}")
    assert opened.html.count("checked") == 2
    sent = {"customers": [made.bakker, made.prospect], "owner": cast.colleague, "starts": opened_day()}
    address = f"/customers/hand-over?customer={made.bakker}&customer={made.prospect}"
    answer = browse(cast.manager, address, method="POST", data=sent)
    assert answer.status == 303
    mine = db.session.scalars(select(Portfolio.customer_id).where(Portfolio.owner_id == cast.colleague)).all()
    assert {made.bakker, made.prospect} <= set(mine)


def test_a_whole_portfolio_is_handed_over_from_the_list_of_its_owner(cast: Cast, made: Customers, browse) -> None:
    listed = browse(cast.manager, f"/customers/?scope=team&owner={cast.seller}")
    assert "Slagerij Sien" not in listed.text
    assert f'href="/customers/hand-over?of={cast.seller}&amp;scope=team&amp;owner={cast.seller}"' in listed.html
    opened = browse(cast.manager, f"/customers/hand-over?of={cast.seller}")
    assert opened.html.count("checked") == 2
    assert "1 klant is weggelaten" in opened.text  # it has ended


def test_a_new_customer_pays_in_the_money_of_the_country(cast: Cast, made: Customers, browse) -> None:
    assert 'selected value="NOK"' in browse(cast.stranger, "/customers/new").html
    assert 'selected value="EUR"' in browse(cast.seller, "/customers/new").html


def opened_day() -> str:
    """Today as somebody types it."""
    return clock.today().strftime("%d-%m-%Y")


def test_a_refused_hand_over_keeps_what_was_ticked(cast: Cast, made: Customers, browse) -> None:
    sent = {"customers": [made.bakker], "owner": cast.seller, "partner": cast.colleague, "starts": opened_day()}
    page = browse(cast.manager, f"/customers/{made.bakker}/hand-over", method="POST", data=sent)
    assert page.status == 422
    assert "Bakker Bart heeft deze eigenaar en partner al." in page.text
    assert page.html.count("checked") == 1
    forged = {"customers": [made.oslo], "owner": cast.seller, "starts": opened_day()}
    assert browse(cast.manager, "/customers/hand-over", method="POST", data=forged).status == 422
    assert db.session.scalar(select(Portfolio.owner_id).where(Portfolio.customer_id == made.oslo)) == cast.stranger


def test_contributors_are_added_and_ended(cast: Cast, made: Customers, sign_in) -> None:
    client, base = sign_in(cast.seller), f"/customers/{made.bakker}/contributors"
    assert client.post(base, data={"contributor-person": cast.hr}, headers=PARTIAL).status_code == 200
    row = db.session.scalar(select(Contributor.id).where(Contributor.person_id == cast.hr))
    assert client.post(f"{base}/{row}/end", headers=PARTIAL).status_code == 200
    assert db.session.scalar(select(func.count()).select_from(Contributor)) == 1


def test_what_is_missing_links_to_the_field_that_fills_it(cast: Cast, made: Customers, browse) -> None:
    with write() as session:
        session.add(Contact(customer_id=made.bakker, name="Anna", function="", level=None, email=""))
        session.add(Branch(customer_id=made.bakker, name="Winkel", place=""))
    contact = db.session.scalar(select(Contact.id))
    page = browse(cast.seller, "/customers/quality")
    for address in (
        f"/customers/{made.prospect}/facts#category", f"/customers/{made.prospect}/contacts/add#contact-name",
        f"/customers/{made.bakker}/contacts/{contact}#contact-function",
        f"/customers/{made.bakker}/contacts/{contact}#contact-email", f"/customers/{made.bakker}#figures",
    ):
        assert f'href="{address}"' in page.html, address
    fields = browse(cast.seller, f"/customers/{made.bakker}/contacts/{contact}").html
    assert all(f'id="contact-{name}"' in fields for name in ("function", "level", "email"))
    only = browse(cast.seller, "/customers/quality?kind=category")
    assert "Bakker Bart" not in only.text


def test_a_manager_sees_what_is_missing_per_seller(cast: Cast, made: Customers, browse) -> None:
    page = browse(cast.manager, "/customers/quality")
    assert "Sanne Visser" in page.text
    assert "Zonder eigenaar" in page.text
    assert "Øystein" not in page.text
    theirs = browse(cast.manager, f"/customers/quality?owner={cast.stranger}")
    assert "Ørsted" not in theirs.text
    assert "Sanne Visser" not in browse(cast.colleague, f"/customers/quality?owner={cast.seller}").text


def test_other_packages_add_panels_and_columns(cast: Cast, made: Customers, browse, monkeypatch) -> None:
    monkeypatch.setattr(panels, "PANELS", [])
    monkeypatch.setattr(panels, "COLUMNS", [])
    panels.panel("plans", 50, lambda _me, file: {"of": file.id}, "customers/exists.html")
    with pytest.raises(RuntimeError):
        panels.panel("plans", 60, lambda _me, _file: None, "customers/exists.html")
    panels.column("state", 1, "Category", lambda _me, ids: dict.fromkeys(ids, "x"), "macros/icon.html")
    with pytest.raises(RuntimeError):
        panels.column("state", 1, "Category", lambda _me, ids: {}, "macros/icon.html")
    (built,) = ask(panels.built(cast.me("seller"), type("File", (), {"id": 7})))
    assert (built[0].template, built[1]) == ("customers/exists.html", {"of": 7})
    assert browse(cast.seller, "/customers/").status == 200


HUGE = "9" * 40
BAD = ("-1", HUGE, "1.2.3,4", "²", "x\x00y\r\nz", "x" * 3_000_000, "=1+1", "01-01-1900")


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad[:8])
def test_bad_input_is_told_and_nothing_is_lost_or_broken(cast: Cast, made: Customers, sign_in, app, bad: str) -> None:
    app.config["MAX_FORM_MEMORY_SIZE"] = None  # the form itself refuses what is too long
    client = sign_in(cast.seller)
    fields = ("name", "number", "category", "segment", "reach", "complexity", "potential", "currency", "since",
              "kind", "unit", "owner", "partner", "base", "until")
    for address in ("new", f"{made.bakker}/facts", f"{made.prospect}/win", f"{made.bakker}/end"):
        answer = client.post(f"/customers/{address}", data=dict.fromkeys(fields, bad))
        assert answer.status_code in {409, 413, 422}, (address, answer.status_code)
    for kind in ("branch", "contact"):
        sent = {f"{kind}-{name}": bad for name in ("name", "kind", "place", "function", "level", "email", "branch_id")}
        folder = "branches" if kind == "branch" else "contacts"
        assert client.post(f"/customers/{made.bakker}/{folder}/add", data=sent).status_code in {413, 422}
    manager = sign_in(cast.manager)
    sent = {"customers": [bad, bad], "owner": bad, "partner": bad, "starts": bad}
    assert manager.post("/customers/hand-over", data=sent).status_code in {413, 422}
    if len(bad) < 1000:
        asked = dict.fromkeys(("q", "category", "unit", "owner", "after", "before", "scope", "kind", "of"), bad)
        for address in ("", "quality", "hand-over"):
            assert manager.get(f"/customers/{address}", query_string=asked).status_code == 200
    assert db.session.scalar(select(Customer.name).where(Customer.id == made.bakker)) == "Bakker Bart"


def test_a_coming_hand_over_is_said_as_such_and_the_filter_stays(cast: Cast, made: Customers, sign_in) -> None:
    client = sign_in(cast.manager)
    address = f"/customers/hand-over?customer={made.bakker}&scope=team&segment=retail"
    day = clock.today() + timedelta(days=40)
    opened = client.get(address).get_data(as_text=True)
    chosen = opened.split('name="owner"')[1].split("</select>")[0]
    assert f'value="{cast.colleague}"' in chosen
    assert "Sanne Visser blijft eigenaar" in chosen
    for nobody in (cast.stranger, cast.hr):  # sells elsewhere, does not sell
        assert f'value="{nobody}"' not in chosen
    sent = {"customers": [made.bakker], "owner": cast.colleague, "starts": day.strftime("%d-%m-%Y")}
    answer = client.post(address, data=sent)
    assert answer.status_code == 303 and answer.location == "/customers/?scope=team&segment=retail"
    listed = client.get(answer.location).get_data(as_text=True)
    assert "1 klant wordt op" in listed and "is overgedragen" not in listed
    assert "Kees Collega" in listed and "Vanaf " in listed


def test_the_filter_offers_every_owner_of_the_list(cast: Cast, made: Customers, browse) -> None:
    listed = browse(cast.manager, "/customers/?scope=team").html
    offered = listed.split('name="owner"')[1].split("</select>")[0]
    assert f'value="{cast.seller}"' in offered and f'value="{cast.colleague}"' in offered
    assert f'value="{cast.hr}"' not in offered


@pytest.mark.parametrize("address", ["/customers/", "/plans/", "/visits/"])
def test_who_leads_and_has_nothing_of_their_own_begins_with_the_team(
    cast: Cast, made: Customers, browse, address: str
) -> None:
    begun, own = (browse(cast.manager, address + asked).html for asked in ("", "?scope=mine"))
    chosen = ('name="scope" value="team"', 'value="team" name="scope"', '<option value="team" selected')
    assert any(one in begun for one in chosen)
    assert 'value="mine"' in own
    assert not any(one in own for one in chosen)
