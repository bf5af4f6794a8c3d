"""Several SELECTs in one question to the database: what a page needs beside each other is asked at once."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Generator, Iterable
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Date,
    Integer,
    LargeBinary,
    Numeric,
    Select,
    String,
    false,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.types import NullType, TypeEngine

from portal.core.db import Json, Moment, db

# What a type is called where nothing is in a column: PostgreSQL has to know, SQLite takes any name.
NAMES: dict[type[TypeEngine[Any]], str] = {
    Boolean: "BOOLEAN", Date: "DATE", Integer: "INTEGER", Json: "TEXT", LargeBinary: "BYTEA", Moment: "TIMESTAMPTZ",
    NullType: "TEXT", Numeric: "NUMERIC", String: "TEXT",
}
Asked = dict[str, Any]
Rows = dict[str, list[Any]]
Part = Generator[Asked, Rows, Any]


def together(**asked: Any) -> Rows:
    """The rows of each SELECT by its name, in the order it asks for; its columns by name and by place.

    The SELECTs stand below each other in one UNION ALL, each in columns of its own, after a line without rows that
    names the types. Each asks for columns, not for objects, of the types that SQLAlchemy knows: where it does not,
    say so, as in `func.nullif(…, type_=Integer)`. Raises `TypeError` for a type that `NAMES` lacks.
    """
    if not asked:
        return {}
    columns = [list(one.inner_columns if isinstance(one, Select) else one.selected_columns) for one in asked.values()]
    types = [[column.type for column in own] for own in columns]
    width, before, parts = sum(map(len, columns)), 0, [_types(types)]
    for number, (one, own) in enumerate(zip(asked.values(), columns, strict=True)):
        # The numbers follow the order of the subquery: of the rows of a UNION ALL nobody promises one.
        held = [str(number), "row_number() OVER ()", *["NULL"] * before, "part.*"]
        before += len(own)
        line = literal_column(", ".join([*held, *["NULL"] * (width - before)]))
        parts.append(select(line).select_from(one.subquery("part")))
    found: list[list[Any]] = [[] for _one in columns]
    for row in db.session.execute(union_all(*parts)):
        found[row[0]].append(row)
    return dict(zip(asked, map(_read, found, columns, _offsets(columns)), strict=True))


def _types(types: list[list[TypeEngine[Any]]]) -> Select[Any]:
    names = [_name(one) for own in types for one in own]
    return select(literal_column(", ".join(["0", "0", *(f"CAST(NULL AS {name})" for name in names)]))).where(false())


def _name(one: TypeEngine[Any]) -> str:
    for kind, name in NAMES.items():
        if isinstance(one, kind):
            return name
    raise TypeError(f"{one!r} has no name in NAMES")


def _offsets(columns: list[list[Any]]) -> Iterable[int]:
    place = 2  # behind the number of the part and of the row
    for own in columns:
        yield place
        place += len(own)


def _read(rows: list[Any], columns: list[Any], first: int) -> list[Any]:
    """The rows of one part in their order, with the values that SQLAlchemy makes of what the driver gave."""
    if not rows:
        return []
    dialect, last = db.engine.dialect, first + len(columns)
    readers = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    shape = _shape(tuple(getattr(column, "key", None) or "" for column in columns))._make
    rows.sort(key=lambda row: row[1])
    return [shape(map(_value, readers, row[first:last])) for row in rows]


def _value(reader: Callable[[Any], Any] | None, value: Any) -> Any:
    return reader(value) if reader else value


@cache
def _shape(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names, rename=True)  # noqa: PYI024 - the names are known only here


def ask(part: Part) -> Any:
    """What a part gives, with the database asked for it.

    A part is a generator: it yields `{name: SELECT}`, gets `{name: rows}`, and may ask again with what it learned.
    """
    rows: Rows | None = None
    while True:
        try:
            wanted = part.send(rows)
        except StopIteration as done:
            return done.value
        rows = together(**wanted)


def side_by_side(parts: Iterable[Part]) -> list[Any]:
    """What each part gives, each round of their questions asked at once."""
    return ask(gathered(parts))


def gathered(parts: Iterable[Part]) -> Part:
    """The same as a part of something larger."""
    waiting = dict(enumerate(parts))
    given: list[Any] = [None] * len(waiting)
    answers: dict[int, Rows | None] = dict.fromkeys(waiting)
    while waiting:
        asked: dict[int, Asked] = {}
        for number, part in waiting.items():
            try:
                asked[number] = part.send(answers[number])
            except StopIteration as done:
                given[number] = done.value
        waiting = {number: part for number, part in waiting.items() if number in asked}
        if waiting:
            rows = yield {f"{number}.{name}": one for number, wanted in asked.items() for name, one in wanted.items()}
            answers = {number: {name: rows[f"{number}.{name}"] for name in wanted} for number, wanted in asked.items()}
    return given


def part_of(made: Any) -> Part:
    """What is a part already as it is; what was found without one as a part that asks nothing."""
    return (yield from made) if isinstance(made, Generator) else made
