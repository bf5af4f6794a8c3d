"""What happened to an obligation, in order: opened, paused, handed over, waived, noted, settled by an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.core import audit
from portal.core.audit import Audit, AuditDetail
from portal.core.db import db
from portal.core.i18n import format_date
from portal.duties.models import Obligation
from portal.duties.policy import KIND
from portal.people.models import Person

MOST = 60


@dataclass(frozen=True)
class Trace:
    """One thing that happened; `said` is the reason or the note. Without `actor` the calendar did it."""

    at: datetime
    sentence: str
    actor: str
    said: str = ""


def trace(obligation_id: int) -> list[Trace]:
    """Everything of one obligation, the newest first."""
    rows = db.session.execute(
        select(Audit.at, Audit.code, Audit.data, Person.name, AuditDetail.body)
        .outerjoin(Person, Person.id == Audit.actor_id)
        .outerjoin(AuditDetail, AuditDetail.audit_id == Audit.id)
        .where(Audit.kind == KIND, Audit.subject_id == obligation_id)
        .order_by(Audit.id.desc())
        .limit(MOST)
    ).all()
    people = _names(rows)
    made = [
        Trace(at, audit.sentence(code, _told(data, people)), name or "", _said(detail))
        for at, code, data, name, detail in rows
    ]
    opened = db.session.scalar(select(Obligation.opened_at).where(Obligation.id == obligation_id))
    return [*made, Trace(opened, _("Opened out of the profile, on %(date)s", date=format_date(opened, "long")), "")]


def _names(rows: Any) -> dict[int, str]:
    """The names of those whom the sentences speak of by their numbers."""
    ids = {data["person"] for _at, _code, data, *_rest in rows if isinstance(data.get("person"), int)}
    return dict(db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all()) if ids else {}


def _told(data: dict[str, Any], people: dict[int, str]) -> dict[str, Any]:
    return data | {"person": people.get(data["person"], "–")} if "person" in data else data


def _said(detail: dict[str, str] | None) -> str:
    return (detail or {}).get("reason") or (detail or {}).get("text") or ""
