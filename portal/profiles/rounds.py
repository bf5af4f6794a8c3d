"""SELECTs about review rounds: versions, who decided what, what was said, who may be asked, who has read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.audit import Audit, AuditDetail
from portal.core.db import db
from portal.documents import content
from portal.documents.models import (
    Answer,
    Decision,
    Document,
    Invitation,
    Outcome,
    Publication,
    Reading,
    Remark,
    Snapshot,
)
from portal.documents.seats import PUBLISHER, seat_of
from portal.people.me import Me
from portal.people.models import Absence, Line, Person, Position, Unit, Via

MOST_READERS = 500


@dataclass(frozen=True)
class Numbered:
    """One submitted version with its text."""

    number: int
    body: list[dict[str, Any]]
    author_id: int
    author: str
    at: datetime


def version(profile_id: int, number: int) -> Numbered | None:
    """The version with this number, or None."""
    row = db.session.execute(
        select(Snapshot.body, Snapshot.shape, Snapshot.author_id, Person.name, Snapshot.created_at)
        .join(Person, Person.id == Snapshot.author_id)
        .where(Snapshot.document_id == profile_id, Snapshot.number == number)
    ).one_or_none()
    if row is None:
        return None
    return Numbered(number, content.loads(row.body, row.shape), row.author_id, row.name, row.created_at)


@dataclass(frozen=True)
class Listed:
    """One version in the list: who made it, and what became of it."""

    number: int
    author: str
    at: datetime
    valid_from: date | None
    valid_to: date | None
    approver: str | None
    adopted_from: str | None

    @property
    def is_published(self) -> bool:
        """It was published, perhaps from a later day."""
        return self.valid_from is not None


def versions(profile_id: int, *, published_only: bool) -> list[Listed]:
    """The versions, newest first; `valid_to` is the day before the next one came in force."""
    author, approver = aliased(Person), aliased(Person)
    rows = db.session.execute(
        select(
            Snapshot.number, author.name, Snapshot.created_at, Publication.valid_from, approver.name,
            Publication.adopted_from,
        )
        .join(author, author.id == Snapshot.author_id)
        .outerjoin(
            Publication,
            and_(Publication.document_id == Snapshot.document_id, Publication.number == Snapshot.number),
        )
        .outerjoin(approver, approver.id == Publication.approver_id)
        .where(Snapshot.document_id == profile_id)
        .where(Publication.id.is_not(None) if published_only else Snapshot.id.is_not(None))
        .order_by(Snapshot.number.desc())
    ).all()
    listed, following = [], None
    for number, name, at, valid_from, approver_name, adopted in rows:
        valid_to = following - timedelta(days=1) if valid_from and following else None
        listed.append(Listed(number, name, at, valid_from, valid_to, approver_name, adopted))
        following = valid_from or following
    return listed


@dataclass(frozen=True)
class Made:
    """One decision on a version; `on_behalf_of` is the absent person whose seat was taken."""

    number: int
    outcome: Outcome
    is_publication: bool
    person: str
    on_behalf_of: str | None
    comment: str
    at: datetime
    seat: str
    person_id: int


def decisions(profile_id: int, number: int | None = None) -> list[Made]:
    """The decisions on one version, or on all, in the order they were made."""
    person, absent = aliased(Person), aliased(Person)
    rows = db.session.execute(
        select(
            Decision.number, Decision.outcome, Decision.seat, person.name, absent.name, Decision.comment, Decision.at,
            Decision.person_id,
        )
        .join(person, person.id == Decision.person_id)
        .outerjoin(absent, absent.id == Decision.deputy_of_id)
        .where(Decision.document_id == profile_id)
        .where(Decision.number == number if number is not None else Decision.id.is_not(None))
        .order_by(Decision.id)
    )
    return [
        Made(which, outcome, seat == PUBLISHER, name, absent_name, comment, at, seat, person_id)
        for which, outcome, seat, name, absent_name, comment, at, person_id in rows
    ]


def approvals(profile_id: int, number: int) -> list[Made]:
    """The reviewers who approved this version; who published it is no reviewer."""
    made = decisions(profile_id, number)
    return [row for row in made if row.outcome is Outcome.APPROVE and not row.is_publication]


@dataclass(frozen=True)
class Seat:
    """One invited reviewer, the deputy who may decide today, and what was decided in this seat."""

    person_id: int
    name: str
    due: date
    deputy: str | None
    made: Made | None


def seats(profile_id: int, made: Iterable[Made]) -> list[Seat]:
    """The reviewers in force with their decisions out of `made`."""
    by_seat = {row.seat: row for row in made}
    deputy, day = aliased(Person), clock.today()
    away = and_(Absence.person_id == Invitation.person_id, Absence.starts <= day, Absence.ends >= day)
    rows = db.session.execute(
        select(Invitation.person_id, Person.name, Invitation.due, func.max(deputy.name))
        .join(Person, Person.id == Invitation.person_id)
        .outerjoin(Absence, away)
        .outerjoin(deputy, deputy.id == Absence.deputy_id)
        .where(Invitation.document_id == profile_id, Invitation.withdrawn_at.is_(None))
        .group_by(Invitation.id, Invitation.person_id, Person.name, Invitation.due)
        .order_by(Person.name)
    )
    return [Seat(*row, by_seat.get(seat_of(row[0]))) for row in rows]


@dataclass(frozen=True)
class Said:
    """One comment or change request with its answer."""

    id: int
    number: int | None
    part_key: str
    locale: str
    snapshot: int | None
    quote: str
    text: str
    author_id: int
    author: str
    on_behalf_of: str | None
    at: datetime
    answer: Answer | None
    answer_text: str
    answered_by: str | None
    answered_in: int | None

    @property
    def is_open(self) -> bool:
        """A change request that waits for an answer."""
        return self.number is not None and self.answer is None

    @property
    def state(self) -> str | None:
        """`open` or `answered` for a change request, None for a comment."""
        return None if self.number is None else "open" if self.answer is None else "answered"


def said(profile_id: int) -> list[Said]:
    """Everything said about the profile, oldest first."""
    author, absent, answerer = aliased(Person), aliased(Person), aliased(Person)
    rows = db.session.execute(
        select(
            Remark.id, Remark.number, Remark.part_key, Remark.locale, Remark.snapshot, Remark.quote, Remark.text,
            Remark.author_id, author.name, absent.name, Remark.at, Remark.answer, Remark.answer_text, answerer.name,
            Remark.answered_in,
        )
        .join(author, author.id == Remark.author_id)
        .outerjoin(absent, absent.id == Remark.deputy_of_id)
        .outerjoin(answerer, answerer.id == Remark.answered_by_id)
        .where(Remark.document_id == profile_id)
        .order_by(Remark.id)
    )
    return [Said(*row) for row in rows]


def requests_to_answer(profile_id: int) -> list[Said]:
    """The change requests not yet sent back with an answer: unanswered, or answered in this round."""
    return [row for row in said(profile_id) if row.number is not None and row.answered_in is None]


def reviewed_until(me: Me, profile_id: int) -> int | None:
    """The last version this person decided on."""
    return db.session.scalar(
        select(Reading.reviewed).where(Reading.document_id == profile_id, Reading.person_id == me.id)
    )


def note_of(profile_id: int, number: int) -> str:
    """What the author wrote when submitting this version; empty when nothing, or when retention erased it."""
    rows = db.session.execute(
        select(Audit.data, AuditDetail.body)
        .join(AuditDetail, AuditDetail.audit_id == Audit.id)
        .where(Audit.kind == "profile", Audit.subject_id == profile_id, Audit.code == "profile_submitted")
        .order_by(Audit.id.desc())
    )
    return next((body.get("note", "") for data, body in rows if data.get("number") == number), "")


@dataclass(frozen=True)
class Holder:
    """A holder of the role, and how far this person read."""

    person_id: int
    name: str
    unit: str
    acknowledged: int | None
    at: datetime | None


def holders(me: Me, profile_id: int, role_id: int | None, *, all_of_them: bool) -> list[Holder]:
    """Who holds the role today: all, or only those this person leads."""
    day = clock.today()
    led = exists().where(
        Line.over_id == me.id, Line.person_id == Position.person_id, Line.via.in_((Via.LEAD, Via.DEPUTY)),
        Line.starts <= day, Line.ends >= day,
    )
    rows = db.session.execute(
        select(Person.id, Person.name, func.min(Unit.name), Reading.acknowledged, Reading.acknowledged_at)
        .select_from(Position)
        .join(Person, Person.id == Position.person_id)
        .join(Unit, Unit.id == Position.unit_id)
        .outerjoin(Reading, and_(Reading.document_id == profile_id, Reading.person_id == Person.id))
        .where(Position.role_id == role_id, Position.starts <= day, Position.ends >= day)
        .where(led if not all_of_them else Position.id.is_not(None))
        .group_by(Person.id, Person.name, Reading.acknowledged, Reading.acknowledged_at)
        .order_by(Person.name)
        .limit(MOST_READERS)
    )
    return [Holder(*row) for row in rows]


def asked_for(profile_id: int) -> int | None:
    """Number of the newest version in force whose holders are asked to confirm."""
    return db.session.scalar(
        select(func.max(Publication.number))
        .join(Document, Document.id == Publication.document_id)
        .where(Document.id == profile_id, Publication.ask.is_(True), Publication.number <= Document.in_force)
    )
