"""Seal the whole history in a test, beside other tests on the same PostgreSQL."""

from __future__ import annotations

from sqlalchemy import func, select, text

from portal.core import audit
from portal.core.audit import Audit, Seal
from portal.core.db import db, write

LOOKS = 1_200  # a tenth of a second each


def seal_all() -> None:
    """Chain every row. On PostgreSQL a row is sealed once all transactions that began before it are over, those in the
    databases of other tests too, so this looks again until they are.
    """
    for _look in range(LOOKS):
        with write():
            audit.seal()
        rows, sealed = (db.session.scalar(select(func.count()).select_from(table)) for table in (Audit, Seal))
        if rows == sealed:
            return
        db.session.execute(text("SELECT pg_sleep(0.1)"))
        db.session.rollback()
    raise AssertionError("another test kept a transaction open for two minutes")
