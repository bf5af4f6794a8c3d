"""Which version of a profile a reader sees: the one in force, the one at work, or the one that held on a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import aliased

from portal.core.audit import Audit, AuditDetail
from portal.core.db import db
from portal.documents import content
from portal.documents.models import Document, Draft, Publication, Side, Snapshot
from portal.people.models import Person

UNBOUND = "profile_published_unbound"  # the event of a version published while placeholders stood for nothing


@dataclass(frozen=True)
class Edition:
    """One version as read. `number` is None for a draft that was never submitted since its last change."""

    body: list[dict[str, Any]]
    number: int | None = None
    author: str = ""
    valid_from: date | None = None
    publisher: str = ""
    published_at: datetime | None = None
    adopted_from: str | None = None  # None: it went through review
    changed_at: datetime | None = None


def in_force(profile_id: int) -> Edition | None:
    """The version in force."""
    return _published(profile_id, Publication.number == Document.in_force)


def on(profile_id: int, day: date) -> Edition | None:
    """The version that held on that day; None when none did yet."""
    return _published(profile_id, and_(Publication.valid_from <= day, Publication.number <= Document.in_force))


def _published(profile_id: int, which: ColumnElement[bool]) -> Edition | None:
    author, publisher = aliased(Person), aliased(Person)
    row = db.session.execute(
        select(
            Snapshot.body, Snapshot.shape, Snapshot.number, author.name.label("author"),
            publisher.name.label("publisher"), Publication.valid_from, Publication.published_at,
            Publication.adopted_from,
        )
        .join(Document, Document.id == Snapshot.document_id)
        .join(Publication, and_(Publication.document_id == Document.id, Publication.number == Snapshot.number))
        .join(author, author.id == Snapshot.author_id)
        .join(publisher, publisher.id == Publication.approver_id)
        .where(Document.id == profile_id, which)
        .order_by(Snapshot.number.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return Edition(
        content.loads(row.body, row.shape), row.number, row.author, row.valid_from, row.publisher, row.published_at,
        row.adopted_from or None,
    )


def published_unbound(profile_id: int) -> dict[int, str]:
    """Why versions were published while placeholders stood for nothing: {number: reason}."""
    rows = db.session.execute(
        select(Audit.data, AuditDetail.body)
        .outerjoin(AuditDetail, AuditDetail.audit_id == Audit.id)
        .where(Audit.kind == "profile", Audit.subject_id == profile_id, Audit.code == UNBOUND)
    )
    return {data["number"]: (detail or {}).get("note", "") for data, detail in rows}


def at_work(profile_id: int) -> Edition | None:
    """The version at work."""
    row = db.session.execute(
        select(Draft.body, Draft.submitted, Draft.changed_at, Person.name)
        .outerjoin(Person, Person.id == Draft.changed_by_id)
        .where(Draft.document_id == profile_id, Draft.side == Side.MAIN)
    ).one_or_none()
    if row is None:
        return None
    return Edition(
        content.loads(row.body, content.SHAPE), row.submitted, row.name or "", changed_at=row.changed_at
    )
