"""What a reader gets when the portal cannot answer as it should."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from portal.core.db import Routed
from tests.cast import Cast


@pytest.fixture
def signed_in_without_database(
    cast: Cast, sign_in: Callable[[int], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> FlaskClient:
    """A signed-in browser, while the database does not answer."""
    client = sign_in(cast.hr)

    def silent(*_given: Any, **_named: Any) -> Any:
        raise OperationalError("SELECT 1", {}, Exception("no answer"))

    for name in ("execute", "scalars", "scalar", "get"):
        monkeypatch.setattr(Routed, name, silent)
    g.pop("_login_user", None)
    return client


@pytest.mark.parametrize("address", ["/", "/profiles/", "/login"])
def test_a_database_that_does_not_answer_is_a_page_that_asks_it_nothing(
    signed_in_without_database: FlaskClient, address: str
) -> None:
    answer = signed_in_without_database.get(address, headers={"Accept-Language": "nb"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert '<html lang="nb"' in answer.text


def test_a_fault_while_the_database_does_not_answer_is_still_a_page(
    app: Flask, signed_in_without_database: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    broken.rule = app.view_functions["healthz"].rule
    monkeypatch.setitem(app.view_functions, "healthz", broken)
    answer = signed_in_without_database.get("/healthz", headers={"Accept-Language": "nl"})
    assert answer.status_code == 500
    assert '<html lang="nl"' in answer.text
