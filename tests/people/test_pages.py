"""The pages of /admin and /me: forms without a script, refusals at their field, constant numbers of queries."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, write
from portal.people import line
from portal.people import sign_in as door
from portal.people.models import Absence, Grant, Person, Position, Scheme, Unit, WebSession
from portal.people.services import absences, accounts
from tests.cast import LONG_AGO, PASSWORD, Cast, open_session
from tests.pages import Page
from tests.queries import counted

DAY = timedelta(days=1)


def forget() -> None:
    """What one request kept: the tests' requests share one context, real ones do not."""
    for name in ("_login_user", "_flask_babel"):
        g.pop(name, None)


def ask(client: FlaskClient, address: str, **data) -> Page:
    """Get, or post what is given; the person is looked up anew."""
    forget()
    options = {"method": "POST", "data": data} if data else {}
    return Page.fetch(client, address, **options)


def typed(day: date) -> str:
    return f"{day:%d-%m-%Y}"


@pytest.fixture
def admin(app: Flask, cast: Cast, sign_in) -> FlaskClient:
    return sign_in(cast.admin)


@pytest.fixture
def armed(cast: Cast) -> Cast:
    """The administrator and the seller have a password."""
    made = door.hasher.hash(PASSWORD)
    with write() as session:
        for who in (cast.admin, cast.seller):
            session.get(Person, who).password_hash = made
    return cast


def rev(person: int) -> int:
    db.session.rollback()
    return db.session.scalar(select(Person.rev).where(Person.id == person))


def crowd(cast: Cast, count: int) -> None:
    with write() as session:
        people = [Person(name=f"Persoon {n:03}", email=f"p{n}@rayon.example") for n in range(count)]
        session.add_all(people)
        session.flush()
        session.add_all(
            Position(person_id=one.id, role_id=cast.seller_role, unit_id=cast.team, starts=LONG_AGO) for one in people
        )
        line.rebuild()


def test_a_person_is_added_from_the_form(admin: FlaskClient, cast: Cast) -> None:
    page = ask(admin, "/admin/people/add")
    fields = {
        "name": "Nina Nieuw",
        "email": "nina@rayon.example",
        "locale": "nl",
        "job": str(cast.seller_role),
        "unit": str(cast.team),
        "starts": typed(clock.today()),
        "own_budget": "yes",
    }
    assert {*fields} <= {*next(form for form in page.forms if form["action"] == "/admin/people/add")["fields"]}
    done = ask(admin, "/admin/people/add", **fields)
    assert done.status == 303
    assert "Nina Nieuw" in ask(admin, urlsplit(done.response.headers["Location"]).path).text
    again = ask(admin, "/admin/people/add", **fields)
    assert again.status == 422
    assert 'id="email-error"' in again.html


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 200),
        ("name", "Twee\r\nregels"),
        ("email", "geen adres"),
        ("email", "a@b.nl\r\nBcc: x@y.nl"),
        ("job", "999"),
        ("job", "1:999"),
        ("job", ""),
        ("unit", "0"),
        ("unit", "x"),
        ("starts", "31-02-2026"),
        ("starts", ""),
        ("own_budget", "maybe"),
        ("locale", "de"),
        ("unit", "99999999999999"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(admin: FlaskClient, cast: Cast, field: str, value: str) -> None:
    fields = {
        "name": "Nina Nieuw",
        "email": "nina@rayon.example",
        "locale": "nl",
        "job": str(cast.seller_role),
        "unit": str(cast.team),
        "starts": typed(clock.today()),
        "own_budget": "",
    }
    page = ask(admin, "/admin/people/add", **(fields | {field: value}))
    assert page.status == 422
    assert f'id="{field}-error"' in page.html


def test_a_stale_edit_shows_both_and_the_second_save_is_meant(admin: FlaskClient, armed: Cast) -> None:
    address = f"/admin/people/{armed.seller}/name"
    base = rev(armed.seller)
    accounts.change(armed.me("admin"), armed.seller, base, name="Sanne Bakker", email="seller@rayon.example")
    page = ask(admin, address, base=str(base), name="Sanne de Wit", email="seller@rayon.example")
    assert page.status == 409
    assert "Sanne Bakker" in page.html
    assert 'value="Sanne de Wit"' in page.html
    fields = next(form for form in page.forms if form["action"] == address)["fields"]
    assert ask(admin, address, **fields).status == 303
    assert db.session.scalar(select(Person.name).where(Person.id == armed.seller)) == "Sanne de Wit"


def test_a_grave_change_asks_for_the_own_password(admin: FlaskClient, armed: Cast) -> None:
    fields = {"kind": "hr", "unit": str(armed.nl), "starts": typed(clock.today()), "ends": ""}
    address = f"/admin/people/{armed.seller}/grants/add"
    assert ask(admin, address, **fields, your_password="").status == 422
    assert ask(admin, address, **fields, your_password="wrong").status == 422
    assert ask(admin, address, **fields, your_password=PASSWORD).status == 303
    other = {"base": str(rev(armed.seller)), "name": "Sanne Visser", "email": "sanne@rayon.example"}
    assert ask(admin, f"/admin/people/{armed.seller}/name", **other).status == 422
    assert ask(admin, f"/admin/people/{armed.seller}/name", **other, your_password=PASSWORD).status == 303


def test_an_administrator_gives_at_most_what_is_theirs(app: Flask, armed: Cast, sign_in) -> None:
    with write() as session:
        session.add(Grant(person_id=armed.seller, kind="admin", unit_id=armed.nl, starts=LONG_AGO))
    fields = {"kind": "admin", "unit": str(armed.company), "starts": typed(clock.today()), "your_password": PASSWORD}
    page = ask(sign_in(armed.seller), f"/admin/people/{armed.colleague}/grants/add", **fields)
    assert page.status == 422
    assert 'id="unit-error"' in page.html


def test_a_first_password_works_and_ends_what_was_open(admin: FlaskClient, armed: Cast, sign_in) -> None:
    seller = sign_in(armed.seller)
    secret = "vier woorden op rij"
    address = f"/admin/people/{armed.seller}/password"
    assert ask(admin, address, new_password="Sanne2026", your_password=PASSWORD).status == 422
    assert ask(admin, address, new_password=secret, your_password=PASSWORD).status == 303
    assert ask(seller, "/me").status == 303
    assert door.sign_in("seller@rayon.example", secret, address="", agent="")


def test_a_move_is_felt_at_the_next_request(admin: FlaskClient, cast: Cast, sign_in) -> None:
    hr, hr_no = sign_in(cast.hr), sign_in(cast.hr_no)
    address = f"/admin/people/{cast.seller}"
    assert (ask(hr, address).status, ask(hr_no, address).status) == (200, 404)
    position = db.session.scalars(select(Position).where(Position.person_id == cast.seller)).one()
    oslo = db.session.scalar(select(Unit.id).where(Unit.name == "Team Oslo"))
    done = ask(
        admin,
        f"{address}/positions/{position.id}",
        base=str(rev(cast.seller)),
        job=str(cast.seller_role),
        unit=str(oslo),
        starts=typed(clock.today() + DAY),
        own_budget="",
    )
    assert done.status == 303
    assert (ask(hr, address).status, ask(hr_no, address).status) == (200, 200)  # tomorrow's team may prepare
    with clock.at(clock.now() + timedelta(days=2)):
        fresh_hr, fresh_no = sign_in(cast.hr), sign_in(cast.hr_no)
        assert (ask(fresh_hr, address).status, ask(fresh_no, address).status) == (404, 200)
        assert "Øystein Fremmed" in ask(fresh_no, address).text


def test_people_are_found_whatever_the_marks_and_paged_by_name(admin: FlaskClient, cast: Cast) -> None:
    assert "Øystein Fremmed" in ask(admin, "/admin/people?q=oystein").text
    assert "Sanne Visser" in ask(admin, "/admin/people?q=VISSER sanne").text
    assert "Sanne Visser" in ask(admin, "/admin/people?q=seller%40rayon").text
    assert "Sanne Visser" not in ask(admin, f"/admin/people?unit={cast.no}").text
    assert ask(admin, "/admin/people?q=%25&unit=x&after=9999999999999999999").status in {200, 404}
    crowd(cast, 60)
    names, address, pages = [], "/admin/people?q=persoon", 0
    while address:
        page = ask(admin, address)
        names += page.html.split('class="row-link"')[1:]
        pages += 1
        address = next(
            (
                part.split('"')[0].replace("&amp;", "&")
                for part in page.html.split('href="')[1:]
                if "after=" in part.split('"')[0]
            ),
            "",
        )
    assert (len(names), pages) == (60, 3)
    last = ask(
        admin,
        "/admin/people?q=persoon&before="
        + str(db.session.scalar(select(Person.id).where(Person.name == "Persoon 050"))),
    )
    assert "Persoon 049" in last.text
    assert "Persoon 025" in last.text
    assert "Persoon 024" not in last.text


def test_a_part_of_the_list_comes_alone(admin: FlaskClient) -> None:
    g.pop("_login_user", None)
    page = Page.fetch(admin, "/admin/people?q=sanne", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert page.html.lstrip().startswith('<div id="rows"')
    assert "<html" not in page.html


@pytest.mark.parametrize(
    "address",
    [
        "/admin/people",
        "/admin/people/{seller}",
        "/admin/units",
        "/admin/units/{team}",
        "/admin/history",
        "/admin/roles",
        "/me",
    ],
)
def test_a_page_asks_as_often_for_many_as_for_few(admin: FlaskClient, cast: Cast, address: str) -> None:
    address = address.format(seller=cast.seller, team=cast.team)

    def asked() -> int:
        ask(admin, address)
        with counted() as sent:
            assert ask(admin, address).status == 200
        return len(sent)

    day = date(2029, 1, 1)
    absences.add(cast.me("admin"), cast.seller, starts=day, ends=day, deputy=cast.deputy)
    few = asked()
    crowd(cast, 30)
    for year in range(2030, 2050):
        absences.add(cast.me("admin"), cast.seller, starts=date(year, 1, 1), ends=date(year, 1, 5), deputy=cast.deputy)
    assert asked() == few
    assert few < 20


def test_the_history_reads_as_sentences_and_says_whether_it_holds(admin: FlaskClient, cast: Cast) -> None:
    absences.add(cast.me("admin"), cast.seller, starts=date(2030, 1, 1), ends=date(2030, 1, 5), deputy=None)
    page = ask(admin, f"/admin/history?person={cast.seller}&check=1")
    assert "Sanne Visser" in page.text
    assert "Ada Beheer" in page.text
    assert "2030" in page.text


def test_the_history_of_a_reader_ends_at_their_scope(app: Flask, cast: Cast, sign_in) -> None:
    absences.add(cast.me("admin"), cast.seller, starts=date(2030, 1, 1), ends=date(2030, 1, 5), deputy=None)
    assert "2030" in ask(sign_in(cast.hr), "/admin/history").text
    assert "2030" not in ask(sign_in(cast.hr_no), "/admin/history").text


def test_names_are_shown_as_text(admin: FlaskClient, armed: Cast) -> None:
    evil = "<img src=x onerror=alert(1)> {{7*7}}"
    fields = {"base": str(rev(armed.seller)), "name": evil, "email": "seller@rayon.example"}
    assert ask(admin, f"/admin/people/{armed.seller}/name", **fields).status == 303
    for address in ("/admin/people", f"/admin/people/{armed.seller}", f"/admin/units/{armed.team}", "/admin/history"):
        page = ask(admin, address)
        assert "<img src=x" not in page.html
        assert "49" not in page.text.replace("7*7", "")


def test_the_own_page_shows_position_line_and_sign_ins(app: Flask, cast: Cast, browse) -> None:
    page = browse(cast.seller, "/me")
    assert "Team Midden" in page.text
    assert "Marloes van Dam" in page.text
    assert "Dirk Directeur" not in page.text


def test_own_settings_are_kept_and_spoken_at_once(app: Flask, cast: Cast, sign_in) -> None:
    client = sign_in(cast.seller)
    fields = {
        "base": str(rev(cast.seller)),
        "locale": "nb",
        "scheme": "dark",
        "mail_decisions": "none",
        "mail_news": "at_once",
    }
    assert ask(client, "/me/settings", **fields).status == 303
    person = db.session.scalars(select(Person).where(Person.id == cast.seller)).one()
    assert (person.locale, person.scheme) == ("nb", Scheme.DARK)
    forget()
    html = client.get("/me").text
    assert '<html lang="nb" data-color-scheme="dark"' in html
    stale = Page.fetch(client, "/me/settings", locale="nb", method="POST", data=fields | {"scheme": "light"})
    assert stale.status == 409
    for name in ("locale", "scheme", "mail_news"):
        forget()
        wrong = Page.fetch(client, "/me/settings", locale="nb", method="POST", data=fields | {name: "x"})
        assert wrong.status == 422


def test_the_password_needs_the_present_one(app: Flask, armed: Cast, sign_in) -> None:
    client, other = sign_in(armed.seller), sign_in(armed.seller)
    secret = "vier woorden op rij"
    assert ask(client, "/me/password", your_password="wrong", new_password=secret).status == 422
    assert ask(client, "/me/password", your_password=PASSWORD, new_password="kort").status == 422
    assert ask(client, "/me/password", your_password=PASSWORD, new_password=secret).status == 303
    assert ask(client, "/me").status == 200
    assert ask(other, "/me").status == 303
    assert door.sign_in("seller@rayon.example", secret, address="", agent="")


def test_sign_ins_are_listed_and_ended(app: Flask, cast: Cast, sign_in) -> None:
    client, other, third = sign_in(cast.seller), sign_in(cast.seller), sign_in(cast.seller)
    ids = db.session.scalars(
        select(WebSession.id).where(WebSession.person_id == cast.seller).order_by(WebSession.id)
    ).all()
    assert ask(client, f"/me/sessions/{ids[1]}/end", x="").status == 303
    assert (ask(other, "/me").status, ask(third, "/me").status) == (303, 200)
    assert ask(client, "/me/sessions/end", x="").status == 303
    assert (ask(third, "/me").status, ask(client, "/me").status) == (303, 200)
    open_session(cast.colleague)
    theirs = db.session.scalar(select(WebSession.id).where(WebSession.person_id == cast.colleague))
    assert ask(client, f"/me/sessions/{theirs}/end", x="").status == 404


def test_own_absence_is_added_changed_and_removed(app: Flask, cast: Cast, sign_in) -> None:
    client, today = sign_in(cast.manager), clock.today()
    fields = {"starts": typed(today + DAY), "ends": typed(today + 5 * DAY), "deputy": str(cast.deputy)}
    assert ask(client, "/me/absences/add", **(fields | {"deputy": str(cast.manager)})).status == 422
    assert ask(client, "/me/absences/add", **(fields | {"ends": typed(today)})).status == 422
    assert ask(client, "/me/absences/add", **fields).status == 303
    absence = db.session.scalars(select(Absence)).one()
    assert "Daan Plaats" in ask(client, "/me").text
    address = f"/me/absences/{absence.id}"
    fields |= {"base": str(rev(cast.manager)), "deputy": ""}
    assert ask(client, address, **fields).status == 303
    stale = ask(client, address, **(fields | {"deputy": str(cast.colleague)}))
    assert stale.status == 409
    assert ask(client, f"{address}/remove", x="").status == 303
    assert db.session.scalars(select(Absence)).first() is None


def test_units_roles_bodies_and_settings_are_kept_by_form(admin: FlaskClient, cast: Cast) -> None:
    done = ask(admin, "/admin/units/add", name="Team Zuid", kind="team", country="", parent=str(cast.nl))
    assert done.status == 303
    unit = urlsplit(done.response.headers["Location"]).path
    assert ask(admin, f"{unit}/lead", person=str(cast.deputy), starts=typed(clock.today())).status == 303
    assert "Daan Plaats" in ask(admin, unit).text
    top = {"name": "Nog een bedrijf", "kind": "company", "country": "", "parent": ""}
    assert ask(admin, "/admin/units/add", **top).status == 303
    role = {"title_nl": "Chef", "title_nb": "Sjef", "code": "chef", "family": "", "country": "", "levels": "C, B, A"}
    assert ask(admin, "/admin/roles/add", **role).status == 303
    assert ask(admin, "/admin/roles/add", **(role | {"code": "Niet Goed"})).status == 422
    assert ask(admin, "/admin/roles/add", **(role | {"code": "x", "levels": "A, A"})).status == 422
    assert "C, B, A" in ask(admin, "/admin/roles").text
    done = ask(admin, "/admin/bodies/add", name_nl="Verkoopstaf", name_nb="", code="staf")
    body = urlsplit(done.response.headers["Location"]).path
    member = {"person": str(cast.seller), "starts": typed(clock.today()), "ends": ""}
    assert ask(admin, f"{body}/members/add", **member).status == 303
    assert "Sanne Visser" in ask(admin, body).text
    fields = next(f for f in ask(admin, "/admin/settings/change").forms if f["action"] == "/admin/settings/change")[
        "fields"
    ]
    wanted = {"base": fields["base"], "review_days": "8", "needed_locales": "nb"}
    assert ask(admin, "/admin/settings/change", **wanted).status == 303
    assert ask(admin, "/admin/settings/change", **wanted).status == 409
    assert ask(admin, "/admin/settings/change", **(wanted | {"review_days": "0"})).status == 422


def test_an_account_is_closed_and_opened(admin: FlaskClient, cast: Cast) -> None:
    address = f"/admin/people/{cast.seller}"
    assert ask(admin, f"{address}/disable", x="").status == 303
    assert ask(admin, address).html.count("/enable") == 1
    assert ask(admin, f"{address}/enable", x="").status == 303
    own = ask(admin, f"/admin/people/{cast.admin}/disable", x="")
    assert own.status == 303
    assert db.session.scalar(select(Person.disabled_at).where(Person.id == cast.admin)) is None
