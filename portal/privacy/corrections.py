"""Requests for correction of records about a person: what was asked and answered."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from portal.core.db import db
from portal.privacy.models import Correction


def _about(asked: Select[Any], kind: str, subject_id: int) -> Select[Any]:
    return asked.where(Correction.kind == kind, Correction.subject_id == subject_id).order_by(Correction.id)


def of(kind: str, subject_id: int) -> list[Correction]:
    """The requests about one record, in the order in which they were asked."""
    return list(db.session.scalars(_about(select(Correction), kind, subject_id)))


def asking(kind: str, subject_id: int) -> Select[Any]:
    """What is shown of them, to ask beside others: what was asked and answered, and when."""
    shown = select(
        Correction.what, Correction.asked_at, Correction.answer, Correction.answer_text, Correction.answered_at
    )
    return _about(shown, kind, subject_id)


def asked_by(person_id: int, limit: int = 100) -> list[Correction]:
    """The requests of one person, newest first."""
    return list(
        db.session.scalars(
            select(Correction).where(Correction.person_id == person_id).order_by(Correction.id.desc()).limit(limit)
        )
    )
