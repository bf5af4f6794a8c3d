"""Figures about customers equal a count by hand; currencies stay apart; a customer's figures are its readers'."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask

from portal.core import clock, figures
from portal.core.figures import FIGURES, Period, Scope, ScopeKind
from portal.customers.models import Portfolio
from tests.cast import Cast
from tests.customers import making
from tests.figures import rows_of
from tests.pages import Page
from tests.plans import sums
from tests.queries import counted

YEAR = figures.year(2026)


@pytest.fixture(autouse=True)
def in_june() -> Any:
    with clock.at(sums.NOON):
        yield


def mine(cast: Cast) -> Scope:
    return Scope(ScopeKind.PERSON, cast.seller)


def found(code: str, scope: Scope, period: Period = YEAR) -> dict[str, Fraction | None]:
    """The figure per currency."""
    values = figures.read(FIGURES[code], scope, period, full=True).counted.values
    return {value.currency: value.number for value in values}


def only(code: str, scope: Scope, period: Period = YEAR) -> Fraction | None:
    """The figure that has no currency."""
    return found(code, scope, period)[""]


def test_revenue_and_margin_stay_per_currency(app: Flask, cast: Cast) -> None:
    one = sums.customer("K", cast.team, cast.seller)
    sums.turnover(one, date(2026, 1, 1), 100_00, 40_00)
    sums.turnover(one, date(2026, 2, 1), 300_00, None)
    sums.turnover(one, date(2026, 2, 1), -50_00, -10_00, product_group="returned")
    sums.turnover(one, date(2026, 2, 1), 80_00, 20_00, currency="NOK")
    sums.turnover(one, date(2025, 12, 1), 999_00, 1_00)
    assert found("revenue", mine(cast)) == {"EUR": 350_00, "NOK": 80_00}
    assert found("margin", mine(cast)) == {"EUR": 30_00, "NOK": 20_00}
    assert found("margin_share", mine(cast)) == {"EUR": Fraction(30, 50), "NOK": Fraction(1, 4)}
    assert found("revenue", Scope(ScopeKind.CUSTOMER, one), figures.month(2026, 1)) == {"EUR": 100_00}
    assert found("revenue", Scope(ScopeKind.COMPANY, cast.company)) == {"EUR": 350_00, "NOK": 80_00}
    reading = figures.read(FIGURES["revenue"], mine(cast), YEAR)
    assert (reading.source, reading.source_on) == ("ERP", date(2026, 6, 15))


def test_a_month_counts_to_who_owned_the_customer_on_its_last_day(app: Flask, cast: Cast) -> None:
    one = sums.customer("K", cast.team, cast.seller, ends=date(2026, 3, 30))
    sums.add(Portfolio(customer_id=one, owner_id=cast.colleague, starts=date(2026, 3, 31)))
    for month in (2, 3, 6):
        sums.turnover(one, date(2026, month, 1), month * 100)
    assert found("revenue", mine(cast)) == {"EUR": 200}
    assert found("revenue", Scope(ScopeKind.PERSON, cast.colleague)) == {"EUR": 900}
    assert found("revenue", Scope(ScopeKind.TEAM, cast.team)) == {"EUR": 1100}


def test_a_month_that_runs_counts_to_who_owns_it_today(app: Flask, cast: Cast) -> None:
    one = sums.customer("K", cast.team, cast.seller, ends=date(2026, 6, 20))
    sums.add(Portfolio(customer_id=one, owner_id=cast.colleague, starts=date(2026, 6, 21)))
    sums.turnover(one, date(2026, 6, 1), 100)
    assert found("revenue", mine(cast)) == {"EUR": 100}


def test_the_share_of_a_customer_is_its_revenue_of_its_potential(app: Flask, cast: Cast) -> None:
    one = sums.customer("K", cast.team, cast.seller, potential=1_000_00)
    sums.customer("L", cast.team, cast.seller, potential=1_000_00)  # nothing yet
    sums.customer("M", cast.team, cast.seller)  # no potential
    sums.customer("P", cast.team, cast.seller, potential=9_000_00, since=None)
    sums.customer("G", cast.team, cast.seller, potential=9_000_00, until=date(2025, 12, 31))
    sums.turnover(one, date(2026, 1, 1), 250_00)
    sums.turnover(one, date(2026, 1, 1), 700_00, currency="NOK")
    assert found("customer_share", mine(cast)) == {"EUR": Fraction(1, 8)}


@pytest.mark.parametrize(
    ("since", "until", "counts", "lost"),
    [
        (None, None, False, False),  # a prospect
        (date(2025, 12, 31), None, True, False),
        (date(2026, 1, 1), None, False, False),  # new on the first day
        (date(2020, 1, 1), date(2025, 12, 31), False, False),  # lost the year before
        (date(2020, 1, 1), date(2026, 1, 1), True, True),  # the first day is its last
        (date(2020, 1, 1), date(2026, 6, 14), True, True),  # until yesterday
        (date(2020, 1, 1), date(2026, 6, 15), True, False),  # still one today
        (date(2020, 1, 1), date(2026, 12, 31), True, False),
        (date(2026, 2, 1), date(2026, 3, 1), False, False),  # came and went
    ],
)
def test_who_is_lost_was_there_when_the_period_began(
    app: Flask, cast: Cast, since: date, until: date, counts: bool, lost: bool
) -> None:
    sums.customer("K", cast.team, cast.seller, since=since, until=until)
    rows = rows_of(FIGURES["churn"], mine(cast), YEAR)
    assert [bool(row["lost"]) for row in rows] == ([lost] if counts else [])


def test_the_last_day_of_a_leap_year_is_lost_in_that_year(app: Flask, cast: Cast) -> None:
    sums.customer("K", cast.team, cast.seller, until=date(2028, 2, 29))
    sums.customer("L", cast.team, cast.seller)
    with clock.at(datetime(2028, 12, 31, 12, tzinfo=UTC)):
        assert only("churn", mine(cast), figures.year(2028)) == Fraction(1, 2)
        assert only("churn", mine(cast), figures.month(2028, 2)) == Fraction(1, 2)
        assert only("churn", mine(cast), figures.month(2028, 3)) == 0


def test_a_lost_customer_counts_to_who_owned_it_at_the_start(app: Flask, cast: Cast) -> None:
    one = sums.customer("K", cast.team, cast.seller, ends=date(2026, 2, 1), until=date(2026, 5, 1))
    sums.add(Portfolio(customer_id=one, owner_id=cast.colleague, starts=date(2026, 2, 2)))
    assert only("churn", mine(cast)) == 1
    assert only("churn", Scope(ScopeKind.PERSON, cast.colleague)) is None


@pytest.mark.parametrize(
    ("days", "again"),
    [
        ((), 0),
        ((date(2024, 2, 29),), 0),
        ((date(2024, 2, 29), date(2024, 2, 29)), 1),
        ((date(2024, 2, 29), date(2025, 2, 28)), 1),
        ((date(2024, 2, 29), date(2025, 3, 1)), 0),  # a day past the twelve months
        ((date(2024, 3, 1), date(2025, 3, 1)), 1),
        ((date(2024, 1, 31), date(2024, 3, 1)), 0),  # one came before it was a customer
    ],
)
def test_new_customers_order_again_within_twelve_months(
    app: Flask, cast: Cast, days: tuple[date, ...], again: int
) -> None:
    one = sums.customer("K", cast.team, cast.seller, since=date(2024, 2, 1))
    for number, day in enumerate(days):
        sums.order(one, f"o{number}", day)
    reading = figures.read(FIGURES["new_customers"], mine(cast), figures.year(2024))
    assert [reading.counted.values[0].number, reading.facts[0][1].values[0].number] == [1, again]
    assert only("new_customers", mine(cast)) == 0


def bought(customer_id: int, **months: tuple[int, int, int]) -> None:
    """Revenue per product group in March and November of last year, and March of this year."""
    for group, (march, november, now) in months.items():
        for month, amount in ((date(2025, 3, 1), march), (date(2025, 11, 1), november), (date(2026, 3, 1), now)):
            if amount:
                sums.turnover(customer_id, month, amount, product_group=group)


def test_up_and_cross_selling_compare_with_the_year_before(app: Flask, cast: Cast) -> None:
    grew, fell, broadened, late, fresh = [sums.customer(f"K{n}", cast.team, cast.seller) for n in range(5)]
    bought(grew, bread=(100, 900, 101))
    bought(fell, bread=(100, 0, 100), cake=(50, 0, 40))
    bought(broadened, bread=(100, 0, 90), cake=(0, 0, 5))
    bought(late, bread=(0, 100, 70))  # nothing in the same months, and not new either
    bought(fresh, bread=(0, 0, 50))  # did not buy last year
    assert only("up_selling", mine(cast)) == Fraction(1, 3)
    assert only("cross_selling", mine(cast)) == Fraction(1, 4)
    rows = {row["customer_id"]: row for row in rows_of(FIGURES["cross_selling"], mine(cast), YEAR)}
    assert fresh not in rows and rows[broadened]["new_groups"] == 1


def test_revenue_without_a_product_group_sells_neither_up_nor_across(app: Flask, cast: Cast) -> None:
    bought(sums.customer("K", cast.team, cast.seller), **{"": (100, 0, 200)})
    assert only("up_selling", mine(cast)) is None and only("cross_selling", mine(cast)) is None


def test_satisfaction_is_the_median_out_of_a_hundred(app: Flask, cast: Cast) -> None:
    one = sums.customer("K", cast.team, cast.seller)
    for day, (score, scale) in enumerate([(800, 1000), (300, 500), (1000, 1000)], start=1):
        sums.score(one, date(2026, 3, day), score, scale)
    assert only("satisfaction", mine(cast)) == 80
    assert only("satisfaction", mine(cast), figures.quarter(2026, 2)) is None


def test_the_figures_of_a_customer_are_its_readers(
    app: Flask, cast: Cast, browse: Callable[..., Page]
) -> None:
    known = making.customers(cast)
    sums.turnover(known.bakker, date(2026, 3, 1), 123_00)
    seen = {
        name: browse(getattr(cast, name), f"/figures/revenue?scope=customer&id={known.bakker}&year=2026").status
        for name in cast.PEOPLE
    }
    readers = {"seller", "colleague", "deputy", "manager", "director"}
    assert {name for name, status in seen.items() if status == 200} == readers
    assert {status for name, status in seen.items() if name not in readers} == {404}
    assert browse(cast.seller, f"/figures/revenue?scope=customer&id={known.slager}&year=2026").status == 403


def test_the_page_of_a_customer_shows_its_figures(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    one = sums.customer("K", cast.team, cast.seller, potential=1_000_00)
    sums.turnover(one, date(2026, 3, 1), 250_00, 50_00)
    page = browse(cast.manager, f"/customers/{one}")
    assert "25%" in page.text and f"/figures/customer_share?scope=customer&amp;id={one}" in page.html


@pytest.mark.parametrize("code", ["revenue", "churn", "up_selling", "satisfaction", "new_customers"])
def test_a_figure_is_one_question_for_few_rows_and_for_many(app: Flask, cast: Cast, code: str) -> None:
    def questions() -> int:
        with counted() as asked:
            figures.read(FIGURES[code], Scope(ScopeKind.COMPANY, cast.company), YEAR, full=True)
        return len(asked)

    before = questions()
    sums.by_chance(cast, 5)
    assert questions() == before == 1
