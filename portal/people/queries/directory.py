"""Lists of the organisation: people, units, roles, bodies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, literal, or_, select, tuple_

from portal.core import clock, i18n
from portal.core.alphabet import fold, sort_key
from portal.core.db import db
from portal.people import policy
from portal.people.me import Me
from portal.people.models import (
    Body,
    BodyMember,
    Grant,
    GrantKind,
    Lead,
    Person,
    Position,
    Role,
    RoleLevel,
    Unit,
    UnitPath,
)
from portal.people.queries.files import Dated, dated
from portal.people.queries.options import tree

PAGE = 25


@dataclass(frozen=True)
class Page:
    """Rows and the ids to go on from, None where there is nothing more."""

    rows: list[Any]
    before: int | None
    after: int | None


def _like(text: str) -> str:
    return "%" + text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"


def people(
    me: Me, *, text: str = "", unit: int | None = None, before: int | None = None, after: int | None = None
) -> Page:
    """People in scope by name, in the reader's alphabet, with what they are today; `text` finds name and address."""
    order = Person.sort_nb if i18n.current() == "nb" else Person.sort_nl
    wanted = select(Person).where(policy.person_in_scope(me, policy.KEEPERS))
    for word in fold(text).split():
        wanted = wanted.where(
            or_(Person.folded.like(_like(word), escape="!"), Person.email.like(_like(word), escape="!"))
        )
    if unit:
        day = clock.today()
        there = select(Position.person_id).join(UnitPath, UnitPath.unit_id == Position.unit_id)
        wanted = wanted.where(
            Person.id.in_(there.where(UnitPath.over_id == unit, Position.starts <= day, Position.ends >= day))
        )
    if edge := db.session.execute(select(order, Person.id).where(Person.id == (before or after))).one_or_none():
        here, there = tuple_(order, Person.id), tuple_(literal(edge[0], order.type), edge[1])
        wanted = wanted.where(here < there if before else here > there)
    turned = (order.desc(), Person.id.desc()) if before else (order, Person.id)
    rows = list(db.session.scalars(wanted.order_by(*turned).limit(PAGE + 1)))
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if before:
        rows.reverse()
    return _page(rows, _held_today(rows), more=more, before=before, after=after)


def _page(rows: list[Person], held: dict, *, more: bool, before: int | None, after: int | None) -> Page:
    back = rows[0].id if rows and (after or (before and more)) else None
    onward = rows[-1].id if rows and (before or more) else None
    return Page([(person, held.get(person.id, [])) for person in rows], back, onward)


def _held_today(rows: list[Person]) -> dict[int, list[tuple[Role, RoleLevel | None, Unit]]]:
    day, held = clock.today(), {}
    found = (
        select(Position.person_id, Role, RoleLevel, Unit)
        .join(Role, Role.id == Position.role_id)
        .join(Unit, Unit.id == Position.unit_id)
        .outerjoin(RoleLevel, RoleLevel.id == Position.level_id)
        .where(Position.person_id.in_([person.id for person in rows]), Position.starts <= day, Position.ends >= day)
        .order_by(Position.starts)
    )
    for person_id, role, level, unit in db.session.execute(found):
        held.setdefault(person_id, []).append((role, level, unit))
    return held


@dataclass(frozen=True)
class Node:
    """A unit in its place, who leads it today and how many people hold a position in it."""

    unit: Unit
    depth: int
    leads: list[str]
    people: int


def units(me: Me) -> list[Node]:
    """The tree as far as this reader's scope goes."""
    day = clock.today()
    rows = list(db.session.scalars(select(Unit).where(policy.unit_in_scope(me, policy.KEEPERS))))
    led: dict[int, list[str]] = {}
    leading = select(Lead.unit_id, Person.name).join(Person, Person.id == Lead.person_id)
    for unit_id, name in db.session.execute(leading.where(Lead.starts <= day, Lead.ends >= day)):
        led.setdefault(unit_id, []).append(name)
    counted = select(Position.unit_id, func.count(Position.person_id.distinct()))
    counts = dict(
        db.session.execute(counted.where(Position.starts <= day, Position.ends >= day).group_by(Position.unit_id)).all()
    )
    return [Node(unit, depth, led.get(unit.id, []), counts.get(unit.id, 0)) for unit, depth in tree(rows)]


def unit_leads(unit_id: int) -> list[Dated]:
    """(lead, person) of all times."""
    found = select(Lead, Person).join(Person, Person.id == Lead.person_id).where(Lead.unit_id == unit_id)
    return dated(db.session.execute(found))


def unit_people(unit_id: int) -> list[Any]:
    """(person, role, level or None, position) of everyone who holds a position in the unit today, by name."""
    day = clock.today()
    return list(db.session.execute(_in_unit(unit_id).where(Position.starts <= day, Position.ends >= day)))


def unit_coming(unit_id: int) -> list[Any]:
    """The same of those whose position in the unit is still to begin, the first to come first."""
    found = _in_unit(unit_id).where(Position.starts > clock.today())
    return sorted(db.session.execute(found), key=lambda row: row[3].starts)


def _in_unit(unit_id: int) -> Any:
    return (
        select(Person, Role, RoleLevel, Position)
        .join(Position, Position.person_id == Person.id)
        .join(Role, Role.id == Position.role_id)
        .outerjoin(RoleLevel, RoleLevel.id == Position.level_id)
        .where(Position.unit_id == unit_id)
        .order_by(Person.sort_nb if i18n.current() == "nb" else Person.sort_nl)
    )


def unit_path(unit_id: int) -> list[Unit]:
    """The units above, from the top, without the unit itself."""
    found = select(Unit).join(UnitPath, and_(UnitPath.over_id == Unit.id, UnitPath.unit_id == unit_id))
    return list(db.session.scalars(found.where(UnitPath.steps > 0).order_by(UnitPath.steps.desc())))


def units_below(unit_id: int) -> list[Unit]:
    """The units directly under it."""
    rows = db.session.scalars(select(Unit).where(Unit.parent_id == unit_id))
    return sorted(rows, key=lambda unit: sort_key(unit.name, i18n.current()))


def roles() -> list[tuple[Role, list[str], int]]:
    """Roles by title with their levels and how many people hold each today."""
    day = clock.today()
    levels: dict[int, list[str]] = {}
    for role_id, code in db.session.execute(select(RoleLevel.role_id, RoleLevel.code).order_by(RoleLevel.rank)):
        levels.setdefault(role_id, []).append(code)
    counted = select(Position.role_id, func.count(Position.person_id.distinct()))
    counts = dict(
        db.session.execute(counted.where(Position.starts <= day, Position.ends >= day).group_by(Position.role_id)).all()
    )
    rows = sorted(db.session.scalars(select(Role)), key=lambda one: sort_key(i18n.text_in(one.title), i18n.current()))
    return [(role, levels.get(role.id, []), counts.get(role.id, 0)) for role in rows]


def bodies() -> list[tuple[Body, int]]:
    """Bodies by name with how many members each has today."""
    day = clock.today()
    counted = select(BodyMember.body_id, func.count()).group_by(BodyMember.body_id)
    counts = dict(db.session.execute(counted.where(BodyMember.starts <= day, BodyMember.ends >= day)).all())
    rows = sorted(db.session.scalars(select(Body)), key=lambda one: sort_key(i18n.text_in(one.name), i18n.current()))
    return [(body, counts.get(body.id, 0)) for body in rows]


def members(body_id: int) -> list[Dated]:
    """(membership, person) of all times."""
    found = select(BodyMember, Person).join(Person, Person.id == BodyMember.person_id)
    return dated(db.session.execute(found.where(BodyMember.body_id == body_id)))


def administrators(me: Me, unit_id: int | None = None) -> list[str]:
    """Names of who keeps a unit, or the whole organisation, today; nobody asks who is administrator themselves."""
    if me.is_admin and unit_id is None:
        return []
    day, top = clock.today(), select(Unit.id).where(Unit.parent_id.is_(None))
    above = select(UnitPath.over_id).where(UnitPath.unit_id == unit_id) if unit_id else top
    held = select(Grant.person_id).where(Grant.kind == GrantKind.ADMIN, Grant.starts <= day, Grant.ends >= day)
    order = Person.sort_nb if i18n.current() == "nb" else Person.sort_nl
    wanted = select(Person.name).where(
        Person.id.in_(held.where(Grant.unit_id.in_(above))), Person.disabled_at.is_(None)
    )
    return list(db.session.scalars(wanted.order_by(order)))
