"""Fixtures of all tests: either database (see tests/plugins/databases.py), and a way to sign in and browse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from tests.cast import open_session
from tests.pages import Page

pytest_plugins = [
    "tests.plugins.databases", "tests.plugins.mailbox", "tests.plugins.moving_clock", "tests.plugins.pace",
    "tests.plugins.postgres", "tests.plugins.requirements",
]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest) -> str:
    """Every test that asks for the portal runs on both; a file of rules or of drawing overrides this with one."""
    return request.param


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
