"""What a device gets to work without a network: its person's key and nobody else's, the worker, and late sign-outs."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core.db import db
from portal.people.models import WebSession
from tests.cast import Cast

SignIn = Callable[[int], FlaskClient]


def test_the_key_of_a_person_is_the_same_on_all_devices_and_nobody_elses(cast: Cast, sign_in: SignIn) -> None:
    first, again = (sign_in(cast.seller).get("/me/device").json for _ in range(2))
    other = sign_in(cast.hr).get("/me/device").json
    assert first["person"] == cast.seller
    assert first["key"] == again["key"] != other["key"]
    assert len(base64.b64decode(first["key"])) == 32


def test_whoever_is_not_signed_in_gets_no_key(app: Flask, cast: Cast) -> None:
    answer = app.test_client().get("/me/device")
    assert answer.status_code == 401
    assert "key" not in answer.json


def test_the_key_is_never_kept_by_anything_between(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.seller).get("/me/device").headers["Cache-Control"] == "no-store"


def test_a_sign_out_without_a_network_ends_the_session_at_the_first_request(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.seller)
    client.set_cookie("signed_out", "1")
    answer = client.get("/")
    assert answer.status_code == 303
    assert answer.location.startswith("/login")
    assert any(value.startswith("signed_out=;") for value in answer.headers.getlist("Set-Cookie"))
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    ended = db.session.scalars(select(WebSession.ended_at).where(WebSession.person_id == cast.seller)).all()
    assert ended, "there was a session"
    assert all(ended)


def test_it_gives_no_key_to_the_session_that_was_left(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.seller)
    client.set_cookie("signed_out", "1")
    assert client.get("/me/device").status_code == 401


def test_the_next_session_is_not_ended_by_it(cast: Cast, sign_in: SignIn, app: Flask) -> None:
    client = sign_in(cast.seller)
    client.set_cookie("signed_out", "1")
    client.get("/login")
    assert client.get_cookie("signed_out") is None


@pytest.mark.parametrize("path", ["/offline", "/me/device", "/"])
def test_an_answer_that_comes_late_takes_nobodys_session_away(cast: Cast, sign_in: SignIn, path: str) -> None:
    client = sign_in(cast.seller)
    client.set_cookie("signed_out", "1")
    given = client.get(path).headers.getlist("Set-Cookie")
    assert [value.split("=")[0] for value in given] == ["signed_out"]
    assert client.get("/me/device").status_code == 401, "the session has ended all the same"


def test_a_built_file_does_not_answer_for_a_sign_out(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.seller)
    client.set_cookie("signed_out", "1")
    client.get("/sw.js").close()
    assert client.get_cookie("signed_out") is not None


@pytest.mark.parametrize("locale", ["nl", "nb", "en"])
def test_the_page_without_a_network_holds_nothing_of_anybody(cast: Cast, sign_in: SignIn, locale: str) -> None:
    client = sign_in(cast.seller)
    page = client.get("/offline", headers={"Accept-Language": locale}).get_data(as_text=True)
    assert "Sanne Visser" not in page
    assert 'name="person"' not in page
    assert "csrf" not in page
    assert f'<html lang="{locale}"' in page


def test_the_worker_knows_the_files_of_its_build_and_is_asked_for_anew(app: Flask) -> None:
    client = app.test_client()
    answer = client.get("/sw.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.content_type.startswith("text/javascript")
    files = re.findall(r'"(/static/[^"]+)"', answer.get_data(as_text=True))
    answer.close()
    assert any("/app-" in file for file in files)
    assert any("/offline-" in file for file in files)
    for file in files:
        with client.get(file) as found:
            assert found.status_code == 200, file


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_the_manifest_speaks_the_readers_language_and_its_icons_are_there(app: Flask, locale: str) -> None:
    client = app.test_client()
    answer = client.get("/manifest.webmanifest", headers={"Accept-Language": locale})
    assert answer.content_type.startswith("application/manifest+json")
    told = json.loads(answer.get_data())
    assert told["lang"] == locale
    assert told["display"] == "standalone"
    for icon in told["icons"]:
        with client.get(icon["src"]) as picture:
            assert picture.content_type == "image/png"
            assert picture.data.startswith(b"\x89PNG")


def test_the_policy_lets_only_our_own_worker_run(app: Flask) -> None:
    assert "worker-src 'self'" in app.test_client().get("/login").headers["Content-Security-Policy"]
