"""Several SELECTs in one question to the database: what a page needs beside each other is asked at once."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Generator, Iterable
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Enum,
    Integer,
    Numeric,
    Select,
    String,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine

from portal.core.db import Json, Moment, db

# What an empty place of a type is called: PostgreSQL wants to know, SQLite takes any name.
NAMES: dict[type[TypeEngine[Any]], str] = {
    Boolean: "BOOLEAN", Date: "DATE", Integer: "INTEGER", Json: "TEXT", Moment: "TIMESTAMPTZ", NullType: "TEXT",
    Numeric: "NUMERIC", String: "TEXT",
}
_EMPTY: dict[tuple[Any, int], ColumnElement[Any]] = {}  # most of a wide question is empty: written once
Asked = dict[str, Any]
Rows = dict[str, list[Any]]
Part = Generator[Asked, Rows, Any]


def together(**asked: Any) -> Rows:
    """The rows of each SELECT by its name, in the order it asks for; its columns by name and by place.

    The SELECTs stand below each other in one UNION ALL, where columns of the same type share a place. Each asks for
    columns, not for objects, and PostgreSQL must find the types that SQLAlchemy knows: `func.nullif(…, type_=Integer)`.
    """
    if not asked:
        return {}
    inner = {name: one.subquery() for name, one in asked.items()}
    slots: list[TypeEngine[Any]] = []
    places = {name: _places(list(one.c), slots) for name, one in inner.items()}
    parts = [_part(number, list(one.c), places[name], slots) for number, (name, one) in enumerate(inner.items())]
    found: Rows = {name: [] for name in asked}
    names = list(asked)
    for row in sorted(db.session.execute(union_all(*parts) if len(parts) > 1 else parts[0]), key=lambda row: row[:2]):
        name = names[row[0]]
        found[name].append(_shape(tuple(inner[name].c.keys()))(*(row[2 + place] for place in places[name])))
    return found


def side_by_side(parts: Iterable[Part]) -> list[Any]:
    """What each part gives, each round of their questions asked at once.

    A part is a generator: it yields `{name: SELECT}`, gets `{name: rows}`, and may ask again with what it learned.
    """
    waiting = list(enumerate(parts))
    given: list[Any] = [None] * len(waiting)
    answers: dict[int, Rows | None] = {number: None for number, _part in waiting}
    while waiting:
        asked: dict[int, Asked] = {}
        for number, part in waiting:
            try:
                asked[number] = part.send(answers[number])
            except StopIteration as done:
                given[number] = done.value
        rows = together(**{f"{number}.{name}": one for number, part in asked.items() for name, one in part.items()})
        answers = {number: {name: rows[f"{number}.{name}"] for name in part} for number, part in asked.items()}
        waiting = [(number, part) for number, part in waiting if number in asked]
    return given


@cache
def _shape(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names, rename=True)  # noqa: PYI024 - the names are known only here


def _kind(one: TypeEngine[Any]) -> Any:
    """What tells a type from others: values of one kind share a place. Raises `TypeError` for one without a name."""
    if isinstance(one, Enum):
        return one.enum_class
    for kind in NAMES:
        if isinstance(one, kind):
            return type(one) if isinstance(one, TypeDecorator) else kind
    raise TypeError(f"{one!r} has no name in NAMES")


def _places(columns: list[ColumnElement[Any]], slots: list[TypeEngine[Any]]) -> list[int]:
    """In which slot each column goes: the first of its kind that is free; new ones are made where there is none."""
    places: list[int] = []
    for column in columns:
        kind = _kind(column.type)
        free = (number for number, slot in enumerate(slots) if number not in places and _kind(slot) == kind)
        place = next(free, len(slots))
        if place == len(slots):
            slots.append(column.type)
        places.append(place)
    return places


def _part(
    number: int, columns: list[ColumnElement[Any]], places: list[int], slots: list[TypeEngine[Any]]
) -> Select[Any]:
    held = dict(zip(places, columns, strict=True))
    shown = [
        held[place].label(f"slot_{place}") if place in held else _empty(slot, place) for place, slot in enumerate(slots)
    ]
    # The numbers follow the order of the subquery: of the rows of a UNION ALL nobody promises one.
    return select(literal_column(str(number), Integer), func.row_number().over(), *shown)


def _empty(slot: TypeEngine[Any], place: int) -> ColumnElement[Any]:
    key = _kind(slot), place
    if key not in _EMPTY:
        name = next(name for kind, name in NAMES.items() if isinstance(slot, kind))
        _EMPTY[key] = literal_column(f"CAST(NULL AS {name})", slot).label(f"slot_{place}")
    return _EMPTY[key]
