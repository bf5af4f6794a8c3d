"""Who holds the two seats of a plan: resolved from the line over its owner when read, never stored (spec 2, Approval).

The approver leads the owner; the second line leads above that. A deputy takes the seat of somebody absent. Nobody
decides on their own plan, also not as a deputy, and nobody takes both seats.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.db import db
from portal.core.together import Part
from portal.documents.models import Decision, Document, Draft, Snapshot, Turn
from portal.people.me import Me
from portal.people.models import Line, Person, Via

APPROVER, SECOND = "approver", "second"
SEAT_OF = {Turn.APPROVER: APPROVER, Turn.SECOND: SECOND}


@dataclass(frozen=True)
class Holder:
    """Somebody who may take a seat: themselves at so many steps over the owner, or for somebody absent."""

    person_id: int
    name: str
    steps: int
    for_id: int | None
    for_name: str | None


def over(owner_id: int) -> list[Holder]:
    """Everyone over the owner today with the right to decide, nearest first, own right before a deputy's."""
    return over_each([owner_id]).get(owner_id, [])


def over_one(owner_id: int) -> Part:
    """The same as a part of something larger."""
    found = yield {"over": standing_over([owner_id])}
    return by_owner(found["over"]).get(owner_id, [])


def over_each(owner_ids: Collection[int]) -> dict[int, list[Holder]]:
    """The same for several owners at once; one query."""
    return by_owner(db.session.execute(standing_over(owner_ids)))


def standing_over(owner_ids: Collection[int]) -> Select[Any]:
    """The question of it; `by_owner` reads its rows."""
    day = clock.today()
    absent = Person.__table__.alias("absent")
    return (
        select(Line.person_id, Line.over_id, Person.name, Line.steps, Line.for_id, absent.c.name)
        .join(Person, Person.id == Line.over_id)
        .outerjoin(absent, absent.c.id == Line.for_id)
        .where(
            Line.person_id.in_(owner_ids), Line.over_id != Line.person_id, Line.via.in_((Via.LEAD, Via.DEPUTY)),
            Line.starts <= day, Line.ends >= day, Person.disabled_at.is_(None),
        )
        .order_by(Line.steps, Line.for_id.is_not(None), Person.name, Line.id)
    )


def by_owner(rows: Iterable[Any]) -> dict[int, list[Holder]]:
    """Who stands over each owner, from the rows of `standing_over`."""
    found: dict[int, list[Holder]] = {}
    for owner_id, *holder in rows:
        found.setdefault(owner_id, []).append(Holder(*holder))
    return found


FIRST_LINE = {Turn.APPROVER: 0, Turn.SECOND: 1}  # which line over the owner takes a seat, counted from 0


def holders(everyone: list[Holder], turn: Turn, *, escalated: bool, taken_by: int | None = None) -> list[Holder]:
    """Who of those over the owner may take the seat whose turn it is.

    After an escalation the line above it may take the seat too. `taken_by` took the approver's seat on this version
    and never takes the second one.
    """
    steps = sorted({one.steps for one in everyone})
    first = FIRST_LINE.get(turn, len(steps))
    allowed = steps[first:first + (2 if escalated else 1)]
    return [one for one in everyone if one.steps in allowed and one.person_id != taken_by]


def escalates_to(everyone: list[Holder], turn: Turn) -> list[Holder]:
    """Who may decide too when the seat whose turn it is stays empty too long: the line above it."""
    usual = holders(everyone, turn, escalated=False)
    return [one for one in holders(everyone, turn, escalated=True) if one not in usual]


def next_line_decides(everyone: list[Holder], right: Holder) -> bool:
    """Whether somebody of the next line decides in second instance after this right was used.

    Not when the next line used it itself: after an escalation, or as the manager's deputy with a right of its own.
    Whoever only deputises for the next line does not stand in for a second pair of eyes.
    """
    steps = sorted({one.steps for one in everyone})
    second = [one for one in everyone if one.steps in steps[1:2]]
    if right.steps in steps[1:2] or any(one.person_id == right.person_id and one.for_id is None for one in second):
        return False
    return any(one.person_id != right.person_id for one in second)


def taken_by(document_id: int, number: int | None) -> int | None:
    """Who took the approver's seat on a version."""
    return db.session.scalar(taking(document_id, number))


def taking(document_id: int, number: int | None) -> Select[Any]:
    """The question of it."""
    return select(Decision.person_id).where(
        Decision.document_id == document_id, Decision.number == number, Decision.seat == APPROVER
    )


def seat_for(me: Me, document: Document, draft: Draft) -> Holder | None:
    """The right by which this person may decide now on the version that was submitted; None without one."""
    return right_of(me.id, document.owner_id, document.id, draft.turn, draft.submitted, draft.escalated_at)


def right_of(
    person_id: int, owner_id: int, document_id: int, turn: Turn, number: int | None, escalated_at: datetime | None
) -> Holder | None:
    """The same from values."""
    if turn not in SEAT_OF or person_id in {owner_id, author_of(document_id, number)}:
        return None
    taken = taken_by(document_id, number) if turn is Turn.SECOND else None
    free = holders(over(owner_id), turn, escalated=escalated_at is not None, taken_by=taken)
    return next((one for one in free if one.person_id == person_id), None)


def author_of(document_id: int, number: int | None) -> int | None:
    """Who submitted a version."""
    return db.session.scalar(
        select(Snapshot.author_id).where(Snapshot.document_id == document_id, Snapshot.number == number)
    )


def below(me: Me) -> Select[Any]:
    """The people under this person today: what may lie at their seat is looked for among theirs, by index."""
    day = clock.today()
    return select(Line.person_id).where(
        Line.over_id == me.id, Line.via.in_((Via.LEAD, Via.DEPUTY)), Line.starts <= day, Line.ends >= day
    )


# SQLAlchemy works out the columns of an alias at their first use; made anew for each page that costs more than asking.
NAMED = aliased(Line), aliased(Line), aliased(Person), aliased(Snapshot), aliased(Decision)


def at_my_seat(me: Me) -> ColumnElement[bool]:
    """As SQL over `Document` and `Draft`: the version lies with this person today (lists, counts; same rule)."""
    day = clock.today()
    mine, nearer, nearer_person, snapshot, taken = NAMED

    def runs(line: type[Line]) -> tuple[ColumnElement[bool], ...]:
        return (
            line.person_id == Document.owner_id, line.over_id != Document.owner_id,
            line.via.in_((Via.LEAD, Via.DEPUTY)), line.starts <= day, line.ends >= day,
        )

    lines_nearer = (
        select(func.count(nearer.steps.distinct()))
        .join(nearer_person, nearer_person.id == nearer.over_id)
        .where(*runs(nearer), nearer.steps < mine.steps, nearer_person.disabled_at.is_(None))
        .correlate(Document, mine)
        .scalar_subquery()
    )

    def at_line(number: int) -> ColumnElement[bool]:
        """This person stands in the so many-th line over the owner (0 decides first)."""
        return exists().where(*runs(mine), mine.over_id == me.id, lines_nearer == number)

    took_first = exists().where(
        taken.document_id == Document.id, taken.number == Draft.submitted, taken.seat == APPROVER,
        taken.person_id == me.id,
    )
    wrote_it = exists().where(
        snapshot.document_id == Document.id, snapshot.number == Draft.submitted, snapshot.author_id == me.id
    )
    return and_(
        Document.owner_id != me.id,
        ~wrote_it,
        or_(
            and_(Draft.turn == Turn.APPROVER, at_line(0)),
            and_(Draft.turn == Turn.APPROVER, Draft.escalated_at.is_not(None), at_line(1)),
            and_(Draft.turn == Turn.SECOND, at_line(1), ~took_first),
            and_(Draft.turn == Turn.SECOND, Draft.escalated_at.is_not(None), at_line(2), ~took_first),
        ),
    )
