"""Fixtures of all tests: a portal on either database, the cast of people, and a way to sign in and browse."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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

pytest_plugins = ["tests.plugins.mailbox", "tests.plugins.postgres", "tests.plugins.requirements"]


def _app(url: str, folder: Path) -> Flask:
    return create_app(
        {
            "TESTING": True,
            "DATABASE_URL": url,
            "SECRET_KEY": "only for tests, and long enough for them",
            "RAYON_MODE": "demo",
            "WTF_CSRF_ENABLED": False,
            "DEMO_MAIL_DIR": str(folder / "mail"),
        }
    )


def _build(url: str, folder: Path) -> str:
    """Make all tables in an empty database, once a session; tests get copies of it."""
    app = _app(url, folder)
    with app.app_context():
        with writing_allowed():
            db.create_all()
            for table in immutable.TABLES:
                for statement in immutable.statements(table, db.engine.dialect.name):
                    db.session.execute(db.text(statement))
            db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return url


@contextmanager
def writing_allowed() -> Iterator[None]:
    """What migrations do: write without `write()`."""
    token = writing.set(True)
    try:
        yield
    finally:
        writing.reset(token)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables and no rows."""
    folder = tmp_path_factory.mktemp("template")
    _build(f"sqlite:///{folder / 'rayon.sqlite3'}", folder)
    return folder / "rayon.sqlite3"


@pytest.fixture(scope="session")
def postgres_template(new_postgres_database: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PostgreSQL database with all tables and no rows."""
    return _build(new_postgres_database(), tmp_path_factory.mktemp("template"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database of this test's own, with all tables and no rows; every such test runs on both."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "rayon.sqlite3")
        return f"sqlite:///{tmp_path / 'rayon.sqlite3'}"
    return request.getfixturevalue("new_postgres_database")(request.getfixturevalue("postgres_template"))


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """A portal on a database of its own."""
    made = _app(database_url, tmp_path)
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The fixed cast of people, from HR to a stranger in another country (see tests/cast.py)."""
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
