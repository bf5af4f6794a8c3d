"""The cast known to all tests: a small organisation in two countries."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from portal.core import clock
from portal.core.db import write
from portal.people import line
from portal.people import sign_in as door
from portal.people.me import Me, load
from portal.people.models import (
    Absence,
    Grant,
    GrantKind,
    Lead,
    Person,
    Position,
    Role,
    RoleLevel,
    Unit,
    UnitKind,
    WebSession,
)
from portal.privacy.models import Covers
from tests.privacy.making import agreement

LONG_AGO = date(2020, 1, 1)
PASSWORD = "a good long password"


@dataclass(frozen=True)
class Cast:
    """Ids of the people (and of the units and roles they belong to)."""

    hr: int  # HR for the Netherlands
    hr2: int  # the second pair of eyes there
    hr_no: int  # HR for Norway
    director: int  # leads the company
    manager: int  # leads team Midden
    deputy: int  # deputises for the manager only while the manager is absent (see `absent`)
    seller: int  # of team Midden, holds the role seller at level A
    colleague: int  # of the same team and role
    stranger: int  # leads and sells in Norway; nothing to do with the Dutch profiles
    admin: int  # administrator, no HR
    company: int
    nl: int
    no: int
    team: int
    seller_role: int
    manager_role: int

    def me(self, name: str) -> Me:
        """A member of the cast as actor."""
        return load(getattr(self, name))

    PEOPLE = ("hr", "hr2", "hr_no", "director", "manager", "deputy", "seller", "colleague", "stranger", "admin")


def populate() -> Cast:
    """Write the cast."""
    with write() as session:
        company = Unit(kind=UnitKind.COMPANY, name="Noordvang", country=None)
        session.add(company)
        session.flush()
        nl = Unit(kind=UnitKind.COUNTRY, name="Nederland", country="NL", parent_id=company.id)
        no = Unit(kind=UnitKind.COUNTRY, name="Norge", country="NO", parent_id=company.id)
        session.add_all([nl, no])
        session.flush()
        team = Unit(kind=UnitKind.TEAM, name="Team Midden", country=None, parent_id=nl.id)
        team_no = Unit(kind=UnitKind.TEAM, name="Team Oslo", country=None, parent_id=no.id)
        office = Unit(kind=UnitKind.TEAM, name="Kantoor", country=None, parent_id=nl.id)
        session.add_all([team, team_no, office])
        seller_role = Role(code="verkoper", title={"nl": "Verkoper", "nb": "Selger"}, family="sales", country="NL")
        manager_role = Role(
            code="verkoopmanager", title={"nl": "Verkoopmanager", "nb": "Salgsleder"}, family="lead", country="NL"
        )
        office_role = Role(code="hr", title={"nl": "HR-adviseur", "nb": "HR-rådgiver"}, family="", country=None)
        session.add_all([seller_role, manager_role, office_role])
        session.flush()
        level = RoleLevel(role_id=seller_role.id, code="A", rank=1)
        session.add(level)
        session.flush()
        people = {
            name: Person(email=f"{name}@rayon.example", name=full)
            for name, full in {
                "hr": "Hanneke Roos",
                "hr2": "Rik de Haan",
                "hr_no": "Ingrid Hagen",
                "director": "Dirk Directeur",
                "manager": "Marloes van Dam",
                "deputy": "Daan Plaats",
                "seller": "Sanne Visser",
                "colleague": "Kees Collega",
                "stranger": "Øystein Fremmed",
                "admin": "Ada Beheer",
            }.items()
        }
        session.add_all(people.values())
        session.flush()

        def place(name: str, role: Role, unit: Unit, level_id: int | None = None) -> None:
            session.add(
                Position(
                    person_id=people[name].id, role_id=role.id, level_id=level_id, unit_id=unit.id, starts=LONG_AGO
                )
            )

        place("seller", seller_role, team, level.id)
        place("colleague", seller_role, team)
        place("manager", manager_role, team)
        place("deputy", office_role, office)
        place("stranger", office_role, team_no)
        for name in ("hr", "hr2", "admin"):
            place(name, office_role, office)
        place("hr_no", office_role, team_no)
        place("director", manager_role, company)
        session.add_all(
            [
                Lead(unit_id=company.id, person_id=people["director"].id, starts=LONG_AGO),
                Lead(unit_id=team.id, person_id=people["manager"].id, starts=LONG_AGO),
                Lead(unit_id=team_no.id, person_id=people["stranger"].id, starts=LONG_AGO),
                Grant(person_id=people["hr"].id, kind=GrantKind.HR, unit_id=nl.id, starts=LONG_AGO),
                Grant(person_id=people["hr2"].id, kind=GrantKind.HR, unit_id=nl.id, starts=LONG_AGO),
                Grant(person_id=people["hr_no"].id, kind=GrantKind.HR, unit_id=no.id, starts=LONG_AGO),
                Grant(person_id=people["admin"].id, kind=GrantKind.ADMIN, unit_id=company.id, starts=LONG_AGO),
            ]
        )
        session.add_all(agreement(country, Covers.FIGURES, people["admin"].id) for country in ("NL", "NO"))
        line.rebuild()
        return Cast(
            **{name: person.id for name, person in people.items()},
            company=company.id,
            nl=nl.id,
            no=no.id,
            team=team.id,
            seller_role=seller_role.id,
            manager_role=manager_role.id,
        )


def absent(cast: Cast) -> None:
    """The manager is absent today, with the deputy in place."""
    with write() as session:
        session.add(Absence(person_id=cast.manager, deputy_id=cast.deputy, starts=clock.today(), ends=clock.today()))
        line.rebuild()


def open_session(person_id: int) -> str:
    """A sign-in without the cost of Argon2; returns its token."""
    token = secrets.token_urlsafe(16)
    with write() as session:
        session.add(
            WebSession(
                token_hash=door.hash_of(token),
                person_id=person_id,
                started_at=clock.now(),
                seen_at=clock.now(),
                agent="",
            )
        )
    return token
