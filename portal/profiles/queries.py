"""SELECTs about profiles, by intent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.db import db
from portal.documents.listing import readers_title
from portal.documents.models import (
    Decision,
    Document,
    Draft,
    Invitation,
    Publication,
    Reading,
    Snapshot,
    State,
    Turn,
)
from portal.documents.policy import directs, in_hr_scope, owner_is_hr
from portal.people.me import Me
from portal.people.models import Absence, Person
from portal.profiles import names
from portal.profiles.models import Profile
from portal.profiles.policy import holds


@dataclass(frozen=True)
class Waiting:
    """Something that waits on a person. `code` says what is asked; `for_id` whose place a deputy takes."""

    code: str
    profile_id: int
    title: str
    number: int | None
    due: date | None
    since: datetime | None
    for_id: int | None
    for_name: str | None
    sector: str = ""
    country: str | None = None

    @property
    def beside(self) -> str:
        """Sector and country, to tell profiles of the same title apart."""
        return names.beside(self.sector, self.country)


def latest_ask() -> ColumnElement[int]:
    """Number of the newest publication, in force already, whose holders are asked to confirm reading."""
    return (
        select(func.max(Publication.number))
        .where(
            Publication.document_id == Document.id, Publication.ask.is_(True), Publication.number <= Document.in_force
        )
        .correlate(Document)
        .scalar_subquery()
    )


def _to_review(me: Me) -> Select:
    day, absent = clock.today(), aliased(Person)
    standing_in = select(Absence.person_id).where(
        Absence.deputy_id == me.id, Absence.starts <= day, Absence.ends >= day
    )
    for_whom = union(select(literal(me.id)), standing_in)
    decided = exists().where(
        Decision.document_id == Document.id,
        Decision.number == Draft.submitted,
        Decision.seat == literal("reviewer:").concat(cast(Invitation.person_id, String)),
    )
    return (
        select(
            literal("review").label("code"),
            Document.id.label("profile_id"),
            readers_title(),
            Draft.submitted.label("number"),
            Invitation.due,
            Draft.since,
            func.nullif(Invitation.person_id, me.id, type_=Integer).label("for_id"),
            func.nullif(absent.name, me.name, type_=String).label("for_name"),
            Profile.sector,
            Profile.country,
        )
        .select_from(Profile)
        .join(Document, Document.id == Profile.document_id)
        .join(Draft, Draft.document_id == Document.id)
        .join(Invitation, and_(Invitation.document_id == Document.id, Invitation.withdrawn_at.is_(None)))
        .join(absent, absent.id == Invitation.person_id)
        .join(Snapshot, and_(Snapshot.document_id == Document.id, Snapshot.number == Draft.submitted))
        .where(Draft.turn == Turn.REVIEWERS, Invitation.person_id.in_(for_whom), ~decided)
        .where(Snapshot.author_id != me.id, Document.archived_at.is_(None))
    )


def _mine(me: Me) -> Select:
    return (
        select(
            literal("answer"),
            Document.id,
            readers_title(),
            Draft.submitted,
            Draft.due,
            Draft.since,
            null(),
            null(),
            Profile.sector,
            Profile.country,
        )
        .select_from(Profile)
        .join(Document, Document.id == Profile.document_id)
        .join(Draft, Draft.document_id == Document.id)
        .where(Document.owner_id == me.id, Document.archived_at.is_(None), Draft.state == State.CHANGES_REQUESTED)
    )


def _to_publish(me: Me) -> Select:
    return (
        select(
            literal("publish"),
            Document.id,
            readers_title(),
            Draft.submitted,
            Draft.due,
            Draft.since,
            null(),
            null(),
            Profile.sector,
            Profile.country,
        )
        .select_from(Profile)
        .join(Document, Document.id == Profile.document_id)
        .join(Draft, Draft.document_id == Document.id)
        .join(Snapshot, and_(Snapshot.document_id == Document.id, Snapshot.number == Draft.submitted))
        .where(Draft.turn == Turn.PUBLISHER, Snapshot.author_id != me.id, or_(in_hr_scope(me), directs(me)))
        .where(Document.archived_at.is_(None))
    )


def _to_acknowledge(me: Me) -> Select:
    read = exists().where(
        Reading.document_id == Document.id, Reading.person_id == me.id, Reading.acknowledged >= latest_ask()
    )
    return (
        select(
            literal("acknowledge"),
            Document.id,
            readers_title(),
            Document.in_force,
            null(),
            Publication.published_at,
            null(),
            null(),
            Profile.sector,
            Profile.country,
        )
        .select_from(Profile)
        .join(Document, Document.id == Profile.document_id)
        .join(Publication, and_(Publication.document_id == Document.id, Publication.number == Document.in_force))
        .where(Document.archived_at.is_(None), holds(me), latest_ask().is_not(None), ~read)
    )


def _review_due(me: Me) -> Select:
    """Overdue reviews wait on the owner; on all of HR there when the owner is not HR for the profile (any more)."""
    return (
        select(
            literal("review_due"),
            Document.id,
            readers_title(),
            Document.in_force,
            Profile.review_on,
            null(),
            null(),
            null(),
            Profile.sector,
            Profile.country,
        )
        .select_from(Profile)
        .join(Document, Document.id == Profile.document_id)
        .where(
            in_hr_scope(me),
            or_(Document.owner_id == me.id, ~owner_is_hr()),
            Document.archived_at.is_(None),
            Profile.review_on <= clock.today(),
            ~exists().where(Draft.document_id == Document.id),
        )
    )


def _all_waiting(me: Me) -> list[Select]:
    parts = [_to_review(me), _mine(me), _to_acknowledge(me)]
    if me.is_hr or me.is_director:
        parts.append(_to_publish(me))
    if me.is_hr:
        parts.append(_review_due(me))
    return parts


def waiting(me: Me, limit: int = 200) -> Select:
    """The question of what waits on the person among profiles, most urgent first; at most `limit`."""
    everything = union_all(*_all_waiting(me)).subquery()
    return select(everything).order_by(everything.c.due.is_(None), everything.c.due, everything.c.since).limit(limit)


def waiting_on(me: Me) -> list[Waiting]:
    """What waits on the person among profiles, most urgent first."""
    return [Waiting(*row) for row in db.session.execute(waiting(me))]


@lru_cache(maxsize=500)
def counting(me: Me, _day: date, most: int) -> Select:
    """The question of how many, kept for a person and a day: every page asks it for its menu, and writing the question
    takes ten times as long as the answer.
    """
    capped = select(literal(1)).select_from(union_all(*_all_waiting(me)).subquery()).limit(most).subquery()
    return select(func.count()).select_from(capped)


def count_waiting(me: Me, most: int = 100) -> int:
    """How many, counted up to `most`."""
    return db.session.scalar(counting(me.in_any_browser(), clock.today(), most)) or 0


def waiting_ids(me: Me) -> Select:
    """The ids of the profiles in which something waits on the person, for `Document.id.in_(…)`."""
    return select(union_all(*_all_waiting(me)).subquery().c.profile_id)


@dataclass(frozen=True)
class Acknowledgement:
    """What a holder was asked to confirm (the number of the version, None: nothing) and did confirm."""

    asked: int | None
    given: int | None
    given_at: datetime | None

    @property
    def waits(self) -> bool:
        """The holder was asked and has not confirmed that version or a later one."""
        return self.asked is not None and (self.given or 0) < self.asked


def acknowledgement(me: Me, profile_id: int) -> Acknowledgement:
    """How the person stands to the latest version whose holders are asked to confirm reading."""
    mine = and_(Reading.document_id == Document.id, Reading.person_id == me.id)
    row = db.session.execute(
        select(latest_ask(), Reading.acknowledged, Reading.acknowledged_at)
        .select_from(Document)
        .outerjoin(Reading, mine)
        .where(Document.id == profile_id)
    ).one()
    return Acknowledgement(*row)


def drafts(me: Me, limit: int = 20) -> Select:
    """The question of the drafts that this person owns and has not submitted, last changed first: as `Waiting`."""
    return (
        select(
            literal("draft"), Document.id, readers_title(), null(), null(), Draft.changed_at, null(), null(),
            Profile.sector, Profile.country,
        )
        .select_from(Profile)
        .join(Document, Document.id == Profile.document_id)
        .join(Draft, Draft.document_id == Document.id)
        .where(Document.owner_id == me.id, Draft.state == State.DRAFT, Document.archived_at.is_(None))
        .order_by(Draft.changed_at.desc())
        .limit(limit)
    )


def my_drafts(me: Me) -> list[Waiting]:
    """The drafts themselves."""
    return [Waiting(*row) for row in db.session.execute(drafts(me))]
