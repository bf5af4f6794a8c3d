"""What the one page about a plan says beside its text: whose turn it is, how far actions and contacts are."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, select

from portal.core import clock
from portal.core.together import Part as Questions
from portal.core.together import ask, gathered
from portal.documents import content
from portal.documents import rounds as judged
from portal.documents.content import Body
from portal.documents.models import Draft, Snapshot, Turn
from portal.documents.rounds import Made
from portal.plans import amendments, seats, sheet
from portal.plans.models import Action, Substantiation
from portal.plans.policy import PlanFile
from portal.visits.models import Visit


@dataclass(frozen=True)
class Overview:
    """The version that this person reads, and the facts around it. `number` is None for the version at work."""

    page: sheet.Sheet
    number: int | None
    holders: list[seats.Holder]
    step: str | None = None
    amendment: Any = None  # (section, reason) of the one at work
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
    return ask(_text(plan))


def _text(plan: PlanFile) -> Questions:
    number = plan.in_force or (None if plan.writes and plan.is_editable else plan.last_number or None)
    if number is not None:
        asked = select(Snapshot.body, Snapshot.shape).where(
            Snapshot.document_id == plan.id, Snapshot.number == number
        )
    elif plan.draft_id is not None and plan.writes:
        asked = select(Draft.body).where(Draft.id == plan.draft_id)
    else:
        return None, None
    found = yield {"text": asked}
    return content.loads(*found["text"][0]), number


def overview(plan: PlanFile) -> Overview | None:
    """Everything for the page; None where this person has nothing to read yet."""
    return ask(_overview(plan))


def _overview(plan: PlanFile) -> Questions:
    (body, number), facts, made, holders = yield from gathered(
        [_text(plan), _facts(plan), judged.decided(plan.id, plan.last_number or None), _whose_turn(plan)]
    )
    if body is None:
        return None
    page = sheet.reading(plan, body)
    yield from page.look_up()
    rated, step = next(map(tuple, facts["step"]), (None, None))
    view = Overview(
        page, number, holders, decided=made if plan.last_number else [],
        judgement=step if rated == plan.last_number else None,
    )
    if plan.approved_at is None:
        return view
    return replace(
        view, step=step, actions=facts["actions"], months={int(month): count for month, count in facts["months"]},
        amendment=next(iter(facts["amendment"]), None) if plan.amends else None,
    )


def whose_turn(plan: PlanFile) -> list[seats.Holder]:
    """Who may take the seat whose turn it is now; empty when it lies with the owner or with nobody."""
    return ask(_whose_turn(plan))


def _whose_turn(plan: PlanFile) -> Questions:
    if plan.turn not in {Turn.APPROVER, Turn.SECOND}:
        return []
    found = yield {
        "over": seats.standing_over([plan.owner_id]), "taken": seats.taking(plan.id, plan.submitted)
    }
    taken = next((row.person_id for row in found["taken"]), None) if plan.turn is Turn.SECOND else None
    return seats.holders(
        seats.by_owner(found["over"]).get(plan.owner_id, []), plan.turn, escalated=plan.escalated_at is not None,
        taken_by=taken,
    )


def _facts(plan: PlanFile) -> Questions:
    """How far the actions are, the planned contacts by month, the newest judgement of the substantiation and the
    amendment at work.
    """
    month = func.extract("month", Visit.due)
    return (yield {
        "actions": select(Action.id, Action.done_on, Action.due).where(
            Action.document_id == plan.id, Action.ended_at.is_(None)
        ),
        "months": select(month, func.count())
        .where(Visit.plan_id == plan.id, Visit.ended_on.is_(None))
        .group_by(month),
        "step": select(Substantiation.number, Substantiation.step)
        .where(Substantiation.document_id == plan.id)
        .order_by(Substantiation.number.desc())
        .limit(1),
        "amendment": amendments.opened(plan.id),
    })
