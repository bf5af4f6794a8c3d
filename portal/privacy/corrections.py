"""Requests for correction of records about a person: what was asked and answered."""

from __future__ import annotations

from sqlalchemy import select

from portal.core.db import db
from portal.privacy.models import Correction


def of(kind: str, subject_id: int) -> list[Correction]:
    """The requests about one record, in the order in which they were asked."""
    return list(
        db.session.scalars(
            select(Correction)
            .where(Correction.kind == kind, Correction.subject_id == subject_id)
            .order_by(Correction.id)
        )
    )


def asked_by(person_id: int, limit: int = 100) -> list[Correction]:
    """The requests of one person, newest first."""
    return list(
        db.session.scalars(
            select(Correction).where(Correction.person_id == person_id).order_by(Correction.id.desc()).limit(limit)
        )
    )
