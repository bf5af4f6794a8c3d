"""What reports of contacts do for account plans: actions to choose from, ticked from there, seen in the progress."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_

from portal.core import audit, clock
from portal.core.db import db
from portal.core.together import Part
from portal.customers.models import Branch
from portal.documents import content
from portal.documents.models import Document
from portal.documents.policy import owns
from portal.people.me import Me
from portal.people.models import Person
from portal.plans import amendments, policy
from portal.plans.models import CARRIED_OUT, Action, Plan
from portal.visits import reporting
from portal.visits.models import ActionStep, Report, ReportedAction, Visit, VisitState
from portal.visits.reporting import AtHand, Key, Steps

MOST = 12


def offer(me: Me, customer_id: int, branch_id: int | None, said: frozenset[Key]) -> Part:
    """Open actions of the customer's plans in force that this person may tick, at this branch; those of `said` too."""
    may = or_(Action.person_id == me.id, owns(me), policy.contributes(me))
    named = tuple_(Action.document_id, Action.part_key).in_({(plan_id, part) for plan_id, _branch, part in said})
    here = [Action.branch_id.is_(None), Action.branch_id == branch_id] if branch_id else [Action.id > 0]
    open_now = and_(Action.done_on.is_(None), Plan.starts <= clock.today(), may, or_(*here))
    listed = (
        select(
            Action.document_id, Action.branch_id, Action.part_key, Action.text, Branch.name,
            Document.title, Plan.year, Action.due, may,
        )
        .join(Document, Document.id == Action.document_id)
        .join(Plan, Plan.document_id == Document.id)
        .outerjoin(Branch, Branch.id == Action.branch_id)
        .where(
            Plan.customer_id == customer_id, Plan.stage.in_(CARRIED_OUT), Document.archived_at.is_(None),
            Action.ended_at.is_(None), or_(open_now, named) if said else open_now,
        )
        .order_by(Action.due, Action.id)
        .limit(MOST + len(said))
    )
    found = [
        AtHand(plan_id, branch, part, text, name or "", f"{title} {year}", due, bool(acts))
        for plan_id, branch, part, text, name, title, year, due, acts in (yield {"actions": listed})["actions"]
    ]
    return [one for one in found if one.key in said] + [one for one in found if one.key not in said][:MOST]


def follow(visit: Visit, before: Steps, now: Steps, actor: Me) -> None:
    """An action that a report calls done is ticked on the day of the contact; taken back when the report is put right.

    Whatever was ticked already, or belongs to a plan that is no longer carried out, stays as it is.
    """
    ticked = {key for key, step in now.items() if step is ActionStep.DONE}
    earlier = {key for key, step in before.items() if step is ActionStep.DONE}
    for key in sorted(ticked - earlier, key=str):
        row = _row(key)
        if row is not None and row.done_on is None:
            row.done_on, row.rev = visit.day, row.rev + 1
            _recorded("plan_action_done", row, actor)
    for key in sorted(earlier - ticked, key=str):
        row = _row(key)
        if row is not None and row.done_on is not None and not _said_elsewhere(key, visit.id):
            row.done_on, row.rev = None, row.rev + 1
            _recorded("plan_action_open", row, actor)


def _row(key: Key) -> Action | None:
    plan_id, branch_id, part_key = key
    plan = db.session.scalars(select(Plan).where(Plan.document_id == plan_id).with_for_update()).one_or_none()
    if plan is None or plan.stage not in CARRIED_OUT:
        return None
    same = Action.branch_id.is_(None) if branch_id is None else Action.branch_id == branch_id
    return db.session.scalars(
        select(Action)
        .where(Action.document_id == plan_id, Action.part_key == part_key, same, Action.ended_at.is_(None))
        .with_for_update()
    ).one_or_none()


def _said_elsewhere(key: Key, visit_id: int) -> bool:
    plan_id, branch_id, part_key = key
    same = ReportedAction.branch_id.is_(None) if branch_id is None else ReportedAction.branch_id == branch_id
    other = select(ReportedAction.id).where(
        ReportedAction.plan_id == plan_id, ReportedAction.part_key == part_key, same,
        ReportedAction.step == ActionStep.DONE, ReportedAction.visit_id != visit_id,
    )
    return db.session.scalar(other.limit(1)) is not None


def _recorded(code: str, row: Action, actor: Me) -> None:
    audit.record(code, "plan", row.document_id, actor=actor, part=row.part_key, branch=row.branch_id)


@dataclass(frozen=True)
class Worked:
    """A contact whose report worked on an action."""

    part_key: str
    branch_id: int | None
    step: ActionStep
    uid: str
    day: date
    person: str


def _worked(plan_id: int) -> Select[tuple[str, int | None, ActionStep, str, date, str]]:
    return (
        select(
            ReportedAction.part_key, ReportedAction.branch_id, ReportedAction.step, Visit.uid, Visit.day, Person.name
        )
        .join(Visit, Visit.id == ReportedAction.visit_id)
        .join(Report, Report.visit_id == Visit.id)
        .join(Person, Person.id == Visit.person_id)
        .where(ReportedAction.plan_id == plan_id, Report.sent_at.is_not(None))
        .order_by(Visit.day.desc(), Visit.id.desc())
    )


@dataclass(frozen=True)
class Followed:
    """The contacts behind a plan. `by_action`: part → latest first; `by_goal`: goal → how many contacts, the latest;
    `by_line`: line of the agreement → its words and (planned up to today, made, cancelled by us, by the customer).
    """

    by_action: dict[str, list[Worked]]
    by_goal: dict[str, tuple[int, Worked]]
    by_line: list[Line]

    def branches(self, part_key: str) -> dict[int | None, Worked]:
        """Of one action the latest contact for each branch (None: as a whole)."""
        found: dict[int | None, Worked] = {}
        for one in self.by_action.get(part_key, []):
            found.setdefault(one.branch_id, one)
        return found


@dataclass(frozen=True)
class Line:
    """What came of one line of the contact agreement so far."""

    purpose: str
    channel: str
    person: str
    asked: int
    made: int
    cancelled_by_us: int
    cancelled_by_customer: int
    coming: int


def of_plan(document: Document, plan_id: int) -> Followed:
    """Which contacts worked on the actions and goals of a plan, and how its contact agreement is kept."""
    rows = [Worked(*row) for row in db.session.execute(_worked(plan_id))]
    by_action: dict[str, list[Worked]] = {}
    for row in rows:
        by_action.setdefault(row.part_key, []).append(row)
    return Followed(by_action, _by_goal(document, rows), _lines(plan_id))


def _by_goal(document: Document, rows: Iterable[Worked]) -> dict[str, tuple[int, Worked]]:
    goals = {
        part["key"]: part["data"].get("goal") or ""
        for part in content.children(amendments.in_force(document), "", "action")
    }
    found: dict[str, dict[str, Worked]] = {}
    for row in rows:
        if goal := goals.get(row.part_key):
            found.setdefault(goal, {}).setdefault(row.uid, row)
    return {goal: (len(contacts), next(iter(contacts.values()))) for goal, contacts in found.items()}


def _lines(plan_id: int) -> list[Line]:
    today = clock.today()
    past, made = Visit.counts_on <= today, Visit.made_by_id.is_not(None)

    def count(*where: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count().filter(and_(*where))

    rows = db.session.execute(
        select(
            func.max(Visit.purpose), func.max(Visit.channel), func.max(Person.name), count(past), count(made),
            count(past, ~made, Visit.state == VisitState.CANCELLED_BY_US),
            count(past, ~made, Visit.state == VisitState.CANCELLED_BY_CUSTOMER), count(~past, ~made),
        )
        .join(Person, Person.id == Visit.person_id)
        .where(Visit.plan_id == plan_id, Visit.ended_on.is_(None), Visit.due.is_not(None))
        .group_by(Visit.part_key)
        .order_by(func.min(Visit.id))
    )
    return [Line(*row) for row in rows]


reporting.OFFERS.append(offer)
reporting.FOLLOWERS.append(follow)
