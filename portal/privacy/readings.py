"""Who read a record about a person: written once a day per reader, for the person to see; nobody changes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.db import db, write
from portal.people.models import Person
from portal.privacy import kinds, openings
from portal.privacy.models import Opening, Reading


@dataclass(frozen=True)
class ReadBy:
    """Somebody read it on a day; `reason` only where HR opened it with one."""

    name: str
    day: date
    reason: str = ""
    kind: str = ""
    subject_id: int = 0
    at: datetime | None = None
    id: int = 0


def note(me: Any, kind: str, subject_id: int, person_id: int) -> None:
    """Write that `me` read this record about the person today; nothing for the person, or when it stands there.

    Opens a `write()` of its own: what was loaded before stays readable and is no longer in the session.
    """
    if me.id == person_id:
        return
    day = clock.today()
    there = select(Reading.id).where(
        Reading.kind == kind, Reading.subject_id == subject_id, Reading.reader_id == me.id, Reading.day == day
    )
    if db.session.scalar(there) is not None:
        return
    opening = openings.current(me, kind, subject_id)
    try:
        with write() as session:
            session.add(
                Reading(
                    kind=kind,
                    subject_id=subject_id,
                    person_id=person_id,
                    reader_id=me.id,
                    day=day,
                    at=clock.now(),
                    opening_id=opening.id if opening else None,
                )
            )
    except IntegrityError:
        return  # the same reader in another window, just now


def _asking(*which: Any, limit: int) -> Select[Any]:
    reader = aliased(Person)
    return (
        select(
            reader.name, Reading.day, Opening.reason, Reading.kind, Reading.subject_id, Reading.at, Reading.id
        )
        .join(reader, reader.id == Reading.reader_id)
        .outerjoin(Opening, Opening.id == Reading.opening_id)
        .where(*which)
        .order_by(Reading.id.desc())
        .limit(limit)
    )


def asking(kind: str, subject_id: int, limit: int = 50) -> Select[Any]:
    """The question behind `readers`, also of who read a part only, to ask beside others; `answered` reads its rows."""
    return _asking(Reading.kind.in_(kinds.codes_of(kind)), Reading.subject_id == subject_id, limit=limit)


def answered(rows: Iterable[Any]) -> list[ReadBy]:
    """Who read it, from the rows of `asking`."""
    return [ReadBy(name, day, reason or "", *rest) for name, day, reason, *rest in rows]


def readers(kind: str, subject_id: int, limit: int = 50) -> list[ReadBy]:
    """Who read one record, newest first."""
    return answered(db.session.execute(asking(kind, subject_id, limit)))


def about(person_id: int, limit: int = 200, before: int | None = None) -> list[ReadBy]:
    """Who read any record about a person, newest first; `before` is the id of a reading to go on from."""
    further = (Reading.id < before,) if before else ()
    return answered(db.session.execute(_asking(Reading.person_id == person_id, *further, limit=limit)))


def days_of(read: Iterable[ReadBy]) -> dict[tuple[str, int], date]:
    """The day of each record that was read, by (kind, id), as far as it is still there."""
    return kinds.days_of((one.kind, one.subject_id) for one in read)
