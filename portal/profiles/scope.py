"""What HR may choose from: units of its scope, roles, owners; and the words already in use for families and sectors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from portal.core import clock, i18n
from portal.core.alphabet import fold, sort_key
from portal.core.db import db
from portal.people.me import Me
from portal.people.models import Grant, GrantKind, Person, Position, Role, RoleLevel, Unit, UnitKind, UnitPath
from portal.profiles import names
from portal.profiles.models import Profile

SPOKEN_IN = {"nl": "NL", "nb": "NO"}


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
    """Roles by their title in the reader's language, sorted; those that share a title say what sets them apart."""
    named = {role_id: i18n.text_in(titles) for role_id, titles in known}
    often = Counter(map(fold, named.values()))
    apart = _apart([role_id for role_id, title in named.items() if often[fold(title)] > 1])
    said = [(str(role_id), f"{title} ({apart[role_id]})" if role_id in apart else title)
            for role_id, title in named.items()]
    return sorted(said, key=lambda choice: sort_key(choice[1], i18n.current()))


def _apart(role_ids: list[int]) -> dict[int, str]:
    """Country, levels and number of holders today, by role."""
    if not role_ids:
        return {}
    day = clock.today()
    levels: dict[int, list[str]] = {}
    for role_id, code in db.session.execute(
        select(RoleLevel.role_id, RoleLevel.code).where(RoleLevel.role_id.in_(role_ids)).order_by(RoleLevel.rank)
    ):
        levels.setdefault(role_id, []).append(code)
    held = (
        select(func.count(func.distinct(Position.person_id)))
        .where(Position.role_id == Role.id, Position.starts <= day, Position.ends >= day)
        .correlate(Role).scalar_subquery()
    )
    rows = db.session.execute(select(Role.id, Role.country, held).where(Role.id.in_(role_ids)))
    return {
        role_id: " · ".join(filter(None, (
            names.country_name(country) or _("all countries"),
            ngettext("level %(codes)s", "levels %(codes)s", len(levels.get(role_id, ())),
                     codes=", ".join(levels[role_id])) if role_id in levels else "",
            ngettext("%(num)d holder", "%(num)d holders", count),
        )))
        for role_id, country, count in rows
    }


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


def unit_for(units: list[tuple[int, str]], language: str) -> int:
    """Where a text in this language belongs to begin with; 0 where the person must say.

    The only unit there is, else that of the country where the language is spoken, else the only country.
    """
    if len(units) == 1:
        return units[0][0]
    ids = [unit_id for unit_id, _name in units]
    countries = db.session.execute(
        select(Unit.id, Unit.country).where(Unit.id.in_(ids), Unit.kind == UnitKind.COUNTRY)
    ).all()
    found = [one for one in countries if one.country == SPOKEN_IN.get(language)] or countries
    return found[0].id if len(found) == 1 else 0


def country_of(unit_id: int) -> str:
    """The country of a unit, or of the one above it that has one; empty without."""
    return db.session.scalar(
        select(Unit.country).join(UnitPath, UnitPath.over_id == Unit.id)
        .where(UnitPath.unit_id == unit_id, Unit.country.is_not(None)).order_by(UnitPath.steps).limit(1)
    ) or ""
