"""A zero byte, which PostgreSQL cannot hold, is dropped from typed text instead of failing on one of the databases."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from portal.core.db import db
from portal.documents.models import Decision
from tests.cast import Cast
from tests.profiles.test_main_line_services import make, submit


def test_a_comment_with_a_zero_byte_is_kept_without_it(
    app: Flask, cast: Cast, sign_in: Callable[[int], FlaskClient]
) -> None:
    profile = make(cast)
    number = submit(cast, profile)
    answer = sign_in(cast.manager).post(
        f"/profiles/{profile}/decide",
        data={"seen": number, "seat": cast.manager, "outcome": "approve", "comment": "Goed\x00 zo."},
    )
    assert answer.status_code == 303
    assert db.session.query(Decision.comment).scalar() == "Goed zo."
