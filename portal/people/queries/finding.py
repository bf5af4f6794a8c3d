"""Finding a colleague or a department by some letters of the name, in an organisation of any size."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select

from portal.core import clock, i18n
from portal.core.alphabet import fold, sort_key
from portal.core.db import db
from portal.people.models import Person, Position, Role, Unit

LEAST, MOST = 2, 20  # letters to search by, people to show


@dataclass(frozen=True)
class Found:
    """Somebody or a department: `code` is p12 or u5, `detail` the role and unit of a person, empty for a unit."""

    code: str
    name: str
    detail: str

    @property
    def is_unit(self) -> bool:
        """A department, not a person."""
        return self.code.startswith("u")


def find(text: str, *, units: bool = True) -> list[Found]:
    """Whose name holds each of these words, people first; nothing for less than two letters."""
    words = fold(text.replace("%", " ").replace("_", " ")).split()
    if sum(map(len, words)) < LEAST:
        return []
    like = [f"%{word}%" for word in words[:6]]
    order = Person.sort_nb if i18n.current() == "nb" else Person.sort_nl
    rows = (
        select(Person.id, Person.name)
        .where(Person.disabled_at.is_(None), *(Person.folded.like(one) for one in like))
        .order_by(order, Person.id)
        .limit(MOST)
    )
    found = people(dict(db.session.execute(rows).all()))
    return found + (_units(words) if units else [])


def people(names: dict[int, str]) -> list[Found]:
    """These people in the order given, with what they are today."""
    return as_today(names, db.session.execute(positions(names)))


def positions(ids: Collection[int]) -> Select[Any]:
    """The question of what these people are today, for `as_today`."""
    day = clock.today()
    return (
        select(Position.person_id, Role.title, Unit.name)
        .join(Role, Role.id == Position.role_id)
        .join(Unit, Unit.id == Position.unit_id)
        .where(Position.person_id.in_(ids), Position.starts <= day, Position.ends >= day)
        .order_by(Position.starts)
    )


def as_today(names: dict[int, str], rows: Iterable[Any]) -> list[Found]:
    """These people in the order given, with what they are by the rows of `positions`; the latest of several jobs."""
    what = {who: f"{i18n.text_in(title)}, {unit}" for who, title, unit in rows}
    return [Found(f"p{who}", name, what.get(who, "")) for who, name in names.items()]


def departments(ids: Iterable[int] | None = None) -> list[Found]:
    """The units that run, or those of them with these ids, by name."""
    return as_departments(db.session.execute(running_units(ids)))


def running_units(ids: Iterable[int] | None = None) -> Select[Any]:
    """The question of it, for `as_departments`."""
    running = or_(Unit.ended_on.is_(None), Unit.ended_on >= clock.today())
    return select(Unit.id, Unit.name).where(running, Unit.id.in_(ids) if ids is not None else Unit.id > 0)


def as_departments(rows: Iterable[Any]) -> list[Found]:
    """Units by name, from the rows of `running_units`."""
    named = sorted(rows, key=lambda row: sort_key(row.name, i18n.current()))
    return [Found(f"u{row.id}", row.name, "") for row in named]


def _units(words: list[str]) -> list[Found]:
    return [one for one in departments() if all(word in fold(one.name) for word in words)][:MOST]
