"""What waits on a person among plans: decisions, answers, advice, actions, support, plans that are needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from sqlalchemy import Select, exists, func, literal, null, select, union_all
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.db import db
from portal.core.together import Part
from portal.documents.models import Asked, Document, Draft, Invitation, Kind, State, Turn
from portal.people.me import Me
from portal.people.models import Person
from portal.plans import seats
from portal.plans.models import CARRIED_OUT, Action, Need, Plan, Requirement, Stage, Support
from portal.plans.seats import Holder

SOON = timedelta(days=7)
MOST = 100
AT_HAND = 10  # decisions that Today lists; the rest stands behind a link
JUDGED = (State.IN_REVIEW, State.AWAITING_SECOND)
Over = dict[int, list[Holder]]  # who stands over each owner


@dataclass(frozen=True)
class Waiting:
    """Something that waits on a person. `code` says what is asked; `many` counts things on one line."""

    code: str
    plan_id: int | None
    title: str
    year: int | None
    number: int | None
    due: date | None
    since: datetime | None
    owner_id: int | None
    owner_name: str
    turn: str | None
    escalated_at: datetime | None
    many: int
    right: Holder | None = None


def lies_with(me: Me) -> Select:
    """Versions whose seat this person may take today."""
    return (
        select(Document.id)
        .join(Draft, Draft.document_id == Document.id)
        .where(
            Document.kind == Kind.PLAN, Document.archived_at.is_(None), Document.owner_id.in_(seats.below(me)),
            Draft.turn.in_((Turn.APPROVER, Turn.SECOND)), seats.at_my_seat(me),
        )
    )


def _row(code: str, *columns: object) -> Select:
    names = (
        "id", "title", "year", "number", "due", "since", "owner_id", "owner_name", "turn", "escalated_at", "many"
    )
    labelled = (column.label(name) for column, name in zip(columns, names, strict=True))
    return select(literal(code).label("code"), *labelled)


def _draft_row(code: str) -> Select:
    owner = aliased(Person)
    return (
        _row(
            code, Document.id, Document.title, Plan.year, Draft.submitted, Draft.due, Draft.since, Document.owner_id,
            owner.name, Draft.turn, Draft.escalated_at, literal(1),
        )
        .select_from(Document)
        .join(Plan, Plan.document_id == Document.id)
        .join(Draft, Draft.document_id == Document.id)
        .join(owner, owner.id == Document.owner_id)
        .where(Document.kind == Kind.PLAN, Document.archived_at.is_(None))
    )


def _to_decide(me: Me) -> Select:
    return _draft_row("decide").where(
        Document.owner_id.in_(seats.below(me)), Draft.turn.in_((Turn.APPROVER, Turn.SECOND)), seats.at_my_seat(me)
    )


def _mine(me: Me) -> list[Select]:
    return [
        _draft_row(code).where(Document.owner_id == me.id, Draft.state == state)
        for code, state in (("answer", State.CHANGES_REQUESTED), ("restart", State.REJECTED))
    ]


def _advice(me: Me) -> Select:
    by = aliased(Person)
    return (
        _row(
            "advise", Document.id, Document.title, Plan.year, Draft.submitted, Invitation.due, Invitation.at,
            Document.owner_id, by.name, null(), null(), literal(1),
        )
        .select_from(Invitation)
        .join(Document, Document.id == Invitation.document_id)
        .join(Plan, Plan.document_id == Document.id)
        .join(Draft, Draft.document_id == Document.id)
        .join(by, by.id == Invitation.invited_by_id)
        .where(
            Invitation.person_id == me.id, Invitation.withdrawn_at.is_(None), Invitation.answered_at.is_(None),
            Invitation.asked.in_((Asked.ADVICE, Asked.CONTENT)), Draft.state.in_(JUDGED),
            Document.archived_at.is_(None),
        )
    )


def _carried_out(code: str, table: type[Action | Support], due: object) -> Select:
    text = table.text if table is Action else table.request
    return (
        _row(
            code, Document.id, text, Plan.year, null(), due, null(), Document.owner_id, Document.title, null(), null(),
            literal(1),
        )
        .select_from(table)
        .join(Document, Document.id == table.document_id)
        .join(Plan, Plan.document_id == Document.id)
        .where(
            Plan.stage.in_(CARRIED_OUT), Document.archived_at.is_(None), table.done_on.is_(None),
            table.ended_at.is_(None),
        )
    )


def _to_evaluate(me: Me) -> Select:
    return (
        _row(
            "evaluate", Document.id, Document.title, Plan.year, null(), Plan.ends, null(), Document.owner_id,
            literal(""), null(), null(), literal(1),
        )
        .select_from(Document)
        .join(Plan, Plan.document_id == Document.id)
        .where(
            Document.owner_id == me.id, Document.archived_at.is_(None), Plan.stage == Stage.IN_EXECUTION,
            Plan.ends < clock.today(),
        )
    )


def _needed(me: Me) -> Select:
    """Customers that need a plan of their own and have none, on one line per year: the facts of a year are there
    from the day on which its planning opens.
    """
    day, planned, document = clock.today(), aliased(Plan), aliased(Document)
    has_plan = exists().where(
        planned.customer_id == Requirement.customer_id, planned.year == Requirement.year,
        document.id == planned.document_id, document.archived_at.is_(None),
    )
    return (
        _row(
            "need", null(), literal(""), Requirement.year, null(), func.min(Requirement.due), null(), literal(me.id),
            literal(""), null(), null(), func.count(),
        )
        .where(
            Requirement.seller_id == me.id, Requirement.need == Need.OWN, Requirement.starts <= day,
            Requirement.ends >= day, Requirement.year >= day.year, ~has_plan,
        )
        .group_by(Requirement.year)
    )


def _others(me: Me) -> list[Select]:
    soon = clock.today() + SOON
    return [
        *_mine(me), _advice(me), _to_evaluate(me), _needed(me),
        _carried_out("action", Action, Action.due).where(Action.person_id == me.id, Action.due <= soon),
        _carried_out("support", Support, Support.due).where(Support.owner_id == me.id),
    ]


def waiting_on(me: Me, limit: int = MOST) -> Part:
    """What waits on the person among plans, most urgent first; of the decisions the first ten."""
    at_hand = _to_decide(me).order_by(Draft.due, Document.id).limit(AT_HAND).subquery()
    everything = union_all(select(at_hand), *_others(me)).subquery()
    listed = (
        select(everything)
        .order_by(everything.c.due.is_(None), everything.c.due, everything.c.since, everything.c.id)
        .limit(limit)
    )
    found = [Waiting(*row) for row in (yield {"waiting": listed})["waiting"]]
    decisions = [one for one in found if one.code == "decide"]
    if not decisions:
        return found
    over = yield {"over": seats.standing_over({one.owner_id for one in decisions})}
    rights = _rights(me, decisions, seats.by_owner(over["over"]))
    return [_with(one, rights.get(one.plan_id)) if one.code == "decide" else one for one in found]


def _with(one: Waiting, right: Holder | None) -> Waiting:
    return Waiting(**{**one.__dict__, "right": right})


@lru_cache(maxsize=500)
def counting(me: Me, _day: date, most: int) -> Select:
    """The question of how many, kept for a person and a day: every page asks it for its menu, and writing the question
    takes ten times as long as the answer.
    """
    everything = union_all(_to_decide(me), *_others(me)).subquery()
    capped = select(literal(1)).select_from(everything).limit(most).subquery()
    return select(func.count()).select_from(capped)


def count_waiting(me: Me, most: int = MOST) -> int:
    """How many things, counted up to `most`."""
    return db.session.scalar(counting(me.in_any_browser(), clock.today(), most)) or 0


@dataclass(frozen=True)
class AtWork:
    """A draft of one's own that nobody waits for yet."""

    plan_id: int
    title: str
    year: int
    amends: bool
    changed_at: datetime


def drafts(me: Me, limit: int = 20) -> Select:
    """The question of the plans and amendments that this person has at work, last changed first: as `AtWork`."""
    return (
        select(Document.id, Document.title, Plan.year, Draft.side == "amendment", Draft.changed_at)
        .join(Plan, Plan.document_id == Document.id)
        .join(Draft, Draft.document_id == Document.id)
        .where(Document.owner_id == me.id, Document.archived_at.is_(None), Draft.state == State.DRAFT)
        .order_by(Draft.changed_at.desc(), Document.id)
        .limit(limit)
    )


def _rights(me: Me, found: list[Waiting], over: Over) -> dict[int, Holder]:
    asked = [(one.plan_id, one.owner_id, Turn(one.turn), one.escalated_at, one.number) for one in found]
    return rights_of(me, asked, over)


def rights_of(me: Me, asked: list[tuple[int, int, Turn, datetime | None, int]], over: Over) -> dict[int, Holder]:
    """By which right this person decides on each of these plans, of which it is known that they have one; `over` names
    who stands over each owner.
    """
    found = {}
    for plan_id, owner_id, turn, escalated_at, _number in asked:
        free = seats.holders(over.get(owner_id, []), turn, escalated=escalated_at is not None)
        right = next((one for one in free if one.person_id == me.id), None)
        if right is not None:
            found[plan_id] = right
    return found
