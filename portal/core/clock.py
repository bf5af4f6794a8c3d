"""The one clock of the portal: UTC moments, and today in the zone of the organisation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app, has_app_context

from portal.core.working_days import add_working_days

__all__ = ["add_working_days", "at", "now", "today", "zone"]

_held: ContextVar[datetime | None] = ContextVar("held clock", default=None)


def now() -> datetime:
    """The present moment in UTC, to the microsecond; the held moment inside `at`."""
    return _held.get() or datetime.now(UTC)


def zone() -> ZoneInfo:
    """The zone in which people read times."""
    return ZoneInfo(current_app.config["TIME_ZONE"] if has_app_context() else "Europe/Amsterdam")


def today() -> date:
    """The calendar day where the organisation works (not the UTC day: they differ around midnight)."""
    return now().astimezone(zone()).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment`, for tests and for the demo organisation's past."""
    token = _held.set(moment)
    try:
        yield
    finally:
        _held.reset(token)
