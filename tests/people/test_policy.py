"""Who may open and change what of the organisation: everyone of the cast on every address, in one table."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask, g

from portal.core import clock
from portal.core.db import write
from portal.people import policy
from portal.people.models import Absence, Body, BodyMember, FunctionalLine, Grant, GrantKind, Lead, Position
from tests.cast import LONG_AGO, Cast

READERS = {"hr", "hr2", "admin"}  # of the Netherlands, where the address leads
EVERY = set(Cast.PEOPLE)
# address: (who gets 200, who gets 403; all others 404)
TABLE = (
    {
        "/me": (EVERY, set()),
        "/me/absences/add": (EVERY, set()),
        "/admin/access": (EVERY, set()),
        "/admin/people": (READERS | {"hr_no"}, EVERY - READERS - {"hr_no"}),
        "/admin/units": (READERS | {"hr_no"}, EVERY - READERS - {"hr_no"}),
        "/admin/roles": (READERS | {"hr_no"}, EVERY - READERS - {"hr_no"}),
        "/admin/bodies": (READERS | {"hr_no"}, EVERY - READERS - {"hr_no"}),
        "/admin/bodies/1": (READERS | {"hr_no"}, EVERY - READERS - {"hr_no"}),
        "/admin/settings": (READERS | {"hr_no"}, EVERY - READERS - {"hr_no"}),
        "/admin/plans": (READERS | {"hr_no"}, EVERY - READERS - {"hr_no"}),
        "/admin/duties": (READERS | {"hr_no"}, EVERY - READERS - {"hr_no"}),
        "/admin/history": (READERS | {"hr_no"}, EVERY - READERS - {"hr_no"}),
        "/admin/people/{seller}": (READERS, EVERY - READERS - {"hr_no"}),
        "/admin/units/{team}": (READERS, EVERY - READERS - {"hr_no"}),
        "/admin/people/add": ({"admin"}, EVERY - {"admin"}),
        "/admin/units/add": ({"admin"}, EVERY - {"admin"}),
        "/admin/roles/add": ({"admin"}, EVERY - {"admin"}),
        "/admin/roles/{seller_role}": ({"admin"}, EVERY - {"admin"}),
        "/admin/roles/{seller_role}/remove": ({"admin"}, EVERY - {"admin"}),
        "/admin/bodies/add": ({"admin"}, EVERY - {"admin"}),
        "/admin/bodies/1/change": ({"admin"}, EVERY - {"admin"}),
        "/admin/bodies/1/members/add": ({"admin"}, EVERY - {"admin"}),
        "/admin/bodies/1/members/1/end": ({"admin"}, EVERY - {"admin"}),
        "/admin/settings/change": ({"admin"}, EVERY - {"admin"}),
        "/admin/plans/change": ({"admin"}, EVERY - {"admin"}),
        "/admin/duties/change": ({"admin"}, EVERY - {"admin"}),
    }
    | {
        f"/admin/people/{{seller}}/{rest}": ({"admin"}, EVERY - {"admin", "hr_no"})
        for rest in (
            "name",
            "password",
            "positions/add",
            "positions/{position}",
            "positions/{position}/end",
            "advisers/add",
            "advisers/1/end",
            "absences/add",
            "absences/1",
            "absences/1/remove",
            "grants/add",
            "grants/{grant}/end",
        )
    }
    | {
        f"/admin/units/{{team}}/{rest}": ({"admin"}, EVERY - {"admin", "hr_no"})
        for rest in ("change", "end", "lead", "lead/{lead}/end")
    }
)
POSTS = {  # address: who gets through; everybody else as on the pages
    "/admin/people/{seller}/disable": {"admin"},
    "/admin/people/{seller}/invite": {"admin"},
    "/admin/people/{seller}/enable": {"admin"},
    "/admin/people/{seller}/sessions/end": {"admin"},
    "/admin/people/{seller}/absences/1/remove": {"admin"},
}


@pytest.fixture
def numbers(cast: Cast) -> dict[str, int]:
    """One of each kind of thing, all of the seller and the team."""
    day = clock.today()
    with write() as session:
        session.add(Absence(person_id=cast.seller, starts=day, ends=day))
        session.add(FunctionalLine(person_id=cast.seller, adviser_id=cast.deputy, starts=LONG_AGO))
        grant = Grant(person_id=cast.seller, kind=GrantKind.HR, unit_id=cast.team, starts=day.replace(year=2099))
        session.add_all([grant, Body(code="staf", name={"nl": "Verkoopstaf"})])
        session.flush()
        session.add(BodyMember(body_id=1, person_id=cast.seller, starts=LONG_AGO))
        position = session.query(Position).filter_by(person_id=cast.seller).one().id
        lead = session.query(Lead).filter_by(unit_id=cast.team).one().id
        made = {"position": position, "lead": lead, "grant": grant.id}
    return {name: getattr(cast, name) for name in ("seller", "team", "seller_role")} | made


@pytest.mark.parametrize("who", Cast.PEOPLE)
def test_every_address_of_the_organisation(app: Flask, cast: Cast, numbers: dict, sign_in, who: str) -> None:
    client = sign_in(getattr(cast, who))
    for address, (good, forbidden) in TABLE.items():
        g.pop("_login_user", None)
        wanted = 200 if who in good else 403 if who in forbidden else 404
        assert client.get(address.format(**numbers)).status_code == wanted, f"{who} on {address}"
    if who == "admin":
        return
    for address in POSTS:
        g.pop("_login_user", None)
        wanted = 404 if who == "hr_no" else 403
        assert client.post(address.format(**numbers)).status_code == wanted, f"{who} posts {address}"
    for address, (good, forbidden) in TABLE.items():
        rule = address.format(**numbers)
        if who in good or not rule.startswith("/admin") or address == "/admin/access":
            continue
        g.pop("_login_user", None)
        answer = client.post(rule).status_code
        assert answer in {403 if who in forbidden else 404, 405}, f"{who} posts {address}"


def test_nobody_gets_in_without_signing_in(app: Flask, cast: Cast, numbers: dict) -> None:
    client = app.test_client()
    for address in TABLE:
        assert client.get(address.format(**numbers)).status_code == 303


def test_the_table_covers_every_address(app: Flask) -> None:
    known = {address.replace("{", "<").replace("}", ">") for address in (*TABLE, *POSTS)}
    shape = {
        "/".join("#" if part.isdigit() or part.startswith("<") else part for part in one.split("/")) for one in known
    }
    own = {
        "/me/settings",
        "/me/device",
        "/me/password",
        "/me/sessions/end",
        "/me/sessions/#/end",
        "/me/absences/#",
        "/me/absences/#/remove",
    }
    for rule in app.url_map.iter_rules():
        elsewhere = "privacy" in rule.endpoint  # tests/privacy has its own table
        if rule.rule.startswith(("/admin", "/me")) and not elsewhere:
            plain = "/".join("#" if part.startswith("<") else part for part in rule.rule.split("/"))
            assert plain in shape | own, f"add {rule.rule} to the table"


def test_a_part_of_somebody_else_is_not_there(app: Flask, cast: Cast, numbers: dict, sign_in) -> None:
    client = sign_in(cast.admin)
    for rest in (
        "positions/{position}",
        "positions/{position}/end",
        "advisers/1/end",
        "absences/1",
        "absences/1/remove",
        "grants/{grant}/end",
    ):
        g.pop("_login_user", None)
        address = f"/admin/people/{cast.colleague}/{rest}".format(**numbers)
        assert client.get(address).status_code == 404, address
    g.pop("_login_user", None)
    assert client.get(f"/admin/units/{cast.nl}/lead/{numbers['lead']}/end").status_code == 404
    client = sign_in(cast.colleague)
    assert client.get("/me/absences/1").status_code == 404


def country_admin(cast: Cast) -> None:
    """The colleague becomes administrator of the Netherlands only."""
    with write() as session:
        session.add(Grant(person_id=cast.colleague, kind=GrantKind.ADMIN, unit_id=cast.nl, starts=LONG_AGO))


def test_an_administrator_of_a_country_keeps_that_country_only(app: Flask, cast: Cast, numbers: dict, sign_in) -> None:
    country_admin(cast)
    client = sign_in(cast.colleague)
    expected = {
        f"/admin/people/{cast.seller}/password": 200,
        f"/admin/people/{cast.stranger}": 404,
        f"/admin/people/{cast.director}": 404,  # works at the company, above the country
        f"/admin/people/{cast.admin}": 200,
        f"/admin/people/{cast.admin}/positions/add": 200,
        f"/admin/people/{cast.admin}/password": 403,  # holds a grant beyond the country
        f"/admin/people/{cast.admin}/grants/add": 403,
        f"/admin/units/{cast.company}": 404,
        "/admin/settings/change": 403,
    }
    for address, wanted in expected.items():
        g.pop("_login_user", None)
        assert client.get(address).status_code == wanted, address


@pytest.mark.parametrize("starts_in", [-30, 30])
def test_who_leads_beyond_a_country_gets_no_password_from_its_administrator(
    app: Flask, cast: Cast, sign_in, starts_in: int
) -> None:
    country_admin(cast)
    client = sign_in(cast.colleague)
    addresses = [f"/admin/people/{cast.manager}/{rest}" for rest in ("password", "name", "grants/add")]

    def answers() -> set[int]:
        found = set()
        for address in addresses:
            g.pop("_login_user", None)
            found.add(client.get(address).status_code)
        return found

    assert answers() == {200}
    with write() as session:
        starts = clock.today() + timedelta(days=starts_in)
        session.add(Lead(unit_id=cast.company, person_id=cast.manager, starts=starts))
    assert answers() == {403}
    g.pop("_login_user", None)
    assert client.post(f"/admin/people/{cast.manager}/invite").status_code == 403
    g.pop("_login_user", None)
    assert client.get(f"/admin/people/{cast.manager}/positions/add").status_code == 200


def test_scope_follows_the_position_and_stays_with_who_left(app: Flask, cast: Cast) -> None:
    from portal.core.db import db
    from portal.people.models import Person

    def seen(who: str) -> set[int]:
        clause = policy.person_in_scope(cast.me(who), policy.KEEPERS)
        return set(db.session.scalars(db.select(Person.id).where(clause)))

    assert cast.seller in seen("hr")
    assert cast.seller not in seen("hr_no")
    with write() as session:
        position = session.query(Position).filter_by(person_id=cast.seller).one()
        position.ends = clock.today().replace(year=clock.today().year - 1)
    assert cast.seller in seen("hr")  # left the firm: the file stays where it was
    with write() as session:
        session.add(Position(person_id=cast.seller, role_id=cast.seller_role, unit_id=cast.no, starts=clock.today()))
    assert cast.seller not in seen("hr")
    assert cast.seller in seen("hr_no")
