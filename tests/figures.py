"""What every registered figure promises: its number equals a recount of its rows. And toy figures over given rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, Integer, Select, String, cast, column, literal, select, union_all

from portal.core.db import db
from portal.core.figures import (
    FIGURES,
    N_,
    Better,
    Column,
    Figure,
    FigureUnit,
    Per,
    Period,
    Scope,
    ScopeKind,
    Show,
    read,
    recount,
)


def rows_of(figure: Figure, scope: Scope, period: Period) -> list[Mapping[str, Any]]:
    """The rows of a figure as mappings."""
    rows = figure.rows(scope, period)
    return [dict(row) for row in db.session.execute(rows).mappings()] if isinstance(rows, Select) else list(rows)


def assert_equals_recount(figure: Figure, scope: Scope, period: Period) -> None:
    """The figure and its further facts, counted by the database, equal what somebody counts by hand from its rows.

    The rows have unique ids and hold every column that the figure shows, sorts by, or measures.
    """
    reading = read(figure, scope, period, full=True)
    counted = (reading.counted, *(found for _also, found in reading.facts))
    assert counted == recount(figure, scope, period)
    rows = rows_of(figure, scope, period)
    assert len({row["id"] for row in rows}) == len(rows), f"{figure.code}: ids of rows stand twice"
    wanted = {"id", figure.order} | {column.key for column in figure.columns}
    wanted |= {column.id for column in figure.columns if column.show is Show.LINK}
    wanted |= {column.currency for column in figure.columns if column.show is Show.MONEY and column.currency}
    for row in rows:
        assert wanted <= row.keys(), f"{figure.code}: rows lack {wanted - row.keys()}"
        assert row[figure.order] is not None, f"{figure.code}: cannot sort by an empty {figure.order}"


@contextmanager
def registered(*figures: Figure) -> Iterator[tuple[Figure, ...]]:
    """Figures of a test, in the registry while inside."""
    for one in figures:
        FIGURES[one.code] = one
    try:
        yield figures
    finally:
        for one in figures:
            del FIGURES[one.code]


COLUMNS = (
    column("id", Integer),
    column("person_id", Integer),
    column("name", String),
    column("done", Boolean),
    column("due", Boolean),
    column("amount", BigInteger),
    column("revenue", BigInteger),
    column("currency", String),
    column("step", String),
    column("source", String),
    column("source_on", Date),
)
Row = tuple[Any, ...]


def typed(value: Any, one: Any) -> Any:
    """A value as a column of its type; SQLite would make a number of a date that is cast."""
    stated = literal(value, one.type)
    return (stated if isinstance(value, date) else cast(stated, one.type)).label(one.name)


def selected(rows: list[Row]) -> Select:
    """A SELECT that gives these rows; nothing for none."""
    if not rows:
        return select(*(cast(literal(None), one.type).label(one.name) for one in COLUMNS)).where(literal(1) == 0)
    made = [select(*(typed(value, one) for value, one in zip(row, COLUMNS, strict=True))) for row in rows]
    return select(union_all(*made).subquery("made"))


def toy(rows: Any, measure: Any, unit: FigureUnit = FigureUnit.COUNT, **more: Any) -> Figure:
    """A figure over given rows: a SELECT, or a list, or a function of scope and period that gives them."""
    given = rows if callable(rows) else (lambda _scope, _period: rows)
    made: dict[str, Any] = {
        "code": "toy",
        "name": N_("Name"),
        "rule": N_("Reason"),
        "unit": unit,
        "better": Better.NEUTRAL,
        "periods": (Per.YEAR,),
        "scopes": tuple(ScopeKind),
        "rows": given,
        "columns": (Column("name", N_("Name")), Column("amount", N_("Amount"), Show.MONEY)),
        "measure": measure,
        "person": "person_id",
    }
    return Figure(**made | more)
