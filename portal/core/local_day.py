"""The calendar day of a moment where the organisation works, and working days between moments, as SQL.

PostgreSQL knows zones; SQLite is given a function that does.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, Integer, case, event
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from portal.core import clock

EPOCH = date(1970, 1, 1).toordinal()
TO_MONDAY = 3  # 1970-01-01 was a Thursday


class local_day(FunctionElement):  # noqa: N801 - reads as the SQL function that it is
    """Days from 1970-01-01 to the local day of a moment."""

    type = Integer()
    inherit_cache = True
    name = "local_day"


@compiles(local_day, "postgresql")
def _for_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    moment = compiler.process(element.clauses, **options)
    return f"(CAST(timezone('{clock.zone().key}', {moment}) AS DATE) - DATE '1970-01-01')"


@compiles(local_day)
def _for_others(element: Any, compiler: Any, **options: Any) -> str:
    return f"local_day({compiler.process(element.clauses, **options)})"


class day_count(FunctionElement):  # noqa: N801 - reads as the SQL function that it is
    """Days from 1970-01-01 to a calendar day."""

    type = Integer()
    inherit_cache = True
    name = "day_count"


@compiles(day_count, "postgresql")
def _day_for_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)} - DATE '1970-01-01')"


@compiles(day_count)
def _day_for_others(element: Any, compiler: Any, **options: Any) -> str:
    return f"CAST(julianday({compiler.process(element.clauses, **options)}) - 2440587.5 AS INTEGER)"


def day_number(text: str | None) -> int | None:
    """The same in Python, of a moment as SQLite keeps it."""
    if text is None:
        return None
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return moment.astimezone(clock.zone()).date().toordinal() - EPOCH


@event.listens_for(Engine, "connect")
def _teach(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.create_function("local_day", 1, day_number)


def working_days_up_to(day: ColumnElement[int]) -> ColumnElement[int]:
    """Mondays to Fridays up to and including a day number: the difference of two counts those after the first."""
    in_week = (day + TO_MONDAY) % 7 + 1
    return (day + TO_MONDAY) // 7 * 5 + case((in_week > 5, 5), else_=in_week)
