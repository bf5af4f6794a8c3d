"""The people of the demo organisation, from company.json: units, roles, positions, lines, bodies, absences."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from portal.core import clock
from portal.core.db import write
from portal.people import line
from portal.people.me import Me, load
from portal.people.models import (
    Absence,
    Body,
    BodyMember,
    FunctionalLine,
    Grant,
    GrantKind,
    Lead,
    Person,
    Position,
    Role,
    RoleLevel,
    Unit,
    UnitKind,
)
from portal.people.sign_in import hasher

HERE = Path(__file__).parent
PASSWORD = "demo-rayon"  # noqa: S105 - the sign-ins of the demo are public; production refuses to start with them
DOMAIN = "rayon.example"
FOUNDED = date(2015, 1, 1)
SIGN_INS = (
    "admin",
    "hr",
    "hr.no",
    "director",
    "manager.nl",
    "manager.no",
    "seller.nl",
    "seller2.nl",
    "seller.no",
    "keyaccount.no",
)


@cache
def texts() -> dict[str, dict[str, Any]]:
    """The profiles' texts by role code."""
    return {file.stem: json.loads(file.read_text("utf8")) for file in sorted((HERE / "texts").glob("*.json"))}


@cache
def description() -> dict[str, Any]:
    """What company.json says."""
    return json.loads((HERE / "company.json").read_text("utf8"))


@dataclass
class Company:
    """Ids by the codes of the description."""

    units: dict[str, int] = field(default_factory=dict)
    roles: dict[str, int] = field(default_factory=dict)
    levels: dict[tuple[str, str], int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)

    def me(self, email: str) -> Me:
        """A person as actor, as they stand at the held moment."""
        return load(self.people[email])


def build() -> Company:
    """Write the organisation as it was before the moves of the last year; returns the ids."""
    company = Company()
    password = hasher.hash(PASSWORD)
    with write() as session:
        _units(session, company)
        _roles(session, company)
        for given in description()["people"]:
            person = Person(
                email=f"{given['email']}@{DOMAIN}",
                name=given["name"],
                demo=True,
                password_hash=password if given["email"] in SIGN_INS else None,
            )
            session.add(person)
            session.flush()
            company.people[given["email"]] = person.id
            _place(session, company, person.id, given)
        _lines_and_bodies(session, company)
        line.rebuild()
    return company


def _units(session: Any, company: Company) -> None:
    for given in description()["units"]:
        unit = Unit(
            parent_id=company.units.get(given["parent"]),
            kind=UnitKind(given["kind"]),
            name=given["name"],
            country=given["country"],
        )
        session.add(unit)
        session.flush()
        company.units[given["code"]] = unit.id


def _roles(session: Any, company: Company) -> None:
    for given in [*texts().values(), *description()["roles"]]:
        role = Role(
            code=given["code"], title=given["title"], family=given.get("family", ""), country=given.get("country")
        )
        session.add(role)
        session.flush()
        company.roles[given["code"]] = role.id
        for rank, code in enumerate(given.get("levels") or [], start=1):
            level = RoleLevel(role_id=role.id, code=code, rank=rank)
            session.add(level)
            session.flush()
            company.levels[given["code"], code] = level.id


def _place(session: Any, company: Company, person_id: int, given: dict[str, Any]) -> None:
    session.add(
        Position(
            person_id=person_id,
            role_id=company.roles[given["role"]],
            level_id=_level(company, given),
            unit_id=company.units[given["unit"]],
            starts=date.fromisoformat(given["starts"]),
            own_budget=given["own_budget"],
        )
    )
    starts = max(FOUNDED, date.fromisoformat(given["starts"]))
    session.add_all(Lead(unit_id=company.units[code], person_id=person_id, starts=starts) for code in given["leads"])
    session.add_all(
        Grant(person_id=person_id, kind=GrantKind(grant["kind"]), unit_id=company.units[grant["unit"]], starts=starts)
        for grant in given["grants"]
    )


def _level(company: Company, given: dict[str, Any]) -> int | None:
    return company.levels[given["role"], given["level"]] if given.get("level") else None


def _lines_and_bodies(session: Any, company: Company) -> None:
    day = clock.today()
    for given in description()["functional"]:
        session.add(
            FunctionalLine(
                person_id=company.people[given["person"]], adviser_id=company.people[given["adviser"]], starts=day
            )
        )
    for given in description()["bodies"]:
        body = Body(code=given["code"], name=given["name"])
        session.add(body)
        session.flush()
        session.add_all(
            BodyMember(body_id=body.id, person_id=company.people[email], starts=day) for email in given["members"]
        )


def absences(company: Company, today: date) -> None:
    """The absences around a day, with their deputies."""
    with write() as session:
        for given in description()["absences"]:
            session.add(
                Absence(
                    person_id=company.people[given["person"]],
                    deputy_id=company.people[given["deputy"]],
                    starts=today + timedelta(days=given["starts_in"]),
                    ends=today + timedelta(days=given["ends_in"]),
                )
            )
        line.rebuild()


def move(company: Company, given: dict[str, Any]) -> None:
    """One of the year's moves: the position held until then ends the day before."""
    starts = date.fromisoformat(given["starts"])
    with write() as session:
        held = (
            session.query(Position).filter_by(person_id=company.people[given["email"]]).order_by(Position.starts.desc())
        )
        last = held.first()
        last.ends = starts - timedelta(days=1)
        session.add(
            Position(
                person_id=last.person_id,
                role_id=company.roles[given["role"]],
                level_id=_level(company, given),
                unit_id=company.units[given["unit"]],
                starts=starts,
                own_budget=last.own_budget,
            )
        )
        line.rebuild()
