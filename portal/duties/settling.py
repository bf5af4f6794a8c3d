"""What settles an obligation: an event about its person inside its window, whoever did it. Never stored, never ticked.

A completed or signed ride-along (or listening-in), a talk that was held or signed, the dated note. A form that is
opened again unsettles by itself.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from portal.coaching.models import RideAlong, RideAlongKind, RideAlongState
from portal.core.db import db
from portal.duties.models import DutyNote, Obligation
from portal.profiles.duty import SettledBy
from portal.talks.models import Talk, TalkState

Clause = ColumnElement[bool]
RODE = {SettledBy.RIDE_ALONG: RideAlongKind.RIDE_ALONG, SettledBy.LISTENING: RideAlongKind.LISTENING}
ABOUT_SELLERS = (*RODE, SettledBy.TALK)  # the seller knows of these


def _in_window(of: Any, day: Any) -> Clause:
    return day.between(of.starts, of.ends)


def _rode(of: Any, kind: RideAlongKind, *, done: bool) -> tuple[Clause, ...]:
    finished = RideAlong.state != RideAlongState.OPEN
    return (
        RideAlong.seller_id == of.about_id,
        _in_window(of, RideAlong.day),
        RideAlong.kind == kind,
        finished if done else ~finished,
    )


def _talked(of: Any, *, done: bool) -> tuple[Clause, ...]:
    held = Talk.state != TalkState.PLANNED
    return Talk.seller_id == of.about_id, _in_window(of, Talk.day), held if done else ~held


def done_on(of: Any = Obligation) -> ColumnElement[date | None]:
    """The day on which it was done, or NULL: the first event of its kind in the window.

    `of` is `Obligation`, an alias of it, or the columns of a subquery with by, about_id, starts, ends and id.
    """
    rode = [
        (of.by == by, select(func.min(RideAlong.day)).where(*_rode(of, kind, done=True)).scalar_subquery())
        for by, kind in RODE.items()
    ]
    talked = select(func.min(Talk.day)).where(*_talked(of, done=True)).scalar_subquery()
    note = aliased(DutyNote)  # also where the surrounding SELECT reads the note itself
    noted = select(note.done_on).where(note.obligation_id == of.id).scalar_subquery()
    return case(*rode, (of.by == SettledBy.TALK, talked), (of.by == SettledBy.NOTE, noted))


def is_done(of: Any = Obligation) -> Clause:
    """Whether it is done; cheaper than the day where only that is asked."""
    note = aliased(DutyNote)
    return or_(
        *(and_(of.by == by, exists().where(*_rode(of, kind, done=True))) for by, kind in RODE.items()),
        and_(of.by == SettledBy.TALK, exists().where(*_talked(of, done=True))),
        and_(of.by == SettledBy.NOTE, exists().where(note.obligation_id == of.id)),
    )


def is_under_way(of: Any = Obligation) -> Clause:
    """An event that would settle it stands there and is not finished: an open ride-along form, a planned talk."""
    return or_(
        *(and_(of.by == by, exists().where(*_rode(of, kind, done=False))) for by, kind in RODE.items()),
        and_(of.by == SettledBy.TALK, exists().where(*_talked(of, done=False))),
    )


@dataclass(frozen=True)
class Event:
    """What settled an obligation: its day and where it stands; no link for a note, which stands on the obligation.

    The page of a ride-along or a talk opens only for who may read it.
    """

    by: SettledBy
    day: date
    uid: str

    @property
    def link(self) -> str:
        """The address of its page, or an empty text."""
        if self.by is SettledBy.NOTE:
            return ""
        return url_for("talks.show" if self.by is SettledBy.TALK else "coaching.show", uid=self.uid)


def events(obligation_ids: Collection[int]) -> dict[int, Event]:
    """The first event that settles each of these obligations; those that nothing settles are left out. Set-based."""
    wanted = Obligation.id.in_(obligation_ids)
    made: dict[int, Event] = {}
    for by, query in _asked(wanted).items():
        for obligation_id, day, uid in db.session.execute(query):
            made.setdefault(obligation_id, Event(by, day, uid))
    return made


def event(obligation_id: int) -> Event | None:
    """The event that settles this one, if any."""
    return events([obligation_id]).get(obligation_id)


def _asked(wanted: Clause) -> dict[SettledBy, Select[Any]]:
    rode = {
        by: select(Obligation.id, RideAlong.day, RideAlong.uid)
        .join(RideAlong, and_(*_rode(Obligation, kind, done=True)))
        .where(wanted, Obligation.by == by)
        .order_by(RideAlong.day, RideAlong.id)
        for by, kind in RODE.items()
    }
    talked = select(Obligation.id, Talk.day, Talk.uid).join(Talk, and_(*_talked(Obligation, done=True)))
    noted = select(Obligation.id, DutyNote.done_on, literal("")).join(
        DutyNote, DutyNote.obligation_id == Obligation.id
    )
    return {
        **rode,
        SettledBy.TALK: talked.where(wanted, Obligation.by == SettledBy.TALK).order_by(Talk.day, Talk.id),
        SettledBy.NOTE: noted.where(wanted, Obligation.by == SettledBy.NOTE),
    }
