"""Fixtures of all tests: a portal on either database, the cast of people, and a way to sign in and browse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from portal.app import create_app
from portal.core import immutable
from portal.core.db import db, writing
from tests.cast import Cast, open_session, populate
from tests.pages import Page

pytest_plugins = ["tests.plugins.postgres", "tests.plugins.requirements"]


def _app(url: str, folder: Path) -> Flask:
    app = create_app(
        {
            "TESTING": True,
            "DATABASE_URL": url,
            "SECRET_KEY": "only for tests, and long enough for them",
            "RAYON_MODE": "demo",
            "WTF_CSRF_ENABLED": False,
            "DEMO_MAIL_DIR": str(folder / "mail"),
        }
    )
    with app.app_context():
        token = writing.set(True)
        try:
            db.create_all()
            for table in immutable.TABLES:
                for statement in immutable.statements(table, db.engine.dialect.name):
                    db.session.execute(db.text(statement))
            db.session.commit()
        finally:
            writing.reset(token)
            db.session.remove()
    return app


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """A portal with empty tables; every test that stores runs on both databases."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'rayon.sqlite3'}"
    else:
        url = request.getfixturevalue("postgres_url")
    made = _app(url, tmp_path)
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The fixed cast: HR, HR of another country, director, manager, deputy, seller, colleague, stranger, administrator."""
    return populate()


@pytest.fixture
def sign_in(app: Flask) -> Callable[[Any], FlaskClient]:
    """A client in which this person is signed in (a new browser each time)."""
    def enter(person_id: int) -> FlaskClient:
        g.pop("_login_user", None)
        client = app.test_client()
        token = open_session(person_id)
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True
        return client

    return enter


@pytest.fixture
def browse(app: Flask, sign_in: Callable[[int], FlaskClient]) -> Callable[..., Page]:
    """Fetch a page as somebody; every page fetched so is checked as HTML (title, lang, one h1, labels, unique ids)."""

    def fetch(person_id: int | None, address: str, **options: Any) -> Page:
        client = sign_in(person_id) if person_id else app.test_client()
        return Page.fetch(client, address, **options)

    return fetch
