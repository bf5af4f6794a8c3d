"""What runs beside the pages: SQLite's picture of its own tables is renewed once a day of the process."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from portal.core import clock, worker
from portal.core.db import db, write
from tests.cast import Cast


def renewed() -> int:
    with write():
        return worker.renew_statistics()


def test_statistics_are_renewed_once_a_day(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "LOOKED", {})
    by_itself = db.engine.dialect.name == "postgresql"
    assert [renewed(), renewed()] == ([0, 0] if by_itself else [1, 0])
    with clock.at(clock.now() + timedelta(days=1)):
        assert renewed() == (0 if by_itself else 1)
    if not by_itself:
        assert db.session.scalar(text("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'person'"))
