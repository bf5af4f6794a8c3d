"""Receipts of drafts are dropped after a month; those of what was sent stay, because people are shown their number."""

from __future__ import annotations

import uuid
from datetime import timedelta

from portal.core import clock, receipts
from portal.core.db import db, write
from portal.core.receipts import Receipt


def given(days: int, state: str) -> int:
    with write():
        number = receipts.give(str(uuid.uuid4()), 1, "report", str(uuid.uuid4()), {"state": state})["receipt"]
        db.session.get(Receipt, number).at = clock.now() - timedelta(days=days)
    return number


def dropped() -> int:
    with write():
        return receipts.drop_old()


def test_receipts_of_drafts_go_after_a_month_a_few_at_a_time(app, monkeypatch):
    monkeypatch.setattr(receipts, "AT_A_TIME", 2)
    receipts.LOOKED.clear()
    old = [given(40, state) for state in ("draft", "sent", "draft", "draft")]
    kept = [old[1], given(29, "draft"), given(29, "sent")]
    assert [dropped() for _round in range(4)] == [1, 2, 0, 0]
    db.session.rollback()
    assert [row.id for row in db.session.query(Receipt).order_by(Receipt.id)] == kept
