"""Figures of customers as they were imported: turnover per year and product group, satisfaction, orders.

Amounts are in hundredths. Currencies are never added up: each stands on its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, Select, String, cast, func, literal, select, union_all

from portal.core import clock
from portal.customers.models import Currency, Order, Satisfaction, Turnover

YEARS = 3
LATEST = 6  # scores and orders that the page shows
MONTHS = 12


@dataclass
class Sums:
    """Revenue and margin of a year; `margin` is None where no row has one."""

    revenue: int = 0
    margin: int | None = None

    def add(self, revenue: int, margin: int | None) -> None:
        """Add one month."""
        self.revenue += revenue
        if margin is not None:
            self.margin = (self.margin or 0) + margin

    @property
    def rate(self) -> int | None:
        """Margin in hundredths of a percent of the revenue."""
        return None if self.margin is None or self.revenue <= 0 else round(10_000 * self.margin / self.revenue)


@dataclass
class Currencies:
    """Everything in one currency: per year, per product group and year; `through` is the last month of this year."""

    currency: Currency
    years: dict[int, Sums] = field(default_factory=lambda: defaultdict(Sums))
    groups: dict[str, dict[int, Sums]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Sums)))
    same_months: int = 0  # revenue of last year in the months that this year has
    through: date | None = None
    source: str = ""
    imported_at: datetime | None = None

    @property
    def change(self) -> int | None:
        """This year against the same months of last year, in hundredths of a percent; None without a last year."""
        return change(self.years[clock.today().year].revenue, self.same_months) if self.through else None


def change(now: int, then: int) -> int | None:
    """Growth in hundredths of a percent."""
    return round(10_000 * (now - then) / then) if then > 0 else None


def years() -> list[int]:
    """The years that pages show, the latest first."""
    return [clock.today().year - back for back in range(YEARS)]


def three_years(customer_id: int) -> Select[Any]:
    """The question of the turnover of three years, for `history`."""
    first = date(years()[-1], 1, 1)
    return (
        select(
            Turnover.currency, Turnover.month, Turnover.product_group, func.sum(Turnover.revenue).label("revenue"),
            func.sum(Turnover.margin).label("margin"), func.max(Turnover.source).label("source"),
            func.max(Turnover.imported_at).label("imported_at"),
        )
        .where(Turnover.customer_id == customer_id, Turnover.month >= first)
        .group_by(Turnover.currency, Turnover.month, Turnover.product_group)
        .order_by(Turnover.month)
    )


def history(rows: list[Any]) -> list[Currencies]:
    """Turnover of three years from the rows of `three_years`, one entry per currency, the largest this year first."""
    found: dict[Currency, Currencies] = {}
    for row in rows:
        if row.month.year <= clock.today().year:
            _add(found.setdefault(row.currency, Currencies(row.currency)), row)
    for one in found.values():
        if one.through:
            one.same_months = sum(
                int(row.revenue) for row in rows
                if row.currency == one.currency and row.month.year == one.through.year - 1
                and row.month.month <= one.through.month
            )
    return sorted(found.values(), key=lambda one: -sum(year.revenue for year in one.years.values()))


def _add(one: Currencies, row: Any) -> None:
    revenue, margin = int(row.revenue), None if row.margin is None else int(row.margin)
    one.years[row.month.year].add(revenue, margin)
    one.groups[row.product_group][row.month.year].add(revenue, margin)
    if row.month.year == clock.today().year:
        one.through = max(one.through or row.month, row.month)
    if one.imported_at is None or row.imported_at >= one.imported_at:
        one.source, one.imported_at = row.source, row.imported_at


@dataclass(frozen=True)
class Compared:
    """Revenue this year so far and in the same months of last year; `change` in hundredths of a percent."""

    currency: Currency
    now: int
    then: int
    through: date | None

    @property
    def change(self) -> int | None:
        """Growth; None without a last year, and before this year has a month."""
        return change(self.now, self.then) if self.through else None


def two_years(customer_ids: list[int]) -> Select[Any]:
    """The question of the months of this year and the last, for `compared`."""
    this = clock.today().year
    return (
        select(Turnover.customer_id, Turnover.currency, Turnover.month, func.sum(Turnover.revenue))
        .where(Turnover.customer_id.in_(customer_ids))
        .where(Turnover.month >= date(this - 1, 1, 1), Turnover.month <= date(this, MONTHS, 31))
        .group_by(Turnover.customer_id, Turnover.currency, Turnover.month)
    )


def compared(rows: Iterable[Any]) -> dict[int, list[Compared]]:
    """This year against the same months of last year per customer and currency, from the rows of `two_years`.

    While this year has no month yet, `then` is the whole of last year.
    """
    this = clock.today().year
    months: dict[tuple[int, Currency], dict[date, int]] = defaultdict(dict)
    for customer_id, currency, month, revenue in rows:
        months[customer_id, currency][month] = int(revenue)
    found: dict[int, list[Compared]] = defaultdict(list)
    for (customer_id, currency), by_month in sorted(months.items()):
        through = max((month for month in by_month if month.year == this), default=None)
        last = through.month if through else MONTHS
        now = sum(revenue for month, revenue in by_month.items() if month.year == this)
        then = sum(
            revenue for month, revenue in by_month.items() if month.year == this - 1 and month.month <= last
        )
        found[customer_id].append(Compared(currency, now, then, through))
    return found


@dataclass(frozen=True)
class Dated:
    """A score or an order, with its source and when it was imported."""

    kind: str  # score or order
    on: date
    value: int  # hundredths
    scale: int  # of a score, hundredths; 0 for an order
    currency: str
    words: str  # the number of an order
    group: str
    branch_id: int | None
    source: str
    imported_at: datetime


def newest(customer_id: int) -> Select[Any]:
    """The question of the latest scores and orders, for `latest`."""
    scores = (
        select(
            literal("score").label("kind"), Satisfaction.on.label("on"), Satisfaction.score.label("value"),
            Satisfaction.scale, literal("").label("currency"), literal("").label("words"), literal("").label("group"),
            Satisfaction.branch_id, Satisfaction.source, Satisfaction.imported_at,
        )
        .where(Satisfaction.customer_id == customer_id)
        .order_by(Satisfaction.on.desc(), Satisfaction.id.desc())
        .limit(LATEST)
        .subquery()
    )
    orders = (
        select(
            literal("order").label("kind"), Order.ordered_on.label("on"), Order.amount.label("value"),
            cast(literal(0), Integer).label("scale"), cast(Order.currency, String).label("currency"),
            Order.number.label("words"), Order.product_group.label("group"), Order.branch_id, Order.source,
            Order.imported_at,
        )
        .where(Order.customer_id == customer_id)
        .order_by(Order.ordered_on.desc(), Order.id.desc())
        .limit(LATEST)
        .subquery()
    )
    return union_all(select(scores), select(orders))


def latest(rows: Iterable[Any]) -> tuple[list[Dated], list[Dated]]:
    """The latest scores and the latest orders from the rows of `newest`, the newest first."""
    found = sorted((Dated(*row) for row in rows), key=lambda one: (one.on, one.words), reverse=True)
    return [one for one in found if one.kind == "score"], [one for one in found if one.kind == "order"]
