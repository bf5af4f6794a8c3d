"""What was reached of the goals in money, from the imported turnover; and the goals as pages show them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import func, select

from portal.core.db import db
from portal.core.i18n import format_number
from portal.core.numbers import format_amount, format_percent
from portal.customers.models import Branch, Customer, Turnover
from portal.plans.models import Goal, Measure
from portal.plans.policy import PlanFile
from portal.plans.words import MONEY, PERCENT

IMPORTED = (Measure.REVENUE, Measure.MARGIN)
MONTHS = 12


def say(measure: Measure, value: int | None, currency: str) -> str:
    """A value of a goal in the reader's words; empty for none."""
    if value is None:
        return ""
    if measure in MONEY:
        return format_amount(value, currency, 0 if value % 100 == 0 else 2)
    return format_percent(value) if measure in PERCENT else format_number(value / 100)


@dataclass(frozen=True)
class Turned:
    """The turnover of one month of a customer, at one branch (None: at none in particular), in hundredths."""

    customer_id: int
    branch_id: int | None
    month: date
    revenue: int
    margin: int | None


@dataclass(frozen=True)
class Aim:
    """A goal, or one branch's part of it, with what the portal knows was reached. Amounts in hundredths."""

    goal: Goal
    branch: str
    customer: str
    currency: str
    realised: int | None
    months: int

    @property
    def is_money(self) -> bool:
        """It is an amount of money."""
        return self.goal.measure in MONEY

    @property
    def expected(self) -> int | None:
        """What the target comes to for the months that were imported, evenly spread."""
        if self.goal.target is None or self.realised is None:
            return None
        return self.goal.target * self.months // MONTHS

    def say(self, value: int | None) -> str:
        """A value in the goal's unit, in the reader's words."""
        return say(self.goal.measure, value, self.currency)


class Goals:
    """The goals of a plan in force, in order, each with its branches."""

    def __init__(self, plan: PlanFile) -> None:
        self.plan = plan

    @cached_property
    def _rows(self) -> list[tuple[Goal, str | None, str]]:
        found = db.session.execute(
            select(Goal, Branch.name, Customer.name)
            .outerjoin(Branch, Branch.id == Goal.branch_id)
            .join(Customer, Customer.id == Goal.customer_id)
            .where(Goal.document_id == self.plan.id, Goal.ended_at.is_(None))
            .order_by(Goal.branch_id.is_not(None), Goal.id)
        )
        return [tuple(row) for row in found]

    @cached_property
    def turned(self) -> list[Turned]:
        """The imported turnover of the plan's customers in its year and currency."""
        customers = {goal.customer_id for goal, _branch, _customer in self._rows if goal.measure in IMPORTED}
        if not customers:
            return []
        rows = db.session.execute(
            select(
                Turnover.customer_id, Turnover.branch_id, Turnover.month, func.sum(Turnover.revenue),
                func.sum(Turnover.margin),
            )
            .where(
                Turnover.customer_id.in_(customers), Turnover.currency == self.plan.currency,
                Turnover.month >= self.plan.starts, Turnover.month <= self.plan.ends,
            )
            .group_by(Turnover.customer_id, Turnover.branch_id, Turnover.month)
            .order_by(Turnover.month)
        )
        return [
            Turned(customer, branch, month, int(revenue), None if margin is None else int(margin))
            for customer, branch, month, revenue, margin in rows
        ]

    @cached_property
    def up_to(self) -> date | None:
        """The latest month that was imported."""
        return max((one.month for one in self.turned), default=None)

    @cached_property
    def aims(self) -> list[tuple[Aim, list[Aim]]]:
        """Each goal with its branches. Where turnover cannot tell existing business from new, nothing is claimed."""
        whole = Counter((goal.customer_id, goal.measure) for goal, _branch, _name in self._rows if not goal.branch_id)
        below: dict[str, list[Aim]] = {}
        above: list[Aim] = []
        for goal, branch, customer in self._rows:
            alone = goal.measure in IMPORTED and whole[goal.customer_id, goal.measure] == 1
            aim = Aim(
                goal, branch or "", customer, self.plan.currency, self._reached(goal) if alone else None,
                self.up_to.month if self.up_to else 0,
            )
            below.setdefault(goal.part_key, []).append(aim) if goal.branch_id else above.append(aim)
        return [(aim, below.get(aim.goal.part_key, [])) for aim in above]

    def _reached(self, goal: Goal) -> int | None:
        amounts = [
            one.revenue if goal.measure is Measure.REVENUE else one.margin
            for one in self.turned
            if one.customer_id == goal.customer_id and goal.branch_id in {None, one.branch_id}
        ]
        known = [amount for amount in amounts if amount is not None]
        return sum(known) if known else None

    def by_month(self, goal: Goal) -> list[dict[str, Any]]:
        """What was reached in each imported month, for a chart: {"month", "value"}."""
        months: dict[date, int] = {}
        for one in self.turned:
            amount = one.revenue if goal.measure is Measure.REVENUE else one.margin
            if one.customer_id == goal.customer_id and amount is not None:
                months[one.month] = months.get(one.month, 0) + amount
        return [{"month": month, "value": value} for month, value in months.items()]
