"""The customer picture of a plan: figures that the portal fills in, frozen into the version when it is submitted."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.customers.models import Contact, Customer, Satisfaction, Turnover
from portal.documents import content
from portal.plans.models import Goal, Plan
from portal.visits.models import Complaint, Visit, VisitState

YEARS = 3  # whole years before the plan's year, and the year before that year itself as far as it got


def picture(plan: Plan) -> dict[str, Any]:
    """What the portal knows about the plan's customer today, as JSON; {} for a portfolio plan, whose lines say it.

    {"as_of", "currency", "potential", "years": [[year, revenue, margin]], "through": the last imported month of a
    year before that has not ended, "twelve": [revenue, margin] of the twelve months up to the last imported one,
    "source": [name, day], "contacts", "planned", "held" and "complaints" in the year before,
    "satisfaction": [day, score, scale],
    "last": [[text, target, achieved, result, measure]]}. Money in hundredths.
    """
    if plan.customer_id is None:
        return {}
    customer = db.session.get(Customer, plan.customer_id)
    score = db.session.execute(
        select(Satisfaction.on, Satisfaction.score, Satisfaction.scale)
        .where(Satisfaction.customer_id == customer.id)
        .order_by(Satisfaction.on.desc())
        .limit(1)
    ).one_or_none()
    source = db.session.execute(
        select(Turnover.source, Turnover.imported_at)
        .where(Turnover.customer_id == customer.id)
        .order_by(Turnover.imported_at.desc())
        .limit(1)
    ).one_or_none()
    months = _months(customer.id, plan.year)
    newest = max(months, default=None)
    return {
        "as_of": clock.today().isoformat(),
        "currency": customer.currency,
        "potential": customer.potential,
        "years": _by_year(months),
        "through": newest.isoformat() if newest and date(plan.year - 1, 1, 1) <= newest < date(plan.year - 1, 12, 1)
        else None,
        "twelve": _twelve(months),
        "source": [source[0], source[1].astimezone(clock.zone()).date().isoformat()] if source else None,
        "contacts": _count(Contact, Contact.customer_id == customer.id, Contact.ended_on.is_(None)),
        "planned": _count(
            Visit, Visit.customer_id == customer.id, Visit.ended_on.is_(None), *_last_year(Visit.due, plan),
        ),
        "held": _count(
            Visit, Visit.customer_id == customer.id, Visit.ended_on.is_(None), Visit.state == VisitState.HELD,
            *_last_year(Visit.day, plan),
        ),
        "complaints": _count(
            Complaint, Complaint.customer_id == customer.id, *_last_year(Complaint.made_on, plan),
        ),
        "satisfaction": [score[0].isoformat(), score[1], score[2]] if score else None,
        "last": last_result(plan),
    }


def revenue_by_year(customer_id: int, year: int) -> list[list[int | None]]:
    """[year, revenue, margin] of the years before `year` that have imported rows, in the customer's currency."""
    return _by_year(_months(customer_id, year))


def _months(customer_id: int, year: int) -> dict[date, tuple[int, int | None]]:
    rows = db.session.execute(
        select(Turnover.month, func.sum(Turnover.revenue), func.sum(Turnover.margin))
        .join(Customer, Customer.id == Turnover.customer_id)
        .where(
            Turnover.customer_id == customer_id, Turnover.currency == Customer.currency,
            Turnover.month >= date(year - YEARS, 1, 1), Turnover.month < date(year, 1, 1),
        )
        .group_by(Turnover.month)
    )
    return {month: (int(revenue), None if margin is None else int(margin)) for month, revenue, margin in rows}


def _by_year(months: dict[date, tuple[int, int | None]]) -> list[list[int | None]]:
    years: dict[int, list[int | None]] = {}
    for month, (revenue, margin) in months.items():
        held = years.setdefault(month.year, [month.year, 0, None])
        held[1] += revenue
        held[2] = (held[2] or 0) + margin if margin is not None else held[2]
    return [years[one] for one in sorted(years)]


def _twelve(months: dict[date, tuple[int, int | None]]) -> list[int | None] | None:
    """Revenue and margin of the twelve months up to the last imported one; a year that goes on says too little."""
    if not months:
        return None
    newest = max(months)
    after = newest.replace(year=newest.year - 1)
    counted = [amounts for month, amounts in months.items() if month > after]
    margins = [margin for _revenue, margin in counted if margin is not None]
    return [sum(revenue for revenue, _margin in counted), sum(margins) if margins else None]


def last_result(plan: Plan) -> list[list[Any]]:
    """The goals of last year's plan for the same customer: [text, target, achieved, result in words, measure]."""
    before = (
        select(Plan.document_id)
        .where(Plan.customer_id == plan.customer_id, Plan.year == plan.year - 1, Plan.approved_at.is_not(None))
        .order_by(Plan.document_id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Goal.text, Goal.target, Goal.achieved, Goal.result, Goal.measure)
        .where(Goal.document_id == before, Goal.branch_id.is_(None), Goal.ended_at.is_(None))
        .order_by(Goal.id)
    )
    return [list(row) for row in rows]


def _count(table: Any, *conditions: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def _last_year(column: Any, plan: Plan) -> tuple[Any, Any]:
    return column >= date(plan.year - 1, 1, 1), column <= date(plan.year - 1, 12, 31)


def frozen(body: content.Body, plan: Plan) -> content.Body:
    """The body with today's picture beside its words, for the snapshot; the draft stays as it is."""
    shown = picture(plan)
    if not shown:
        return body
    if not content.children(body, "", "picture"):
        body = [content.new_part("picture"), *body]
    return [
        {**part, "data": {**part["data"], "frozen": shown}} if part["kind"] == "picture" else part for part in body
    ]
