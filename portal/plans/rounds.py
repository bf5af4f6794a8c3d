"""The version that lies with somebody who decides, as one page: what changed, was I answered, who decides, by when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.core.together import Part as Questions
from portal.core.together import ask, gathered
from portal.documents import rounds as judged
from portal.documents import turns
from portal.documents.content import Part
from portal.documents.models import Kind, Snapshot, State, Turn
from portal.documents.rounds import Made, Numbered, Said
from portal.people.me import Me
from portal.people.models import Person
from portal.plans import advice, seats
from portal.plans.advice import Advice
from portal.plans.changes import Changes, changes
from portal.plans.models import Substantiation
from portal.plans.policy import PlanFile
from portal.plans.seats import Holder
from portal.plans.sums import Sums, around, sums

JUDGED = frozenset({State.IN_REVIEW, State.AWAITING_SECOND})


@dataclass(frozen=True)
class Listed:
    """One version in the list: who made it, what was decided on it, and the step of the rubric it got."""

    number: int
    author: str
    at: datetime
    made: tuple[Made, ...]
    step: str | None


def listed(plan_id: int) -> list[Listed]:
    """The versions, newest first."""
    return ask(listing(plan_id))


def listing(plan_id: int) -> Questions:
    """The same as a part of something larger."""
    found, decided = yield from gathered([_submitted(plan_id), judged.decided(plan_id)])
    made: dict[int, list[Made]] = {}
    for one in decided:
        made.setdefault(one.number, []).append(one)
    return [Listed(number, name, at, tuple(made.get(number, ())), step) for number, name, at, step in found]


def _submitted(plan_id: int) -> Questions:
    found = yield {
        "submitted": select(Snapshot.number, Person.name, Snapshot.created_at, Substantiation.step)
        .join(Person, Person.id == Snapshot.author_id)
        .outerjoin(
            Substantiation,
            (Substantiation.document_id == Snapshot.document_id) & (Substantiation.number == Snapshot.number),
        )
        .where(Snapshot.document_id == plan_id)
        .order_by(Snapshot.number.desc())
    }
    return found["submitted"]


@dataclass(frozen=True)
class Panel:
    """Who decides on the version, what was decided, and what this person can do about it."""

    number: int
    judged: bool  # it lies with somebody who decides
    seat: str  # the one whose turn it is: approver or second; empty when nobody's
    right: Holder | None  # by which this person may take it
    holders: tuple[Holder, ...]  # who else may
    made: tuple[Made, ...]
    step: str | None

    @property
    def absent(self) -> str:
        """In whose place this person decides; empty for oneself."""
        return (self.right.for_name or "") if self.right and self.right.for_id else ""

    @property
    def first(self) -> Made | None:
        """The approver's decision that the second one follows."""
        if self.seat != seats.SECOND:
            return None
        return next((one for one in self.made if one.seat == seats.APPROVER), None)

    @property
    def last(self) -> Made | None:
        """The newest decision on this version."""
        return self.made[-1] if self.made else None


def panel(me: Me, plan: PlanFile, version: Listed, over: list[Holder]) -> Panel:
    """Where the version stands for this person; `over`: who stands over the owner today."""
    is_judged = plan.state in JUDGED and plan.submitted == version.number
    if not is_judged:
        return Panel(
            version.number, judged=False, seat="", right=None, holders=(), made=version.made, step=version.step
        )
    first = next((one.person_id for one in version.made if one.seat == seats.APPROVER), None)
    free = seats.holders(
        over, plan.turn, escalated=plan.escalated_at is not None,
        taken_by=first if plan.turn is Turn.SECOND else None,
    )
    right = None
    if me.id not in {plan.owner_id, plan.submitter_id}:
        right = next((one for one in free if one.person_id == me.id), None)
    return Panel(
        version.number, judged=True, seat=seats.SEAT_OF[plan.turn], right=right, holders=tuple(free),
        made=version.made, step=version.step,
    )


@dataclass(frozen=True)
class Round:
    """One review page. `base` is the version compared with, 0 when there is none; `why` one of mine, in_force, first,
    chosen. `requests` are those of the round before, which this version answers.
    """

    number: int
    version: Numbered
    note: str
    base: int
    why: str
    versions: list[Listed]
    changes: Changes
    sums: Sums
    threads: dict[str, list[Said]]
    earlier: list[Said]
    requests: list[Said]
    panel: Panel
    clocks: dict[int, dict[str, int]]
    advice: list[Advice]

    @property
    def answered(self) -> int:
        """How many of the requests of the round before were answered."""
        return sum(1 for row in self.requests if row.answer is not None)

    def flags(self, part: Part) -> list[Any]:
        """The findings about an item and what hangs below it."""
        return [one for one in self.sums.findings if one.key and self.changes.top.get(one.key) == part["key"]]

    def my_advice(self, me: Me) -> Advice | None:
        """What this person was asked, while the question stands."""
        return next((one for one in self.advice if one.person_id == me.id and not one.withdrawn_at), None)


def shown_number(plan: PlanFile) -> int | None:
    """The version that the page shows: the one at judgement, else the last one judged; None while a draft is at work
    that nobody has seen.
    """
    if plan.draft_id is None:
        return plan.last_number or None
    return None if plan.state is State.DRAFT else plan.submitted


def find(me: Me, plan: PlanFile, *, base: int | None = None) -> Round | None:
    """Everything on the review page; `base` None compares with what this reader knows. None: nothing to review."""
    number = shown_number(plan)
    return None if number is None else ask(_found(me, plan, number, base))


def _found(me: Me, plan: PlanFile, number: int, base: int | None) -> Questions:
    versions, mine, spoken, note, known, over, clocks, asked = yield from gathered([
        listing(plan.id), judged.reviewed(me, plan.id), judged.spoken(plan.id),
        judged.note(plan.id, number, Kind.PLAN), around(plan), seats.over_one(plan.owner_id),
        turns.counted(plan.id), advice.asked(plan.id),
    ])  # fmt: skip
    base, why = _base(plan, number, base, {one.number for one in versions}, mine)
    in_force = plan.in_force if plan.amends else None
    texts = yield from judged.versions(plan.id, {one for one in (number, base, in_force) if one})
    version, before = texts[number], texts[base].body if base else None
    compared = changes(plan, before, version.body)
    yield from compared.sheet.look_up()
    settled = max((one.number for one in versions if one.made and one.number < number), default=0)
    here = [row for row in spoken if row.snapshot == number or _is_of_round(row, settled, number)]
    return Round(
        number, version, note, base, why, versions, compared,
        sums(plan, version.body, before, texts[in_force].body if in_force else None, known), _threads(compared, here),
        [row for row in spoken if row not in here], [row for row in here if row.number and row.snapshot != number],
        panel(me, plan, next(one for one in versions if one.number == number), over), clocks, asked,
    )


def _is_of_round(row: Said, settled: int, number: int) -> bool:
    """A change request that this version answers, or that still waits: asked at the last decision or before."""
    return row.number is not None and (
        row.answered_in is None or settled < row.answered_in <= number
    )


def _threads(compared: Changes, here: Iterable[Said]) -> dict[str, list[Said]]:
    """What was said, by the item at the top that it is drawn with; "" is the whole plan and what is gone."""
    threads: dict[str, list[Said]] = {}
    for row in here:
        threads.setdefault(compared.top.get(row.part_key, ""), []).append(row)
    return threads


def _base(plan: PlanFile, number: int, wanted: int | None, numbers: set[int], mine: int | None) -> tuple[int, str]:
    """The version to compare with: what this person judged last (`mine`), else what is in force, else nothing."""
    if wanted is not None:
        return (wanted if wanted in numbers and wanted != number else 0), "chosen"
    earlier = [one for one in numbers if one < number]
    if mine and mine < number:
        return mine, "mine"
    if plan.amends and plan.in_force:
        return plan.in_force, "in_force"
    if earlier and (mine or plan.is_owner):  # decided on it already, or wrote it: what the version before did not say
        return max(earlier), "chosen"
    return 0, "first"

