"""Load check (spec 4): sellers × obligations = field days needed a month, against the working days of the coming month.

A note, never a block. How many field days one of each kind takes is a choice of the organisation. What is needed is the
norm that the roles ask (`norm.py`), an average month of a year; what there is are the working days of the country
without the absence of who owes it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, case, or_, select, union
from sqlalchemy.orm import aliased

from portal.core import audit, clock, figures, i18n, settings
from portal.core.db import db, write
from portal.core.errors import Stale
from portal.core.figures import Per, Period
from portal.core.policy import N_
from portal.core.together import together
from portal.core.working_days import working_days
from portal.duties import norm, queries, words
from portal.duties.norm import Norm
from portal.duties.windows import A_YEAR
from portal.people.me import Me
from portal.people.models import Absence, Person
from portal.people.queries.countries import country_of
from portal.people.services.catalogue import version_of
from portal.profiles.duty import Every, SettledBy

KINDS = (SettledBy.RIDE_ALONG, SettledBy.LISTENING, SettledBy.TALK)
SETTING, MONTHS_A_YEAR = "field_days", 12
MOST = 25  # people on a page
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
    """The load of one person: what it is made of, and the working days of the coming month."""

    id: int
    name: str
    country: str | None
    month: Period
    days: int = 0
    sellers: int = 0
    lines: list[Line] = field(default_factory=list)

    @property
    def needed(self) -> Fraction:
        """Field days a month."""
        return sum((line.days for line in self.lines), Fraction(0))

    @property
    def is_too_much(self) -> bool:
        """More field days are needed than the month has working days."""
        return self.needed > self.days


@dataclass(frozen=True)
class Loads:
    """One page of them: of the reader, and of who leads below, by name; `onward` is where the next page goes on, and
    `takes` the field days of one of each kind.
    """

    takes: Mapping[SettledBy, Fraction]
    mine: OfManager | None
    others: list[OfManager]
    onward: int | None


def in_days(days: Fraction) -> str:
    """A number of days in words."""
    number = i18n.format_number(float(round(days, 1 if days >= 1 else 2)))
    return ngettext("%(days)s day", "%(days)s days", 1 if days == 1 else 2, days=number)


def loads(me: Me, after: int | None = None) -> Loads:
    """The load of this person, and of those under them who owe such work from the one behind `after` on, by name."""
    month = figures.of_day(Per.MONTH, figures.of_day(Per.MONTH, clock.today()).ends + timedelta(days=1))
    asked = together(people=_people(me, month.starts, after), setting=settings.asking(SETTING))
    shown, more = asked["people"][:MOST], asked["people"][MOST:]
    takes = field_days(settings.answered(SETTING, asked["setting"]))
    made = {row.id: OfManager(row.id, row.name, row.country, month) for row in shown}
    by_owner: dict[int, list[Norm]] = defaultdict(list)
    for one in norm.norms(list(made), month.starts):
        by_owner[one.owner_id].append(one)
    away = _away(list(made), month)
    for one in made.values():
        one.lines, one.sellers = _lines(by_owner[one.id], takes), len({of.about_id for of in by_owner[one.id]})
        one.days = len(working_days(month.starts, month.ends, one.country, away[one.id]))
    there = [one for one in made.values() if one.lines]
    mine = next((one for one in there if one.id == me.id), None)
    return Loads(takes, mine, [one for one in there if one is not mine], shown[-1].id if more else None)


def _lines(norms: list[Norm], takes: Mapping[SettledBy, Fraction]) -> list[Line]:
    counted = Counter((one.by, one.every) for one in norms)
    ordered = sorted(counted.items(), key=lambda one: (KINDS.index(one[0][0]), -A_YEAR[one[0][1]]))
    return [
        Line(by, every, sellers, sellers * Fraction(A_YEAR[every], MONTHS_A_YEAR) * takes[by])
        for (by, every), sellers in ordered
    ]


def _people(me: Me, day: date, after: int | None) -> Select[Any]:
    """The reader, and those under them who owe such work on a day, one more than a page; behind `after` without the
    reader.
    """
    name = queries.sorted_by(Person)
    led = queries.led(me) if after else union(select(Person.id).where(Person.id == me.id), queries.led(me))
    found = select(Person.id, Person.name, _country(day)).where(
        Person.id.in_(led), Person.disabled_at.is_(None), norm.owes(Person.id, day)
    )
    if after:
        last = aliased(Person)
        begins = select(queries.sorted_by(last)).where(last.id == after).scalar_subquery()
        found = found.where(or_(name > begins, (name == begins) & (Person.id > after)))
    return found.order_by(case((Person.id == me.id, 0), else_=1), name, Person.id).limit(MOST + 1)


def _country(day: date) -> Any:
    return country_of(Person.id, day).correlate(Person).scalar_subquery().label("country")


def _away(people: list[int], month: Period) -> dict[int, list[tuple[date, date]]]:
    """The absences of these people in the month."""
    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    rows = select(Absence.person_id, Absence.starts, Absence.ends).where(
        Absence.person_id.in_(people), Absence.starts <= month.ends, Absence.ends >= month.starts
    )
    for person_id, starts, ends in db.session.execute(rows) if people else ():
        found[person_id].append((starts, ends))
    return found


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
