"""What HR may choose from: units of its scope, roles, owners; and the words already in use for families and sectors."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from portal.core import clock, i18n
from portal.core.alphabet import sort_key
from portal.core.db import db
from portal.people.me import Me
from portal.people.models import Grant, GrantKind, Person, Role, Unit, UnitPath
from portal.profiles import names
from portal.profiles.models import Profile


def units_of(me: Me) -> list[tuple[int, str]]:
    """The units for which this person is HR today, from the top down: (id, name with those of the scope above it)."""
    day = clock.today()
    granted = select(Grant.unit_id).where(
        Grant.person_id == me.id, Grant.kind == GrantKind.HR, Grant.starts <= day, Grant.ends >= day
    )
    rows = db.session.execute(
        select(Unit.id, Unit.parent_id, Unit.name)
        .where(Unit.ended_on.is_(None), Unit.id.in_(select(UnitPath.unit_id).where(UnitPath.over_id.in_(granted))))
        .order_by(Unit.name)
    ).all()
    below: dict[int | None, list[tuple[int, str]]] = {}
    known = {row.id for row in rows}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append((row.id, row.name))
    found: list[tuple[int, str]] = []

    def walk(parent: int | None, prefix: str) -> None:
        for unit_id, name in below.get(parent, []):
            found.append((unit_id, prefix + name))
            walk(unit_id, f"{prefix}{name} › ")

    walk(None, "")
    return found


def roles() -> list[tuple[int, dict[str, str]]]:
    """All roles with their titles."""
    return [(row.id, row.title) for row in db.session.execute(select(Role.id, Role.title).order_by(Role.code))]


def role_choices(known: list[tuple[int, dict[str, str]]]) -> list[tuple[str, str]]:
    """Roles by their title in the reader's language, sorted."""
    named = [(str(role_id), i18n.text_in(titles)) for role_id, titles in known]
    return sorted(named, key=lambda choice: sort_key(choice[1], i18n.current()))


def owners_for(unit_id: int, *also: int) -> list[tuple[int, str]]:
    """HR people whose scope holds the unit, and those of `also`: (id, name)."""
    day = clock.today()
    hr = (
        select(Grant.person_id)
        .join(UnitPath, UnitPath.over_id == Grant.unit_id)
        .where(UnitPath.unit_id == unit_id, Grant.kind == GrantKind.HR, Grant.starts <= day, Grant.ends >= day)
    )
    rows = db.session.execute(
        select(Person.id, Person.name)
        .where(Person.id.in_(hr) | Person.id.in_(also), Person.disabled_at.is_(None) | Person.id.in_(also))
        .order_by(Person.name)
    )
    return [(row.id, row.name) for row in rows]


def _sorted(words: Iterable[str]) -> list[str]:
    return sorted(words, key=lambda word: sort_key(word, i18n.current()))


def words_in_use() -> dict[str, list[str]]:
    """Families and sectors to choose from, in the reader's language: the portal's own and those of other profiles."""
    used = db.session.execute(select(Profile.family, Profile.sector).distinct()).all()
    families = {*names.FAMILIES, *(row.family for row in used if row.family)}
    sectors = {*names.SECTORS, *(row.sector for row in used if row.sector)}
    return {
        "family": _sorted(map(names.family_name, families)), "sector": _sorted(map(names.sector_name, sectors)),
    }


def country_of(units: list[tuple[int, str]]) -> str:
    """The country of the first unit, to begin with; empty when it has none."""
    if not units:
        return ""
    return db.session.scalar(select(Unit.country).where(Unit.id == units[0][0])) or ""
