"""What an answer that comes late can do to whoever signed in on the same device meanwhile: nothing."""

from __future__ import annotations

import re

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.core.db import write
from portal.people.models import Person
from portal.people.sign_in import hasher
from tests.cast import PASSWORD, Cast, open_session

NAME = "rayon"
ANYBODYS = ["/login", "/offline", "/manifest.webmanifest", "/me/device", "/", "/password/forgot"]


@pytest.fixture
def client(app: Flask, cast: Cast) -> FlaskClient:
    """A browser on which the seller can sign in."""
    with write() as database:
        database.get(Person, cast.seller).password_hash = hasher.hash(PASSWORD)
    return app.test_client()


def ask(client: FlaskClient, path: str, **options) -> TestResponse:
    for name in ("_login_user", "csrf_token", "csrf_valid"):  # the test holds one context
        g.pop(name, None)
    return client.open(path, **options)


def signed_in(client: FlaskClient) -> None:
    sent = {"email": "seller@rayon.example", "password": PASSWORD}
    assert ask(client, "/login", method="POST", data=sent).status_code == 303
    assert person_of(client) == 200


def person_of(client: FlaskClient) -> int:
    return ask(client, "/me/device").status_code


def arrives(client: FlaskClient, answer: TestResponse) -> None:
    """The browser takes the cookies of an answer only now."""
    for value in answer.headers.getlist("Set-Cookie"):
        client._update_cookies_from_response("localhost", "/", [value])


def held(client: FlaskClient, token: str) -> None:
    """A sign-in as it lies in a browser, with nothing beside it."""
    serializer = client.application.session_interface.get_signing_serializer(client.application)
    client.set_cookie(NAME, serializer.dumps({"_user_id": token, "_fresh": True}))


@pytest.mark.parametrize("path", ANYBODYS)
def test_what_was_asked_at_the_door_does_not_sign_out_who_has_come_in(
    app: Flask, client: FlaskClient, path: str
) -> None:
    before = app.test_client()
    ask(before, "/login")  # leaves the token of its form
    late = ask(before, path)
    signed_in(client)
    arrives(client, late)
    assert person_of(client) == 200


@pytest.mark.parametrize("is_over", [False, True], ids=["running", "ended"])
@pytest.mark.parametrize("path", ANYBODYS)
def test_what_the_person_before_had_asked_does_not_bring_them_back(
    app: Flask, client: FlaskClient, cast: Cast, path: str, is_over: bool
) -> None:
    before = app.test_client()
    held(before, open_session(cast.colleague))
    if is_over:
        before.set_cookie("signed_out", "1")
    late = ask(before, path)
    signed_in(client)
    arrives(client, late)
    assert ask(client, "/me/device").json["person"] == cast.seller


def test_the_pages_of_who_signed_in_leave_no_cookie(client: FlaskClient) -> None:
    signed_in(client)
    for path in ("/", "/me", "/offline", "/visits/report/new"):
        assert ask(client, path).headers.getlist("Set-Cookie") == []


def test_what_is_said_to_one_person_is_not_read_by_the_next(app: Flask, client: FlaskClient, cast: Cast) -> None:
    before = app.test_client()
    held(before, open_session(cast.colleague))
    with before.session_transaction() as kept:
        kept["_flashes"] = [("success", "Planned with Sanne")]
    signed_in(client)
    client.set_cookie(NAME + "-page", before.get_cookie(NAME + "-page").value)
    assert "Planned with Sanne" not in ask(client, "/me").text
    assert "Planned with Sanne" in ask(before, "/me").text


def test_the_door_opens_at_once_on_a_device_that_still_had_to_sign_out(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    held(client, open_session(cast.colleague))
    client.set_cookie("signed_out", "1")
    app.config["WTF_CSRF_ENABLED"] = True
    page = ask(client, "/login").text
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)[1]
    sent = {"email": "seller@rayon.example", "password": PASSWORD, "csrf_token": token}
    assert ask(client, "/login", method="POST", data=sent).status_code == 303
    assert ask(client, "/me/device").json["person"] == cast.seller


def test_signing_out_takes_both_cookies(client: FlaskClient) -> None:
    ask(client, "/login")
    signed_in(client)
    ask(client, "/logout", method="POST")
    assert [client.get_cookie(name) for name in (NAME, NAME + "-page")] == [None, None]


def test_what_is_said_waits_for_a_page_also_when_more_is_said_meanwhile(client: FlaskClient) -> None:
    signed_in(client)
    for sentence in ("Planned with Sanne", "Planned with Joris"):
        with client.session_transaction() as kept:
            kept["_flashes"] = kept.get("_flashes", [])
            kept["_flashes"].append(("success", sentence))
    page = ask(client, "/me").text
    assert "Planned with Sanne" in page
    assert "Planned with Joris" in page
    assert "Planned with" not in ask(client, "/me").text
