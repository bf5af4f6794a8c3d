"""Deleting what was kept long enough: what is due, what it takes with it, and the report of each run (safety 3).

A record goes with everything that the portal kept beside it: the texts of its history (the sealed row stays, so the
chain holds), its readings, openings, corrections and notices. Nothing about a person with a running hold is deleted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import delete, or_, select

from portal.core import clock
from portal.core.audit import Audit, AuditDetail
from portal.core.db import db
from portal.core.notices import Notice
from portal.people.queries import countries
from portal.privacy import kinds
from portal.privacy.keeping import months_before
from portal.privacy.kinds import RecordKind
from portal.privacy.models import Correction, Hold, Opening, Reading

AT_ONCE = 100  # records in one short transaction
A_RUN = 5_000  # records of one kind and country in one run; the rest goes the next day
MOST = 10_000  # records of one kind and country that a report counts


@dataclass(frozen=True)
class Due:
    """How many records of a kind in a country are due, which, and how many a hold keeps."""

    kind: str
    country: str
    months: int
    after_leaving: int | None
    ids: list[int]
    held: int

    @property
    def count(self) -> int:
        """How many would go, or went."""
        return len(self.ids)


def held_people(day: date | None = None) -> frozenset[int]:
    """Everybody about whom nothing is deleted."""
    on = day or clock.today()
    running = or_(Hold.ended_on.is_(None), Hold.ended_on > on)
    return frozenset(db.session.scalars(select(Hold.person_id).where(Hold.starts <= on, running)))


def due(*, limit: int = MOST) -> list[Due]:
    """What is due today, for each kind and country in which there are units or records."""
    held = held_people()
    return [_due(kind, country, held, limit) for kind in kinds.KINDS.values() for country in countries.countries()]


def _due(kind: RecordKind, country: str, held: frozenset[int], limit: int) -> Due:
    terms, day = kinds.terms(kind.code, country), clock.today()
    left = months_before(day, terms.after_leaving) if terms.after_leaving is not None else None
    ids, kept = [], 0
    for one in _walked(kind, country, months_before(day, terms.months), left):
        about = kind.about(one)
        if about is not None and about.person_id in held:
            kept += 1
        elif about is not None:
            ids.append(one)
        if len(ids) >= limit:
            break
    return Due(kind.code, country, terms.months, terms.after_leaving, ids, kept)


def _walked(kind: RecordKind, country: str, before: date, left_before: date | None) -> Iterator[int]:
    """The ids of what is due, a bounded number in each question."""
    last = 0
    while True:
        asked = kind.due(country, before, left_before).subquery()
        column = next(iter(asked.c))
        found = list(db.session.scalars(select(column).where(column > last).distinct().order_by(column).limit(AT_ONCE)))
        yield from found
        if len(found) < AT_ONCE:
            return
        last = found[-1]


def rows_of(found: Sequence[Due]) -> list[dict[str, Any]]:
    """The report as it is stored: what would go or went, without anybody's name; kinds with nothing are left out."""
    return [asdict(one) | {"count": one.count} for one in found if one.ids or one.held]


def erase(kind: RecordKind, ids: Sequence[int]) -> None:
    """Delete records with all that was kept beside them, inside the open `write()`."""
    forget(kind.code, ids)
    for let_go in kinds.ALSO.get(kind.code, []):
        let_go(ids)
    kind.erase(ids)


def forget(kind: str, ids: Sequence[int]) -> None:
    """Delete what the portal keeps beside records: history texts, readings, openings, corrections and notices."""
    of_this = lambda table: (table.kind == kind, table.subject_id.in_(ids))
    corrected = select(Correction.id).where(*of_this(Correction))
    erase_texts(kind, ids)
    db.session.execute(delete(Notice).where(Notice.kind == "correction", Notice.subject_id.in_(corrected)))
    db.session.execute(delete(Notice).where(*of_this(Notice)))
    of_parts = (Reading.kind.in_(kinds.codes_of(kind)), Reading.subject_id.in_(ids))
    db.session.execute(delete(Reading).where(*of_parts))
    db.session.execute(delete(Opening).where(*of_this(Opening)))
    db.session.execute(delete(Correction).where(*of_this(Correction)))


def forget_gone(kind: RecordKind) -> int:
    """Delete old notices about records that are no more, inside the open `write()`: how many.

    Such as the one that a talk was cancelled, and why. They go after the shortest term of the kind, as the country of
    what is gone is not known, a bounded number at a time; those to a person with a running hold stay.
    """
    months = min([kinds.terms(kind.code, country).months for country in countries.countries()], default=kind.months)
    before = datetime.combine(months_before(clock.today(), months), time(), clock.zone())
    old = (Notice.kind == kind.code, Notice.at < before, Notice.person_id.not_in(held_people()))
    last, gone = 0, 0
    while True:
        column = Notice.subject_id
        asked = select(column).where(*old, column > last).distinct().order_by(column).limit(AT_ONCE)
        found = list(db.session.scalars(asked))
        ids = [one for one in found if kind.about(one) is None]
        gone += db.session.execute(delete(Notice).where(*old, column.in_(ids))).rowcount if ids else 0
        if len(found) < AT_ONCE:
            return gone
        last = found[-1]


def erase_texts(kind: str, ids: Sequence[int]) -> None:
    """Delete the texts of the history about these things; the rows stay, and so does their seal."""
    about = select(Audit.id).where(Audit.kind == kind, Audit.subject_id.in_(ids))
    db.session.execute(delete(AuditDetail).where(AuditDetail.audit_id.in_(about)))
