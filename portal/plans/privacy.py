"""Account plans, what was asked of a seller and sales targets in the registers of privacy.

A plan is kept seven years after its last day, as long as the books that its amounts go with. The facts that a plan was
asked go with it, so that no figure about a past day counts a plan as missing that is only gone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import Select, delete, exists, or_, select, update

from portal.core.db import db
from portal.core.policy import N_
from portal.customers.models import Customer
from portal.documents.models import (
    Decision,
    Document,
    Draft,
    DraftChange,
    Invitation,
    Listing,
    Publication,
    Reading,
    Remark,
    Snapshot,
    TurnPeriod,
)
from portal.plans.models import (
    Action,
    Amendment,
    Goal,
    Need,
    Plan,
    PlanCustomer,
    Requirement,
    Substantiation,
    Support,
    Target,
    TargetScope,
)
from portal.privacy import places
from portal.privacy.kinds import RecordAbout, about_of, record_kind
from portal.visits.models import ReportedAction, Visit

MONTHS = 84
OF_DOCUMENT = (Draft, TurnPeriod, Snapshot, Publication, Remark, Invitation, Decision, Reading, Listing)
OF_PLAN = (PlanCustomer, Substantiation, Amendment, Goal, Action, Support)
COUNTING = ("approved_plans", "draft_versions", "amendments", "substantiation", "planned_revenue", "planned_contacts")


def _there(country: str) -> Any:
    return places.within(places.of_unit(Document.unit_id).scalar_subquery(), country)


def asking(plan_id: int) -> Select[Any]:
    """Whose plan it is, the country, its last day."""
    return (
        select(Plan.seller_id, places.of_unit(Document.unit_id).scalar_subquery(), Plan.ends)
        .join(Document, Document.id == Plan.document_id)
        .where(Plan.document_id == plan_id)
    )


def due(country: str, before: date, left: date | None) -> Select[tuple[int]]:
    """Plans whose last day lies long enough back."""
    return (
        select(Plan.document_id)
        .join(Document, Document.id == Plan.document_id)
        .where(places.over(Plan.ends, before, Plan.seller_id, left), _there(country))
    )


def erase(ids: Sequence[int]) -> None:
    """Delete plans with every version, remark and decision, inside an open `write()`; contacts they asked for stay."""
    execute = db.session.execute
    _forget_requirements(ids)
    execute(delete(ReportedAction).where(ReportedAction.plan_id.in_(ids)))
    nothing = {"plan_id": None, "part_key": None, "sequence": None, "per_year": None}
    execute(update(Visit).where(Visit.plan_id.in_(ids)).values(nothing))
    drafts = select(Draft.id).where(Draft.document_id.in_(ids))
    execute(delete(DraftChange).where(DraftChange.draft_id.in_(drafts)))
    for table in (*OF_DOCUMENT, *OF_PLAN):
        execute(delete(table).where(table.document_id.in_(ids)))
    execute(update(Plan).where(Plan.copied_from_id.in_(ids)).values(copied_from_id=None))
    execute(delete(Plan).where(Plan.document_id.in_(ids)))
    execute(delete(Document).where(Document.id.in_(ids)))


def _forget_requirements(ids: Sequence[int]) -> None:
    """The facts that these plans were asked: of their customers, and of a portfolio those of its seller."""
    gone = Plan.document_id.in_(ids)
    of_customer = exists().where(
        gone, Plan.year == Requirement.year, PlanCustomer.document_id == Plan.document_id,
        PlanCustomer.customer_id == Requirement.customer_id,
    )  # fmt: skip
    of_portfolio = exists().where(
        gone, Plan.customer_id.is_(None), Plan.year == Requirement.year, Plan.seller_id == Requirement.seller_id,
        Requirement.need == Need.PORTFOLIO,
    )  # fmt: skip
    db.session.execute(delete(Requirement).where(or_(of_customer, of_portfolio)))


def _page(plan_id: int) -> str:
    return url_for("plans.show", plan_id=plan_id)


def _days(ids: Collection[int]) -> dict[int, date]:
    return dict(db.session.execute(select(Plan.document_id, Plan.ends).where(Plan.document_id.in_(ids))).all())


record_kind(
    "plan", N_("Account plan"), link=_page, about=about_of(asking), due=due, erase=erase, months=MONTHS,
    months_after_leaving=None, days=_days, opens=False, figures=COUNTING, asking=asking,
)  # fmt: skip


def asked_about(requirement_id: int) -> RecordAbout | None:
    """Of whom a plan was asked."""
    row = db.session.get(Requirement, requirement_id)
    if row is None or row.seller_id is None:
        return None
    unit = select(Customer.unit_id).where(Customer.id == row.customer_id).scalar_subquery()
    return RecordAbout(row.seller_id, places.country(places.of_unit(unit)), date(row.year, 12, 31))


def asked_due(country: str, before: date, left: date | None) -> Select[tuple[int]]:
    """Plans asked for a year that ended long enough ago."""
    unit = select(Customer.unit_id).where(Customer.id == Requirement.customer_id).correlate(Requirement)
    return select(Requirement.id).where(
        Requirement.seller_id.is_not(None), places.over(Requirement.year, before.year, Requirement.seller_id, left),
        places.within(places.of_unit(unit.scalar_subquery()).scalar_subquery(), country),
    )  # fmt: skip


record_kind(
    "plan_requirement", N_("That an account plan was asked"), link=lambda _id: url_for("plans.index"),
    about=asked_about, due=asked_due, months=MONTHS, months_after_leaving=None, opens=False,
    erase=lambda ids: db.session.execute(delete(Requirement).where(Requirement.id.in_(ids))),
    figures=("approved_plans",),
)  # fmt: skip


def target_about(target_id: int) -> RecordAbout | None:
    """Whose sales target it is; that of a unit is about nobody."""
    row = db.session.get(Target, target_id)
    if row is None or row.scope is not TargetScope.PERSON:
        return None
    return RecordAbout(row.scope_id, places.country(places.of_person(row.scope_id)), date(row.year, 12, 31))


def targets_due(country: str, before: date, left: date | None) -> Select[tuple[int]]:
    """Targets of persons for a year that ended long enough ago."""
    return select(Target.id).where(
        Target.scope == TargetScope.PERSON, places.over(Target.year, before.year, Target.scope_id, left),
        places.within(places.of_person(Target.scope_id).scalar_subquery(), country),
    )  # fmt: skip


record_kind(
    "target", N_("Sales target"), link=lambda _id: url_for("reports.plans"), about=target_about, due=targets_due,
    months=MONTHS, months_after_leaving=None, opens=False,
    erase=lambda ids: db.session.execute(delete(Target).where(Target.id.in_(ids))),
)  # fmt: skip
