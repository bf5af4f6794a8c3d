"""Whether a country has agreed: without an agreement in force, coaching and figures about persons stay off there."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.people.queries.countries import country_of, country_on
from portal.privacy.models import Agreement, Covers


def running(country: Any, covers: Covers, day: date | None = None) -> ColumnElement[bool]:
    """An agreement about this is in force in a country that day (today); `country` may be a question of its own."""
    on = day or clock.today()
    return exists().where(
        Agreement.country == country,
        Agreement.covers == covers,
        Agreement.agreed_on <= on,
        or_(Agreement.ended_on.is_(None), Agreement.ended_on > on),
    )


def in_force(country: str | None, covers: Covers, day: date | None = None) -> bool:
    """Whether the country agreed to this on a day (today); never where no country is known."""
    return country is not None and bool(db.session.scalar(select(running(country, covers, day))))


def is_on(person_id: int, covers: Covers) -> bool:
    """Whether this is on for the person, by the country they work in today: one question."""
    return bool(db.session.scalar(select(running(country_of(person_id).scalar_subquery(), covers))))


def demand(person_id: int, covers: Covers) -> None:
    """Raises `Refused("not_agreed")` where this is off for the person."""
    if not in_force(country_on(person_id), covers):
        raise Refused("not_agreed")
