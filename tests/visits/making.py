"""Contacts for tests, in the shortest way: rows as an agreement or a person would have made them."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from portal.core import clock
from portal.core.db import db, write
from portal.visits import effects, windows
from portal.visits.models import Channel, Report, Visit, VisitState
from tests.cast import Cast


def visit(
    cast: Cast, customer_id: int, days: int = 0, *, owner: str = "seller", channel: Channel = Channel.VISIT,
    purpose: str = "Assortiment", due: date | None = None, per_year: int = 12, **facts: Any,
) -> Visit:
    """A contact so many days from today. With `due` an agreed one (give `plan_id` and `part_key` when it matters)."""
    with write() as session:
        row = Visit(
            uid=str(uuid.uuid4()), customer_id=customer_id, person_id=getattr(cast, owner), channel=channel,
            purpose=purpose, day=clock.today() + timedelta(days=days), minutes=60, state=VisitState.PLANNED,
            reason="", rev=1, created_at=clock.now(), due=due, per_year=per_year if due else None,
        )
        for name, value in facts.items():
            setattr(row, name, value)
        if due:
            windows.fit(row, windows.absences_of([row.person_id])[row.person_id])
        session.add(row)
        session.flush()
        effects.changed([row], None)
    return again(row.id)


def held(cast: Cast, customer_id: int, days: int = -1, **facts: Any) -> Visit:
    """A contact that took place."""
    return visit(cast, customer_id, days, state=VisitState.HELD, **facts)


def reported(row: Visit, *, sent: bool = True, **facts: Any) -> Visit:
    """The contact with a report: sent, or a draft. A sent one was held."""
    moment = clock.now() if sent else None
    with write() as session:
        found = session.get(Visit, row.id)
        if sent:
            found.state = VisitState.HELD
        session.add(
            Report(
                visit_id=row.id, writer_id=found.person_id, reached="yes", said="Goed gesprek.", products=[],
                signal="", next_step="", changed_at=clock.now(), written_at=moment, sent_at=moment, rev=1,
            )
        )
        for name, value in facts.items():
            session.flush()
            setattr(session.get(Report, row.id), name, value)
        effects.changed([found], None)
    return again(row.id)


def again(visit_id: int) -> Visit:
    """The contact as the database has it now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(Visit, visit_id, populate_existing=True)
