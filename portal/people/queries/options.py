"""What lists of a form offer: people, units, roles with their levels."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from portal.core import clock, i18n
from portal.core.alphabet import sort_key
from portal.core.db import db
from portal.people import policy
from portal.people.me import Me
from portal.people.models import Lead, Line, Person, Position, Role, RoleLevel, Unit, Via

INDENT = "\u2003"


def people(*, but: int | None = None, kept: int | None = None) -> list[tuple[int, str]]:
    """Everyone with an open account in the reader's alphabet, without `but`; `kept` stays in the list in any case."""
    order = Person.sort_nb if i18n.current() == "nb" else Person.sort_nl
    found = select(Person.id, Person.name).where(Person.disabled_at.is_(None) | (Person.id == kept))
    return [(who, name) for who, name in db.session.execute(found.order_by(order, Person.id)) if who != but]


def deputies(person_id: int, *, kept: int | None = None) -> list[tuple[int, str]]:
    """Who can stand in, with what they are: the own manager, then who leads elsewhere, then colleagues, then others.

    Those who stand under the person come last: they would decide about each other and themselves.
    """
    over, under, led, peers = _around(person_id)
    what = _what_they_are()
    made = []
    for who, name in people(but=person_id, kept=kept):
        rank = 4 if who in under else 0 if who in over else 1 if who in led else 2 if who in peers else 3
        made.append((rank, who, f"{name} ({what[who]})" if who in what else name))
    return [(who, words) for _rank, who, words in sorted(made, key=lambda one: one[0])]


def _around(person_id: int) -> tuple[set[int], set[int], set[int], set[int]]:
    """Today's managers, those under the person, everyone who leads, and those in the same units."""
    day = clock.today()
    lines = select(Line.over_id, Line.person_id, Line.steps).where(
        Line.via == Via.LEAD,
        Line.starts <= day,
        Line.ends >= day,
        (Line.person_id == person_id) | (Line.over_id == person_id),
    )
    rows = db.session.execute(lines).all()
    over = {above for above, person, steps in rows if person == person_id and steps == 1}
    under = {person for above, person, _steps in rows if above == person_id}
    led = set(db.session.scalars(select(Lead.person_id).where(Lead.starts <= day, Lead.ends >= day)))
    now = (Position.starts <= day, Position.ends >= day)
    mine = select(Position.unit_id).where(Position.person_id == person_id, *now)
    return over, under, led, set(db.session.scalars(select(Position.person_id).where(Position.unit_id.in_(mine), *now)))


def _what_they_are() -> dict[int, str]:
    """Each person's role and unit today."""
    day = clock.today()
    found = (
        select(Position.person_id, Role.title, Unit.name)
        .join(Role, Role.id == Position.role_id)
        .join(Unit, Unit.id == Position.unit_id)
        .where(Position.starts <= day, Position.ends >= day)
        .order_by(Position.starts)
    )
    return {person: f"{i18n.text_in(title)}, {unit}" for person, title, unit in db.session.execute(found)}


def units(me: Me, *, but: int | None = None, kept: int | None = None) -> list[tuple[int, str]]:
    """The units this administrator keeps, as an indented tree, without `but` and what stands under it."""
    rows = {unit.id: unit for unit in db.session.scalars(select(Unit))}
    allowed = set(policy.units_in_scope(me, policy.ADMIN, on=clock.today())) | {kept}
    listed = []
    for unit, depth in tree(list(rows.values()), but=but):
        if unit.id in allowed:
            listed.append((unit, depth))
    top = min((depth for _, depth in listed), default=0)
    return [(unit.id, INDENT * (depth - top) + unit.name) for unit, depth in listed]


def tree(rows: list[Unit], *, but: int | None = None) -> list[tuple[Unit, int]]:
    """Units with their depth, each followed by those under it in the reader's alphabet."""
    below: dict[int | None, list[Unit]] = {}
    known = {unit.id for unit in rows}
    for unit in rows:
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    locale, made = i18n.current(), []

    def walk(parent: int | None, depth: int) -> None:
        for unit in sorted(below.get(parent, []), key=lambda one: sort_key(one.name, locale)):
            if unit.id != but:
                made.append((unit, depth))
                walk(unit.id, depth + 1)

    walk(None, 0)
    return made


def _levels() -> dict[int, list[RoleLevel]]:
    levels: dict[int, list[RoleLevel]] = {}
    for level in db.session.scalars(select(RoleLevel).order_by(RoleLevel.rank)):
        levels.setdefault(level.role_id, []).append(level)
    return levels


def role_names() -> dict[int, str]:
    """What each role is called: those of one title with country, levels or code, whichever tells them apart."""
    roles, levels = list(db.session.scalars(select(Role))), _levels()
    return _apart(roles, levels)


def _apart(roles: list[Role], levels: dict[int, list[RoleLevel]]) -> dict[int, str]:
    countries = {"NL": _("Netherlands"), "NO": _("Norway"), None: _("All countries")}
    said = {role.id: [] for role in roles}
    marks = (
        lambda role: countries.get(role.country, role.country),
        lambda role: ", ".join(level.code for level in levels.get(role.id, [])),
        lambda role: role.code,
    )
    together: dict[str, list[Role]] = {}
    for role in roles:
        together.setdefault(i18n.text_in(role.title).casefold(), []).append(role)
    for same in together.values():
        for mark in marks:
            if len({tuple(said[role.id]) for role in same}) < len(same) and len({mark(role) for role in same}) > 1:
                for role in same:
                    said[role.id].append(mark(role))
    return {
        role.id: " ".join(
            [i18n.text_in(role.title)] + ([f"({'; '.join(filter(None, said[role.id]))})"] * any(said[role.id]))
        )
        for role in roles
    }


def jobs() -> list[tuple[str, str]]:
    """Every role, alone and with each of its levels."""
    locale = i18n.current()
    roles, levels = list(db.session.scalars(select(Role))), _levels()
    names, made = _apart(roles, levels), []
    for role in sorted(roles, key=lambda one: sort_key(names[one.id], locale)):
        title = names[role.id]
        made.append((str(role.id), title))
        made += [
            (f"{role.id}:{level.id}", _("%(role)s, level %(level)s", role=title, level=level.code))
            for level in levels.get(role.id, [])
        ]
    return made
