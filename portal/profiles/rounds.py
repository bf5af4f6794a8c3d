"""SELECTs about review rounds: versions, who decided what, what was said, who may be asked, who has read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.db import db
from portal.documents.models import Document, Invitation, Outcome, Publication, Reading, Snapshot
from portal.documents.rounds import Made, Said, decisions, said
from portal.documents.seats import seat_of
from portal.people.me import Me
from portal.people.models import Absence, Line, Person, Position, Unit, Via

MOST_READERS = 500


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


def requests_to_answer(profile_id: int) -> list[Said]:
    """The change requests not yet sent back with an answer: unanswered, or answered in this round."""
    return [row for row in said(profile_id) if row.number is not None and row.answered_in is None]


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
