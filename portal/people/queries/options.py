"""What lists of a form offer: people, units, roles with their levels."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from portal.core import clock, i18n
from portal.core.alphabet import sort_key
from portal.core.db import db
from portal.people import policy
from portal.people.me import Me
from portal.people.models import Person, Role, RoleLevel, Unit

INDENT = "\u2003"


def people(*, but: int | None = None, kept: int | None = None) -> list[tuple[int, str]]:
    """Everyone with an open account in the reader's alphabet, without `but`; `kept` stays in the list in any case."""
    order = Person.sort_nb if i18n.current() == "nb" else Person.sort_nl
    found = select(Person.id, Person.name).where(Person.disabled_at.is_(None) | (Person.id == kept))
    return [(who, name) for who, name in db.session.execute(found.order_by(order, Person.id)) if who != but]


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


def jobs() -> list[tuple[str, str]]:
    """Every role, alone and with each of its levels."""
    locale = i18n.current()
    levels: dict[int, list[RoleLevel]] = {}
    for level in db.session.scalars(select(RoleLevel).order_by(RoleLevel.rank)):
        levels.setdefault(level.role_id, []).append(level)
    made = []
    for role in sorted(db.session.scalars(select(Role)), key=lambda one: sort_key(i18n.text_in(one.title), locale)):
        title = i18n.text_in(role.title)
        made.append((str(role.id), title))
        made += [
            (f"{role.id}:{level.id}", _("%(role)s, level %(level)s", role=title, level=level.code))
            for level in levels.get(role.id, [])
        ]
    return made
