"""Administrators import units, people and positions: all of a file or nothing, and only within their scope."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.core.audit import Audit
from portal.core.db import db, write
from portal.imports import services, work
from portal.imports.models import ImportRow, ImportRun, ImportState
from portal.imports.registry import KINDS
from portal.people import line
from portal.people.models import (
    FOREVER,
    Grant,
    GrantKind,
    Lead,
    Line,
    Person,
    Position,
    SignInLink,
    Unit,
)

UNITS = "Naam;Soort;Bovenliggende eenheid;Land\nTeam Groningen;team;Regio Noord;\nRegio Noord;regio;Nederland;NL\n"
PEOPLE = (
    "E-mail;Naam;Taal;Functie;Niveau;Afdeling;Vanaf\n"
    "Nieuw@Rayon.example;Nina Nieuw;nl;verkoper;A;Team Midden;1-1-2026\n"
    "seller@rayon.example;Sanne Visser-Bos;;;;;\n"
    "colleague@rayon.example;Kees Collega;;;;;\n"
)


def brought(me: Any, kind: str, text: str) -> ImportRun:
    content = text.encode()
    run_id = services.bring(me, KINDS[kind], f"{kind}.csv", io.BytesIO(content), len(content))
    work.advance(run_id)
    services.choose(run_id, db.session.get(ImportRun, run_id, populate_existing=True).mapping, "")
    work.advance(run_id)
    return db.session.get(ImportRun, run_id, populate_existing=True)


def applied(me: Any, kind: str, text: str) -> ImportRun:
    run = brought(me, kind, text)
    services.apply(run.id)
    work.advance(run.id)
    done = db.session.get(ImportRun, run.id, populate_existing=True)
    assert done.state is ImportState.DONE, done.problem
    return done


def refusals(run: ImportRun) -> list[tuple[str, str]]:
    rows = db.session.scalars(select(ImportRow).where(ImportRow.run_id == run.id, ImportRow.problem != ""))
    return [(row.column, row.problem) for row in rows]


def person(email: str) -> Person:
    return db.session.scalars(select(Person).where(Person.email == email)).one()


def test_units_come_with_their_parents_from_the_same_file(cast: Any) -> None:
    run = applied(cast.me("admin"), "units", UNITS)
    team = db.session.scalars(select(Unit).where(Unit.name == "Team Groningen")).one()
    region = db.session.get(Unit, team.parent_id)
    assert (region.name, region.parent_id, region.country) == ("Regio Noord", cast.nl, "NL")
    assert run.counts == {"new": 2}
    assert brought(cast.me("admin"), "units", UNITS).counts == {"same": 2}
    moved = applied(cast.me("admin"), "units", "Naam;Soort;Valt onder\nTeam Groningen;team;Nederland\n")
    assert moved.counts == {"changed": 1}
    assert db.session.get(Unit, team.id, populate_existing=True).parent_id == cast.nl


def test_people_come_with_a_position_and_an_invitation(cast: Any) -> None:
    run = applied(cast.me("admin"), "people", PEOPLE)
    assert run.counts == {"new": 1, "changed": 1, "same": 1}
    new = person("nieuw@rayon.example")
    held = db.session.scalars(select(Position).where(Position.person_id == new.id)).one()
    assert (new.name, new.locale, held.unit_id, held.starts, held.ends) == (
        "Nina Nieuw", "nl", cast.team, date(2026, 1, 1), FOREVER,
    )  # fmt: skip
    assert person("seller@rayon.example").name == "Sanne Visser-Bos"
    over = select(Line.over_id).where(Line.person_id == new.id, Line.steps == 1)
    assert list(db.session.scalars(over)) == [cast.manager]
    assert db.session.scalar(select(func.count()).select_from(SignInLink).where(SignInLink.person_id == new.id)) == 1
    assert db.session.scalars(select(Audit.subject_id).where(Audit.code == "person_added")).all() == [new.id]
    assert brought(cast.me("admin"), "people", PEOPLE).counts == {"same": 3}


def test_nothing_of_a_file_with_a_wrong_row_is_imported(cast: Any, sign_in: Any) -> None:
    run = brought(cast.me("admin"), "people", PEOPLE + "wie@rayon.example;Wie;;tovenaar;;Team Midden;1-1-2026\n")
    assert refusals(run) == [("role", "no_role")]
    answer = sign_in(cast.admin).post(f"/imports/{run.id}/apply")
    assert answer.status_code == 409
    assert db.session.scalar(select(func.count()).select_from(Person).where(Person.email == "nieuw@rayon.example")) == 0


def test_positions_begin_end_and_change_level(cast: Any) -> None:
    head = "E-mail;Rol;Niveau;Eenheid;Vanaf;Tot en met\n"
    row = "colleague@rayon.example;verkoper;{};Team Midden;1-1-2020;{}\n"
    assert brought(cast.me("admin"), "positions", head + row.format("", "")).counts == {"same": 1}
    assert applied(cast.me("admin"), "positions", head + row.format("A", "31-12-2027")).counts == {"changed": 1}
    held = db.session.scalars(select(Position).where(Position.person_id == cast.colleague)).one()
    assert (held.level_id is not None, held.ends) == (True, date(2027, 12, 31))
    later = head + "colleague@rayon.example;verkoopmanager;;Team Midden;1-1-2028;\n"
    assert applied(cast.me("admin"), "positions", later).counts == {"new": 1}
    clash = head + "colleague@rayon.example;verkoper;;Team Midden;1-6-2027;\n"
    assert refusals(brought(cast.me("admin"), "positions", clash)) == [("starts", "position_overlaps")]


@pytest.mark.parametrize(("row", "said"), [
    ("kari@rayon.example;Kari;;;;;", ("unit", "needs_position")),
    ("kari@rayon.example;Kari;;verkoper;;Team Oslo;1-1-2026", ("unit", "no_unit")),
    ("kari@rayon.example;Kari;;verkoper;Z;Team Midden;1-1-2026", ("level", "no_level")),
    ("kari@rayon.example;Kari;;verkoper;;Team Midden;", ("starts", "position_lacks")),
    ("stranger@rayon.example;Iemand Anders;;;;;", ("email", "not_yours")),
    ("hr@rayon.example;Iemand Anders;;;;;", ("email", "not_yours")),
    ("geen adres;Kari;;;;;", ("email", "no_address")),
])  # fmt: skip
def test_an_administrator_imports_only_within_the_scope(cast: Any, row: str, said: tuple[str, str]) -> None:
    with write() as session:
        grant = session.scalars(select(Grant).where(Grant.kind == GrantKind.ADMIN)).one()
        grant.unit_id = cast.nl
        top = select(Grant).where(Grant.person_id == cast.hr)
        session.scalars(top).one().unit_id = cast.company
        session.add(Lead(unit_id=cast.nl, person_id=cast.manager, starts=date(2020, 1, 1)))
        session.flush()
        line.rebuild()
    head = PEOPLE.partition("\n")[0]
    assert refusals(brought(cast.me("admin"), "people", f"{head}\n{row}\n")) == [said]


def test_the_pages_of_the_organisation_lead_to_the_import_for_administrators_only(cast: Any, browse: Any) -> None:
    assert "/imports/new/people" in browse(cast.admin, "/admin/people").html
    assert "/imports/new/people" not in browse(cast.hr, "/admin/people").html
    assert "/imports/new/units" in browse(cast.admin, "/admin/units").html
    assert browse(cast.hr, "/imports/new/people").status == 403


def test_the_page_speaks_norwegian_too(cast: Any, browse: Any) -> None:
    assert "Importer personer" in browse(cast.admin, "/imports/new/people", locale="nb").text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["units", "people", "positions"])
def test_the_template_is_recognised_when_it_comes_back(cast: Any, sign_in: Any, kind: str, form: str) -> None:
    client = sign_in(cast.admin)
    file = client.get(f"/imports/template/{kind}.{form}", headers={"Accept-Language": "nb"})
    assert file.status_code == 200
    answer = client.post(f"/imports/new/{kind}", data={"file": (io.BytesIO(file.data), f"mal.{form}")})
    run = db.session.scalars(select(ImportRun)).one()
    assert (answer.status_code, run.state) == (303, ImportState.READ)
    assert set(run.mapping) == {column.code for column in KINDS[kind].columns if run.found["columns"]}
