"""The version an edit started from, and what all writes about the organisation share."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.core.db import db
from portal.core.errors import Refused, Stale, TooLate


def fresh(model: Any, row_id: int, **belongs: int) -> Any:
    """The row as it is now, held until the end of the open `write()`.

    Raises `TooLate` when it is gone or does not belong where the address says (`person_id=…`). The lock lets others
    refer to the row (`key_share`): rebuilding the lines of one change must not wait for the people of another.
    """
    row = db.session.get(model, row_id, with_for_update={"key_share": True}, populate_existing=True)
    if row is None or any(getattr(row, name) != value for name, value in belongs.items()):
        raise TooLate("gone")
    return row


def same(row: Any, base: int, now: dict[str, Any]) -> None:
    """Raises `Stale` unless the row still has the version that the edit started from; else raises the version."""
    if row.rev != base:
        raise Stale(row.rev, now)
    row.rev += 1


def for_another(me: Any, person_id: int | None, field: str) -> None:
    """Raises `Refused` when somebody would give rights to themselves: another administrator does that (four eyes)."""
    if person_id == me.id:
        raise Refused("for_oneself", field=field)


def in_order(starts: date, ends: date, field: str = "ends") -> None:
    """Raises `Refused` at a field when a period ends before it starts."""
    if ends < starts:
        raise Refused("ends_first", field=field)


def stop(row: Any, last: date, today: date) -> str:
    """End a dated row after `last`: "ended", or "removed" when `last` is before a beginning that is still to come.

    Raises `Refused` when the row has begun after `last` already, or ends earlier.
    """
    if last > row.ends:
        raise Refused("ends_later", field="ends")
    if last >= row.starts:
        row.ends = last
        return "ended"
    if row.starts <= today:
        raise Refused("ends_before_start", field="ends")
    db.session.delete(row)
    return "removed"
