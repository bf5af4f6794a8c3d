"""What is done for plans in force: actions with their progress per branch, support asked, contacts by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort
from sqlalchemy import Select, func, or_, select

from portal.core import clock
from portal.core.db import db
from portal.core.policy import N_, rule
from portal.customers.models import Branch
from portal.documents.models import Document
from portal.documents.policy import owns
from portal.people.me import Me
from portal.people.models import Person
from portal.plans import policy
from portal.plans.models import CARRIED_OUT, Action, Plan, Support
from portal.visits.models import Visit

AT_MOST = 200  # of one's own open actions and requests; nobody has more to do at a time


@dataclass(frozen=True)
class Step:
    """An action at one branch, or as a whole."""

    row: Action
    branch: str


@dataclass(frozen=True)
class Doing:
    """One action with its branches. `acts`: this reader may say that it is done; `goes_on`: the plan is carried out."""

    plan_id: int
    title: str
    year: int
    person: str
    acts: bool
    goes_on: bool
    reads: bool
    steps: tuple[Step, ...]

    @property
    def first(self) -> Action:
        """What all its branches share: text, day, who."""
        return self.steps[0].row

    @property
    def done(self) -> int:
        """At how many branches it is done."""
        return sum(1 for step in self.steps if step.row.done_on)

    @property
    def is_done(self) -> bool:
        """Everywhere."""
        return self.done == len(self.steps)

    @property
    def days(self) -> int:
        """Days until it is due; negative when late."""
        return (self.first.due - clock.today()).days


@dataclass(frozen=True)
class Request:
    """Support that a plan asks for. `acts`: this reader may say what is done; `goes_on`: the plan is carried out."""

    plan_id: int
    title: str
    year: int
    owner: str
    acts: bool
    goes_on: bool
    reads: bool
    row: Support

    @property
    def days(self) -> int | None:
        """Days until it is due, None without a day."""
        return (self.row.due - clock.today()).days if self.row.due else None


def _actions(me: Me) -> Select[Any]:
    acts = or_(Action.person_id == me.id, owns(me), policy.contributes(me))
    return (
        select(
            Action, Branch.name, Document.id, Document.title, Plan.year, Person.name, acts,
            Plan.stage.in_(CARRIED_OUT), policy.readable_by(me),
        )
        .join(Document, Document.id == Action.document_id)
        .join(Plan, Plan.document_id == Document.id)
        .join(Person, Person.id == Action.person_id)
        .outerjoin(Branch, Branch.id == Action.branch_id)
        .where(Action.ended_at.is_(None), Document.archived_at.is_(None))
        .order_by(Action.due, Action.document_id, Action.part_key, Branch.name, Action.id)
    )


def _together(rows: Any) -> list[Doing]:
    found: dict[tuple[int, str], list[Any]] = {}
    for row in rows:
        found.setdefault((row[2], row[0].part_key), []).append(row)
    return [Doing(*group[0][2:], tuple(Step(row[0], row[1] or "") for row in group)) for group in found.values()]


def of_plan(me: Me, plan_id: int) -> list[Doing]:
    """The actions of a plan: what is still open first, by day."""
    found = _together(db.session.execute(_actions(me).where(Action.document_id == plan_id)))
    return sorted(found, key=lambda one: one.is_done)


def of_part(me: Me, plan_id: int, part_key: str) -> Doing | None:
    """One action with all its branches."""
    rows = db.session.execute(_actions(me).where(Action.document_id == plan_id, Action.part_key == part_key))
    return next(iter(_together(rows)), None)


def mine(me: Me) -> list[Doing]:
    """The person's own actions of plans that are carried out, by day, until they are done at every branch."""
    rows = db.session.execute(
        _actions(me).where(Action.person_id == me.id, Plan.stage.in_(CARRIED_OUT)).limit(AT_MOST * 5)
    )
    return [one for one in _together(rows) if not one.is_done][:AT_MOST]


def _requests(me: Me) -> Select[Any]:
    owner = Person.__table__.alias("owner")
    acts = or_(Support.owner_id == me.id, owns(me), policy.over_owner(me))
    return (
        select(
            Support, Document.id, Document.title, Plan.year, owner.c.name, acts, Plan.stage.in_(CARRIED_OUT),
            policy.readable_by(me),
        )
        .join(Document, Document.id == Support.document_id)
        .join(Plan, Plan.document_id == Document.id)
        .outerjoin(owner, owner.c.id == Support.owner_id)
        .where(Support.ended_at.is_(None), Document.archived_at.is_(None))
        .order_by(Support.done_on.is_not(None), Support.due.is_(None), Support.due, Support.id)
    )


def _asked(rows: Any) -> list[Request]:
    return [
        Request(plan_id, title, year, owner or "", bool(acts), goes_on, reads, row)
        for row, plan_id, title, year, owner, acts, goes_on, reads in rows
    ]


def support_of(me: Me, plan_id: int) -> list[Request]:
    """The support that a plan asks for, open first."""
    return _asked(db.session.execute(_requests(me).where(Support.document_id == plan_id)))


def support_by(me: Me) -> list[Request]:
    """Open support that the person was put down for."""
    wanted = (Support.owner_id == me.id, Support.done_on.is_(None), Plan.stage.in_(CARRIED_OUT))
    return _asked(db.session.execute(_requests(me).where(*wanted).limit(AT_MOST)))


def contacts_by_month(plan_id: int) -> list[tuple[date, int, int]]:
    """(first of the month, planned, of which due up to today) of the contacts that the plan put in the calendar."""
    day, months = clock.today(), {}
    rows = db.session.execute(
        select(Visit.due, func.count())
        .where(Visit.plan_id == plan_id, Visit.ended_on.is_(None))
        .group_by(Visit.due)
        .order_by(Visit.due)
    )
    for due, count in rows:
        planned, past = months.get(due.replace(day=1), (0, 0))
        months[due.replace(day=1)] = (planned + count, past + (count if due <= day else 0))
    return [(month, *counts) for month, counts in months.items()]


def _action(me: Me, plan_id: int, action_id: int) -> Doing:
    """The action with its branches for who may tick it; 404 for strangers, 403 for readers."""
    key = select(Action.part_key).where(Action.id == action_id, Action.document_id == plan_id).scalar_subquery()
    rows = db.session.execute(_actions(me).where(Action.document_id == plan_id, Action.part_key == key))
    found = next(iter(_together(rows)), None)
    if found is None or not (found.reads or found.acts):
        abort(404)
    return found if found.acts else abort(403)


def _request(me: Me, plan_id: int, support_id: int) -> Request:
    rows = db.session.execute(_requests(me).where(Support.id == support_id, Support.document_id == plan_id))
    found = next(iter(_asked(rows)), None)
    if found is None or not (found.reads or found.acts):
        abort(404)
    return found if found.acts else abort(403)


ACTION = rule(
    "plan.action",
    N_("Who does an action, and the owner, the partner and contributors of its plan, say that it is done"),
    load=_action, takes=("plan_id", "action_id"), gives="task",
)
SUPPORT = rule(
    "plan.support-asked",
    N_("Who was put down for support, the owner of the plan and the line upwards say what is done about it"),
    load=_request, takes=("plan_id", "support_id"), gives="asked",
)
