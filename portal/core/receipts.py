"""Receipts of what devices send, so that a form sent twice (its answer was lost) is stored once.

A form made without a network carries one idempotency key per revision. The first time its answer is kept with it; the
same key again gets the same answer. The number of the receipt is what the person sees: *received, no. …*.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.db import Json, Moment, db
from portal.core.worker import job

KEPT = timedelta(days=30)  # no device sends the same draft again after that
AT_A_TIME = 1_000
LOOKED: dict[str, int] = {}  # by database: the last receipt that this process looked at, those of what was sent stay


class Receipt(db.Model):
    """One sending that was stored: by whom, what kind of form, about what, and what was answered."""

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(36), unique=True)
    person_id: Mapped[int] = mapped_column(index=True)
    kind: Mapped[str]
    subject: Mapped[str] = mapped_column(String(36), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    answer: Mapped[dict[str, Any]] = mapped_column(Json)


def earlier(key: str, person_id: int, kind: str, subject: str) -> dict[str, Any] | None:
    """What was answered when this key came first; None for a new one. Another person's or form's key counts as new:
    the unique key then refuses it when it is stored.
    """
    found = select(Receipt).where(
        Receipt.key == key, Receipt.person_id == person_id, Receipt.kind == kind, Receipt.subject == subject
    )
    row = db.session.scalars(found).one_or_none()
    return None if row is None else {**row.answer, "receipt": row.id}


def give(key: str, person_id: int, kind: str, subject: str, answer: dict[str, Any]) -> dict[str, Any]:
    """Keep the answer inside the open `write()` that stored the form; returns it with the number of its receipt."""
    row = Receipt(key=key, person_id=person_id, kind=kind, subject=subject, at=clock.now(), answer=answer)
    db.session.add(row)
    db.session.flush()
    return {**answer, "receipt": row.id}


def forget(subjects: Any) -> None:
    """Drop every receipt about these things (uids, or a question for them) inside an open `write()`: they are gone."""
    db.session.execute(delete(Receipt).where(Receipt.subject.in_(subjects)))


def drop_old() -> int:
    """Drop receipts of drafts after a month, a bounded number in each round; returns how many. Those of forms that were
    sent stay: people were shown their number.
    """
    place = str(db.engine.url)
    rows = db.session.execute(
        select(Receipt.id, Receipt.at, Receipt.answer)
        .where(Receipt.id > LOOKED.get(place, 0))
        .order_by(Receipt.id)
        .limit(AT_A_TIME)
    )
    old = [row for row in rows if row.at < clock.now() - KEPT]
    drafts = [row.id for row in old if row.answer.get("state") == "draft"]
    db.session.execute(delete(Receipt).where(Receipt.id.in_(drafts)))
    if old:
        LOOKED[place] = old[-1].id
    return len(drafts)


job("receipts_dropped", drop_old)
