"""The first administrator comes by command, once."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from portal.core.db import db
from portal.people import sign_in as door
from portal.people.me import load
from portal.people.models import Person
from tests.cast import Cast

COMMAND = ["people", "first-administrator", "Ada Beheer", "ADA@firm.example", "--password"]


def test_the_first_administrator_can_sign_in(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=[*COMMAND, "lang genoeg wachtwoord"])
    assert done.exit_code == 0, done.output
    ada = db.session.scalars(select(Person).where(Person.email == "ada@firm.example")).one()
    assert load(ada.id).is_admin
    assert door.sign_in("ada@firm.example", "lang genoeg wachtwoord", address="127.0.0.1", agent="")


def test_a_short_password_is_refused(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=[*COMMAND, "kort"])
    assert done.exit_code == 1
    assert "8" in done.output


def test_a_second_first_administrator_is_refused(app: Flask, cast: Cast) -> None:
    done = app.test_cli_runner().invoke(args=[*COMMAND, "lang genoeg wachtwoord"])
    assert done.exit_code == 1
    assert "already" in done.output
