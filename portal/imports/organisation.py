"""Importing the organisation: units, people and positions, by administrators, within their scope.

Each is all or nothing: rows refer to each other, and half an organisation would send plans to the wrong desk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import select

from portal.core import clock
from portal.core.alphabet import fold
from portal.core.db import db
from portal.core.policy import N_
from portal.imports.registry import (
    Column,
    Fate,
    ImportKind,
    Outcome,
    Row,
    Run,
    Type,
    changed,
    new,
    refuse,
    register,
    same,
)
from portal.people import invitations, line, policy
from portal.people.me import Me
from portal.people.models import FOREVER, Person, Position, Role, RoleLevel, Unit, UnitKind
from portal.people.services import accounts, positions, telling, units

KINDS = {
    UnitKind.COUNTRY.value: ("land", "country"),
    UnitKind.SECTOR.value: ("sector", "sektor", "bransje"),
    UnitKind.REGION.value: ("regio", "region", "rayon", "district", "distrikt"),
    UnitKind.TEAM.value: ("team", "afdeling", "avdeling", "lag"),
}
ORDER = list(UnitKind)
COUNTRIES = {"NL": ("Nederland", "Netherlands"), "NO": ("Norge", "Noorwegen", "Norway")}
LOCALES = {"nl": ("Nederlands", "Dutch", "nederlandsk"), "nb": ("Norsk", "Noors", "Norwegian", "no", "bokmål"),
           "en": ("English", "Engels", "engelsk")}  # fmt: skip

ROLE = Column(
    "role",
    N_("Role"),
    ("functie", "rol", "rolle", "stilling", "functienaam", "job"),
    hint=N_("The code or the name of the role."),
)
LEVEL = Column("level", N_("Level"), ("niveau", "nivå", "schaal"))
UNIT = Column(
    "unit", N_("Unit"), ("afdeling", "team", "eenheid", "enhet", "avdeling", "unit"), hint=N_("The name of the unit.")
)
STARTS = Column(
    "starts",
    N_("First day"),
    ("vanaf", "ingangsdatum", "startdatum", "in dienst", "fra", "fra dato", "start"),
    Type.DATE,
)


class Known:
    """What names in a file can refer to: looked up once per call, within the scope of the administrator."""

    def __init__(self, me: Me) -> None:
        self.units: dict[str, list[Unit]] = defaultdict(list)
        for unit in db.session.scalars(
            select(Unit).where(policy.unit_in_scope(me, policy.ADMIN), Unit.ended_on.is_(None))
        ):
            self.units[fold(unit.name)].append(unit)
        self.roles: dict[str, set[int]] = defaultdict(set)
        for role in db.session.scalars(select(Role)):
            for word in {role.code, *role.title.values()}:
                self.roles[fold(word)].add(role.id)
        self.levels = {(one.role_id, fold(one.code)): one.id for one in db.session.scalars(select(RoleLevel))}
        self.everything = policy.keeps_everything(me)

    def unit(self, name: str, column: str) -> Unit | Outcome:
        """The one unit of this name, or why there is none."""
        found = self.units.get(fold(name), [])
        if len(found) == 1:
            return found[0]
        return refuse("two_units" if found else "no_unit", column, name)

    def job(self, row: Row) -> tuple[int, int | None] | Outcome:
        """(role, level or None) of a row, or why there is none."""
        found = self.roles.get(fold(row.values["role"]), set())
        if len(found) != 1:
            return refuse("two_roles" if found else "no_role", "role", row.values["role"])
        role_id, level = next(iter(found)), row.values["level"]
        if not level:
            return role_id, None
        level_id = self.levels.get((role_id, fold(level)))
        return (role_id, level_id) if level_id else refuse("no_level", "level", level)


@dataclass
class Holders:
    """The people that the addresses of a file belong to, and what they hold."""

    me: Me
    rows: Sequence[Row]
    people: dict[str, tuple[Person, bool, bool]] = field(default_factory=dict)
    held: dict[int, list[Position]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Look them up."""
        emails = [row.values["email"] for row in self.rows]
        kept, more = policy.person_in_scope(self.me, policy.ADMIN), policy.holds_more(self.me)
        for person, in_scope, beyond in db.session.execute(select(Person, kept, more).where(Person.email.in_(emails))):
            self.people[person.email] = (person, bool(in_scope), bool(beyond))
        ids = [person.id for person, _scope, _more in self.people.values()]
        for position in db.session.scalars(select(Position).where(Position.person_id.in_(ids))):
            self.held[position.person_id].append(position)


def may(me: Me) -> bool:
    """Administrators import the organisation."""
    return me.is_admin


def check_units(rows: Sequence[Row], run: Run) -> list[Outcome]:
    """By name: new below its parent, changed, or the same. A parent may stand anywhere in the file."""
    known = Known(run.me)
    coming = {fold(row.values["name"]): row for row in rows}
    return [_check_unit(row, known, coming) for row in rows]


def _check_unit(row: Row, known: Known, coming: dict[str, Row]) -> Outcome:
    values, own = row.values, known.units.get(fold(row.values["name"]), [])
    if len(own) > 1:
        return refuse("two_units", "name", values["name"])
    above = known.units.get(fold(values["parent"]), [])
    if len(above) > 1:
        return refuse("two_units", "parent", values["parent"])
    named = coming.get(fold(values["parent"]))
    if not above and named is None:
        return refuse("no_unit", "parent", values["parent"])
    kind_above = named.values["kind"] if named is not None else above[0].kind.value
    if ORDER.index(UnitKind(values["kind"])) <= ORDER.index(UnitKind(kind_above)):
        return refuse("kind_order", "kind", values["kind"], parent=values["parent"])
    if not own:
        return new()
    return _compare_unit(row, own[0], above[0] if above else None)


def _compare_unit(row: Row, unit: Unit, above: Unit | None) -> Outcome:
    if unit.parent_id is None:
        return refuse("top_unit", "name", unit.name)
    wanted = {"kind": row.values["kind"], "name": row.values["name"]}
    now: dict[str, Any] = {"kind": unit.kind.value, "name": unit.name}
    if "country" in row.given:
        wanted["country"], now["country"] = row.values["country"] or "", unit.country or ""
    before = {code: now[code] for code in wanted if wanted[code] != now[code]}
    if above is None or above.id != unit.parent_id:
        before["parent"] = db.session.get(Unit, unit.parent_id).name
    return changed(unit.id, before) if before else same(unit.id)


def apply_units(rows: Sequence[Row], run: Run) -> dict[int, int]:
    """Write them from the top down, then make the lines anew, once."""
    me, today = run.me, clock.today()
    before, made = line.nearest(today), {}
    ids = {name: found[0].id for name, found in Known(me).units.items() if len(found) == 1}
    for row in sorted(rows, key=lambda one: ORDER.index(UnitKind(one.values["kind"]))):
        name, parent = row.values["name"], ids[fold(row.values["parent"])]
        facts = {"name": name, "kind": row.values["kind"], "country": row.values["country"] or "", "parent": parent}
        if row.outcome.subject_id is None:
            ids[fold(name)] = units.place(me, **facts)
        else:
            if "country" not in row.given:
                facts["country"] = db.session.get(Unit, row.outcome.subject_id).country or ""
            units.amend(me, row.outcome.subject_id, **facts)
        made[row.line] = ids[fold(name)]
    line.rebuild()
    telling.of_managers(me, before, today)
    return made


def check_people(rows: Sequence[Row], run: Run) -> list[Outcome]:
    """By e-mail address; somebody new needs a position, unless the whole organisation is in scope."""
    known, holders = Known(run.me), Holders(run.me, rows)
    return [_check_person(row, known, holders) for row in rows]


def _check_person(row: Row, known: Known, holders: Holders) -> Outcome:
    values = row.values
    person, in_scope, beyond = holders.people.get(values["email"], (None, True, False))
    if not in_scope:
        return refuse("not_yours", "email", values["email"])
    placed = _check_place(row, known)
    if isinstance(placed, Outcome):
        return placed
    if person is None:
        return new() if placed or known.everything else refuse("needs_position", "unit")
    before: dict[str, Any] = {"name": person.name} if person.name != values["name"] else {}
    if before and beyond:
        return refuse("not_yours", "email", values["email"])
    if placed and not _holds(holders.held[person.id], *placed):
        if person.disabled_at is not None:
            return refuse("account_closed", "email", values["email"])
        before["role"] = before["unit"] = ""
    return changed(person.id, before, places="role" in before) if before else same(person.id)


def _check_place(row: Row, known: Known) -> tuple[tuple[int, int | None], int, date] | Outcome | None:
    """(job, unit, first day) of a row, None when it names no position, or what is wrong with it."""
    values = row.values
    if not (values["role"] or values["unit"]):
        return None
    for code in ("role", "unit", "starts"):
        if not values[code]:
            return refuse("position_lacks", code)
    job, unit = known.job(row), known.unit(values["unit"], "unit")
    for found in (job, unit):
        if isinstance(found, Outcome):
            return found
    return job, unit.id, values["starts"]


def _holds(held: list[Position], job: tuple[int, int | None], unit_id: int, starts: date) -> bool:
    return any((one.role_id, one.unit_id) == (job[0], unit_id) and one.ends >= starts for one in held)


def apply_people(rows: Sequence[Row], run: Run) -> dict[int, int]:
    """Add and change people, make the lines anew once, and invite who is new."""
    me, today = run.me, clock.today()
    known, before, made, joined = Known(me), line.nearest(today), {}, []
    for row in rows:
        values, person_id = row.values, row.outcome.subject_id
        if person_id is None:
            person_id = accounts.enter(me, name=values["name"], email=values["email"], locale=values["locale"])
            joined.append(person_id)
        elif "name" in row.outcome.data["before"]:
            accounts.rename(me, person_id, values["name"])
        placed = _check_place(row, known)
        if placed and (person_id in joined or row.outcome.data.get("places")):
            job, unit_id, starts = placed
            positions.place(me, person_id, job=job, unit=unit_id, starts=starts)
        made[row.line] = person_id
    line.rebuild()
    telling.of_managers(me, before, today, but=set(joined))
    invitations.invite(joined, me)
    return made


def check_positions(rows: Sequence[Row], run: Run) -> list[Outcome]:
    """By person, role, unit and first day: new, another level or last day, or the same; one's own are refused."""
    known, holders = Known(run.me), Holders(run.me, rows)
    found = [_check_position(row, known, holders) for row in rows]
    own = [one.fate in {Fate.NEW, Fate.CHANGED} and row.values["email"] == run.me.email
           for row, one in zip(rows, found, strict=True)]  # fmt: skip
    return [
        refuse("for_oneself", "email", row.values["email"]) if refused else one
        for row, one, refused in zip(rows, found, own, strict=True)
    ]


def _check_position(row: Row, known: Known, holders: Holders) -> Outcome:
    values = row.values
    person, in_scope, _more = holders.people.get(values["email"], (None, False, False))
    if not in_scope:
        return refuse("not_yours" if person else "nobody", "email", values["email"])
    job, unit = known.job(row), known.unit(values["unit"], "unit")
    amiss = next((found for found in (job, unit) if isinstance(found, Outcome)), None)
    if amiss:
        return amiss
    ends = values["ends"] or FOREVER
    if ends < values["starts"]:
        return refuse("ends_first", "ends", values["ends"].isoformat())
    alike = [one for one in holders.held[person.id] if (one.role_id, one.unit_id) == (job[0], unit.id)]
    own = next((one for one in alike if one.starts == values["starts"]), None)
    if any(one is not own and one.starts <= ends and one.ends >= values["starts"] for one in alike):
        return refuse("position_overlaps", "starts", values["starts"].isoformat())
    if own is None:
        return new()
    return _compare_position(row, own, job[1])


def _compare_position(row: Row, own: Position, level_id: int | None) -> Outcome:
    before: dict[str, Any] = {}
    if "ends" in row.given and (row.values["ends"] or FOREVER) != own.ends:
        before["ends"] = own.ends.isoformat() if own.ends != FOREVER else ""
    if "level" in row.given and level_id != own.level_id:
        held = db.session.get(RoleLevel, own.level_id) if own.level_id else None
        before["level"] = held.code if held else ""
    return changed(own.person_id, before, position=own.id) if before else same(own.person_id)


def apply_positions(rows: Sequence[Row], run: Run) -> dict[int, int]:
    """Add and change positions, then make the lines anew, once."""
    me, today = run.me, clock.today()
    known, holders = Known(me), Holders(me, rows)
    before, made = line.nearest(today), {}
    for row in rows:
        values, person_id = row.values, holders.people[row.values["email"]][0].id
        job, unit = known.job(row), known.unit(values["unit"], "unit")
        if position_id := row.outcome.data.get("position"):
            own = db.session.get(Position, position_id)
            level = job[1] if "level" in row.given else own.level_id
            ends = (values["ends"] or FOREVER) if "ends" in row.given else own.ends
            positions.amend(me, person_id, position_id, level=level, ends=ends)
        else:
            positions.place(me, person_id, job=job, unit=unit.id, starts=values["starts"], ends=values["ends"])
            db.session.flush()
        made[row.line] = person_id
    line.rebuild()
    telling.of_managers(me, before, today)
    return made


PROBLEMS = {
    "no_unit": N_("%(column)s: there is no unit “%(value)s” in your scope."),
    "two_units": N_("%(column)s: several units are called “%(value)s”. Give them different names first."),
    "top_unit": N_("“%(value)s” is the top of the organisation; change it on its own page."),
    "kind_order": N_("%(column)s: a unit of this kind cannot stand below “%(parent)s”."),
    "no_role": N_("%(column)s: there is no role “%(value)s”."),
    "two_roles": N_("%(column)s: several roles are called “%(value)s”. Use the code of the role."),
    "no_level": N_("%(column)s: the role has no level “%(value)s”."),
    "nobody": N_("%(column)s: nobody has the address “%(value)s”. Import the people first."),
    "not_yours": N_("%(column)s: “%(value)s” belongs to somebody outside your scope."),
    "account_closed": N_("%(column)s: the account of “%(value)s” is closed."),
    "needs_position": N_("Somebody new needs a role, a unit and a first day."),
    "position_lacks": N_("%(column)s is empty: a position needs a role, a unit and a first day."),
    "position_overlaps": N_("This person holds this role in this unit in these days already."),
    "ends_first": N_("The last day lies before the first."),
    "for_oneself": N_("Nobody gives a position to themselves. Let another administrator import this row."),
}
_EMAIL_WORDS = ("e-mail", "email", "mail", "e-mailadres", "emailadres", "e-post", "epost", "e-postadresse")
_EMAIL = Column("email", N_("E-mail address"), _EMAIL_WORDS, Type.EMAIL, required=True, key=True)
_NAME_WORDS = ("naam", "volledige naam", "medewerker", "navn", "fullt navn", "ansatt", "employee")


def _must(column: Column, *, key: bool = False) -> Column:
    return Column(**{**column.__dict__, "required": True, "key": key})


register(ImportKind(
    code="units", name=N_("units"), may=may, check=check_units, apply=apply_units, problems=PROBLEMS, atomic=True,
    says=N_("The tree of the organisation: countries, sectors, regions and teams."),
    columns=(
        Column("name", N_("Name"), ("naam", "eenheid", "afdeling", "navn", "enhet", "unit"), required=True, key=True),
        Column("kind", N_("Kind"), ("soort", "type", "slag"), Type.CHOICE, required=True, choices=KINDS,
               hint=N_("Country, sector, region or team.")),
        Column("parent", N_("Unit above"), ("bovenliggende eenheid", "valt onder", "overordnet enhet"), required=True,
                hint=N_("The name of the unit it stands below; it may be in the same file.")),
        Column("country", N_("Country"), ("land",), Type.CHOICE, choices=COUNTRIES,
               hint=N_("NL or NO; empty: as the unit above.")),
    ),
    examples=({"name": "Regio Noord", "kind": "regio", "parent": "Nederland", "country": "NL"},
              {"name": "Team Groningen", "kind": "team", "parent": "Regio Noord"}),
    link=lambda unit_id: url_for("organisation.unit", unit_id=unit_id), results=lambda: url_for("organisation.units"),
    back=lambda: url_for("organisation.units"),
))  # fmt: skip
register(ImportKind(
    code="people", name=N_("people"), may=may, check=check_people, apply=apply_people, problems=PROBLEMS, atomic=True,
    says=N_("Who works here, with a first position. Who is new gets an invitation by mail."),
    columns=(
        _EMAIL,
        Column("name", N_("Name"), _NAME_WORDS, required=True, longest=120),
        Column("locale", N_("Language"), ("taal", "språk"), Type.CHOICE, choices=LOCALES, hint=N_("nl, nb or en.")),
        ROLE, LEVEL, UNIT, Column(**{**STARTS.__dict__, "fixed": True}),
    ),
    examples=({"email": "kari@firm.example", "name": "Kari Nordmann", "locale": "nb", "role": "verkoper",
               "unit": "Team Oslo", "starts": "2026-01-01"},),
    link=lambda person_id: url_for("organisation.person", person_id=person_id),
    results=lambda: url_for("organisation.people"), back=lambda: url_for("organisation.people"),
))  # fmt: skip
register(ImportKind(
    code="positions", name=N_("positions"), may=may, check=check_positions, apply=apply_positions, problems=PROBLEMS,
    atomic=True, says=N_("Which role somebody holds in which unit, from when and until when."),
    columns=(
        _EMAIL, _must(ROLE, key=True), LEVEL, _must(UNIT, key=True), _must(STARTS, key=True),
        Column("ends", N_("Last day"), ("tot en met", "t/m", "einddatum", "uit dienst", "til og med", "sluttdato"),
               Type.DATE, hint=N_("Empty: until further notice.")),
    ),
    examples=({"email": "kari@firm.example", "role": "verkoper", "unit": "Team Oslo", "starts": "2026-01-01"},),
    link=lambda person_id: url_for("organisation.person", person_id=person_id),
    results=lambda: url_for("organisation.people"), back=lambda: url_for("organisation.people"),
))  # fmt: skip
