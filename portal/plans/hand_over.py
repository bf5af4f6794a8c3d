"""What follows a customer to its new owner within the year: its open plan, and the contacts and actions still to come.

A line of a portfolio plan stays where it was approved, in the plan of the seller of before; its contacts to come go.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from portal.core import audit
from portal.core.db import db
from portal.core.notices import Urgency, notify
from portal.customers.effects import AFTER_FACTS, AFTER_HAND_OVER
from portal.customers.models import Customer
from portal.documents.models import Document, Draft, Turn
from portal.people.models import FOREVER, Person
from portal.plans import effects, requirements
from portal.plans.jobs import NOBODY
from portal.plans.models import Plan, PlanCustomer, PlanKind


def follow(customer_ids: list[int], _from_id: int | None, to_id: int, _day: date) -> None:
    """Let plans, contacts and requirements follow, inside the open `write()` of the hand-over."""
    about = Plan.customer_id.in_(customer_ids)
    rows = db.session.execute(
        select(Document, Plan)
        .join(Plan, Plan.document_id == Document.id)
        .where(about, Plan.is_open.is_(True), Document.owner_id != to_id, Document.archived_at.is_(None))
        .order_by(Document.id)
        .with_for_update()
    ).all()
    for document, plan in rows:
        _give(document, plan, to_id)
    for plan_id in _portfolio_plans(customer_ids):
        effects.project_again(plan_id)
    requirements.refresh(customer_ids)


def _portfolio_plans(customer_ids: list[int]) -> list[int]:
    """Open portfolio plans with a line in force about one of these customers."""
    return list(
        db.session.scalars(
            select(Plan.document_id)
            .join(PlanCustomer, PlanCustomer.document_id == Plan.document_id)
            .where(
                Plan.kind == PlanKind.PORTFOLIO, Plan.is_open.is_(True), PlanCustomer.customer_id.in_(customer_ids),
                PlanCustomer.ends == FOREVER,
            )
            .distinct()
        )
    )


def _give(document: Document, plan: Plan, to_id: int) -> None:
    """Another owner for an open plan. Its actions and contacts follow where the owner was meant."""
    before = document.owner_id
    document.owner_id = plan.seller_id = to_id
    document.unit_id = db.session.get(Customer, plan.customer_id).unit_id
    db.session.flush()
    if document.in_force is not None:
        effects.project_again(document.id)
    audit.record("plan_handed_over", "plan", document.id, before=before, person=to_id)
    names = dict(db.session.execute(select(Person.id, Person.name).where(Person.id.in_([before, to_id]))).all())
    told = {"title": document.title, "year": plan.year, "before": names[before], "owner": names[to_id]}
    notify([to_id], "plan_given", "plan", document.id, urgency=Urgency.DECISION, **told)
    notify([before], "plan_taken", "plan", document.id, **told)
    draft = db.session.scalars(select(Draft).where(Draft.document_id == document.id)).one_or_none()
    if draft is not None and draft.turn in {Turn.APPROVER, Turn.SECOND}:
        effects.ask(document, draft, "plan_moved", NOBODY, before=names[before])


AFTER_HAND_OVER.append(follow)
AFTER_FACTS.append(requirements.refresh)  # another category, won, ended: what is needed follows at once
