"""The customer picture of a plan: figures that the portal fills in, frozen into the version when it is submitted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from portal.core import clock
from portal.core.db import db
from portal.core.together import Part, ask
from portal.customers.models import Contact, Customer, Satisfaction, Turnover
from portal.documents import content
from portal.plans.models import Goal, Plan
from portal.plans.policy import PlanFile
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
    return ask(known(plan))


def known(plan: Plan | PlanFile) -> Part:
    """The same as a part of something larger."""
    if plan.customer_id is None:
        return {}
    found = yield {
        "customer": select(Customer.currency, Customer.potential, *_counts(plan)).where(
            Customer.id == plan.customer_id
        ),
        "score": select(Satisfaction.on, Satisfaction.score, Satisfaction.scale)
        .where(Satisfaction.customer_id == plan.customer_id)
        .order_by(Satisfaction.on.desc())
        .limit(1),
        "source": select(Turnover.source, Turnover.imported_at)
        .where(Turnover.customer_id == plan.customer_id)
        .order_by(Turnover.imported_at.desc())
        .limit(1),
        "months": _imported(plan.customer_id, plan.year),
        "last": _last_goals(plan),
    }
    (currency, potential, contacts, planned, held, complaints), months = found["customer"][0], _months(found["months"])
    newest = max(months, default=None)
    return {
        "as_of": clock.today().isoformat(),
        "currency": currency,
        "potential": potential,
        "years": _by_year(months),
        "through": newest.isoformat() if newest and date(plan.year - 1, 1, 1) <= newest < date(plan.year - 1, 12, 1)
        else None,
        "twelve": _twelve(months),
        "source": next(([name, at.astimezone(clock.zone()).date().isoformat()] for name, at in found["source"]), None),
        "contacts": contacts,
        "planned": planned,
        "held": held,
        "complaints": complaints,
        "satisfaction": next(([on.isoformat(), score, scale] for on, score, scale in found["score"]), None),
        "last": [list(row) for row in found["last"]],
    }


def _counts(plan: Plan | PlanFile) -> tuple[Any, ...]:
    """How many contacts there are, and contacts planned, held, and complaints of the year before."""
    visits = Visit.customer_id == Customer.id, Visit.ended_on.is_(None)
    return (
        _count(Contact, Contact.customer_id == Customer.id, Contact.ended_on.is_(None)),
        _count(Visit, *visits, *_last_year(Visit.due, plan)),
        _count(Visit, *visits, Visit.state == VisitState.HELD, *_last_year(Visit.day, plan)),
        _count(Complaint, Complaint.customer_id == Customer.id, *_last_year(Complaint.made_on, plan)),
    )


def revenue_by_year(customer_id: int, year: int) -> list[list[int | None]]:
    """[year, revenue, margin] of the years before `year` that have imported rows, in the customer's currency."""
    return _by_year(_months(db.session.execute(_imported(customer_id, year))))


def _imported(customer_id: int, year: int) -> Select[Any]:
    return (
        select(Turnover.month, func.sum(Turnover.revenue).label("revenue"), func.sum(Turnover.margin).label("margin"))
        .join(Customer, Customer.id == Turnover.customer_id)
        .where(
            Turnover.customer_id == customer_id, Turnover.currency == Customer.currency,
            Turnover.month >= date(year - YEARS, 1, 1), Turnover.month < date(year, 1, 1),
        )
        .group_by(Turnover.month)
    )


def _months(rows: Iterable[Any]) -> dict[date, tuple[int, int | None]]:
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


def _last_goals(plan: Plan | PlanFile) -> Select[Any]:
    """The goals of last year's plan for the same customer: text, target, achieved, result in words, measure."""
    before = (
        select(Plan.document_id)
        .where(Plan.customer_id == plan.customer_id, Plan.year == plan.year - 1, Plan.approved_at.is_not(None))
        .order_by(Plan.document_id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(Goal.text, Goal.target, Goal.achieved, Goal.result, Goal.measure)
        .where(Goal.document_id == before, Goal.branch_id.is_(None), Goal.ended_at.is_(None))
        .order_by(Goal.id)
    )


def _count(table: Any, *conditions: Any) -> Any:
    return select(func.count()).select_from(table).where(*conditions).correlate(Customer).scalar_subquery()


def _last_year(column: Any, plan: Plan | PlanFile) -> tuple[Any, Any]:
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
