"""What the page of rhythms shows: what the profiles ask, what was set instead, and for whom one may set it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CompoundSelect, Select, and_, exists, func, or_, select, true, union
from sqlalchemy.orm import aliased

from portal.core import clock, i18n
from portal.core.together import together
from portal.customers import relations
from portal.customers.policy import works_with_customers
from portal.customers.queries import as_tree, asking_led_units
from portal.customers.relations import running
from portal.duties import queries
from portal.duties.models import Duty, Rhythm
from portal.duties.policy import keeps_country, keeps_rhythm
from portal.duties.rhythms import WITH_RHYTHM
from portal.duties.services.rhythms import For
from portal.people.me import Me
from portal.people.models import Lead, Line, Person, Position, Role, Unit, UnitPath, Via
from portal.profiles.duty import Every, SettledBy
from portal.profiles.names import country_name


@dataclass(frozen=True)
class Said:
    """What the profile of a role says: per duty its part, what settles it and how often."""

    document_id: int
    role: dict[str, str]
    duties: list[Any]


@dataclass(frozen=True)
class Set:
    """A rhythm that was set instead, for whom it is, from when, by whom and why."""

    id: int
    by: SettledBy
    every: Every
    country: str | None
    unit: str | None
    person: str | None
    starts: date
    ends: date
    reason: str
    set_by: str
    rev: int
    ends_it: bool  # the reader may end it

    @property
    def whom(self) -> str:
        """For whom it is, in words."""
        return self.person or self.unit or country_name(self.country or "")


@dataclass(frozen=True)
class Page:
    """The page of rhythms; `whom` are the choices of the form as (value, words)."""

    said: list[Said]
    set: list[Set]
    whom: list[tuple[str, str]]


def page(me: Me) -> Page:
    """Everything on it in one question."""
    found = together(
        said=_said(me, clock.today()), set=_set(me), people=_people(me), units=asking_led_units(me),
        countries=_countries(me),
    )  # fmt: skip
    whom = [(f"c{row.country}", country_name(row.country)) for row in found["countries"]]
    whom += [(f"u{unit}", name) for unit, name, _depth in as_tree(found["units"], i18n.current())]
    whom += [(f"p{row.id}", row.name) for row in found["people"]]
    said: dict[int, Said] = {}
    for row in found["said"]:
        said.setdefault(row.document_id, Said(row.document_id, row.title, [])).duties.append(row)
    return Page(list(said.values()), [Set(*row) for row in found["set"]], whom)


def whom_of(value: str) -> For:
    """For whom a choice of the form is."""
    kind, number = value[:1], value[1:]
    if kind == "c":
        return For(country=number)
    return For(unit_id=int(number)) if kind == "u" else For(person_id=int(number))


def _said(me: Me, day: date) -> Select[Any]:
    """Duties of the roles of this person and of those they lead; HR sees all."""
    people = union(select(Person.id).where(Person.id == me.id), queries.led(me))
    theirs = select(Position.role_id).where(Position.person_id.in_(people), *running(Position))
    return (
        select(Duty.document_id, Duty.part_key, Duty.by, Duty.every, Role.title)
        .join(Role, Role.id == Duty.role_id)
        .where(
            Duty.by.in_(WITH_RHYTHM), Duty.starts <= day, Duty.ends >= day,
            true() if me.is_hr else Duty.role_id.in_(theirs),
        )
        .order_by(Duty.document_id, Duty.by, Duty.part_key)
    )  # fmt: skip


def _near(me: Me) -> CompoundSelect[Any]:
    """The rhythms of whom this person leads, of the units that they lead, of those above and below these, and of the
    countries that they keep or in which they lead: each way on its own index.
    """
    led, over = aliased(UnitPath), aliased(Unit)
    above = select(led.over_id).join(Lead, Lead.unit_id == led.unit_id).where(Lead.person_id == me.id, *running(Lead))
    inside = exists().where(over.id.in_(above), over.country == Rhythm.country)
    kept = keeps_country(me, Rhythm.country)
    ways = (
        Rhythm.person_id.in_(queries.led(me)), Rhythm.unit_id.in_(relations.led_units(me)), Rhythm.unit_id.in_(above),
        and_(Rhythm.country.is_not(None), or_(inside, kept)),
    )  # fmt: skip
    return union(*(select(Rhythm.id).where(way) for way in ways))


def _set(me: Me) -> Select[Any]:
    unit, person, setter = aliased(Unit), aliased(Person), aliased(Person)  # the rule looks at `unit` for itself
    return (
        select(
            Rhythm.id, Rhythm.by, Rhythm.every, Rhythm.country, unit.name.label("unit"), person.name.label("person"),
            Rhythm.starts, Rhythm.ends, Rhythm.reason, setter.name.label("set_by"), Rhythm.rev,
            keeps_rhythm(me).label("ends_it"),
        )
        .outerjoin(unit, unit.id == Rhythm.unit_id)
        .outerjoin(person, person.id == Rhythm.person_id)
        .join(setter, setter.id == Rhythm.set_by_id)
        .where(Rhythm.ends >= clock.today(), Rhythm.id.in_(_near(me)))
        .order_by(Rhythm.by, Rhythm.country, Rhythm.unit_id, func.coalesce(person.folded, ""), Rhythm.starts, Rhythm.id)
    )  # fmt: skip


def _people(me: Me) -> Select[Any]:
    """Those in sales whom this person leads with nobody in between."""
    direct = select(Line.person_id).where(
        Line.over_id == me.id, Line.via == Via.LEAD, Line.steps == 1, *running(Line)
    )
    here = Person.id.in_(direct), Person.disabled_at.is_(None), works_with_customers(Person)
    return select(Person.id, Person.name).where(*here).order_by(queries.sorted_by(Person), Person.id)


def _countries(me: Me) -> Select[Any]:
    """Countries that this person directs, or keeps as HR."""
    there = aliased(Unit)
    kept = there.country.is_not(None), keeps_country(me, there.country)
    return select(there.country).where(*kept).distinct().order_by(there.country)
