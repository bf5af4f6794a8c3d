"""Who holds the roles, who leads whom, who sells and who is away, with the days of each: what obligations follow from.

Read whole and set-based: the number of questions does not depend on how many people work here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.customers.models import Portfolio
from portal.duties.periods import A_DAY, Period, Periods, common, merged
from portal.duties.rhythms import NOWHERE, Home
from portal.people.models import FOREVER, Absence, Line, Person, Position, Unit, UnitPath, Via
from portal.privacy.models import Agreement, Covers
from portal.visits.models import Visit

NEVER: Periods = []
LONGEST = 2 * 366  # days from the beginning of a window until nobody asks for it any more
Dated = dict[Any, Periods]


@dataclass
class Placed:
    """The positions of one person with their units, in the order in which they count: the latest begun first."""

    rows: list[tuple[date, date, int]] = field(default_factory=list)

    def on(self, day: date) -> int | None:
        """The unit in which the person works on a day."""
        return next((unit_id for starts, ends, unit_id in self.rows if starts <= day <= ends), None)


@dataclass
class Organisation:
    """The organisation as obligations need it, from a day on."""

    holds: dict[tuple[int, int], Periods]  # (role, person)
    holders: dict[int, set[int]]  # of a role
    led: dict[tuple[int, int], Periods]  # (who leads, whom), the nearest line
    under: dict[int, set[int]]
    leaders: dict[int, set[int]]  # the other way round
    sells: dict[int, Periods]
    placed: dict[int, Placed]
    above: dict[int, tuple[int, ...]]  # a unit with those above it, nearest first
    countries: dict[int, str | None]
    agreed: dict[str, Periods]
    left: dict[int, date]
    away: dict[int, Periods]

    def home(self, person_id: int, day: date) -> Home:
        """Where somebody works on a day."""
        placed = self.placed.get(person_id)
        unit_id = placed.on(day) if placed else None
        if unit_id is None:
            return NOWHERE
        units = self.above[unit_id]
        return Home(units, next((country for one in units if (country := self.countries[one])), None))

    def moves(self, person_id: int) -> set[date]:
        """The days on which a position of somebody begins."""
        placed = self.placed.get(person_id)
        return {starts for starts, _ends, _unit in placed.rows} if placed else set()

    def here(self, person_id: int, periods: Periods) -> Periods:
        """Without the days since the person's account was closed."""
        left = self.left.get(person_id)
        return periods if left is None else common(periods, [(date.min, left - A_DAY)])

    def holding(self, role_id: int, person_id: int) -> Periods:
        """The days on which somebody holds a role."""
        return self.here(person_id, self.holds.get((role_id, person_id), NEVER))

    def selling(self, person_id: int, roles: Iterable[int]) -> Periods:
        """The days on which somebody sells: has customers or planned contacts, or holds one of these roles."""
        held = [period for role_id in roles for period in self.holds.get((role_id, person_id), NEVER)]
        return merged([*self.sells.get(person_id, NEVER), *held]) if held else self.sells.get(person_id, NEVER)

    def absent(self, *people: int) -> Periods:
        """The days on which one of these is away."""
        return merged(period for person_id in set(people) for period in self.away.get(person_id, NEVER))


def load(roles: Collection[int], sellers: Collection[int], since: date) -> Organisation:
    """The organisation for the holders of `roles` and who is under them; `sellers` are the roles that texts name.

    What ended before `since` is left out, but for what joins what came after it.
    """
    holds, placed = _positions({*roles, *sellers}, since)
    holders = defaultdict(set)
    for role_id, person_id in holds:
        holders[role_id].add(person_id)
    over = {person_id for role_id in roles for person_id in holders[role_id]}
    led = _led(over, since)
    under, leaders = defaultdict(set), defaultdict(set)
    for leader, person_id in led:
        under[leader].add(person_id)
        leaders[person_id].add(leader)
    above, countries = _tree()
    return Organisation(
        holds, dict(holders), led, dict(under), dict(leaders), _selling(since), placed, above, countries, _agreed(),
        _left(), _away(since),
    )  # fmt: skip


def _by(rows: Iterable[Any]) -> Dated:
    """Rows that end in two days, by what stands before those, as merged periods."""
    found: dict[Any, list[Period]] = defaultdict(list)
    for *key, starts, ends in rows:
        found[key[0] if len(key) == 1 else tuple(key)].append((starts, ends))
    return {key: merged(periods) for key, periods in found.items()}


def _positions(roles: Collection[int], since: date) -> tuple[Dated, dict[int, Placed]]:
    """Who holds these roles when, also before `since` (another level is another row), and where everybody worked."""
    long_ago = since - timedelta(days=LONGEST)
    rows = db.session.execute(
        select(Position.role_id, Position.person_id, Position.starts, Position.ends, Position.unit_id)
        .where((Position.ends >= long_ago) | Position.role_id.in_(roles))
        .order_by(Position.person_id, Position.starts.desc(), Position.id.desc())
    ).all()
    placed: dict[int, Placed] = defaultdict(Placed)
    for _role, person_id, starts, ends, unit_id in rows:
        if ends >= long_ago:
            placed[person_id].rows.append((starts, ends, unit_id))
    return _by(row[:4] for row in rows if row[0] in roles), dict(placed)


def _led(over: Collection[int], since: date) -> dict[tuple[int, int], Periods]:
    rows = db.session.execute(
        select(Line.over_id, Line.person_id, Line.starts, Line.ends).where(
            Line.over_id.in_(over), Line.via == Via.LEAD, Line.steps == 1
        )
    )
    found = _by(rows)
    return {pair: periods for pair, periods in found.items() if periods[-1][1] >= since}


def _selling(since: date) -> Dated:
    """Who has customers, and who has planned contacts: from the first day on which one counts to the last."""
    owned = db.session.execute(
        select(Portfolio.owner_id, Portfolio.starts, func.max(Portfolio.ends)).group_by(
            Portfolio.owner_id, Portfolio.starts
        )
    )
    planned = db.session.execute(
        select(Visit.person_id, func.min(Visit.window_from), func.max(Visit.window_to))
        .where(Visit.plan_id.is_not(None), Visit.ended_on.is_(None), Visit.due >= since - timedelta(days=LONGEST))
        .group_by(Visit.person_id)
    )
    return _by([*owned, *(row for row in planned if row[1] is not None)])


def _tree() -> tuple[dict[int, tuple[int, ...]], dict[int, str | None]]:
    above: dict[int, list[int]] = defaultdict(list)
    paths = select(UnitPath.unit_id, UnitPath.over_id).order_by(UnitPath.unit_id, UnitPath.steps)
    for unit_id, over_id in db.session.execute(paths):
        above[unit_id].append(over_id)
    countries = dict(db.session.execute(select(Unit.id, Unit.country)).all())
    return {unit_id: tuple(units) for unit_id, units in above.items()}, countries


def _agreed() -> Dated:
    """The days on which coaching is agreed on, per country; an agreement holds until the day before it ended."""
    rows = db.session.execute(
        select(Agreement.country, Agreement.agreed_on, Agreement.ended_on).where(Agreement.covers == Covers.COACHING)
    )
    return _by((country, agreed_on, ended_on - A_DAY if ended_on else FOREVER) for country, agreed_on, ended_on in rows)


def _left() -> dict[int, date]:
    rows = db.session.execute(select(Person.id, Person.disabled_at).where(Person.disabled_at.is_not(None)))
    return {person_id: at.astimezone(clock.zone()).date() for person_id, at in rows}


def _away(since: date) -> Dated:
    """Of the past too: what is still asked may have begun two years before."""
    long_ago = since - timedelta(days=LONGEST)
    rows = db.session.execute(select(Absence.person_id, Absence.starts, Absence.ends).where(Absence.ends >= long_ago))
    return _by(rows)


def in_force(versions: list[Any], day: date) -> Any | None:
    """Of versions sorted by their first day, the one that holds on a day, or None."""
    place = bisect_right([one.starts for one in versions], day) - 1
    while place >= 0:
        if versions[place].starts <= day <= versions[place].ends:
            return versions[place]
        place -= 1
    return None
