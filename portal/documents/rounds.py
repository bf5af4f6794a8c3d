"""SELECTs about the versions of any document: what each said, who decided what, what was said, how far people got."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal.core.audit import Audit, AuditDetail
from portal.core.together import Part, ask
from portal.documents import content
from portal.documents.models import Answer, Decision, Kind, Outcome, Reading, Remark, Snapshot
from portal.documents.seats import PUBLISHER
from portal.people.me import Me
from portal.people.models import Person


@dataclass(frozen=True)
class Numbered:
    """One submitted version with its text."""

    number: int
    body: list[dict[str, Any]]
    author_id: int
    author: str
    at: datetime


def version(document_id: int, number: int) -> Numbered | None:
    """The version with this number, or None."""
    return ask(versions(document_id, {number})).get(number)


def versions(document_id: int, numbers: Collection[int]) -> Part:
    """The versions with these numbers, by number; a part of something larger."""
    found = yield {
        "versions": select(
            Snapshot.number, Snapshot.body, Snapshot.shape, Snapshot.author_id, Person.name, Snapshot.created_at
        )
        .join(Person, Person.id == Snapshot.author_id)
        .where(Snapshot.document_id == document_id, Snapshot.number.in_(numbers))
    }
    return {
        row.number: Numbered(row.number, content.loads(row.body, row.shape), row.author_id, row.name, row.created_at)
        for row in found["versions"]
    }


@dataclass(frozen=True)
class Made:
    """One decision on a version; `on_behalf_of` is the absent person whose seat was taken."""

    number: int
    outcome: Outcome
    is_publication: bool
    person: str
    on_behalf_of: str | None
    comment: str
    at: datetime
    seat: str
    person_id: int


def decisions(document_id: int, number: int | None = None) -> list[Made]:
    """The decisions on one version, or on all, in the order they were made."""
    return ask(decided(document_id, number))


def decided(document_id: int, number: int | None = None) -> Part:
    """The same as a part of something larger."""
    person, absent = aliased(Person), aliased(Person)
    found = yield {
        "decisions": select(
            Decision.number, Decision.outcome, Decision.seat, person.name, absent.name, Decision.comment, Decision.at,
            Decision.person_id,
        )
        .join(person, person.id == Decision.person_id)
        .outerjoin(absent, absent.id == Decision.deputy_of_id)
        .where(Decision.document_id == document_id)
        .where(Decision.number == number if number is not None else Decision.id.is_not(None))
        .order_by(Decision.id)
    }
    return [
        Made(which, outcome, seat == PUBLISHER, name, absent_name, comment, at, seat, person_id)
        for which, outcome, seat, name, absent_name, comment, at, person_id in found["decisions"]
    ]


@dataclass(frozen=True)
class Said:
    """One comment or change request with its answer."""

    id: int
    number: int | None
    part_key: str
    locale: str
    snapshot: int | None
    quote: str
    text: str
    author_id: int
    author: str
    on_behalf_of: str | None
    at: datetime
    answer: Answer | None
    answer_text: str
    answered_by: str | None
    answered_in: int | None

    @property
    def is_open(self) -> bool:
        """A change request that waits for an answer."""
        return self.number is not None and self.answer is None

    @property
    def state(self) -> str | None:
        """`open` or `answered` for a change request, None for a comment."""
        return None if self.number is None else "open" if self.answer is None else "answered"


def said(document_id: int) -> list[Said]:
    """Everything said about the document, oldest first."""
    return ask(spoken(document_id))


def spoken(document_id: int) -> Part:
    """The same as a part of something larger."""
    author, absent, answerer = aliased(Person), aliased(Person), aliased(Person)
    found = yield {
        "remarks": select(
            Remark.id, Remark.number, Remark.part_key, Remark.locale, Remark.snapshot, Remark.quote, Remark.text,
            Remark.author_id, author.name, absent.name, Remark.at, Remark.answer, Remark.answer_text, answerer.name,
            Remark.answered_in,
        )
        .join(author, author.id == Remark.author_id)
        .outerjoin(absent, absent.id == Remark.deputy_of_id)
        .outerjoin(answerer, answerer.id == Remark.answered_by_id)
        .where(Remark.document_id == document_id)
        .order_by(Remark.id)
    }
    return [Said(*row) for row in found["remarks"]]


def reviewed_until(me: Me, document_id: int) -> int | None:
    """The last version this person decided on."""
    return ask(reviewed(me, document_id))


def reviewed(me: Me, document_id: int) -> Part:
    """The same as a part of something larger."""
    found = yield {
        "reviewed": select(Reading.reviewed).where(Reading.document_id == document_id, Reading.person_id == me.id)
    }
    return next((row.reviewed for row in found["reviewed"]), None)


def note_of(document_id: int, number: int, kind: Kind) -> str:
    """What the author wrote when submitting this version; empty when nothing, or when retention erased it."""
    return ask(note(document_id, number, kind))


def note(document_id: int, number: int, kind: Kind) -> Part:
    """The same as a part of something larger."""
    found = yield {
        "notes": select(Audit.data, AuditDetail.body)
        .join(AuditDetail, AuditDetail.audit_id == Audit.id)
        .where(Audit.kind == kind, Audit.subject_id == document_id, Audit.code == f"{kind}_submitted")
        .order_by(Audit.id.desc())
    }
    return next((body.get("note", "") for data, body in found["notes"] if data.get("number") == number), "")
