"""Whatever is sent to whichever address, by whom: never a fault of the portal (OWASP ASVS V2.2.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask, Request, g
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule

from portal.core.db import write
from portal.documents import drafts
from portal.people import sign_in as door
from portal.people.models import Body, Grant, Lead, Position
from portal.profiles import reading, sources
from tests.cast import Cast, open_session, populate
from tests.plugins.databases import make_portal
from tests.profiles.making import draft, in_review, published

HUGE = "9" * 30
CONTROLS = "ø\x00\r\nX: <b>☃\U0001f600"
BAD = ("-1", HUGE, "²", CONTROLS, "x" * 50_000)
MANY = {"reviewers", "profile", "pick"}
ACTORS = ("hr", "admin")
LEFT_OUT = {"people.sign_out", "people.end_session", "readyz"}
PASTED = "Functieprofiel verkoper\n\nDoel\nKlanten helpen kiezen.\n\nTaken\n- Bezoekt klanten.\n- Legt dit vast.\n"
ASKED: set[str] = set()


class Watched(ImmutableMultiDict):
    """Remembers which fields the portal looked for."""

    def getlist(self, key: Any, type: Any = None) -> list[Any]:
        ASKED.add(key)
        return super().getlist(key, type)

    def get(self, key: Any, default: Any = None, type: Any = None) -> Any:
        ASKED.add(key)
        return super().get(key, default, type)

    def __contains__(self, key: Any) -> bool:
        ASKED.add(key)
        return super().__contains__(key)


class WatchedRequest(Request):
    """A request whose fields are watched."""

    parameter_storage_class = Watched


@pytest.fixture
def portal(sqlite_template: Any, tmp_path: Any) -> Iterator[Flask]:
    """A portal on SQLite: what is bad input does not depend on the database."""
    file = tmp_path / "rayon.sqlite3"
    file.write_bytes(sqlite_template.read_bytes())
    made = make_portal(f"sqlite:///{file}", tmp_path)
    made.request_class = WatchedRequest
    with made.app_context():
        yield made


def enter(portal: Flask, person_id: int) -> FlaskClient:
    """A new browser in which this person is signed in."""
    g.pop("_login_user", None)
    client, token = portal.test_client(), open_session(person_id)
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    return client


def things(cast: Cast) -> dict[str, list[int | str]]:
    """What the parts of the addresses can name: something of each kind, and for profiles each state."""
    at_work, reviewed = draft(cast), draft(cast)
    in_review(cast, reviewed)
    held = published(cast)
    source = sources.keep(cast.me("hr"), "plak.txt", reading.read_pasted(PASTED))
    with write() as session:
        found = {
            "position_id": session.scalar(select(Position.id).where(Position.person_id == cast.seller)),
            "grant_id": session.scalar(select(Grant.id).where(Grant.person_id == cast.hr)),
            "lead_id": session.scalar(select(Lead.id).where(Lead.person_id == cast.manager)),
        }
        body = Body(code="staf", name={"nl": "Staf"})
        session.add(body)
        session.flush()
        found["body_id"] = body.id
    key = drafts.body_of(1)[1]["key"]
    return {
        "profile_id": [at_work, reviewed, held], "key": [key], "person_id": [cast.seller], "unit_id": [cast.team],
        "role_id": [cast.seller_role], "source_id": [source], "locale": ["nb"], "kind": ["profile"],
        **{name: [value] for name, value in found.items()},
    }


def good(cast: Cast) -> dict[str, Any]:
    """A value that most fields of this name take."""
    day, password = "31-12-2199", "vier woorden op rij"
    return {
        "seen": 1, "base": 0, "data_base": 0, "of": 1, "seat": cast.manager, "outcome": "approve", "text": "Helpt.",
        "comment": "Goed.", "kind": "comment", "part": "", "reviewers": cast.manager, "due": day, "note": "",
        "valid_from": "1-1-2020", "ask": "y", "unit": cast.team, "country": "NL", "family": "sales", "sector": "food",
        "title": "Verkoper", "language": "nl", "role": cast.seller_role, "profile": 1, "source": "Besluit", "pick": 0,
        "then": "adopt", "review_months": 12, "needs": "own", "locales": "nb", "owner": cast.hr, "job_group": "8",
        "key": "9f3a1c04", "edit": "abc", "email": "iemand@rayon.example", "name": "Iemand", "locale": "nl",
        "job": cast.seller_role, "starts": "1-1-2030", "ends": day, "code": "een", "title_nl": "Een", "title_nb": "En",
        "levels": "A, B", "name_nl": "Een", "name_nb": "En", "person": cast.colleague, "adviser": cast.hr, "to": "",
        "deputy": cast.hr, "review_days": 5, "answer": "done", "move": "up", "your_password": password,
        "password": password, "new_password": password, "scheme": "dark", "on": "1-1-2026", "next": "/",
        "mail_decisions": "digest", "mail_news": "digest", "own_budget": "", "relation": "other",
    }


def addresses(rule: Rule, known: dict[str, list[int | str]]) -> list[str]:
    """The route with the first of everything it names, and with each profile."""
    each = known["profile_id"] if "profile_id" in rule.arguments else [0]
    made = []
    for profile_id in each:
        parts = {name: _one_of(rule, name) or known.get(name, [1])[0] for name in rule.arguments} | (
            {"profile_id": profile_id} if "profile_id" in rule.arguments else {}
        )
        made.append(rule.build(parts)[1])
    return made


def _one_of(rule: Rule, name: str) -> str:
    """Of a part with fixed words the first one; empty for any other."""
    return min(getattr(rule._converters.get(name), "items", ()), default="")


def trials(fields: set[str], plausible: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Nothing; every field bad at once; all well but one; a choice of far too many; all well, and each field twice."""
    yield {}
    for bad in BAD:
        yield dict.fromkeys(fields, bad)
    fit = {name: plausible[name] for name in fields if name in plausible}
    for name in sorted(fields):
        yield fit | {name: HUGE}
    for name in fields & MANY:
        yield fit | {name: list(range(1, 40_000))}
    yield {name: [value, value] for name, value in fit.items()}


@pytest.mark.parametrize("actor", ACTORS)
def test_no_address_ever_answers_bad_input_with_a_fault(
    portal: Flask, actor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = populate()
    known, plausible, faults = things(cast), good(cast), []
    monkeypatch.setattr(door, "confirm", lambda *_given, **_named: True)
    monkeypatch.setattr(door, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    client = enter(portal, getattr(cast, actor))
    for rule in portal.url_map.iter_rules():
        if rule.endpoint.startswith("demo.") or rule.endpoint in LEFT_OUT:
            continue
        for method in rule.methods & {"GET", "POST"}:
            for address in addresses(rule, known):
                ASKED.clear()
                g.pop("_login_user", None)
                sent = {"data" if method == "POST" else "query_string": {"anything": "1"}}  # forms skip an empty post
                first = client.open(address, method=method, **sent)
                if first.status_code in {401, 403, 404}:
                    continue
                fields = {name for name in ASKED if isinstance(name, str)} - {"csrf_token"}
                for given in trials(fields, plausible):
                    where = {"data": given} if method == "POST" else {"query_string": given}
                    for kept in ("_login_user", "frameless"):  # the test holds one context
                        g.pop(kept, None)
                    answer = client.open(address, method=method, **where)
                    if answer.status_code >= 500:
                        faults.append(f"{method} {address} {repr(given)[:160]}: {answer.status_code}")
    found = "\n".join(dict.fromkeys(faults))
    assert not faults, found
