"""How far recurring work is, for who leads: per manager by kind, and one step down per seller. Sorted by name only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Integer, Select, case, func, literal, or_, select, union, union_all

from portal.coaching.coaches import leads
from portal.core import clock
from portal.core.db import db
from portal.core.figures import Period, Scope, ScopeKind
from portal.core.together import together
from portal.customers.relations import running
from portal.duties import queries, settling
from portal.duties.models import Obligation, Standing
from portal.duties.queries import Row
from portal.duties.states import OPEN
from portal.people.me import Me
from portal.people.models import Lead, Line, Person, Unit, UnitKind, Via
from portal.people.queries.countries import country_of
from portal.plans import figure_rows
from portal.privacy.agreements import running as agreed
from portal.privacy.models import Covers
from portal.profiles.duty import SettledBy

OfDuty = tuple[dict[str, str], list[Row]]  # its words, and its obligations in the order of their days
KINDS = (SettledBy.RIDE_ALONG, SettledBy.LISTENING, SettledBy.TALK, SettledBy.NOTE)


@dataclass(frozen=True)
class Cell:
    """Of one kind in the period: how many are owed, done, late (and not done), waived, paused."""

    owed: int
    done: int
    late: int
    waived: int
    paused: int


@dataclass
class OfOwner:
    """Somebody who owes recurring work. `is_off`: figures about persons are off where this person works."""

    id: int
    name: str
    unit: str
    is_off: bool
    cells: dict[SettledBy, Cell] = field(default_factory=dict)


@dataclass
class OfSeller:
    """Somebody about whom work is owed, by kind."""

    id: int
    name: str
    rows: dict[SettledBy, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def to_begin(self, by: SettledBy) -> Row | None:
        """What of a kind its owner can begin or go on with now: of several the one due last, to which today belongs."""
        return next((row for row in reversed(self.rows[by]) if row.state in OPEN and row.starts <= row.day), None)


def kinds(found: list[OfOwner] | list[OfSeller]) -> list[SettledBy]:
    """The kinds that somebody of these has, in their fixed order."""
    there = {by for one in found for by in (one.cells if isinstance(one, OfOwner) else one.rows)}
    return [by for by in KINDS if by in there]


def owners(me: Me, period: Period) -> tuple[list[OfOwner], list[Scope]]:
    """Who of those under this person (and the person) owes something due in the period, and the units that this person
    leads, without those below another of them, as figures know them: one question.
    """
    found = together(owners=_owners(me, period), units=queries.led_units(me))
    made: dict[int, OfOwner] = {}
    for row in found["owners"]:
        one = made.setdefault(row.id, OfOwner(row.id, row.name, row.unit or "", bool(row.is_off)))
        one.cells[row.by] = Cell(row.owed, row.done, row.late, row.waived, row.paused)
    return list(made.values()), _scopes(found["units"])


def _owners(me: Me, period: Period) -> Select[Any]:
    whose = union(select(Person.id).where(Person.id == me.id), queries.led(me))
    held = (
        select(
            Obligation.owner_id, Obligation.by, Obligation.standing, Obligation.due,
            settling.done_on(Obligation).label("done_on"),
        )
        .where(
            Obligation.owner_id.in_(whose), Obligation.due >= period.starts, Obligation.due <= period.ends,
            Obligation.standing != Standing.ENDED,
        )
        .subquery()
    )  # fmt: skip
    done = held.c.done_on.is_not(None)
    led = (
        select(func.min(Unit.name))
        .join(Lead, Lead.unit_id == Unit.id)
        .where(Lead.person_id == Person.id, *running(Lead))
        .correlate(Person)
        .scalar_subquery()
    )
    country = country_of(Person.id).correlate(Person).scalar_subquery()
    return (
        select(
            Person.id, Person.name, led.label("unit"),
            case((Person.id == me.id, literal(0)), (agreed(country, Covers.FIGURES), 0), else_=1).label("is_off"),
            held.c.by, queries.ones(queries.counts(held)).label("owed"), queries.ones(done).label("done"),
            queries.ones(~done, held.c.standing == Standing.OWED, held.c.due < clock.today()).label("late"),
            queries.ones(~done, held.c.standing == Standing.WAIVED).label("waived"),
            queries.ones(~done, held.c.standing == Standing.PAUSED).label("paused"),
        )
        .join(held, held.c.owner_id == Person.id)
        .group_by(Person.id, Person.name, held.c.by)
        .order_by(queries.sorted_by(Person), Person.id)
    )  # fmt: skip


def sellers(owner_id: int, period: Period, *, open_only: bool = False) -> tuple[list[OfSeller], list[OfDuty]]:
    """What somebody owes in the period: per seller, and per duty what is about nobody else; one question.

    `open_only` leaves what is still asked, now or later: for readers for whom figures about the owner are off.
    """
    day = clock.today()
    due = Obligation.due >= period.starts, Obligation.due <= period.ends
    found = queries.rows(Obligation.owner_id == owner_id, *due, Obligation.standing != Standing.ENDED)
    if open_only:
        found = found.where(Obligation.standing == Standing.OWED, Obligation.asks_until >= day, ~queries.is_done())
    made: dict[int, OfSeller] = {}
    own: dict[tuple[int, str], OfDuty] = {}
    for row in (queries.row_of(one, day) for one in db.session.execute(found)):
        if row.is_about_another:
            made.setdefault(row.about_id, OfSeller(row.about_id, row.about)).rows[row.by].append(row)
        else:
            own.setdefault((row.document_id, row.part_key), (row.text, []))[1].append(row)
    return sorted(made.values(), key=lambda one: queries.by_name(one.name, one.id)), list(own.values())


@dataclass(frozen=True)
class Plans:
    """The plans that a year asks of somebody's own sellers: how many are approved of those required."""

    name: str
    approved: int
    required: int


def plans(scopes: list[Scope], year: Period, owner_id: int | None = None) -> dict[int, Plans]:
    """By who leads the sellers with nobody in between, in the units that the reader leads; one question.

    A required plan is a dated fact of the plans, not an obligation: it is excluded there with a reason, not waived.
    """
    if not scopes:
        return {}
    rows = union_all(*(figure_rows.required(scope, year) for scope in scopes)).subquery()
    found = (
        select(
            Person.id, Person.name, queries.ones(rows.c.approved).label("approved"),
            func.count(type_=Integer).label("required"),
        )
        .join(Line, Line.over_id == Person.id)
        .join(rows, rows.c.person_id == Line.person_id)
        .where(Line.via == Via.LEAD, Line.steps == 1, *running(Line))
        .group_by(Person.id, Person.name)
        .order_by(queries.sorted_by(Person), Person.id)
    )
    if owner_id is not None:
        found = found.where(Person.id == owner_id)
    return {row.id: Plans(row.name, row.approved, row.required) for row in db.session.execute(found)}


def scopes(me: Me) -> list[Scope]:
    """The units that this person leads, as figures know them; one question."""
    return _scopes(db.session.execute(queries.led_units(me)).all())


def _scopes(units: Iterable[Any]) -> list[Scope]:
    kinds_of = {UnitKind.COMPANY: ScopeKind.COMPANY}
    return [Scope(kinds_of.get(row.kind, ScopeKind.TEAM), row.id) for row in units]


def led(me: Me, person_id: int) -> str | None:
    """The name of somebody whom this person leads, or of the person; None for anybody else."""
    may = or_(Person.id == me.id, leads(me, Person.id))
    return db.session.scalar(select(Person.name).where(Person.id == person_id, may))
