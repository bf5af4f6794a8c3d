"""What the one page about a plan says beside its text: whose turn it is, how far actions and contacts are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.documents import content
from portal.documents import rounds as judged
from portal.documents.content import Body
from portal.documents.models import Draft, Snapshot, Turn
from portal.documents.rounds import Made
from portal.plans import seats, sheet
from portal.plans.models import Action, Amendment, AmendmentState, Substantiation
from portal.plans.policy import PlanFile
from portal.visits.models import Visit


@dataclass(frozen=True)
class Overview:
    """The version that this person reads, and the facts around it. `number` is None for the version at work."""

    page: sheet.Sheet
    number: int | None
    holders: list[seats.Holder]
    step: str | None = None
    amendment: Amendment | None = None
    actions: list[Any] = field(default_factory=list)  # rows (id, done_on, due)
    months: dict[int, int] = field(default_factory=dict)  # planned contacts by month
    decided: list[Made] = field(default_factory=list)  # on the newest submitted version, oldest first
    judgement: str | None = None  # the step of the rubric that this version got

    @property
    def done(self) -> int:
        """How many actions are done."""
        return sum(1 for row in self.actions if row.done_on)

    @property
    def late(self) -> int:
        """How many actions are open after their day."""
        return sum(1 for row in self.actions if not row.done_on and row.due < clock.today())

    @property
    def planned(self) -> int:
        """How many contacts stand in the calendar."""
        return sum(self.months.values())


def body_of(plan: PlanFile) -> tuple[Body | None, int | None]:
    """The text that this person reads with its number (None: the version at work): what is in force; before that the
    draft for who writes in it, and what was submitted last for everybody else. (None, None) where nothing is to be
    read yet.
    """
    number = plan.in_force or (None if plan.writes and plan.is_editable else plan.last_number or None)
    if number is not None:
        row = db.session.execute(
            select(Snapshot.body, Snapshot.shape).where(Snapshot.document_id == plan.id, Snapshot.number == number)
        ).one()
        return content.loads(*row), number
    if plan.draft_id is None or not plan.writes:
        return None, None
    return content.loads(db.session.scalars(select(Draft.body).where(Draft.id == plan.draft_id)).one()), None


def overview(plan: PlanFile) -> Overview | None:
    """Everything for the page; None where this person has nothing to read yet."""
    body, number = body_of(plan)
    if body is None:
        return None
    page = sheet.reading(plan, body)
    rated, step = _step(plan.id) if plan.last_number else (None, None)
    facts: dict[str, Any] = {}
    if plan.approved_at is not None:
        facts = {
            "actions": list(_actions(plan.id)), "months": _months(plan.id), "step": step,
            "amendment": _open_amendment(plan.id) if plan.amends else None,
        }
    decided = [one for one in judged.decisions(plan.id) if one.number == plan.last_number] if plan.last_number else []
    return Overview(
        page, number, whose_turn(plan), decided=decided, judgement=step if rated == plan.last_number else None, **facts
    )


def whose_turn(plan: PlanFile) -> list[seats.Holder]:
    """Who may take the seat whose turn it is now; empty when it lies with the owner or with nobody."""
    if plan.turn not in {Turn.APPROVER, Turn.SECOND}:
        return []
    taken = seats.taken_by(plan.id, plan.submitted) if plan.turn is Turn.SECOND else None
    return seats.holders(
        seats.over(plan.owner_id), plan.turn, escalated=plan.escalated_at is not None, taken_by=taken
    )


def _actions(plan_id: int) -> Any:
    return db.session.execute(
        select(Action.id, Action.done_on, Action.due).where(Action.document_id == plan_id, Action.ended_at.is_(None))
    )


def _months(plan_id: int) -> dict[int, int]:
    month = func.extract("month", Visit.due)
    rows = db.session.execute(
        select(month, func.count())
        .where(Visit.plan_id == plan_id, Visit.ended_on.is_(None))
        .group_by(month)
    )
    return {int(number): count for number, count in rows}


def _step(plan_id: int) -> tuple[int | None, str | None]:
    """The newest judgement of the substantiation: the number of its version, and the step of the rubric."""
    row = db.session.execute(
        select(Substantiation.number, Substantiation.step)
        .where(Substantiation.document_id == plan_id)
        .order_by(Substantiation.number.desc())
        .limit(1)
    ).one_or_none()
    return (row.number, row.step) if row else (None, None)


def _open_amendment(plan_id: int) -> Amendment | None:
    return db.session.scalars(
        select(Amendment).where(Amendment.document_id == plan_id, Amendment.state == AmendmentState.OPEN)
    ).one_or_none()

