"""Which customers need a plan, as dated facts: history, leap days, later in the year, exceptions, and the page."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from portal.core import clock, settings
from portal.core.db import db, write
from portal.core.notices import Notice
from portal.customers import services
from portal.customers.models import Customer
from portal.people.models import FOREVER
from portal.plans import needed, requirements
from portal.plans.models import Exclusion, Need, PlanKind, Requirement
from tests.plans import making
from tests.plans.test_projections import portfolio
from tests.queries import counted


def at(year, month, day):
    return clock.at(datetime(year, month, day, 9, tzinfo=UTC))


def refresh():
    with write():
        return requirements.refresh()


def facts(customer_id, year=2026):
    db.session.expire_all()
    found = select(Requirement).where(Requirement.customer_id == customer_id, Requirement.year == year)
    rows = db.session.scalars(found.order_by(Requirement.starts))
    return [(row.need.value, row.starts, row.ends, row.due) for row in rows]


def categorise(customer_id, category):
    with write() as session:
        session.get(Customer, customer_id).category = category


def test_a_past_day_keeps_what_was_required_on_it(app, cast):
    with at(2026, 1, 5):
        customer_id = making.customer(cast, category="A")
        assert refresh() == 1
        assert refresh() == 0
    with at(2026, 6, 12):
        categorise(customer_id, "C")
        refresh()
    assert facts(customer_id) == [
        ("own", date(2026, 1, 5), date(2026, 6, 11), date(2026, 2, 4)),
        ("portfolio", date(2026, 6, 12), FOREVER, date(2026, 2, 4)),  # needed all along, so due as before
    ]


def test_the_next_year_opens_in_october_and_is_due_in_january(app, cast):
    with at(2026, 9, 30):
        customer_id = making.customer(cast, category="B")
        refresh()
        assert facts(customer_id, 2027) == []
    with at(2026, 10, 1):
        refresh()
    assert facts(customer_id, 2027) == [("own", date(2026, 10, 1), FOREVER, date(2027, 1, 31))]


def test_who_needs_a_plan_only_later_in_the_year_has_as_many_days(app, cast):
    with at(2026, 6, 1):
        customer_id = making.customer(cast, category="A", since=None)
        refresh()
        assert facts(customer_id) == []
    with at(2026, 6, 12):
        with write() as session:
            session.get(Customer, customer_id).since = date(2026, 6, 12)
        refresh()
    assert facts(customer_id) == [("own", date(2026, 6, 12), FOREVER, date(2026, 7, 12))]


def test_a_customer_that_ends_with_the_year_needs_no_plan_for_the_next(app, cast):
    with at(2026, 11, 1):
        customer_id = making.customer(cast, category="A", until=date(2026, 12, 31))
        refresh()
    assert len(facts(customer_id, 2026)) == 1
    assert facts(customer_id, 2027) == []


@pytest.mark.parametrize(("year", "due"), [(2027, date(2027, 2, 28)), (2028, date(2028, 2, 29))])
def test_the_last_of_february_is_there_every_year(app, year, due):
    with write():
        settings.change("plan_due", "02-29")
        settings.change("plan_opens", "02-29")
    assert requirements.due_of(year) == due
    assert requirements.years_open(due) == [year, year + 1]


def exclude(client, customer_id, reason="Stopt in de zomer"):
    return client.post(f"/plans/needed/{customer_id}/exclude", data={"reason": reason})


def test_an_exception_has_its_reason_and_day_and_ends_again(app, cast, browse, sign_in):
    customer_id = making.customer(cast, category="A")
    with at(2026, 1, 5):
        refresh()
    with at(2026, 3, 2):
        client = sign_in(cast.manager)
        assert exclude(client, customer_id, "").status_code == 422
        assert exclude(client, customer_id).status_code == 303
        assert exclude(client, customer_id).status_code == 409
        page = browse(cast.manager, "/plans/needed?show=excluded&year=2026")
        assert "Stopt in de zomer" in page.text
        assert "Marloes van Dam, 2 mrt 2026" in page.text
        assert "Stopt in de zomer" in browse(cast.seller, f"/customers/{customer_id}").text
        told = db.session.scalars(select(Notice.person_id).where(Notice.code == "plan_not_needed")).all()
        assert told == [cast.seller]
    with at(2026, 5, 4):
        assert sign_in(cast.manager).post(f"/plans/needed/{customer_id}/readmit").status_code == 303
    assert [fact[:3] for fact in facts(customer_id)] == [
        ("own", date(2026, 1, 5), date(2026, 3, 1)), ("none", date(2026, 3, 2), date(2026, 5, 3)),
        ("own", date(2026, 5, 4), FOREVER),
    ]
    assert db.session.scalars(select(Exclusion.ends)).all() == [date(2026, 5, 3)]


@pytest.mark.parametrize(("who", "status"), [
    ("seller", 403), ("colleague", 403), ("manager", 303), ("director", 303), ("stranger", 404), ("hr", 404),
    ("admin", 404),
])  # fmt: skip
def test_the_line_makes_exceptions_and_nobody_else(app, cast, sign_in, who, status):
    customer_id = making.customer(cast)
    client = sign_in(getattr(cast, who))
    assert exclude(client, customer_id).status_code == status
    assert client.post(f"/plans/needed/{customer_id}/readmit").status_code == status


@pytest.fixture
def three(app, cast):
    """An own plan approved, one not started, and a customer of the portfolio."""
    ids = [making.customer(cast, "Bakkerij Een", category="A"), making.customer(cast, "Bakkerij Twee", category="B"),
           making.customer(cast, "Bakkerij Drie", category="C")]
    refresh()
    making.approved(cast, making.plan(cast, ids[0]))
    return ids


def test_the_page_says_what_is_still_to_do(cast, browse, three):
    year = clock.today().year
    page = browse(cast.seller, f"/plans/needed?year={year}")
    assert "1 van 3" in page.text
    assert "Bakkerij Een" not in page.text
    assert "Bakkerij Twee" in page.text
    assert "Sanne Visser" in page.text  # the portfolio plan as one line
    assert "Bakkerij Drie" not in page.text
    everything = browse(cast.seller, f"/plans/needed?year={year}&show=all").text
    assert all(name in everything for name in ("Bakkerij Een", "Bakkerij Twee", "Bakkerij Drie", "In uitvoering"))
    portfolio(cast, [three[2]])
    assert "2 van 3" in browse(cast.seller, f"/plans/needed?year={year}").text


def test_a_customer_left_out_of_an_approved_portfolio_plan_is_named(cast, browse, three):
    year = clock.today().year
    other = making.customer(cast, "Bakkerij Vier", category="C")
    refresh()
    portfolio(cast, [three[2]])
    text = browse(cast.seller, f"/plans/needed?year={year}").text
    assert "Bakkerij Vier" in text
    assert "nog niet in het portefeuilleplan" in text
    assert other


def test_an_own_plan_is_not_met_by_the_portfolio_plan(cast, three):
    portfolio(cast, [three[1], three[2]])
    year = clock.today().year
    wanted = needed.Wanted("mine", year, "open")
    shown = needed.page(cast.me("seller"), wanted)
    assert (shown.approved, shown.required) == (2, 3)
    rows = shown.rows
    assert [row.customer for row in rows] == ["Bakkerij Twee"]
    assert rows[0].need is Need.OWN
    assert making.plan(cast, three[1], kind=PlanKind.CUSTOMER)


@pytest.mark.parametrize(("who", "scope", "sees"), [
    ("manager", "team", True), ("director", "team", True), ("manager", "mine", False), ("colleague", "mine", False),
    ("stranger", "team", False),
])  # fmt: skip
def test_who_sees_whose_customers(cast, browse, three, who, scope, sees):
    page = browse(getattr(cast, who), f"/plans/needed?scope={scope}&year={clock.today().year}")
    assert ("Bakkerij Twee" in page.text) is sees


def test_pages_follow_each_other_and_ask_as_much_for_many_as_for_few(cast, browse, sign_in, three, monkeypatch):
    client, address = sign_in(cast.seller), f"/plans/needed?year={clock.today().year}"
    client.get(address)
    with counted() as few:
        client.get(address)
    for number in range(12):
        making.customer(cast, f"Winkel {number:02}", category="A")
    refresh()
    with counted() as many:
        client.get(address)
    assert len(many) == len(few) <= 14
    monkeypatch.setattr(needed, "PAGE", 5)
    names, after = [], None
    for _page in range(4):
        shown = needed.page(cast.me("seller"), needed.Wanted("mine", clock.today().year, "open", after))
        rows, after = shown.rows, shown.onward
        names += [row.customer for row in rows]
        if after is None:
            break
    assert len(names) == len(set(names)) == 13
    assert db.session.scalar(select(func.count()).select_from(Requirement)) >= 15


def test_two_refreshes_write_no_fact_twice(app, cast):
    making.customer(cast, category="A")
    with write():
        requirements.refresh()
        db.session.flush()
        assert requirements.refresh() == 0


def test_another_category_counts_at_once(app, cast):
    customer_id = making.customer(cast, category="C")
    refresh()
    services.classify(cast.me("seller"), customer_id, 1, category="A")
    year = clock.today().year
    assert [fact[0] for fact in facts(customer_id, year)] == ["own"]
