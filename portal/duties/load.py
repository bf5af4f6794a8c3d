"""Load check (spec 4): sellers × obligations = field days needed a month, against the working days of that month.

A note, never a block. How many field days one of each kind takes is a choice of the organisation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Integer, Select, cast, func, or_, select

from portal.coaching.coaches import leads
from portal.core import audit, clock, figures, i18n, settings
from portal.core.db import write
from portal.core.errors import Stale
from portal.core.figures import Per, Period
from portal.core.policy import N_
from portal.core.together import together
from portal.duties import queries, words
from portal.duties.models import Obligation, Standing
from portal.duties.windows import A_YEAR, every_of
from portal.duties.working_days import working_days
from portal.people.me import Me
from portal.people.models import Absence, Person
from portal.people.queries.countries import country_of
from portal.people.services.catalogue import version_of
from portal.profiles.duty import Every, SettledBy

KINDS = (SettledBy.RIDE_ALONG, SettledBy.LISTENING, SettledBy.TALK)
SETTING, MONTHS_A_YEAR = "field_days", 12
ONE = {
    SettledBy.RIDE_ALONG: N_("1 ride-along"), SettledBy.LISTENING: N_("listening in once"),
    SettledBy.TALK: N_("1 progress talk"),
}

audit.sentences({"field_days_changed": N_("Field days that ride-alongs, listening in and talks take changed")})


@dataclass(frozen=True)
class Line:
    """One kind at one interval: how many sellers, and how many field days a month that takes."""

    by: SettledBy
    every: Every
    sellers: int
    days: Fraction

    @property
    def says(self) -> str:
        """In words: 8 sellers × 1 ride-along, every month = 8 days a month."""
        return _(
            "%(sellers)s × %(each)s, %(every)s = %(days)s a month", each=_(ONE[self.by]), days=in_days(self.days),
            sellers=ngettext("%(num)d seller", "%(num)d sellers", self.sellers), every=words.inside(self.every),
        )  # fmt: skip


@dataclass
class OfManager:
    """The load of one person: what it is made of, and the working days of this month and the next."""

    id: int
    name: str
    country: str | None
    lines: list[Line] = field(default_factory=list)
    months: list[tuple[Period, int]] = field(default_factory=list)

    @property
    def needed(self) -> Fraction:
        """Field days a month."""
        return sum((line.days for line in self.lines), Fraction(0))

    @property
    def sellers(self) -> int:
        """For how many sellers at most."""
        per_kind: dict[SettledBy, int] = defaultdict(int)
        for line in self.lines:
            per_kind[line.by] += line.sellers
        return max(per_kind.values(), default=0)

    @property
    def is_too_much(self) -> bool:
        """More field days are needed than one of the two months has working days."""
        return any(self.needed > days for _month, days in self.months)


def in_days(days: Fraction) -> str:
    """A number of days in words."""
    number = i18n.format_number(float(round(days, 1 if days >= 1 else 2)))
    return ngettext("%(days)s day", "%(days)s days", 1 if days == 1 else 2, days=number)


def loads(me: Me) -> list[OfManager]:
    """The load of this person and of those under them who owe such work, by name; one question."""
    day = clock.today()
    this = figures.of_day(Per.MONTH, day)
    months = [this, figures.of_day(Per.MONTH, this.ends + timedelta(days=1))]
    found = together(owed=_owed(me, day), away=_away(me, months), setting=settings.asking(SETTING))
    takes = field_days(settings.answered(SETTING, found["setting"]))
    away: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for row in found["away"]:
        away[row.person_id].append((row.starts, row.ends))
    made: dict[int, OfManager] = {}
    for row in found["owed"]:
        one = made.setdefault(row.id, OfManager(row.id, row.name, row.country))
        one.lines.append(_line(row, takes))
    for one in made.values():
        one.lines.sort(key=lambda line: (KINDS.index(line.by), -A_YEAR[line.every]))
        one.months = [
            (month, len(working_days(month.starts, month.ends, one.country, away[one.id]))) for month in months
        ]
    return list(made.values())


def _line(row: Any, takes: Mapping[SettledBy, Fraction]) -> Line:
    every = every_of(row.starts, row.ends)
    month = row.sellers * Fraction(A_YEAR[every], MONTHS_A_YEAR)
    return Line(row.by, every, row.sellers, month * takes[row.by])


def _owed(me: Me, day: date) -> Select[Any]:
    """Per person, kind and window that runs today: for how many sellers."""
    country = country_of(Person.id).correlate(Person).scalar_subquery()
    return (
        select(
            Person.id, Person.name, country.label("country"), Obligation.by, Obligation.starts, Obligation.ends,
            cast(func.count(func.distinct(Obligation.about_id)), Integer).label("sellers"),
        )
        .join(Obligation, Obligation.owner_id == Person.id)
        .where(
            or_(Person.id == me.id, leads(me, Person.id)), Obligation.by.in_(KINDS), Obligation.starts <= day,
            Obligation.ends >= day, Obligation.standing == Standing.OWED,
        )
        .group_by(Person.id, Person.name, Obligation.by, Obligation.starts, Obligation.ends)
        .order_by(queries.sorted_by(Person), Person.id)
    )  # fmt: skip


def _away(me: Me, months: list[Period]) -> Select[Any]:
    return select(Absence.person_id, Absence.starts, Absence.ends).where(
        or_(Absence.person_id == me.id, leads(me, Absence.person_id)), Absence.starts <= months[-1].ends,
        Absence.ends >= months[0].starts,
    )  # fmt: skip


def field_days(held: Mapping[str, float]) -> dict[SettledBy, Fraction]:
    """The setting as exact numbers."""
    return {by: Fraction(str(held[by.value])) for by in KINDS}


def held() -> dict[str, Any]:
    """The setting in force, by kind."""
    return dict(settings.get(SETTING))


def change(me: Me, base: int, wanted: dict[str, float]) -> None:
    """Change how many field days each kind takes. Raises `Stale` with what they are now."""
    with write():
        now = held()
        if version_of(now) != base:
            raise Stale(version_of(now), {name: i18n.format_number(days) for name, days in now.items()})
        if wanted != now:
            settings.change(SETTING, wanted)
            audit.record("field_days_changed", "setting", None, actor=me, before=now, after=wanted)
