"""Figures about plans equal a count by hand, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core import clock, figures, i18n
from portal.core import settings as organisation
from portal.core.db import db, write
from portal.core.figures import FIGURES, Period, Scope, ScopeKind, Sight
from portal.customers import policy as customers_policy
from portal.customers.models import Customer, Portfolio
from portal.documents.models import Document, Turn
from portal.people import line
from portal.people.models import Position
from portal.plans import policy as plans_policy
from portal.plans.models import AmendmentState, Need, Plan, PlanCustomer, PlanKind, Step
from tests.cast import Cast, absent
from tests.figures import assert_equals_recount, rows_of
from tests.plans import sums

YEAR = figures.year(2026)
OURS = (
    "approved_plans", "draft_versions", "amendments", "substantiation", "planned_revenue", "planned_contacts",
    "revenue", "margin", "margin_share", "customer_share", "churn", "new_customers", "up_selling", "cross_selling",
    "satisfaction",
)  # fmt: skip


@pytest.fixture(autouse=True)
def in_june() -> Any:
    with clock.at(sums.NOON):
        yield


def person(cast: Cast, name: str = "seller") -> Scope:
    return Scope(ScopeKind.PERSON, getattr(cast, name))


def team(cast: Cast) -> Scope:
    return Scope(ScopeKind.TEAM, cast.team)


def found(code: str, scope: Scope, period: Period = YEAR) -> list[Fraction | None]:
    """The figure and its further facts as numbers."""
    reading = figures.read(FIGURES[code], scope, period, full=True)
    counted = (reading.counted, *(one for _also, one in reading.facts))
    return [one.values[0].number for one in counted]


def steps(code: str, scope: Scope, period: Period = YEAR) -> list[dict[str, int]]:
    """The steps of a distribution that hold something, and of its further facts."""
    reading = figures.read(FIGURES[code], scope, period, full=True)
    return [
        {share.code: share.count for share in one.shares if share.count}
        for one in (reading.counted, *(one for _also, one in reading.facts))
    ]


def at(day: int, month: int = 1, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_approved_plans_are_counted_by_what_each_customer_needs(app: Flask, cast: Cast) -> None:
    needs = (Need.OWN, Need.OWN, Need.OWN, Need.PORTFOLIO, Need.PORTFOLIO, Need.NONE)
    own, key, lined, shared, alone, none = ids = [sums.customer(f"K{n}", cast.team, cast.seller) for n in range(6)]
    for one, need in zip(ids, needs, strict=True):
        sums.required(one, cast.seller, need=need)
    sums.plan(cast, cast.seller, own, at(10))
    sums.plan(cast, cast.seller, key, at(10, 3), kind=PlanKind.KEY_ACCOUNT)  # after the due date
    sums.plan(cast, cast.seller, None, at(20), covers=[lined, shared, none])
    sums.plan(cast, cast.seller, alone, at(5))  # its own plan, where the portfolio plan would do
    assert found("approved_plans", person(cast)) == [Fraction(4, 5), Fraction(3, 5)]
    assert found("approved_plans", person(cast), figures.month(2026, 1)) == [Fraction(3, 5), Fraction(3, 5)]
    assert found("approved_plans", person(cast, "colleague")) == [None, None]


@pytest.mark.parametrize(
    ("moment", "on_time"),
    [
        (at(31, 1, 22, 59), 1),
        (at(31, 1, 23, 30), 0),  # half past midnight on the first of February in Amsterdam
        (at(1, 2, 12), 0),
    ],
)
def test_on_time_is_judged_by_the_day_where_people_work(
    app: Flask, cast: Cast, moment: datetime, on_time: int
) -> None:
    one = sums.customer("K", cast.team, cast.seller)
    sums.required(one, cast.seller)
    with clock.at(moment):
        sums.plan(cast, cast.seller, one, moment)
    assert found("approved_plans", person(cast)) == [1, on_time]


def test_a_leap_day_is_a_day_like_another(app: Flask, cast: Cast) -> None:
    one = sums.customer("K", cast.team, cast.seller)
    sums.required(one, cast.seller, year=2028, due=date(2028, 2, 29), starts=date(2027, 10, 1))
    with clock.at(datetime(2028, 2, 29, 22, 30, tzinfo=UTC)):
        sums.plan(cast, cast.seller, one, clock.now(), year=2028)
        assert found("approved_plans", person(cast), figures.year(2028)) == [1, 1]
        assert found("approved_plans", person(cast), figures.month(2028, 2)) == [1, 1]
        assert found("approved_plans", person(cast), figures.month(2028, 1)) == [0, 0]
        assert found("draft_versions", person(cast), figures.month(2028, 2))[0] == 0


def test_a_past_day_keeps_the_facts_of_that_day(app: Flask, cast: Cast) -> None:
    one = sums.customer("K", cast.team, cast.colleague)
    sums.required(one, cast.seller, ends=date(2026, 4, 30))
    sums.required(one, cast.colleague, starts=date(2026, 5, 1))
    gone = sums.customer("G", cast.team, cast.seller)
    sums.required(gone, cast.seller, need=Need.PORTFOLIO)
    made = sums.plan(cast, cast.seller, None, at(20), covers=[gone])
    with write() as session:
        session.query(PlanCustomer).filter_by(document_id=made).update({"ends": date(2026, 4, 30)})
    april, may = figures.month(2026, 4), figures.month(2026, 5)
    assert found("approved_plans", person(cast), april)[0] == Fraction(1, 2)
    assert found("approved_plans", person(cast), may)[0] == 0
    assert found("approved_plans", person(cast, "colleague"), april)[0] is None
    assert found("approved_plans", person(cast, "colleague"), may)[0] == 0


def test_a_month_to_come_has_nothing_and_next_year_what_is_required_now(app: Flask, cast: Cast) -> None:
    one = sums.customer("K", cast.team, cast.seller)
    sums.required(one, cast.seller)
    sums.required(one, cast.seller, year=2027, starts=date(2026, 6, 1))
    assert found("approved_plans", person(cast), figures.month(2026, 7))[0] is None
    assert found("approved_plans", person(cast), figures.year(2027))[0] == 0


def test_versions_count_what_was_submitted_until_the_first_approval(app: Flask, cast: Cast) -> None:
    friday, monday, wednesday = at(6, 3), at(9, 3), at(11, 3)
    one = sums.plan(cast, cast.seller, sums.customer("K", cast.team, cast.seller), wednesday)
    other = sums.plan(cast, cast.seller, sums.customer("L", cast.team, cast.seller), wednesday)
    sums.version(one, 1, cast.seller, friday)
    sums.version(one, 2, cast.seller, monday)
    sums.version(one, 3, cast.seller, at(2, 6))  # an amendment
    sums.version(other, 1, cast.seller, monday)
    sums.turn(one, Turn.OWNER, at(2, 3), friday)  # Tuesday to Friday: four
    sums.turn(one, Turn.APPROVER, friday, monday)  # over the weekend: one
    sums.turn(one, Turn.APPROVER, monday, wednesday, 2)  # two more
    sums.turn(one, Turn.OWNER, at(1, 6), at(10, 6), 3)  # of the amendment
    assert found("draft_versions", person(cast)) == [Fraction(3, 2), 2, Fraction(3, 2)]
    assert found("draft_versions", person(cast), figures.month(2026, 2))[0] is None
    rows = {row["plan_id"]: row for row in rows_of(FIGURES["draft_versions"], person(cast), YEAR)}
    assert (rows[one]["versions"], rows[one]["owner_days"], rows[one]["decider_days"]) == (2, 4, 3)


def test_working_days_follow_the_local_day(app: Flask, cast: Cast) -> None:
    """23:30 UTC on Sunday is Monday in Amsterdam: nothing passed until Monday noon."""
    made = sums.plan(cast, cast.seller, sums.customer("K", cast.team, cast.seller), at(9, 3))
    sums.turn(made, Turn.OWNER, at(8, 3, 23, 30), at(9, 3))
    assert found("draft_versions", person(cast))[1] == 0


def test_amendments_count_once_they_are_approved(app: Flask, cast: Cast) -> None:
    made = sums.plan(cast, cast.seller, sums.customer("K", cast.team, cast.seller), at(9, 1))
    sums.amendment(made, at(3, 3))
    sums.amendment(made, at(31, 3, 22, 30))  # the first of April in Amsterdam
    sums.amendment(made, at(4, 3), AmendmentState.REJECTED)
    assert found("amendments", person(cast)) == [2]
    assert found("amendments", person(cast), figures.month(2026, 3)) == [1]
    assert found("amendments", team(cast), figures.month(2026, 4)) == [1]


def test_substantiation_is_that_of_the_approval_and_others_stand_apart(app: Flask, cast: Cast) -> None:
    one = sums.plan(cast, cast.seller, sums.customer("K", cast.team, cast.seller), at(9, 3))
    sums.version(one, 1, cast.seller, at(2, 3), Step.THIN)
    sums.version(one, 2, cast.seller, at(9, 3, 11), Step.SOUND)
    sums.version(one, 3, cast.seller, at(1, 5), Step.CONVINCING)  # an amendment
    rejected = sums.plan(cast, cast.seller, sums.customer("L", cast.team, cast.seller))
    sums.version(rejected, 1, cast.seller, at(4, 3), Step.MISSING)
    assert steps("substantiation", person(cast)) == [{"sound": 1}, {"thin": 1, "missing": 1}]
    assert steps("substantiation", person(cast), figures.month(2026, 5)) == [{}, {}]
    with i18n.speaking("nl"):
        card = figures.card_of(figures.read(FIGURES["substantiation"], person(cast), YEAR), linked=False)
    assert [step.count for step in card.steps] == [0, 0, 1, 0] and "onderbouwd: 1 · " in card.facts[0][1]


def test_goals_add_up_per_currency_with_new_addresses_apart(app: Flask, cast: Cast) -> None:
    known = sums.customer("K", cast.team, cast.seller)
    prospect = sums.customer("P", cast.team, cast.seller, since=None)
    won = sums.customer("W", cast.team, cast.seller, since=date(2026, 2, 1))
    made = sums.plan(cast, cast.seller, known, at(9))
    sums.goal(made, known, 100_00)
    sums.goal(made, known, 30_00, "new")
    sums.goal(made, known, 40_00, branch_id=None, ended_at=at(3, 3))
    sums.goal(made, known, 50_00, measure="margin")
    sums.goal(sums.plan(cast, cast.seller, prospect, at(9)), prospect, 7_00, "new")
    sums.goal(sums.plan(cast, cast.seller, won, at(9), currency="NOK"), won, 9_00)
    sums.goal(sums.plan(cast, cast.seller, sums.customer("D", cast.team, cast.seller)), known, 1_000_00)
    reading = figures.read(FIGURES["planned_revenue"], person(cast), YEAR)
    values = [{one.currency: one.numerator for one in reading.counted.values}]
    values += [{one.currency: one.numerator for one in counted.values} for _also, counted in reading.facts]
    assert values == [
        {"EUR": 137_00, "NOK": 9_00}, {"EUR": 100_00, "NOK": 0}, {"EUR": 30_00, "NOK": 0}, {"EUR": 7_00, "NOK": 9_00},
    ]  # fmt: skip


def test_a_team_is_who_works_in_it_and_what_nobody_owns(app: Flask, cast: Cast) -> None:
    for owner in (cast.seller, cast.colleague, None, cast.stranger):
        sums.required(sums.customer(f"K{owner}", cast.team, owner), owner)
    assert len(rows_of(FIGURES["approved_plans"], team(cast), YEAR)) == 3
    assert len(rows_of(FIGURES["approved_plans"], Scope(ScopeKind.COMPANY, cast.company), YEAR)) == 4
    with write() as session:
        session.query(Position).filter_by(person_id=cast.colleague).update({"ends": date(2026, 5, 31)})
        line.rebuild()
    assert len(rows_of(FIGURES["approved_plans"], team(cast), figures.month(2026, 5))) == 3
    assert len(rows_of(FIGURES["approved_plans"], team(cast), YEAR)) == 3  # who left: by the unit of the customer


PERIODS = st.sampled_from([YEAR, figures.year(2025), figures.quarter(2026, 2), figures.month(2026, 3)])
KINDS = st.sampled_from(["person", "team", "customer", "company"])


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), PERIODS)
def test_every_figure_equals_a_recount_in_any_small_organisation(
    app: Flask, cast: Cast, seed: int, period: Period
) -> None:
    sums.by_chance(cast, seed)
    customer_id = db.session.query(Customer.id).order_by(Customer.id.desc()).limit(1).scalar()
    about = {
        ScopeKind.PERSON: cast.seller, ScopeKind.TEAM: cast.team, ScopeKind.COMPANY: cast.company,
        ScopeKind.CUSTOMER: customer_id,
    }  # fmt: skip
    for code in OURS:
        figure = FIGURES[code]
        if period.per in figure.periods:
            for kind in figure.scopes:
                assert_equals_recount(figure, Scope(kind, about[kind]), period)


@pytest.mark.parametrize("seed", [3, 11, 42])
def test_nobody_reaches_a_row_that_the_policy_hides(app: Flask, cast: Cast, seed: int) -> None:
    with write():
        organisation.change("minimum_group", 1)
    sums.by_chance(cast, seed)
    absent(cast)
    every = [
        *(Scope(ScopeKind.PERSON, getattr(cast, name)) for name in cast.PEOPLE),
        *(Scope(ScopeKind.TEAM, unit) for unit in (cast.team, cast.nl, cast.no)),
        Scope(ScopeKind.COMPANY, cast.company),
        *(Scope(ScopeKind.CUSTOMER, one) for (one,) in db.session.query(Customer.id)),
    ]
    listed = 0
    for name in cast.PEOPLE:
        me = cast.me(name)
        customers = {one for (one,) in db.session.query(Customer.id).filter(customers_policy.readable_by(me))}
        mine = db.session.query(Document.id).join(Plan, Plan.document_id == Document.id)
        plans = {one for (one,) in mine.filter(plans_policy.readable_by(me))}
        for scope in every:
            for code in OURS:
                figure = FIGURES[code]
                sight = figures.may_see(me, figure, scope)
                if sight not in {Sight.FULL, Sight.GROUP}:
                    continue
                period = figures.of_day(figure.periods[0], date(2026, 6, 1))
                for row in figures.all_rows(figure, scope, period, me, sight):
                    listed += 1
                    by_plan = row.get("plan_id")
                    assert by_plan is None or by_plan in plans, (name, code)
                    assert by_plan in plans or row["customer_id"] in customers, (name, code)
    assert listed


def test_a_row_that_is_not_yours_today_is_counted_and_held_back(app: Flask, cast: Cast, browse: Any) -> None:
    gone = sums.customer("Overgedragen", cast.team, cast.seller, ends=date(2026, 4, 30))
    sums.add(Portfolio(customer_id=gone, owner_id=cast.stranger, starts=date(2026, 5, 1)))
    kept = sums.customer("Gebleven", cast.team, cast.seller)
    for one in (gone, kept):
        sums.turnover(one, date(2026, 3, 1), 500_00)
    page = browse(cast.seller, "/figures/revenue?year=2026")
    assert "€ 1.000" in page.text.replace("\xa0", " ") and "Gebleven" in page.text and "Overgedragen" not in page.text
    assert "1 regel telt mee" in page.text


def test_a_small_group_shows_its_members_nothing_about_each_other(app: Flask, cast: Cast, browse: Any) -> None:
    for owner in (cast.seller, cast.colleague):
        sums.required(sums.customer(f"K{owner}", cast.team, owner), owner)
    page = browse(cast.seller, f"/figures/approved_plans?scope=team&id={cast.team}&year=2026")
    assert "minder dan 4 mensen" in page.text and "0%" not in page.text
    assert "0 van 2" in browse(cast.manager, f"/figures/approved_plans?scope=team&id={cast.team}&year=2026").text
