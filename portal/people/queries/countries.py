"""In which country and team somebody works on a day: rules about personal data differ per country."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, select

from portal.core import clock
from portal.core.db import db
from portal.people.models import Position, Unit, UnitPath


def country_of(person_id: Any, day: date | None = None) -> Select[tuple[str]]:
    """The question behind `country_on`, for use inside another one; `person_id` may be a column."""
    on = day or clock.today()
    return (
        select(Unit.country)
        .join(UnitPath, UnitPath.over_id == Unit.id)
        .join(Position, Position.unit_id == UnitPath.unit_id)
        .where(Position.person_id == person_id, Position.starts <= on, Position.ends >= on)
        .where(Unit.country.is_not(None))
        .order_by(Position.starts.desc(), Position.id.desc(), UnitPath.steps)
        .limit(1)
    )


def country_on(person_id: int, day: date | None = None) -> str | None:
    """The country code of the nearest unit above the person's position that day (today) that states one, or None.

    Of several positions the one that began last counts.
    """
    return db.session.scalar(country_of(person_id, day))


def team_on(person_id: int, day: date | None = None) -> int | None:
    """The unit of the person's position that day (today), or None; of several the one that began last."""
    on = day or clock.today()
    return db.session.scalar(
        select(Position.unit_id)
        .where(Position.person_id == person_id, Position.starts <= on, Position.ends >= on)
        .order_by(Position.starts.desc(), Position.id.desc())
        .limit(1)
    )


def countries() -> list[str]:
    """The countries in which the organisation has units, in the order of their codes."""
    return list(
        db.session.scalars(select(Unit.country).where(Unit.country.is_not(None)).distinct().order_by(Unit.country))
    )
