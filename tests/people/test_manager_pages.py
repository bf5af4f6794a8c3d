"""What a manager and an administrator look for: who comes and goes, who can stand in, which role, who may change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.documents.models import Document
from portal.people.models import Absence, Position, Role, RoleLevel
from portal.people.queries import files, options
from portal.people.services import absences, positions
from tests.cast import Cast
from tests.people.test_pages import ask
from tests.profiles.making import draft

DAY = timedelta(days=1)


@pytest.fixture
def admin(app: Flask, cast: Cast, sign_in) -> FlaskClient:
    return sign_in(cast.admin)


def test_a_unit_shows_who_comes_and_who_leaves(admin: FlaskClient, cast: Cast) -> None:
    me, today = cast.me("admin"), clock.today()
    assert 'id="changes"' not in ask(admin, f"/admin/units/{cast.team}").html
    positions.add(me, cast.hr, job=(cast.manager_role, None), unit=cast.team, starts=today + 3 * DAY)
    held = db.session.scalars(select(Position).where(Position.person_id == cast.colleague)).one()
    positions.end(me, cast.colleague, held.id, today + 9 * DAY)
    page = ask(admin, f"/admin/units/{cast.team}")
    changes = page.html.split('id="changes"')[1].split('id="people"')[0]
    assert changes.index("Hanneke Roos") < changes.index("Kees Collega")
    assert "Sanne Visser" not in changes


def test_likely_deputies_stand_first_and_own_reports_last(app: Flask, cast: Cast) -> None:
    offered = [who for who, _ in options.deputies(cast.manager)]
    assert offered[0] == cast.director
    assert offered[1] == cast.stranger  # leads another team
    assert set(offered[-2:]) == {cast.seller, cast.colleague}
    assert dict(options.deputies(cast.manager))[cast.director] == "Dirk Directeur (Verkoopmanager, Noordvang)"
    assert options.deputies(cast.seller)[0][0] == cast.manager
    assert [who for who, _ in options.deputies(cast.seller)].index(cast.colleague) < 4


def test_absences_stand_by_date(app: Flask, cast: Cast) -> None:
    today = clock.today()
    for away in (20, 5, 0, 10):
        absences.add(cast.me("seller"), cast.seller, starts=today + away * DAY, ends=today + away * DAY, deputy=None)
    assert [(one.starts - today).days for one in files.absences(cast.seller)] == [0, 5, 10, 20]


def test_removing_an_absence_asks_first(admin: FlaskClient, cast: Cast, sign_in) -> None:
    first = clock.today() + DAY
    for client, address in ((sign_in(cast.seller), "/me"), (admin, f"/admin/people/{cast.seller}")):
        absences.add(cast.me("seller"), cast.seller, starts=first, ends=first, deputy=cast.deputy)
        absence = db.session.scalars(select(Absence.id)).one()
        remove = f"{address}/absences/{absence}/remove"
        page = ask(client, address)
        assert f'href="{remove}"' in page.html
        assert f'action="{remove}"' not in page.html
        asked = ask(client, remove)
        assert (asked.status, "Daan Plaats" in asked.text) == (200, True)
        assert ask(client, remove, x="").status == 303
        assert db.session.scalars(select(Absence)).first() is None
    assert ask(sign_in(cast.seller), "/me/absences/9999/remove").status == 404


def test_own_sign_ins_say_when_and_which_is_this_one(app: Flask, cast: Cast, sign_in) -> None:
    client = sign_in(cast.seller)
    sign_in(cast.seller)
    page = ask(client, "/me")
    card = page.html.split('id="sessions"')[1]
    assert card.count("Dit apparaat") == 1
    assert card.count("aangemeld") + card.count("ingelogd") >= 2
    assert card.count("laatst gebruikt") == 2


def test_roles_of_one_title_are_told_apart(admin: FlaskClient, cast: Cast) -> None:
    with write() as session:
        norwegian = Role(code="selger", title={"nl": "Verkoper", "nb": "Selger"}, family="inside-sales", country="NO")
        other = Role(code="selger-b", title={"nl": "Verkoper", "nb": "Selger"}, family="", country="NO")
        session.add_all([norwegian, other])
        session.flush()
        session.add(RoleLevel(role_id=other.id, code="B", rank=1))
        made = (norwegian.id, other.id)
    page = ask(admin, "/admin/people")
    assert "Verkoper (Nederland; A)" in page.text
    assert "Verkoper (Nederland; A)" in ask(admin, f"/admin/people/{cast.seller}").text
    names = [words for _, words in options.jobs()]
    assert len(names) == len(set(names))
    assert {made[0], made[1]} <= options.role_names().keys()


def test_families_are_read_and_typed_in_words(admin: FlaskClient, cast: Cast) -> None:
    role = {"title_nl": "Binnendienst", "title_nb": "", "code": "binnen", "country": "", "levels": ""}
    assert ask(admin, "/admin/roles/add", **role, family="Verkoop binnendienst").status == 303
    found = db.session.scalars(select(Role).where(Role.code == "binnen")).one()
    assert found.family == "inside-sales"
    assert "inside-sales" not in ask(admin, "/admin/roles").html
    assert "inside-sales" not in ask(admin, f"/admin/roles/{found.id}").html


def test_hr_reads_who_makes_changes(app: Flask, cast: Cast, sign_in) -> None:
    client = sign_in(cast.hr)
    for address in (
        f"/admin/people/{cast.seller}",
        f"/admin/units/{cast.team}",
        "/admin/people",
        "/admin/units",
        "/admin/roles",
    ):
        assert "Ada Beheer" in ask(client, address).html.split("<main")[1].split('id="rows"')[0], address
    assert "Ada Beheer." not in ask(sign_in(cast.admin), f"/admin/people/{cast.seller}").text


def test_a_role_is_removed_only_when_nothing_stands_on_it(admin: FlaskClient, cast: Cast) -> None:
    held = ask(admin, f"/admin/roles/{cast.seller_role}/remove", x="")
    assert held.status == 422
    with write() as session:
        free, described = Role(code="vrij", title={"nl": "Vrij"}), Role(code="tekst", title={"nl": "Tekst"})
        session.add_all([free, described])
        session.flush()
        session.add(RoleLevel(role_id=free.id, code="A", rank=1))
        ids = free.id, described.id
    draft(cast, role_id=ids[1])
    refused = ask(admin, f"/admin/roles/{ids[1]}/remove", x="")
    assert refused.status == 422
    assert ask(admin, f"/admin/roles/{ids[0]}/remove").status == 200
    assert ask(admin, f"/admin/roles/{ids[0]}/remove", x="").status == 303
    assert set(db.session.scalars(select(Role.id).where(Role.id.in_(ids)))) == {ids[1]}
    assert "role_removed" in set(db.session.scalars(select(audit.Audit.code)))


def test_the_history_says_about_which_thing(admin: FlaskClient, cast: Cast) -> None:
    draft(cast)
    page = ask(admin, "/admin/history")
    title = db.session.scalars(select(Document.title)).one()
    assert f": {title}</a>" in page.html or f": {title}</td>" in page.html
