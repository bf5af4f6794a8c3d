"""Imported revenue against plans and target (spec 2, Roll-up), per currency and segment.

Against plans stands the revenue of customers who have a goal in revenue in one of those plans; all revenue beside it.

What a plan asks up to a month follows last year: the part of last year's revenue that came in the same months. Without
revenue last year it is the part of the year that has passed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import BigInteger, Integer, Select, cast, extract, func, select, tuple_

from portal.core.db import db
from portal.core.figures import Period, Scope, year
from portal.core.together import Part as Questions
from portal.core.together import ask
from portal.customers import figure_rows as of_customers
from portal.customers.models import Customer, Segment
from portal.plans import figure_rows

MONTHS = 12


@dataclass(frozen=True)
class Part:
    """One segment (None: not filled in): revenue so far, the plan of the year and of these months, in hundredths.

    `covered` is the revenue of customers with a goal in those plans: what is compared with them.
    """

    segment: Segment | None
    revenue: int
    covered: int
    plan: int
    plan_so_far: int

    @property
    def shortfall(self) -> Fraction:
        """How far the revenue of who is in the plans stays behind them so far, as a share of it.

        0 when it does not, or nothing is planned.
        """
        if self.plan_so_far <= 0 or self.covered >= self.plan_so_far:
            return Fraction(0)
        return Fraction(self.plan_so_far - self.covered, self.plan_so_far)


@dataclass(frozen=True)
class Realised:
    """One currency. `through` is the last month imported this year (0 before the first); `by_last_year` says how the
    plan was spread; `this` and `last` are revenue by month, None where nothing is imported yet.
    """

    currency: str
    through: int
    by_last_year: bool
    parts: tuple[Part, ...]
    this: tuple[int | None, ...]
    last: tuple[int | None, ...]

    @property
    def revenue(self) -> int:
        """Revenue so far."""
        return sum(part.revenue for part in self.parts)

    @property
    def covered(self) -> int:
        """Revenue so far of customers who have a goal in the plans."""
        return sum(part.covered for part in self.parts)

    @property
    def plan(self) -> int:
        """The plans of the year."""
        return sum(part.plan for part in self.parts)

    @property
    def plan_so_far(self) -> int:
        """What the plans ask of the months imported."""
        return sum(part.plan_so_far for part in self.parts)

    @property
    def weakest(self) -> Part | None:
        """The segment that stays furthest behind its plan so far, in percent."""
        behind = [part for part in self.parts if part.shortfall]
        return max(behind, key=lambda part: (part.shortfall, str(part.segment)), default=None)


def _by_month(scope: Scope, period: Period) -> Select[Any]:
    held = of_customers.turnover(scope, period).subquery()
    month = cast(extract("month", held.c.month), Integer)
    return select(held.c.currency, month, _sum(held.c.revenue)).group_by(held.c.currency, month)


def _by_segment(rows: Any, amount: str) -> Select[Any]:
    held = rows.subquery()
    by = (held.c.currency, held.c.segment)
    return select(*by, _sum(held.c[amount])).group_by(*by)


def _sum(column: Any) -> Any:
    return cast(func.sum(column), BigInteger)


def _per_currency(rows: list[Any]) -> dict[str, dict[Any, int]]:
    """{currency: {month or segment: amount}}."""
    found: dict[str, dict[Any, int]] = defaultdict(dict)
    for currency, key, total in rows:
        found[str(currency)][key] = int(total)
    return found


def summed(rows: Any, amount: str) -> dict[str, int]:
    """The rows of a figure added up per currency."""
    held = rows.subquery()
    found = db.session.execute(select(held.c.currency, func.sum(held.c[amount])).group_by(held.c.currency))
    return {str(currency): int(total) for currency, total in found}


def passed(last: dict[int, int], through: int) -> tuple[Fraction, bool]:
    """The part of a year's plan that the months up to `through` ask, and whether last year said so."""
    whole = sum(last.values())
    so_far = sum(revenue for month, revenue in last.items() if month <= through)
    if whole > 0 and 0 <= so_far <= whole:
        return Fraction(so_far, whole), True
    return Fraction(through, MONTHS), False


def of(scope: Scope, period: Period) -> list[Realised]:
    """One entry for each currency with revenue or a plan in the year; one question."""
    return ask(beside(scope, period))


def beside(scope: Scope, period: Period) -> Questions:
    """The same as a part of a page."""
    turnover = of_customers.turnover(scope, period, Customer.segment.label("segment"))
    aimed = figure_rows.goals(scope, period).subquery()
    planned = tuple_(Customer.id, turnover.selected_columns.currency).in_(select(aimed.c.customer_id, aimed.c.currency))
    found = yield {
        "this": _by_month(scope, period), "last": _by_month(scope, year(period.starts.year - 1)),
        "revenue": _by_segment(turnover, "revenue"), "covered": _by_segment(turnover.where(planned), "revenue"),
        "plans": _by_segment(figure_rows.goals(scope, period), "target"),
    }
    this, last, revenue, covered, plans = map(_per_currency, found.values())
    made = []
    for currency in sorted(this.keys() | plans.keys()):
        months = this.get(currency, {})
        through = max(months, default=0)
        part_passed, by_last_year = passed(last.get(currency, {}), through)
        segments = sorted(revenue.get(currency, {}).keys() | plans.get(currency, {}).keys(), key=str)
        parts = tuple(
            Part(
                segment, revenue.get(currency, {}).get(segment, 0), covered.get(currency, {}).get(segment, 0), plan,
                round(plan * part_passed),
            )
            for segment in segments
            for plan in (plans.get(currency, {}).get(segment, 0),)
        )
        made.append(
            Realised(
                currency, through, by_last_year, parts,
                tuple(months.get(month, 0) if month <= through else None for month in range(1, MONTHS + 1)),
                tuple(last[currency].get(month, 0) if currency in last else None for month in range(1, MONTHS + 1)),
            )
        )
    return made
