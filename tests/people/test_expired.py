"""A session that ended while somebody was typing loses nothing: by script, and without."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from portal.app import create_app
from portal.core.db import db, write
from portal.people import carrying
from portal.people import sign_in as door
from portal.people.models import Person
from tests.cast import PASSWORD, Cast, populate
from tests.pages import Page

TYPED = {"locale": "nb", "scheme": "dark", "email": "kept@rayon.example", "text": "Eén regel\r\nen nog een"}


@pytest.fixture
def guarded(database_url: str, tmp_path: Path):
    """A portal that checks its tokens, as in real life."""
    made = create_app(
        {"TESTING": True, "DATABASE_URL": database_url, "SECRET_KEY": "only for tests, and long enough for them"}
    )
    with made.app_context():
        cast = populate()
        secret = door.hasher.hash(PASSWORD)
        with write() as session:
            session.get(Person, cast.seller).password_hash = secret
            session.get(Person, cast.colleague).password_hash = secret
        yield made, cast
        db.session.remove()
        db.engine.dispose()


def ask(client: FlaskClient, address: str, **options) -> Page:
    for name in ("_login_user", "csrf_token", "csrf_valid"):
        g.pop(name, None)
    return Page.fetch(client, address, **options)


def fields_of(page: Page, action: str) -> dict:
    return dict(next(form["fields"] for form in page.forms if form["action"] == action))


def enter(client: FlaskClient, who: str = "seller", **more) -> Page:
    page = ask(client, "/login")
    return enter_from(client, page, who, **more)


def enter_from(client: FlaskClient, page: Page, who: str = "seller", **more) -> Page:
    fields = fields_of(page, "/login") | {"email": f"{who}@rayon.example", "password": PASSWORD} | more
    return ask(client, "/login", method="POST", data=fields)


def test_what_was_typed_travels_through_the_sign_in(guarded: tuple[Flask, Cast]) -> None:
    app, cast = guarded
    client = app.test_client()
    assert enter(client).status == 303
    typed = fields_of(ask(client, "/me"), "/me/settings") | TYPED | {"your_password": "secret"}
    door_closed(cast.seller)
    page = ask(client, "/me/settings", method="POST", data=typed)
    assert page.status == 401
    again = enter_from(client, page)
    assert again.status == 200
    sent = fields_of(again, "/me/settings")
    assert {name: sent[name] for name in TYPED} == TYPED | {"text": "Eén regel\r\nen nog een"}
    assert "your_password" not in sent
    done = ask(client, "/me/settings", method="POST", data=sent | {"mail_decisions": "at_once", "mail_news": "none"})
    assert done.status == 303


def door_closed(person: int) -> None:
    with write():
        door.end_sessions(person)


def test_without_a_cookie_the_token_check_comes_first_and_keeps_as_much(guarded: tuple[Flask, Cast]) -> None:
    app, _cast = guarded
    client = app.test_client()
    page = ask(client, "/me/settings?from=here", method="POST", data=TYPED)
    assert page.status == 401
    again = enter_from(client, page)
    assert fields_of(again, "/me/settings?from=here")["text"] == TYPED["text"]


def test_somebody_else_does_not_get_what_was_typed(guarded: tuple[Flask, Cast]) -> None:
    app, cast = guarded
    client = app.test_client()
    enter(client)
    door_closed(cast.seller)
    page = ask(client, "/me/settings", method="POST", data=TYPED | token_of(client))
    other = enter_from(client, page, "colleague")
    assert (other.status, other.response.headers["Location"]) == (303, "/")


def token_of(client: FlaskClient) -> dict:
    return {"csrf_token": fields_of(ask(client, "/login"), "/login")["csrf_token"]}


def test_a_try_that_fails_still_carries(guarded: tuple[Flask, Cast]) -> None:
    app, _cast = guarded
    client = app.test_client()
    page = ask(client, "/me/settings", method="POST", data=TYPED)
    page = enter_from(client, page, password="wrong")
    assert page.status == 422
    assert fields_of(enter_from(client, page), "/me/settings")["text"] == TYPED["text"]


def test_another_site_cannot_have_its_form_sent(guarded: tuple[Flask, Cast]) -> None:
    app, _cast = guarded
    client = app.test_client()
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        page = ask(client, "/me/settings", method="POST", data=TYPED, headers=headers)
        assert page.status == 401
        assert "carried" not in fields_of(page, "/login")
    enter(client)
    page = ask(client, "/me/settings", method="POST", data=TYPED, headers={"Origin": "https://evil.example"})
    assert page.status == 403


def test_what_was_sealed_cannot_be_altered(guarded: tuple[Flask, Cast]) -> None:
    app, _cast = guarded
    client = app.test_client()
    page = ask(client, "/me/settings", method="POST", data=TYPED)
    assert enter_from(client, page, carried="forged").status == 303


def test_a_text_of_three_megabytes_travels_and_what_is_too_long_can_be_copied(
    guarded: tuple[Flask, Cast], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, _cast = guarded
    client = app.test_client()
    long = "Wat er van je verwacht wordt. " * 100_000
    again = enter_from(client, ask(client, "/me/settings", method="POST", data={"text": long}))
    assert len(fields_of(again, "/me/settings")["text"]) == len(long)
    client = app.test_client()
    monkeypatch.setattr(carrying, "MOST", 100_000)
    page = ask(client, "/me/settings", method="POST", data={"text": secrets_of(400_000)})
    assert page.status == 401
    assert "carried" not in fields_of(page, "/login")
    assert "<textarea" in page.html
    assert ask(client, "/me/settings", method="POST", data={"text": "x" * 11_000_000}).status == 413


def secrets_of(length: int) -> str:
    import random

    return random.Random(7).randbytes(length // 2).hex()


def test_a_file_is_asked_for_again(guarded: tuple[Flask, Cast]) -> None:
    import io

    app, _cast = guarded
    client = app.test_client()
    data = {"text": "erbij", "file": (io.BytesIO(b"words"), "profiel.txt")}
    page = ask(client, "/me/settings", method="POST", data=data, content_type="multipart/form-data")
    again = enter_from(client, page)
    assert 'type="file"' in again.html
    assert 'enctype="multipart/form-data"' in again.html


def test_a_script_gets_a_401_and_then_the_new_token(guarded: tuple[Flask, Cast]) -> None:
    app, cast = guarded
    client = app.test_client()
    enter(client)
    htmx = {"HX-Request": "true", "HX-Request-Type": "partial"}
    door_closed(cast.seller)
    answer = ask(client, "/me/settings", method="POST", data=TYPED, headers=htmx)
    assert (answer.status, answer.response.get_data()) == (401, b"")
    dialog = ask(client, "/login?dialog=1", headers=htmx)
    assert "<html" not in dialog.html
    fields = fields_of(dialog, "/login") | {"email": "seller@rayon.example", "password": PASSWORD}
    signed = ask(client, "/login", method="POST", data=fields, headers=htmx)
    assert signed.status == 204
    said = json.loads(signed.response.headers["HX-Trigger"])["signedIn"]
    assert said["person"] == cast.seller
    repeated = ask(client, "/me/settings", method="POST", data=TYPED, headers=htmx | {"X-CSRFToken": said["csrf"]})
    assert repeated.status == 422  # arrived: only its own fields are wrong


def test_signed_in_again_in_another_tab_the_old_page_sends_once_more(guarded: tuple[Flask, Cast]) -> None:
    app, _cast = guarded
    client = app.test_client()
    enter(client)
    page = ask(client, "/me/settings", method="POST", data=TYPED | {"csrf_token": "of an earlier session"})
    assert page.status == 400
    sent = fields_of(page, "/me/settings")
    assert sent["text"] == TYPED["text"]
    assert sent["csrf_token"]


def test_the_door_itself_is_never_carried(guarded: tuple[Flask, Cast]) -> None:
    app, _cast = guarded
    client = app.test_client()
    data = {"email": "seller@rayon.example", "password": PASSWORD, "next": "/profiles/"}
    page = ask(client, "/login", method="POST", data=data)
    assert page.status == 400
    assert "carried" not in fields_of(page, "/login")
    assert enter_from(client, page).response.headers["Location"] == "/profiles/"
    assert ask(client, "/logout", method="POST").status == 400


def test_nothing_is_sealed_beyond_the_limit(app: Flask) -> None:
    assert carrying.seal(carrying.Carried("/", [("text", secrets_of(6_000_000))], [], None)) == ""
