"""What plans in force say on the preparation sheet of a contact: goals at the customer and actions still open."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from portal.core.together import Part
from portal.customers.models import Branch
from portal.documents.models import Document
from portal.people.me import Me
from portal.people.models import Person
from portal.plans import policy, realised, words
from portal.plans.models import CARRIED_OUT, Action, Goal, Plan
from portal.visits import preparing
from portal.visits.policy import VisitFile
from portal.visits.preparing import FromPlan

MOST = 40


def _in_force(me: Me, visit: VisitFile) -> tuple[ColumnElement[bool], ...]:
    """Plans of lately that are carried out and that this person reads."""
    return (
        Plan.stage.in_(CARRIED_OUT), Document.archived_at.is_(None), Document.in_force.is_not(None),
        Plan.year >= visit.day.year - 1, policy.readable_by(me),
    )


def _goals(me: Me, visit: VisitFile) -> Select[Any]:
    """Every plan, with its goals at this customer."""
    own = and_(Plan.customer_id == visit.customer_id, Goal.branch_id.is_(None) | (Goal.branch_id == visit.branch_id))
    return (
        select(
            Document.id, Document.title, Plan.year, Plan.currency, Goal.id.label("goal_id"), Goal.text, Goal.measure,
            Goal.target, Branch.name.label("branch"),
        )
        .join(Plan, Plan.document_id == Document.id)
        .outerjoin(
            Goal,
            and_(Goal.document_id == Document.id, Goal.customer_id == visit.customer_id, Goal.ended_at.is_(None)),
        )
        .outerjoin(Branch, Branch.id == Goal.branch_id)
        .where(or_(own, and_(Plan.customer_id.is_(None), Goal.id.is_not(None))), *_in_force(me, visit))
        .order_by(Plan.year.desc(), Document.id, Goal.branch_id.is_not(None), Goal.id)
        .limit(MOST)
    )


def _actions(me: Me, visit: VisitFile) -> Select[Any]:
    """Those of the customer's own plans; one of a portfolio plan belongs to no customer in particular."""
    here = Action.branch_id.is_(None) | (Action.branch_id == visit.branch_id) if visit.branch_id else true()
    return (
        select(
            Action.document_id, Action.text, Branch.name.label("branch"), Person.name.label("person"), Action.due
        )
        .join(Document, Document.id == Action.document_id)
        .join(Plan, Plan.document_id == Action.document_id)
        .join(Person, Person.id == Action.person_id)
        .outerjoin(Branch, Branch.id == Action.branch_id)
        .where(
            Plan.customer_id == visit.customer_id, Action.ended_at.is_(None), Action.done_on.is_(None), here,
            *_in_force(me, visit),
        )
        .order_by(Action.due, Action.id)
        .limit(MOST)
    )


def at_customer(me: Me, visit: VisitFile) -> Part:
    """The plans in force that this person reads, newest first."""
    rows = yield {"goals": _goals(me, visit), "actions": _actions(me, visit)}
    found: dict[int, FromPlan] = {}
    for row in rows["goals"]:
        one = found.setdefault(row.id, FromPlan(row.title, row.year, url_for("plans.show", plan_id=row.id)))
        if row.goal_id is not None:
            text = row.text.strip() or words.measure(row.measure)
            says = realised.say(row.measure, row.target, row.currency)
            one.goals.append(preparing.Goal(text, says, row.branch or ""))
    for row in rows["actions"]:
        if row.document_id in found:  # beyond the most that are shown there are more
            found[row.document_id].actions.append(
                preparing.Action(row.text, row.branch or "", row.person, row.due)
            )
    return list(found.values())


preparing.SOURCES.append(at_customer)
