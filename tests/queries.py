"""Counting the questions that a page asks the database: a page asks as many for three rows as for thirty."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from portal.core.db import db


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
