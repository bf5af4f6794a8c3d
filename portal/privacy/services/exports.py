"""The export of one's own data: asked for by the person or by HR, fetched by the person only."""

from __future__ import annotations

from sqlalchemy import select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.notices import Urgency, notify
from portal.people.me import Me
from portal.privacy.models import DataExport


def ask_for(me: Me, person_id: int, reason: str) -> None:
    """HR starts an export for somebody, with a reason: the person gets a mail with the way to it, nobody else does."""
    with write() as session:
        row = DataExport(person_id=person_id, asked_by_id=me.id, asked_at=clock.now(), reason=reason)
        session.add(row)
        session.flush()
        audit.record("data_export_asked", "person", person_id, actor=me, detail={"reason": reason})
        notify([person_id], "own_data_ready", "own_data", row.id, urgency=Urgency.DECISION, quote=reason, actor=me.name)


def waiting(person_id: int) -> list[DataExport]:
    """Those that HR asked for and the person has not fetched."""
    return list(
        db.session.scalars(
            select(DataExport)
            .where(DataExport.person_id == person_id, DataExport.fetched_at.is_(None))
            .order_by(DataExport.id.desc())
        )
    )


def fetched(me: Me, export_id: int | None) -> None:
    """Keep that the person took their data: the one that HR asked for, or one of their own accord."""
    with write() as session:
        row = session.get(DataExport, export_id, with_for_update=True) if export_id else None
        if row is None:
            row = DataExport(person_id=me.id, asked_by_id=me.id, asked_at=clock.now())
            session.add(row)
        row.fetched_at = row.fetched_at or clock.now()
        audit.record("data_export_fetched", "person", me.id, actor=me)
