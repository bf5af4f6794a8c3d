"""What every registered figure promises: its number equals a recount of its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Select

from portal.core.db import db
from portal.core.figures import FIGURES, Figure, Period, Scope, Show, read, recount


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
def registered(*figures: Figure) -> Iterator[None]:
    """Figures of a test, in the registry while inside."""
    for one in figures:
        FIGURES[one.code] = one
    try:
        yield
    finally:
        for one in figures:
            del FIGURES[one.code]
