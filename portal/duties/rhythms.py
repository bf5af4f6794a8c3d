"""Rhythms: another interval than the profiles say, for one seller, a unit and all below it, or a country.

The nearest one wins: a person's over that of the nearest unit over that of the country. One holds from the first window
of its own interval that begins on its first day or later; until then everything stays as it was: what it replaces ends
the day before that window.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select, union

from portal.core import clock
from portal.core.db import db
from portal.duties import windows
from portal.duties.models import Rhythm
from portal.duties.periods import A_DAY
from portal.people.models import FOREVER, Position, Unit, UnitPath
from portal.profiles.duty import Every, SettledBy

WITH_RHYTHM = (SettledBy.RIDE_ALONG, SettledBy.LISTENING, SettledBy.TALK)


@dataclass(frozen=True)
class Home:
    """Where somebody works on a day: the unit of their position and those above it, nearest first, and the country."""

    units: Sequence[int] = ()
    country: str | None = None

    @property
    def unit_id(self) -> int | None:
        """The unit of the position."""
        return self.units[0] if self.units else None


NOWHERE = Home()


@dataclass(frozen=True)
class Held:
    """One rhythm, as the questions below need it."""

    id: int
    by: SettledBy
    every: Every
    country: str | None
    unit_id: int | None
    person_id: int | None
    starts: date
    ends: date

    def distance(self, person_id: int, home: Home) -> int | None:
        """How far its scope is from a person: 0 for their own, more for each unit above; None where it is of others."""
        if self.person_id is not None:
            return 0 if self.person_id == person_id else None
        if self.unit_id is not None:
            return 1 + home.units.index(self.unit_id) if self.unit_id in home.units else None
        return 1 + len(home.units) if self.country == home.country else None

    def holds_on(self, day: date) -> bool:
        """A window that begins on this day follows it."""
        return windows.first_from(self.every, self.starts) <= day <= self.ends


class Rhythms:
    """Every rhythm of all times; no question to the database after it was made."""

    def __init__(self, held: Iterable[Held]) -> None:
        self.held = list(held)

    def everies(self, by: SettledBy) -> set[Every]:
        """The intervals that occur for what is settled by this."""
        return {one.every for one in self.held if one.by is by}

    def changes(self, by: SettledBy) -> set[date]:
        """The days on which one of them begins to hold, or holds no more."""
        held = [one for one in self.held if one.by is by]
        begun = {windows.first_from(one.every, one.starts) for one in held}
        return begun | {one.ends + A_DAY for one in held if one.ends < FOREVER}

    def at(self, by: SettledBy, person_id: int, home: Home, day: date) -> Held | None:
        """The rhythm that a window follows which begins on this day; None where the profile's own holds."""
        near = [
            (distance, -one.starts.toordinal(), one.id, one)
            for one in self.held
            if one.by is by and one.holds_on(day) and (distance := one.distance(person_id, home)) is not None
        ]
        return min(near)[-1] if near else None


def asking() -> Select[Any]:
    """The question for all rhythms, in the columns of `Held`."""
    return select(
        Rhythm.id, Rhythm.by, Rhythm.every, Rhythm.country, Rhythm.unit_id, Rhythm.person_id, Rhythm.starts,
        Rhythm.ends,
    )  # fmt: skip


def load() -> Rhythms:
    """All rhythms; one question."""
    return Rhythms(Held(*row) for row in db.session.execute(asking()))


def asking_for(people: Select[Any], day: date) -> Select[Any]:
    """The question for the rhythms that could hold for some people: their own, their units', and the countries'."""
    units = (
        select(UnitPath.over_id)
        .join(Position, Position.unit_id == UnitPath.unit_id)
        .where(Position.person_id.in_(people), Position.starts <= day, Position.ends >= day)
    )
    ways = Rhythm.person_id.in_(people), Rhythm.unit_id.in_(units), Rhythm.country.is_not(None)
    return asking().where(Rhythm.id.in_(union(*(select(Rhythm.id).where(way) for way in ways))))


def rhythm_of(by: SettledBy, seller_ids: Collection[int], day: date | None = None) -> Mapping[int, Held | None]:
    """The rhythm that windows follow which begin on a day (today), for each of these sellers; two questions."""
    day = day or clock.today()
    known, homes = load(), homes_in(db.session.execute(asking_homes(seller_ids, day)))
    return {seller_id: known.at(by, seller_id, homes.get(seller_id, NOWHERE), day) for seller_id in seller_ids}


def asking_homes(people: Any, day: date) -> Select[Any]:
    """The question for where these people work on a day: their positions with the units above them."""
    return (
        select(Position.person_id, Position.id, UnitPath.over_id, Unit.country)
        .join(UnitPath, UnitPath.unit_id == Position.unit_id)
        .join(Unit, Unit.id == UnitPath.over_id)
        .where(Position.person_id.in_(people), Position.starts <= day, Position.ends >= day)
        .order_by(Position.person_id, Position.starts.desc(), Position.id.desc(), UnitPath.steps)
    )


def homes_in(rows: Iterable[Any]) -> dict[int, Home]:
    """The answer: where each works; of several positions the one that began last counts."""
    found: dict[int, tuple[int, list[int], str | None]] = {}
    for person_id, position_id, unit_id, country in rows:
        first, units, known = found.setdefault(person_id, (position_id, [], None))
        if position_id == first:
            units.append(unit_id)
            found[person_id] = (first, units, known or country)
    return {person_id: Home(units, country) for person_id, (_position, units, country) in found.items()}
