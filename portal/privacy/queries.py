"""What the pages about personal data show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.core.db import db
from portal.core.i18n import text_in
from portal.people.models import Person
from portal.people.queries.countries import country_on
from portal.privacy import kinds, purposes
from portal.privacy.models import Correction, DataExport, Hold, Opening, RetentionRun


@dataclass(frozen=True)
class OpenedBy:
    """HR opened a record about a person."""

    name: str
    kind: str
    subject_id: int
    reason: str
    at: datetime


@dataclass(frozen=True)
class Kept:
    """How long a kind of record is kept, and what for."""

    name: str
    months: int
    after_leaving: int | None
    purpose: str


def openings_about(person_id: int, limit: int = 100) -> list[OpenedBy]:
    """Who of HR opened a record about a person and why, newest first."""
    rows = db.session.execute(
        select(Person.name, Opening.kind, Opening.subject_id, Opening.reason, Opening.opened_at)
        .join(Person, Person.id == Opening.reader_id)
        .where(Opening.person_id == person_id)
        .order_by(Opening.id.desc())
        .limit(limit)
    )
    return [OpenedBy(*row) for row in rows]


def holds_on(person_id: int) -> list[Hold]:
    """Every stop of deletion for a person, the running one first."""
    return list(
        db.session.scalars(
            select(Hold).where(Hold.person_id == person_id).order_by(Hold.ended_on.is_not(None), Hold.id.desc())
        )
    )


def kept_for(person_id: int) -> list[Kept]:
    """What is kept about somebody in their country, for how long, and what for."""
    country = country_on(person_id) or ""
    return [_kept(one, country) for one in kinds.KINDS.values()]


def _kept(one: kinds.RecordKind, country: str) -> Kept:
    terms, purpose = kinds.terms(one.code, country), purposes.current(country, one.code)
    text = text_in(purpose.text) if purpose else ""
    return Kept(kinds.name_of(one.code), terms.months, terms.after_leaving, text)


def link_of(kind: str, subject_id: int) -> str:
    """Where a record stands; empty for a kind that is not registered or one that is gone."""
    part = kinds.PARTS.get(kind)
    known = kinds.KINDS.get(part.kind if part else kind)
    return (part or known).link(subject_id) if known and known.about(subject_id) else ""


def exports_of(person_id: int, limit: int = 20) -> list[tuple[DataExport, str]]:
    """(export, who asked) about a person, newest first."""
    return [
        tuple(row)
        for row in db.session.execute(
            select(DataExport, Person.name)
            .join(Person, Person.id == DataExport.asked_by_id)
            .where(DataExport.person_id == person_id)
            .order_by(DataExport.id.desc())
            .limit(limit)
        )
    ]


def open_corrections(scope: Any, limit: int = 100) -> list[tuple[Correction, str]]:
    """(request, name) of requests without an answer, oldest first; `scope` narrows the people."""
    return [
        tuple(row)
        for row in db.session.execute(
            select(Correction, Person.name)
            .join(Person, Person.id == Correction.person_id)
            .where(Correction.answer.is_(None), scope)
            .order_by(Correction.id)
            .limit(limit)
        )
    ]


def runs(limit: int = 20) -> list[tuple[RetentionRun, str | None]]:
    """(run, who asked for it) of deletion and of trials, newest first."""
    return [
        tuple(row)
        for row in db.session.execute(
            select(RetentionRun, Person.name)
            .outerjoin(Person, Person.id == RetentionRun.by_id)
            .order_by(RetentionRun.id.desc())
            .limit(limit)
        )
    ]
