"""Under which country's rules a record stands: that of the team it belongs to, or of the person it is about."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, or_, select

from portal.core import clock
from portal.core.db import db
from portal.people.models import Position, Unit, UnitPath


def of_unit(unit_id: Any) -> Select[tuple[str]]:
    """The country of the nearest unit above the one of this column (or number) that states one."""
    return (
        select(Unit.country)
        .join(UnitPath, UnitPath.over_id == Unit.id)
        .where(UnitPath.unit_id == unit_id, Unit.country.is_not(None))
        .order_by(UnitPath.steps)
        .limit(1)
    )


def of_person(person_id: Any) -> Select[tuple[str]]:
    """The country of the position of this person (a column, or a number) that began last, also when it has ended: who
    left is kept by the rules under which they worked.
    """
    return (
        select(Unit.country)
        .join(UnitPath, UnitPath.over_id == Unit.id)
        .join(Position, Position.unit_id == UnitPath.unit_id)
        .where(Position.person_id == person_id, Position.starts <= clock.today(), Unit.country.is_not(None))
        .order_by(Position.starts.desc(), Position.id.desc(), UnitPath.steps)
        .limit(1)
    )


def within(own: Any, country: str) -> ColumnElement[bool]:
    """Of this country; what is of no country goes by the rules of the first one."""
    first = literal(country) == select(func.min(Unit.country)).scalar_subquery()
    return or_(own == country, own.is_(None) & first)


def left_before(person_id: Any, day: date) -> ColumnElement[bool]:
    """The last position of the person of this column ended before a day."""
    return select(func.max(Position.ends)).where(Position.person_id == person_id).scalar_subquery() < day


def over(day: Any, before: Any, person_id: Any, left: date | None) -> ColumnElement[bool]:
    """Older than `before`, or about somebody who left before `left` (None: leaving changes nothing)."""
    return day < before if left is None else or_(day < before, left_before(person_id, left))


def country(found: Select[tuple[str]]) -> str:
    """The answer to one of these questions; empty for no country."""
    return db.session.scalar(found) or ""


def midnight(day: date) -> datetime:
    """The moment at which a day begins."""
    return datetime.combine(day, time(), clock.zone())
