"""Counting the questions that a page asks the database: a page asks as many for three rows as for thirty."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from portal.core.db import db


@dataclass(frozen=True)
class Asked:
    """A statement as it went to the driver."""

    statement: str
    parameters: Any


@contextmanager
def heard() -> Iterator[list[Asked]]:
    """The SELECTs sent while inside, with what they asked for."""
    sent: list[Asked] = []

    def note(_connection, _cursor, statement, parameters, *_rest) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            sent.append(Asked(statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent while inside, without BEGIN, COMMIT and PRAGMA."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if not statement.lstrip().upper().startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SET", "SHOW")):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
