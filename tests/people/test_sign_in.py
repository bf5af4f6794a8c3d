"""Sign-in: who gets in, how often one may try, and that a sign-out is the end of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core import clock
from portal.core.audit import Audit
from portal.core.db import db, write
from portal.people import passwords
from portal.people import sign_in as door
from portal.people.models import Person, WebSession
from portal.people.services import accounts
from tests.cast import PASSWORD, Cast

GOOD = {"email": "seller@rayon.example", "password": PASSWORD}


@pytest.fixture
def known(cast: Cast) -> Cast:
    """The seller has a password."""
    made = door.hasher.hash(PASSWORD)
    with write() as session:
        session.get(Person, cast.seller).password_hash = made
    return cast


@pytest.fixture
def client(app: Flask, known: Cast) -> FlaskClient:
    return app.test_client()


def send(client: FlaskClient, **fields: str):
    g.pop("_login_user", None)
    return client.post("/login", data=GOOD | fields, headers={"Accept-Language": "nl"})


def status(client: FlaskClient, address: str = "/me") -> int:
    g.pop("_login_user", None)
    return client.get(address).status_code


def test_the_right_password_opens_the_portal(client: FlaskClient) -> None:
    answer = send(client, email="  Seller@Rayon.Example ")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert status(client) == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"password": "wrong"},
        {"email": "nobody@rayon.example"},
        {"password": PASSWORD + " "},
        {"email": "hr@rayon.example"},
    ],
    ids=["wrong password", "nobody", "a space more", "no password yet"],
)
def test_what_does_not_belong_together_gets_one_and_the_same_answer(client: FlaskClient, fields: dict) -> None:
    answer = send(client, **fields)
    assert answer.status_code == 422
    assert "do not belong together" in answer.text or "Verkeerd e-mailadres of wachtwoord" in answer.text
    assert status(client) == 303


def test_a_closed_account_does_not_get_in(client: FlaskClient, known: Cast) -> None:
    accounts.disable(known.me("admin"), known.seller)
    assert send(client).status_code == 422


def test_fields_left_empty_are_named(client: FlaskClient) -> None:
    assert send(client, email="").status_code == 422
    assert send(client, password="").status_code == 422
    assert send(client, email="x" * 300).status_code == 422


def test_tries_per_account_are_limited_and_a_right_password_waits_too(client: FlaskClient, app: Flask) -> None:
    for _ in range(door.TRIES_PER_ACCOUNT):
        assert send(client, password="wrong").status_code == 422
    other = app.test_client()  # another worker would count the same: the tries stand in the database
    answer = send(other)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    with clock.at(clock.now() + door.WINDOW + timedelta(seconds=1)):
        assert send(other).status_code == 303


def test_tries_per_address_are_limited(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "TRIES_PER_ADDRESS", 3)
    for number in range(3):
        assert send(client, email=f"guess{number}@rayon.example").status_code == 422
    assert send(client).status_code == 429


def test_each_sign_in_has_a_token_of_its_own_and_ends_the_one_before(client: FlaskClient) -> None:
    send(client)
    with client.session_transaction() as session:
        first = session["_user_id"]
    send(client)
    with client.session_transaction() as session:
        second = session["_user_id"]
    assert first != second
    assert door.whose(first) is None
    assert door.whose(second) is not None


def test_a_copied_cookie_is_worthless_after_signing_out(client: FlaskClient, app: Flask) -> None:
    send(client)
    copied = client.get_cookie("rayon")
    g.pop("_login_user", None)
    answer = client.post("/logout")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    thief = app.test_client()
    thief.set_cookie("rayon", copied.value)
    assert status(thief) == 303


def test_the_cookie_holds_no_token_that_the_database_stores(client: FlaskClient) -> None:
    send(client)
    with client.session_transaction() as session:
        token = session["_user_id"]
    assert token not in db.session.scalars(select(WebSession.token_hash)).all()


def test_disabling_ends_every_sign_in_at_once(app: Flask, cast: Cast, sign_in) -> None:
    clients = [sign_in(cast.seller), sign_in(cast.seller)]
    assert [status(one) for one in clients] == [200, 200]
    accounts.disable(cast.me("admin"), cast.seller)
    assert [status(one) for one in clients] == [303, 303]
    accounts.enable(cast.me("admin"), cast.seller)
    assert [status(one) for one in clients] == [303, 303]


def test_a_sign_in_ends_when_idle_and_after_its_longest_life(app: Flask, cast: Cast, sign_in) -> None:
    client = sign_in(cast.seller)
    start = clock.now()
    with clock.at(start + timedelta(hours=13)):
        assert status(client) == 303
    client = sign_in(cast.seller)
    for hours in range(11, 24 * 14, 11):
        with clock.at(start + timedelta(hours=hours)):
            assert status(client) == 200
    with clock.at(start + timedelta(days=14, minutes=1)):
        assert status(client) == 303


def test_good_and_bad_sign_ins_leave_a_history_row(client: FlaskClient, known: Cast) -> None:
    send(client, password="wrong")
    send(client)
    codes = db.session.scalars(select(Audit.code).order_by(Audit.id)).all()
    assert codes[-2:] == ["sign_in_failed", "signed_in"]


@pytest.mark.parametrize(
    "hostile",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "http:evil.example",
        "/\n//evil.example",
        "https:///evil.example",
        "/%5cevil.example",
        "evil.example",
        "/\r\nLocation: //evil.example",
    ],
)
def test_the_way_on_never_leaves_the_portal(client: FlaskClient, hostile: str) -> None:
    assert send(client, next=hostile).headers["Location"] == "/"


def test_the_way_on_is_kept(client: FlaskClient) -> None:
    answer = client.get("/profiles/?page=2")
    assert answer.headers["Location"] == "/login?next=/profiles/?page%3D2"
    assert send(client, next="/profiles/?page=2").headers["Location"] == "/profiles/?page=2"


def test_the_language_chosen_before_signing_in_is_kept(client: FlaskClient) -> None:
    client.post("/language", data={"locale": "no", "next": "/login"})
    assert 'lang="nb"' in client.get("/login").text
    send(client)
    g.pop("_login_user", None)
    assert '<html lang="nb"' in client.get("/me").text


@pytest.mark.parametrize(
    ("secret", "fine"),
    [
        ("kort", False),
        ("wachtwoord1", False),
        ("Welkom2026!", False),
        ("aaaaaaaaaaaa", False),
        ("12345678901", False),
        ("sannevisser1", True),
        ("visser2026", False),
        ("vier woorden op rij", True),
        ("ærlig talt ålreit", True),
        ("x y" * 40, False),
        ("paard batterij nietje juist" * 5, True),
        ("demo-rayon", True),
    ],
)
def test_passwords_that_are_tried_first_are_refused(app: Flask, secret: str, fine: bool) -> None:
    assert (passwords.fault(secret, "Sanne Visser", "seller@rayon.example") == "") is fine


def test_an_old_hash_is_made_anew(client: FlaskClient, known: Cast) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=1024).hash(PASSWORD)
    with write() as session:
        session.get(Person, known.seller).password_hash = weak
    send(client)
    db.session.rollback()
    assert db.session.get(Person, known.seller).password_hash != weak
