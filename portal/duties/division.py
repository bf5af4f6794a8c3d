"""The division of work of a team: its people by what they are, and per task who does it, who supports, what is wrong.

What is wrong is never stored: it follows from the shares, from who works in the team today and from the profile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import exists, or_, select

from portal.core import clock, i18n
from portal.core.db import db
from portal.duties.division_policy import leads, works_in
from portal.duties.division_texts import Texts
from portal.duties.models import DivisionShare, DivisionTask, Part
from portal.people.families import FAMILIES
from portal.people.me import Me
from portal.people.models import Person, Position, Role, Unit, UnitKind

TEAMS = (UnitKind.TEAM, UnitKind.REGION, UnitKind.SECTOR)
FIRST = ("sales-management", "sales", "account-management", "inside-sales")  # who leads, field sales, inside sales


@dataclass(frozen=True)
class Member:
    """Somebody who works in the team today, by the first of their roles there."""

    id: int
    name: str
    role_id: int
    title: dict[str, str]
    family: str


@dataclass(frozen=True)
class Group:
    """The people of a team who hold the same role."""

    title: dict[str, str]
    family: str
    members: Sequence[Member]


@dataclass
class Row:
    """A task. `text` in `lang`; `gone` when its profile no longer says it; `left` had a part and left the team."""

    id: int
    rev: int
    text: str
    lang: str
    own: bool
    document_id: int | None
    gone: bool
    parts: dict[int, Part] = field(default_factory=dict)
    does: list[str] = field(default_factory=list)
    supports: list[str] = field(default_factory=list)
    left: list[tuple[int, str]] = field(default_factory=list)
    is_first: bool = False
    is_last: bool = False

    @property
    def is_flagged(self) -> bool:
        """Something is wrong with it."""
        return len(self.does) != 1 or bool(self.left) or self.gone


@dataclass(frozen=True)
class Counts:
    """How many tasks nobody does, and how many two or more people do."""

    nobody: int
    double: int
    flagged: int
    tasks: int


@dataclass(frozen=True)
class Table:
    """The whole of it."""

    groups: Sequence[Group]
    rows: Sequence[Row]
    counts: Counts

    @property
    def members(self) -> list[Member]:
        """The people in the order of the columns."""
        return [member for group in self.groups for member in group.members]

    def row(self, task_id: int) -> Row | None:
        """One task of it; None when it is not there any more."""
        return next((row for row in self.rows if row.id == task_id), None)


@dataclass(frozen=True)
class Listed:
    """A team in the list of tables."""

    id: int
    name: str
    works: bool
    people: int
    counts: Counts


def _mine(me: Me) -> Any:
    """The units whose tables are there for this person, those they work in first."""
    works = works_in(me).label("works")
    staffed = exists().where(Position.unit_id == Unit.id, Position.starts <= clock.today(),
                             Position.ends >= clock.today())  # fmt: skip
    has_table = exists().where(DivisionTask.unit_id == Unit.id)
    return (
        select(Unit.id, Unit.name, works)
        .where(or_(works_in(me), leads(me)), or_(has_table, Unit.kind.in_(TEAMS) & staffed))
        .order_by(works.desc(), Unit.country, Unit.name, Unit.id)
    )


def several(me: Me) -> bool:
    """Whether this person reads more than one table."""
    return len(db.session.execute(_mine(me).limit(2)).all()) > 1


def teams(me: Me) -> list[Listed]:
    """Tables for this person: of the teams they work in, then of those they lead or lead from above."""
    found = db.session.execute(_mine(me)).all()
    ids = [row.id for row in found]
    people = _people(ids)
    rows: dict[int, list[Row]] = defaultdict(list)
    shares = _shares(ids)
    for unit_id, task_id in db.session.execute(
        select(DivisionTask.unit_id, DivisionTask.id).where(DivisionTask.unit_id.in_(ids))
    ):
        row = Row(task_id, 0, "", "", own=True, document_id=None, gone=False)
        _fill(row, shares.get(task_id, ()), {one.id: one for one in people.get(unit_id, ())})
        rows[unit_id].append(row)
    return [Listed(row.id, row.name, row.works, len(people.get(row.id, ())), counted(rows[row.id])) for row in found]


def counted(rows: Iterable[Row]) -> Counts:
    """What is wrong with these."""
    made = list(rows)
    return Counts(
        sum(not row.does for row in made), sum(len(row.does) > 1 for row in made),
        sum(row.is_flagged for row in made), len(made),
    )  # fmt: skip


def table(unit_id: int) -> Table:
    """The division of work of a unit, as it is today."""
    members = _people([unit_id]).get(unit_id, [])
    tasks = list(
        db.session.scalars(
            select(DivisionTask).where(DivisionTask.unit_id == unit_id)
            .order_by(DivisionTask.place, DivisionTask.id)
        )
    )  # fmt: skip
    texts = Texts(tasks)
    shares, present = _shares([unit_id]), {one.id: one for one in members}
    rows = []
    for task in tasks:
        text, lang, gone = texts.of(task)
        row = Row(task.id, task.rev, text, lang, bool(task.title), task.document_id, gone,
                  is_first=task is tasks[0], is_last=task is tasks[-1])  # fmt: skip
        _fill(row, shares.get(task.id, ()), present)
        rows.append(row)
    return Table(_grouped(members), rows, counted(rows))


def members_of(unit_id: int) -> list[Member]:
    """Who works in a unit today."""
    return _people([unit_id]).get(unit_id, [])


def _people(unit_ids: Collection[int]) -> dict[int, list[Member]]:
    day, made = clock.today(), defaultdict(list)
    rows = db.session.execute(
        select(Position.unit_id, Person.id, Person.name, Role.id, Role.title, Role.family)
        .join(Person, Person.id == Position.person_id)
        .join(Role, Role.id == Position.role_id)
        .where(Position.unit_id.in_(unit_ids), Position.starts <= day, Position.ends >= day)
        .order_by(Position.starts, Position.id)
    )
    seen: set[tuple[int, int]] = set()
    for unit_id, *facts in rows:
        if (unit_id, facts[0]) not in seen:
            seen.add((unit_id, facts[0]))
            made[unit_id].append(Member(*facts))
    return dict(made)


def _order(member: Member) -> tuple[Any, ...]:
    place = FIRST.index(member.family) if member.family in FIRST else len(FIRST)
    return (place, member.family, i18n.text_in(member.title), member.role_id, member.name)


def _grouped(members: Iterable[Member]) -> list[Group]:
    made = []
    for _role, found in groupby(sorted(members, key=_order), key=lambda one: one.role_id):
        alike = list(found)
        made.append(Group(alike[0].title, alike[0].family if alike[0].family in FAMILIES else "", alike))
    return made


def _shares(unit_ids: Collection[int]) -> dict[int, list[tuple[int, str, Part]]]:
    made = defaultdict(list)
    for task_id, *share in db.session.execute(
        select(DivisionShare.task_id, DivisionShare.person_id, Person.name, DivisionShare.part)
        .join(DivisionTask, DivisionTask.id == DivisionShare.task_id)
        .join(Person, Person.id == DivisionShare.person_id)
        .where(DivisionTask.unit_id.in_(unit_ids))
        .order_by(Person.name, Person.id)
    ):
        made[task_id].append(tuple(share))
    return dict(made)


def _fill(row: Row, shares: Iterable[tuple[int, str, Part]], present: dict[int, Member]) -> None:
    for person_id, name, part in shares:
        row.parts[person_id] = part
        if person_id not in present:
            row.left.append((person_id, name))
        elif part is Part.DOES:
            row.does.append(name)
        else:
            row.supports.append(name)
