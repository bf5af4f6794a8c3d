"""What plans in force say on the preparation sheet of a contact: goals at the customer and actions still open."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import and_, or_, select

from portal.core.db import db
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


def _plans_and_goals(me: Me, visit: VisitFile) -> dict[int, FromPlan]:
    own = and_(Plan.customer_id == visit.customer_id, Goal.branch_id.is_(None) | (Goal.branch_id == visit.branch_id))
    rows = db.session.execute(
        select(Document.id, Document.title, Plan.year, Plan.currency, Goal, Branch.name)
        .join(Plan, Plan.document_id == Document.id)
        .outerjoin(
            Goal,
            and_(Goal.document_id == Document.id, Goal.customer_id == visit.customer_id, Goal.ended_at.is_(None)),
        )
        .outerjoin(Branch, Branch.id == Goal.branch_id)
        .where(
            Plan.stage.in_(CARRIED_OUT), Document.archived_at.is_(None), Document.in_force.is_not(None),
            or_(own, and_(Plan.customer_id.is_(None), Goal.id.is_not(None))),
            Plan.year >= visit.day.year - 1, policy.readable_by(me),
        )
        .order_by(Plan.year.desc(), Document.id, Goal.branch_id.is_not(None), Goal.id)
        .limit(MOST)
    )
    found: dict[int, FromPlan] = {}
    for plan_id, title, year, currency, goal, branch in rows:
        one = found.setdefault(plan_id, FromPlan(title, year, url_for("plans.show", plan_id=plan_id)))
        if goal is not None:
            text = goal.text.strip() or words.measure(goal.measure)
            one.goals.append(preparing.Goal(text, realised.say(goal.measure, goal.target, currency), branch or ""))
    return found


def _actions(found: dict[int, FromPlan], visit: VisitFile) -> None:
    """Those of the customer's own plans; one of a portfolio plan belongs to no customer in particular."""
    here = Action.branch_id.is_(None) | (Action.branch_id == visit.branch_id) if visit.branch_id else True
    rows = db.session.execute(
        select(Action.document_id, Action.text, Branch.name, Person.name, Action.due)
        .join(Plan, Plan.document_id == Action.document_id)
        .join(Person, Person.id == Action.person_id)
        .outerjoin(Branch, Branch.id == Action.branch_id)
        .where(
            Action.document_id.in_(found), Plan.customer_id == visit.customer_id, Action.ended_at.is_(None),
            Action.done_on.is_(None), here,
        )
        .order_by(Action.due, Action.id)
        .limit(MOST)
    )
    for plan_id, text, branch, person, due in rows:
        found[plan_id].actions.append(preparing.Action(text, branch or "", person, due))


def at_customer(me: Me, visit: VisitFile) -> list[FromPlan]:
    """The plans in force that this person reads, newest first."""
    found = _plans_and_goals(me, visit)
    if found:
        _actions(found, visit)
    return list(found.values())


preparing.SOURCES.append(at_customer)
