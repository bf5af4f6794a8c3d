"""My role: what the published profile of somebody's position asks, beside what is known of it here.

Figures and recurring work come from where they are kept, with their own rules; nothing here judges anybody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import abort
from sqlalchemy import Select, and_, select

from portal.coaching import growth
from portal.coaching.coaches import leads
from portal.core import i18n
from portal.core.db import db
from portal.core.figures import Card, Scope, ScopeKind, is_off
from portal.core.policy import N_, rule
from portal.customers.relations import running
from portal.documents import content
from portal.documents.content import Body, Part
from portal.documents.models import Document, Publication, Reading, Snapshot
from portal.duties import mine, words
from portal.duties.mine import Mine, MyDuty, Plans
from portal.duties.place import Place, place_of
from portal.duties.queries import Row
from portal.duties.states import OPEN, State
from portal.people.me import Me, load
from portal.people.models import Person, Position, Role, RoleLevel, Unit
from portal.profiles import live, measures, placeholders
from portal.profiles.content import levels, matrix
from portal.profiles.models import Profile
from portal.profiles.outline import Outline, outline
from portal.profiles.queries import latest_ask

AT_ONCE = 5  # of what is asked now; the rest is on the page of duties


@dataclass(frozen=True)
class RoleFile:
    """Whose role it is; `own` for the person."""

    id: int
    name: str
    own: bool


def _reads(me: Me, person_id: int) -> RoleFile:
    name = db.session.scalar(select(Person.name).where(Person.id == person_id, leads(me, Person.id)))
    if person_id == me.id:
        return RoleFile(me.id, me.name, own=True)
    return RoleFile(person_id, name, own=False) if name is not None else abort(404)


OWN = rule("role.own", N_("Everybody sees what their own role asks, with their own figures and recurring work"))
READ = rule(
    "role.read",
    N_("What somebody's role asks and how it stands is seen by the person and by the line over them; by nobody else"),
    load=_reads, takes=("person_id",), gives="file",
)


@dataclass(frozen=True)
class Owed:
    """How the recurring work of one duty stands in the windows that are still asked."""

    rows: list[Row]
    plans: list[Plans] = field(default_factory=list)

    def count(self, *states: State) -> int:
        """How many stand there."""
        return sum(row.state in states for row in self.rows)

    @property
    def due(self) -> date | None:
        """The first day to come that something of it is due, of what is asked now."""
        return min((row.due for row in self.rows if row.state is State.DUE), default=None)

    @property
    def late(self) -> Row | None:
        """What is late, where it is but one."""
        late = [row for row in self.rows if row.state is State.OVERDUE]
        return late[0] if len(late) == 1 else None

    @property
    def agreed(self) -> str:
        """The interval of most of them, in words, where people agreed on another one than the text says."""
        found = [(row.every, row.said) for row in self.rows]
        every, said = max(found, key=found.count) if found else (None, None)
        return words.interval(every, said) if every is not None and every is not said else ""


@dataclass(frozen=True)
class Described:
    """A published profile as it describes one position."""

    id: int
    number: int
    valid_from: date
    page: Outline
    body: Body
    waits: bool  # the holder was asked to confirm reading and has not

    def of_level(self, level: str) -> list[tuple[Part, list[Part]]]:
        """The criteria with what they say of a level."""
        if level not in levels(self.body):
            return []
        told = [(criterion, cells.get(level, [])) for criterion, cells in matrix(self.body)]
        return [(criterion, cells) for criterion, cells in told if cells]


@dataclass(frozen=True)
class Held:
    """A position of today, with the profiles that describe it; none where none is published."""

    role_id: int
    role: dict[str, str]
    level: str
    unit: str
    profiles: list[Described]


@dataclass(frozen=True)
class MyRole:
    """The page. Cards and recurring work by (profile, key of the part); `following` by role, where a level follows."""

    held: list[Held]
    cards: dict[tuple[int, str], list[Card]]
    owed: dict[tuple[int, str], Owed]
    asked: list[Row]
    more: int  # of what is asked now, beside the first ones
    growth: growth.Growth | None
    place: Place
    plans: list[Plans] = field(default_factory=list)  # required of the person or their teams, and not all approved yet
    about: list[Row] = field(default_factory=list)  # what others owe about the person now: ride-alongs, talks

    @property
    def unread(self) -> list[Described]:
        """The profiles whose reading is to be confirmed."""
        return [one for held in self.held for one in held.profiles if one.waits]

    def words(self, row: Row) -> str:
        """The text of a duty as the profile says it to its readers."""
        for held in self.held:
            for profile in held.profiles:
                part = content.find(profile.body, row.part_key) if profile.id == row.document_id else None
                if part:
                    return profile.page.said(part)[0]
        return i18n.text_in(row.text)


def of(me: Me, file: RoleFile) -> MyRole:
    """What the page shows of a person to this reader; a constant number of questions."""
    person = me if file.own else load(file.id)
    held = _held(file.id)
    owed = mine.mine(person)
    asked = sorted((row for duty in owed.duties for row in _rows(duty) if row.is_asked), key=lambda row: row.due)
    off = not file.own and _is_off(me, file.id)
    return MyRole(
        held, _cards(me, person, held), _owed(owed, off=off), asked[:AT_ONCE], len(asked[AT_ONCE:]),
        _growth(file.id, held), place_of(me, file.id),
        [] if off else [one for one in owed.plans if one.approved < one.required],
        [row for row in owed.about if row.is_asked or row.state is State.WAITING] if file.own else [],
    )  # fmt: skip


def _is_off(me: Me, person_id: int) -> bool:
    return is_off(me, Scope(ScopeKind.PERSON, person_id))


def _rows(duty: MyDuty) -> list[Row]:
    return [row for window in duty.windows for row in window.rows]


def _owed(found: Mine, *, off: bool) -> dict[tuple[int, str], Owed]:
    """By duty; where figures about the person are off for the reader, only what is still open."""
    made = {(duty.document_id, duty.part_key): Owed(_rows(duty)) for duty in found.duties if duty.windows}
    if off:
        made = {key: Owed([row for row in one.rows if row.state in OPEN]) for key, one in made.items()}
    for one in () if off else found.plans:
        made.setdefault((one.document_id, one.part_key), Owed([])).plans.append(one)
    return made


def _cards(me: Me, person: Me, held: list[Held]) -> dict[tuple[int, str], list[Card]]:
    """The living figures of the person and of the teams they lead, beside the indicators they are bound to."""
    bound = {
        (one.id, key): figure
        for position in held
        for one in position.profiles
        for key, figure in measures.bound(one.body).items()
    }
    if not bound:
        return {}
    teams = live.teams_of(person) if person.leads_somebody or person.is_manager else {}
    return live.beside(me, bound, live.whose(person, teams))


def _growth(person_id: int, held: list[Held]) -> growth.Growth | None:
    """What the next level asks; None where no position has a level."""
    return growth.asked_of(person_id) if any(one.level for one in held) else None


def _held(person_id: int) -> list[Held]:
    rows = db.session.execute(_positions(person_id)).all()
    bindings = placeholders.bindings_of({row.home_id for row in rows if row.home_id is not None})
    found: dict[tuple[int, str, int], Held] = {}
    for row in rows:
        key = row.role_id, row.code or "", row.unit_id
        one = found.setdefault(key, Held(row.role_id, row.title, row.code or "", row.unit, []))
        if row.document_id is not None and row.document_id not in {shown.id for shown in one.profiles}:
            one.profiles.append(_described(row, bindings.get(row.home_id, {})))
    return list(found.values())


def _described(row: Any, bound: Any) -> Described:
    body = content.loads(row.body, row.shape)
    page = outline(body, locale=i18n.current(), source=row.locale, bound=bound)
    waits = row.asked is not None and (row.acknowledged or 0) < row.asked
    return Described(row.document_id, row.number, row.valid_from, page, body, waits)


def _positions(person_id: int) -> Select[Any]:
    """Today's positions, the one begun last first, each with the published profiles of its role."""
    of_role = and_(Profile.role_id == Role.id, Document.in_force.is_not(None), Document.archived_at.is_(None))
    return (
        select(
            Role.id.label("role_id"), Role.title, RoleLevel.code, Unit.id.label("unit_id"), Unit.name.label("unit"),
            Document.id.label("document_id"), Document.locale, Document.unit_id.label("home_id"), Snapshot.number,
            Snapshot.body, Snapshot.shape, Publication.valid_from, latest_ask().label("asked"), Reading.acknowledged,
        )
        .select_from(Position)
        .join(Role, Role.id == Position.role_id)
        .join(Unit, Unit.id == Position.unit_id)
        .outerjoin(RoleLevel, RoleLevel.id == Position.level_id)
        .outerjoin(Profile, Profile.role_id == Role.id)
        .outerjoin(Document, and_(Document.id == Profile.document_id, of_role))
        .outerjoin(Snapshot, and_(Snapshot.document_id == Document.id, Snapshot.number == Document.in_force))
        .outerjoin(
            Publication,
            and_(Publication.document_id == Document.id, Publication.number == Document.in_force),
        )
        .outerjoin(Reading, and_(Reading.document_id == Document.id, Reading.person_id == person_id))
        .where(Position.person_id == person_id, *running(Position))
        .order_by(Position.starts.desc(), Position.id.desc(), Document.id)
    )  # fmt: skip


