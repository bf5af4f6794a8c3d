"""Receipts of what devices send, so that a form sent twice (its answer was lost) is stored once.

A form made without a network carries one idempotency key per revision. The first time its answer is kept with it; the
same key again gets the same answer. The number of the receipt is what the person sees: *received, no. …*.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.db import Json, Moment, db


class Receipt(db.Model):
    """One sending that was stored: by whom, what kind of form, about what, and what was answered."""

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(36), unique=True)
    person_id: Mapped[int] = mapped_column(index=True)
    kind: Mapped[str]
    subject: Mapped[str] = mapped_column(String(36))
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
