"""Who sees figures about people, teams and the company (spec 0, Who sees what)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, exists, select

from portal.core import clock
from portal.core.db import db
from portal.core.figures import ScopeKind, Sight, scopes_of
from portal.people.me import Me
from portal.people.models import Absence, Lead, Line, Person, Position, Unit, UnitKind, UnitPath, Via


def of_person(me: Me, person_id: int) -> set[Sight]:
    """The person and the line upwards; who stands in for somebody of that line, as deputy."""
    if me.id == person_id:
        return {Sight.FULL}
    day = clock.today()
    over = select(Line.via).where(
        Line.over_id == me.id, Line.person_id == person_id, Line.starts <= day, Line.ends >= day
    )
    ways = {Via.LEAD: Sight.FULL, Via.DEPUTY: Sight.DEPUTY}
    return {ways[via] for via in db.session.scalars(over) if via in ways}


def of_unit(me: Me, unit_id: int) -> set[Sight]:
    """Who leads the unit or one above it, who deputises for such a lead, and those who work in it, as a group.

    Everybody knows the company; only its lead sees its figures.
    """
    day = clock.today()
    leading = (
        select(Lead.id)
        .join(UnitPath, UnitPath.over_id == Lead.unit_id)
        .where(UnitPath.unit_id == Unit.id, Lead.starts <= day, Lead.ends >= day)
    )
    standing_in = leading.join(Absence, Absence.person_id == Lead.person_id).where(
        Absence.deputy_id == me.id, Absence.starts <= day, Absence.ends >= day
    )
    working = exists().where(
        Position.person_id == me.id,
        Position.starts <= day,
        Position.ends >= day,
        Position.unit_id == UnitPath.unit_id,
        UnitPath.over_id == Unit.id,
    )
    found = db.session.execute(
        select(Unit.kind, leading.where(Lead.person_id == me.id).exists(), standing_in.exists(), working).where(
            Unit.id == unit_id
        )
    ).one_or_none()
    if found is None:
        return set()
    kind, leads, deputises, works = found
    company = kind is UnitKind.COMPANY
    ways = {Sight.FULL: leads, Sight.DEPUTY: deputises, Sight.GROUP: works and not company, Sight.KNOWN: company}
    return {sight for sight, holds in ways.items() if holds}


def people_in(unit_id: int, day: date | None = None) -> Select[tuple[int]]:
    """The ids of those who hold a position in the unit or below it, on a day (today): for the rows of team figures."""
    on = day or clock.today()
    return (
        select(Position.person_id)
        .join(UnitPath, UnitPath.unit_id == Position.unit_id)
        .where(UnitPath.over_id == unit_id, Position.starts <= on, Position.ends >= on)
        .distinct()
    )


def _name_of_person(person_id: int) -> str:
    return db.session.scalar(select(Person.name).where(Person.id == person_id)) or ""


def _name_of_unit(unit_id: int) -> str:
    return db.session.scalar(select(Unit.name).where(Unit.id == unit_id)) or ""


scopes_of(ScopeKind.PERSON, of_person, _name_of_person)
scopes_of(ScopeKind.TEAM, of_unit, _name_of_unit)
scopes_of(ScopeKind.COMPANY, of_unit, _name_of_unit)
