"""SELECTs for the first page: what travels, the reader's own role, and how far a team has read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, String, and_, cast, exists, func, literal, select

from portal.core import clock
from portal.documents.listing import readers_title
from portal.documents.models import Decision, Document, Draft, Invitation, Reading, State, Turn
from portal.documents.policy import in_force
from portal.people.me import Me
from portal.people.models import Line, Person, Position, Via
from portal.profiles import names
from portal.profiles.models import Profile
from portal.profiles.policy import holds
from portal.profiles.queries import latest_ask

MOST = 20


@dataclass(frozen=True)
class Travelling:
    """A version the person sent out: where it stands, and on whom it waits."""

    profile_id: int
    title: str
    number: int
    state: State
    due: date | None
    since: datetime
    waiting_for: tuple[str, ...]
    sector: str
    country: str | None

    @property
    def beside(self) -> str:
        """Sector and country, to tell profiles of the same title apart."""
        return names.beside(self.sector, self.country)


def sent_out(me: Me) -> Select[Any]:
    """The question of the person's versions that are with others, a row for each on whom one waits."""
    decided = exists().where(
        Decision.document_id == Document.id, Decision.number == Draft.submitted,
        Decision.seat == literal("reviewer:").concat(cast(Invitation.person_id, String)),
    )
    return (
        select(
            Document.id, readers_title(), Draft.submitted, Draft.state, Draft.due, Draft.since, Profile.sector,
            Profile.country, Person.name,
        )
        .select_from(Profile)
        .join(Document, Document.id == Profile.document_id)
        .join(Draft, Draft.document_id == Document.id)
        .outerjoin(
            Invitation,
            and_(
                Invitation.document_id == Document.id, Invitation.withdrawn_at.is_(None),
                Draft.turn == Turn.REVIEWERS, ~decided,
            ),
        )
        .outerjoin(Person, Person.id == Invitation.person_id)
        .where(Document.owner_id == me.id, Draft.turn.in_((Turn.REVIEWERS, Turn.PUBLISHER)))
        .order_by(Draft.since, Document.id, Person.name)
        .limit(MOST * 5)
    )


def travelling(rows: Iterable[Any]) -> list[Travelling]:
    """Those versions, longest underway first."""
    found: dict[int, Travelling] = {}
    for profile_id, title, number, state, due, since, sector, country, name in rows:
        held = found.get(profile_id)
        waiting_for = (*(held.waiting_for if held else ()), *((name,) if name else ()))
        found[profile_id] = Travelling(profile_id, title, number, state, due, since, waiting_for, sector, country)
    return list(found.values())[:MOST]


@dataclass(frozen=True)
class MyRole:
    """The published profile of a role this person holds, and whether reading it was confirmed."""

    profile_id: int
    title: str
    number: int
    asked: int | None
    given: int | None
    given_at: datetime | None
    sector: str
    country: str | None

    @property
    def beside(self) -> str:
        """Sector and country, to tell profiles of the same title apart."""
        return names.beside(self.sector, self.country)

    @property
    def waits(self) -> bool:
        """Asked to confirm, and not confirmed yet."""
        return self.asked is not None and (self.given or 0) < self.asked


def roles(me: Me) -> Select[Any]:
    """The question of the profiles of the roles this person holds today, as `MyRole`."""
    return (
        select(
            Document.id, readers_title(), Document.in_force, latest_ask(), Reading.acknowledged,
            Reading.acknowledged_at, Profile.sector, Profile.country,
        )
        .select_from(Profile)
        .join(Document, Document.id == Profile.document_id)
        .outerjoin(Reading, and_(Reading.document_id == Document.id, Reading.person_id == me.id))
        .where(in_force(), holds(me))
        .order_by(Document.title)
        .limit(MOST)
    )


@dataclass(frozen=True)
class TeamReading:
    """How many of the people this person leads directly confirmed a profile."""

    profile_id: int
    title: str
    people: int
    read: int
    sector: str
    country: str | None

    @property
    def beside(self) -> str:
        """Sector and country, to tell profiles of the same title apart."""
        return names.beside(self.sector, self.country)


def team(me: Me) -> Select[Any]:
    """The question, as `TeamReading` per profile that asks for it, of how many of the direct reports who hold its role
    have read it; profiles that all have read come last.
    """
    day = clock.today()
    asked = latest_ask()
    led = exists().where(
        Line.over_id == me.id, Line.person_id == Position.person_id, Line.via == Via.LEAD, Line.steps == 1,
        Line.starts <= day, Line.ends >= day,
    )
    people = func.count(func.distinct(Position.person_id))
    has_read = func.count(func.distinct(Reading.person_id))
    return (
        select(Document.id, readers_title(), people, has_read, Profile.sector, Profile.country)
        .select_from(Profile)
        .join(Document, Document.id == Profile.document_id)
        .join(
            Position,
            and_(Position.role_id == Profile.role_id, Position.starts <= day, Position.ends >= day),
        )
        .outerjoin(
            Reading,
            and_(
                Reading.document_id == Document.id, Reading.person_id == Position.person_id,
                Reading.acknowledged >= asked,
            ),
        )
        .where(in_force(), asked.is_not(None), led)
        .group_by(Document.id, Document.title, Profile.sector, Profile.country)
        .order_by((people - has_read).desc(), Document.title)
        .limit(MOST)
    )
