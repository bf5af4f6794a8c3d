"""Counting the questions that a page asks the database: a page asks as many for three rows as for thirty."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from portal.core.db import db
from portal.core.together import Part, side_by_side


def given(part: Part) -> Any:
    """What a part of a page gives that asks for itself alone."""
    return side_by_side([part])[0]


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
