"""Plans and results added up: who sees whose, every line equals its figure, and the same questions for any size."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select

from portal.core import clock, figures
from portal.core.audit import Audit
from portal.core.db import db, write
from portal.core.figures import FIGURES, Scope, ScopeKind
from portal.customers.models import Portfolio, Segment
from portal.people import line
from portal.people.models import Position, Unit, UnitKind
from portal.plans import loads, realisation, rollup
from portal.plans.models import TargetMeasure, TargetScope
from portal.plans.targets import set_target
from tests.cast import LONG_AGO, Cast, absent
from tests.pages import Page
from tests.plans import sums
from tests.plans.test_figures import at
from tests.queries import counted

YEAR = figures.year(2026)
QUERIES = 40


@pytest.fixture(autouse=True)
def in_june() -> Any:
    with clock.at(sums.NOON):
        yield


def team(cast: Cast) -> Scope:
    return Scope(ScopeKind.TEAM, cast.team)


def values(code: str, scope: Scope) -> dict[str, Fraction | None]:
    counted_ = figures.read(FIGURES[code], scope, YEAR, full=True).counted
    return {one.currency: one.number for one in counted_.values if one.number}


def aim(cast: Cast, amount: int, *, by: str = "manager", who: str = "seller", **facts: Any) -> None:
    given_ = {
        "measure": TargetMeasure.REVENUE, "currency": "EUR", "amount": amount, "agreed_with": None,
        "agreed_on": date(2026, 1, 5), "note": "",
    } | facts  # fmt: skip
    set_target(cast.me(by), TargetScope.PERSON, getattr(cast, who), 2026, **given_)


def test_a_team_is_added_up_per_seller_by_name(app: Flask, cast: Cast) -> None:
    ours = sums.customer("K", cast.team, cast.seller)
    prospect = sums.customer("P", cast.team, cast.seller, since=None)
    theirs = sums.customer("L", cast.team, cast.colleague)
    free = sums.customer("F", cast.team)
    for one, owner in ((ours, cast.seller), (theirs, cast.colleague), (free, None)):
        sums.required(one, owner)
        sums.turnover(one, date(2026, 2, 1), 10_00)
    made = sums.plan(cast, cast.seller, ours, at(9))
    sums.goal(made, ours, 100_00)
    sums.goal(made, ours, 20_00, "new")
    sums.goal(sums.plan(cast, cast.seller, prospect, at(9)), prospect, 7_00, "new")
    sums.contact(ours, cast.seller, date(2026, 3, 2))
    aim(cast, 500_00)
    found = rollup.of(team(cast), YEAR)
    assert [one.name for one in found.lines] == ["Kees Collega", "Sanne Visser", ""]
    seller = found.lines[1]
    assert (seller.required, seller.approved, seller.contacts) == (1, 1, 1)
    assert (seller.existing, seller.new_sales, seller.addresses) == ({"EUR": 100_00}, {"EUR": 20_00}, {"EUR": 7_00})
    assert (seller.planned, seller.revenue, seller.target) == ({"EUR": 127_00}, {"EUR": 10_00}, {"EUR": 500_00})
    assert (found.total.required, found.total.approved, found.total.revenue) == (3, 1, {"EUR": 30_00})
    assert found.sellers == 2


def test_above_a_team_there_is_a_line_for_each_unit(app: Flask, cast: Cast) -> None:
    sums.required(sums.customer("K", cast.team, cast.seller), cast.seller)
    other = db.session.scalar(select(Position.unit_id).where(Position.person_id == cast.stranger))
    sums.required(sums.customer("O", other, cast.stranger), cast.stranger)
    found = rollup.of(Scope(ScopeKind.COMPANY, cast.company), YEAR)
    assert [(one.kind, one.name, one.required) for one in found.lines] == [
        ("unit", "Nederland", 1), ("unit", "Norge", 1)
    ]  # fmt: skip
    assert found.total.required == 2


def test_who_works_in_two_units_stands_in_both_and_counts_once(app: Flask, cast: Cast) -> None:
    sums.add(Position(person_id=cast.seller, role_id=cast.seller_role, unit_id=cast.no, starts=LONG_AGO))
    with write():
        line.rebuild()
    sums.required(sums.customer("K", cast.team, cast.seller), cast.seller)
    found = rollup.of(Scope(ScopeKind.COMPANY, cast.company), YEAR)
    assert [one.required for one in found.lines] == [1, 1] and found.total.required == 1


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6))
def test_every_line_and_total_equals_its_figure(app: Flask, cast: Cast, seed: int) -> None:
    sums.by_chance(cast, seed)
    for scope in (team(cast), Scope(ScopeKind.COMPANY, cast.company), Scope(ScopeKind.PERSON, cast.seller)):
        found = rollup.of(scope, YEAR)
        for one, about in [(found.total, scope), *((one, one.scope) for one in found.lines if one.scope)]:
            approved = figures.read(FIGURES["approved_plans"], about, YEAR, full=True).counted.values[0]
            if scope == about or one.kind == "unit":  # a seller's line holds what belongs to this unit only
                assert (one.approved, one.required) == (approved.numerator, approved.denominator)
                for code, held in (("revenue", one.revenue), ("planned_revenue", one.planned)):
                    assert {key: value for key, value in held.items() if value} == values(code, about)
                assert one.contacts == figures.read(FIGURES["planned_contacts"], about, YEAR, full=True).rows


def test_the_plan_follows_the_months_of_last_year(app: Flask, cast: Cast) -> None:
    shop = sums.customer("K", cast.team, cast.seller, segment=Segment.RETAIL)
    plant = sums.customer("L", cast.team, cast.seller, segment=Segment.INDUSTRY)
    for month, amount in ((1, 10_00), (2, 20_00), (11, 70_00)):
        sums.turnover(shop, date(2025, month, 1), amount)
    sums.turnover(shop, date(2026, 1, 1), 15_00)
    sums.turnover(plant, date(2026, 2, 1), 50_00)
    sums.turnover(sums.customer("Z", cast.team, cast.seller, segment=Segment.RETAIL), date(2026, 2, 1), 900_00)
    made = sums.plan(cast, cast.seller, shop, at(9))
    sums.goal(made, shop, 100_00)
    sums.goal(made, plant, 40_00)
    (found,) = realisation.of(team(cast), YEAR)
    parts = {part.segment: part for part in found.parts}
    assert found.through == 2 and found.by_last_year
    assert (parts["retail"].plan_so_far, parts["industry"].plan_so_far) == (30_00, 12_00)
    assert parts["retail"].shortfall == Fraction(1, 2) and parts["industry"].shortfall == 0
    assert found.weakest is parts["retail"]
    assert (parts["retail"].revenue, parts["retail"].covered) == (915_00, 15_00)  # who has no plan is left out
    assert (found.revenue, found.covered) == (965_00, 65_00)
    assert (found.this[:3], found.last[:3]) == ((15_00, 950_00, None), (10_00, 20_00, 0))


def test_without_last_year_the_plan_is_spread_evenly(app: Flask, cast: Cast) -> None:
    one = sums.customer("K", cast.team, cast.seller)
    sums.turnover(one, date(2026, 3, 1), 5_00)
    sums.turnover(one, date(2026, 3, 1), 5_00, currency="NOK")
    sums.goal(sums.plan(cast, cast.seller, one, at(9)), one, 120_00)
    euros, crowns = realisation.of(team(cast), YEAR)
    assert (euros.plan_so_far, euros.by_last_year, euros.plan) == (30_00, False, 120_00)
    assert (crowns.currency, crowns.plan, crowns.weakest) == ("NOK", 0, None)


@pytest.mark.parametrize(
    ("last", "share"),
    [({}, Fraction(1, 4)), ({1: -5, 2: 1}, Fraction(1, 4)), ({1: 3, 9: 1}, Fraction(3, 4))],
)
def test_a_year_that_says_nothing_is_not_followed(last: dict[int, int], share: Fraction) -> None:
    assert realisation.passed(last, 3)[0] == share


def test_working_days_are_monday_to_friday() -> None:
    assert rollup.working_days(figures.month(2028, 2)) == 21  # a leap year
    assert sum(rollup.working_days(month) for month in rollup.months(YEAR)) == 261


PLACES = ("own", "colleague", "team", "nl", "company")
SEEN = {
    "seller": (200, 404, 403, 403, 403), "manager": (200, 200, 200, 403, 403), "director": (200, 200, 200, 200, 200),
    "hr": (403, 404, 404, 403, 403), "stranger": (200, 404, 404, 404, 403), "admin": (403, 404, 404, 403, 403),
}  # fmt: skip


@pytest.mark.parametrize("name", SEEN)
def test_who_sees_whose_plans_added_up(app: Flask, cast: Cast, browse: Callable[..., Page], name: str) -> None:
    asked = ("", f"?person={cast.colleague}", f"?unit={cast.team}", f"?unit={cast.nl}", f"?unit={cast.company}")
    found = tuple(browse(getattr(cast, name), f"/reports/plans{query}").status for query in asked)
    assert dict(zip(PLACES, found, strict=True)) == dict(zip(PLACES, SEEN[name], strict=True))


def test_a_deputy_sees_what_the_lead_sees_while_the_lead_is_away(
    app: Flask, cast: Cast, browse: Callable[..., Page]
) -> None:
    address = f"/reports/plans?unit={cast.team}"
    assert browse(cast.deputy, address).status == 404
    absent(cast)
    assert browse(cast.deputy, address).status == 200


@pytest.mark.parametrize(
    "query", ["year=1900", "year=2028", "year=x", "unit=0", "unit=999", "person=²", f"unit={'9' * 30}"]
)
def test_an_address_that_names_nothing_is_not_there(
    app: Flask, cast: Cast, browse: Callable[..., Page], query: str
) -> None:
    assert browse(cast.director, f"/reports/plans?{query}").status == 404


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("nl", ("Mijn plannen opgeteld", "Het verst achter op het plan: Detailhandel", "gelijk over het jaar verdeeld",
                "De drukste maand is maart", "Kengetallen")),
        ("nb", ("Planene mine samlet", "Lengst bak planen: Detaljhandel", "fordelt jevnt over året",
                "Den travleste måneden er mars", "Nøkkeltall")),
    ],
)  # fmt: skip
def test_a_seller_reads_their_own(
    app: Flask, cast: Cast, browse: Callable[..., Page], locale: str, words: tuple[str, ...]
) -> None:
    one = sums.customer("K", cast.team, cast.seller)
    sums.required(one, cast.seller)
    sums.turnover(one, date(2026, 3, 1), 500_00)
    sums.goal(sums.plan(cast, cast.seller, one, at(9)), one, 12_000_00)
    sums.contact(one, cast.seller, date(2026, 3, 2))
    page = browse(cast.seller, "/reports/plans", locale=locale)
    assert [word for word in words if word not in page.text] == []
    assert f"/figures/planned_revenue?scope=person&amp;id={cast.seller}&amp;year=2026" in page.html
    assert browse(cast.seller, "/reports/", locale=locale).status == 200


def test_the_lines_can_be_taken_along(app: Flask, cast: Cast, sign_in: Callable[[int], Any]) -> None:
    one = sums.customer("=K", cast.team, cast.seller)
    sums.required(one, cast.seller)
    sums.turnover(one, date(2026, 3, 1), 1_234_50)
    sums.turnover(one, date(2026, 3, 1), 99_00, currency="NOK")
    response = sign_in(cast.manager).post(f"/reports/plans/export?unit={cast.team}&year=2026")
    rows = list(load_workbook(io.BytesIO(response.data)).active.iter_rows(values_only=True))
    assert [(row[0], row[1], row[4], row[9]) for row in rows[1:]] == [
        ("Kees Collega", 0, None, None), ("Sanne Visser", 1, "EUR", 1234.5), ("Sanne Visser", 1, "NOK", 99),
        ("Totaal", 1, "EUR", 1234.5), ("Totaal", 1, "NOK", 99),
    ]  # fmt: skip
    assert db.session.scalar(select(Audit.subject_id).where(Audit.code == "rollup_exported")) == cast.team
    assert sign_in(cast.seller).post(f"/reports/plans/export?unit={cast.team}").status_code == 403


def test_a_company_asks_as_much_as_a_team_and_many_rows_as_few(
    app: Flask, cast: Cast, sign_in: Callable[[int], Any]
) -> None:
    client = sign_in(cast.director)

    def questions(unit: int) -> int:
        with counted() as asked:
            assert client.get(f"/reports/plans?unit={unit}&year=2026").status_code == 200
        return len(asked)

    client.get("/reports/plans")
    before = questions(cast.team)
    sums.by_chance(cast, 8)
    sums.by_chance(cast, 9)
    sums.add(Unit(kind=UnitKind.TEAM, name="Team Leeg", parent_id=cast.nl))
    assert questions(cast.team) == before <= QUERIES
    assert questions(cast.company) <= before


def test_a_customer_handed_over_counts_for_each_in_their_months(app: Flask, cast: Cast) -> None:
    one = sums.customer("K", cast.team, cast.seller, ends=date(2026, 3, 31))
    sums.add(Portfolio(customer_id=one, owner_id=cast.colleague, starts=date(2026, 4, 1)))
    for month in (3, 4):
        sums.turnover(one, date(2026, month, 1), month * 100)
    found = {row.name: row.revenue for row in rollup.of(team(cast), YEAR).lines}
    assert found == {"Sanne Visser": {"EUR": 300}, "Kees Collega": {"EUR": 400}}


def test_the_load_of_each_seller_is_that_of_the_busiest_month(app: Flask, cast: Cast) -> None:
    ours = sums.customer("K", cast.team, cast.seller)
    sums.customer("L", cast.team, cast.colleague)
    for _number in range(89):  # March 2026 has 22 working days: above 4 a day from 89 on
        sums.contact(ours, cast.seller, date(2026, 3, 2))
    sums.contact(ours, cast.seller, date(2026, 5, 4))
    found = loads.of(team(cast), YEAR)
    assert [(one.name, one.contacts, one.in_month, one.days, one.busy) for one in found] == [
        ("Kees Collega", 0, 0, 0, False), ("Sanne Visser", 90, 89, 22, True)
    ]  # fmt: skip
    assert loads.BUSY == 4
