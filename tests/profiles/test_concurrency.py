"""Ten people at once: on one item one is accepted and nine see both texts; on ten items all are accepted."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.core import clock
from portal.core.db import db, write
from portal.people.models import WebSession
from tests.cast import Cast, open_session
from tests.profiles.edited import KEYS, make, part
from tests.profiles.test_editing import PARTIAL, address, hidden, text_form

TEN = 10
Send = Callable[[int, FlaskClient], TestResponse]


def at_once(app: Flask, person_id: int, send: Send) -> list[TestResponse]:
    """Ten browsers send at the same moment, each in a thread of its own."""
    clients = []
    for _number in range(TEN):
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = open_session(person_id), True
        clients.append(client)
    start, answers = threading.Barrier(TEN), {}

    def run(number: int) -> None:
        start.wait()
        answers[number] = send(number, clients[number])
        with app.app_context():
            db.session.remove()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(TEN)]
    db.session.remove()  # no read snapshot of the test stands in the way
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return [answers[number] for number in range(TEN)]


def test_ten_people_on_one_item(app: Flask, cast: Cast) -> None:
    profile = make(cast)
    data = text_form(profile, "first", "")

    def send(number: int, client: FlaskClient) -> TestResponse:
        mine = {**data, "text": f"Tekst van {number}", "edit": f"form-{number}"}
        return client.post(address(profile, "first"), data=mine, headers=PARTIAL)

    answers = at_once(app, cast.hr, send)
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 9}
    won = part(profile, "first")["text"]["nl"]
    for number, answer in enumerate(answers):
        html = answer.get_data(as_text=True)
        assert won in html
        if answer.status_code == 409:
            mine = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", html, re.DOTALL)
            assert mine
            assert mine[1].strip() == f"Tekst van {number}"


def test_ten_people_on_ten_items(app: Flask, cast: Cast) -> None:
    profile = make(cast)
    names = ["purpose", "org", "area", "result", "first", "second", "third", "indicator", "other", "criterion"]
    forms = {name: text_form(profile, name, f"Nieuw: {name}", edit=f"form-{name}", relation="other") for name in names}

    def send(number: int, client: FlaskClient) -> TestResponse:
        return client.post(address(profile, names[number]), data=forms[names[number]], headers=PARTIAL)

    answers = at_once(app, cast.hr, send)
    assert [answer.status_code for answer in answers] == [200] * TEN
    assert all(part(profile, name)["text"]["nl"] == f"Nieuw: {name}" for name in names)


def test_ten_people_remove_one_item(app: Flask, cast: Cast) -> None:
    profile = make(cast)
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = open_session(cast.hr), True
    form = hidden(client.get(address(profile, "first", "edit"), headers=PARTIAL).get_data(as_text=True))
    to = address(profile, "first", "remove")
    answers = at_once(app, cast.hr, lambda _number, one: one.post(to, data=form, headers=PARTIAL))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 9}


@pytest.mark.parametrize("autosave", [{}, {"X-Autosave": "1"}])
def test_an_edit_survives_an_expired_session(
    app: Flask, cast: Cast, sign_in: Callable[[int], FlaskClient], autosave: dict[str, str]
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    profile, client = make(cast), sign_in(cast.hr)
    fields = hidden(client.get(address(profile, "first", "edit"), headers=PARTIAL).get_data(as_text=True))
    with write() as session:
        for one in session.query(WebSession):
            one.ended_at = clock.now()
    sent = {**fields, "text": "Midden in een zin."}
    forget()
    assert client.post(address(profile, "first"), data=sent, headers={**PARTIAL, **autosave}).status_code == 401
    assert part(profile, "first")["text"]["nl"] == "Belt vaste klanten."
    again = sign_in(cast.hr)
    token = hidden(again.get(address(profile, "first", "edit"), headers=PARTIAL).get_data(as_text=True))["csrf_token"]
    forget()
    answer = again.post(address(profile, "first"), data={**sent, "csrf_token": token}, headers={**PARTIAL, **autosave})
    assert answer.status_code == 200
    assert part(profile, "first")["text"]["nl"] == "Midden in een zin."
    assert KEYS["first"] in answer.get_data(as_text=True)


def forget() -> None:
    """Forget the person and the token that Flask keeps in `g` while a test holds one application context."""
    for name in ("_login_user", "csrf_token", "csrf_valid"):
        g.pop(name, None)
