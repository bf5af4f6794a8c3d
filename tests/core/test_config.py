"""Production refuses to start where it would be unsafe; the demo makes what it needs."""

from __future__ import annotations

import pytest
from flask import Flask

from portal import config
from portal.app import create_app
from portal.core.db import db, write
from portal.people.models import Person
from tests.cast import Cast

SAFE = {
    "RAYON_MODE": "production",
    "SECRET_KEY": "bM3x-Zq8vLr2TnY6wKe0pHs9dUf4cGj7aXi1oVt5",
    "BASE_URL": "https://rayon.firm.example",
    "DATABASE_URL": "sqlite://",
}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"COOKIE_SECURE": "0"}, "COOKIE_SECURE"),
        ({"BASE_URL": "http://rayon.firm.example"}, "BASE_URL"),
        ({"BASE_URL": ""}, "BASE_URL"),
        ({"RAYON_MODE": "something"}, "RAYON_MODE"),
    ],
)
def test_production_refuses_unsafe_settings_and_names_them(change: dict[str, str], says: str) -> None:
    with pytest.raises(config.Unfit, match=says):
        create_app(SAFE | change)


def test_production_has_secure_cookies_and_no_demo_pages() -> None:
    portal = create_app(SAFE)
    assert portal.config["SESSION_COOKIE_SECURE"]
    assert portal.config["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert "demo" not in portal.blueprints


def test_production_refuses_a_database_with_demo_sign_ins(app: Flask, cast: Cast) -> None:
    url = {"DATABASE_URL": app.config["DATABASE_URL"]}
    create_app(SAFE | url)
    with write() as session:
        session.get(Person, cast.seller).demo = True
    db.session.remove()
    with pytest.raises(config.Unfit, match="demo"):
        create_app(SAFE | url)
