"""What is said about a version: comments, numbered change requests, and their answers."""

from __future__ import annotations

from flask import abort
from sqlalchemy import func, select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.documents.drafts import EDITABLE, locked
from portal.documents.models import Answer, Document, Remark, RemarkKind, State
from portal.people.me import Me

JUDGED = {State.IN_REVIEW, State.AWAITING_SECOND}  # a version lies with somebody who decides on it


def open_requests(document_id: int) -> int:
    """How many change requests still wait for an answer."""
    return db.session.scalar(
        select(func.count()).select_from(Remark).where(
            Remark.document_id == document_id, Remark.kind == RemarkKind.REQUEST, Remark.answer.is_(None),
            Remark.answered_in.is_(None),
        )
    ) or 0


def close_requests(document_id: int, number: int) -> None:
    """What was asked and not answered ends with this version, inside an open `write()`: it stops no later one."""
    for row in db.session.scalars(
        select(Remark).where(
            Remark.document_id == document_id, Remark.kind == RemarkKind.REQUEST, Remark.answered_in.is_(None)
        )
    ):
        row.answered_in = number


def said_by(document_id: int, actor: Me, number: int) -> list[Remark]:
    """The actor's remarks on this version, in the order they were made."""
    return list(
        db.session.scalars(
            select(Remark)
            .where(Remark.document_id == document_id, Remark.snapshot == number, Remark.author_id == actor.id)
            .order_by(Remark.id)
        )
    )


def remark(  # noqa: PLR0913 - where it stands, what it says, and for whom
    document_id: int,
    actor: Me,
    kind: RemarkKind,
    text: str,
    *,
    locale: str,
    part_key: str = "",
    quote: str = "",
    snapshot: int | None = None,
    deputy_of: int | None = None,
) -> Remark:
    """Add a comment or a numbered change request.

    On a submitted version (`snapshot`) it is possible while that version is under review or changes are being made:
    a second reviewer may still speak after the first has decided. Raises `TooLate` afterwards.
    """
    with write() as session:
        document = session.scalars(select(Document).where(Document.id == document_id).with_for_update()).one()
        if snapshot is not None:
            _still_discussed(document_id, snapshot)
        return add(
            document, actor, kind, text, locale=locale, part_key=part_key, quote=quote, snapshot=snapshot,
            deputy_of=deputy_of,
        )


def add(  # noqa: PLR0913 - where it stands, what it says, and for whom
    document: Document,
    actor: Me,
    kind: RemarkKind,
    text: str,
    *,
    locale: str,
    part_key: str = "",
    quote: str = "",
    snapshot: int | None = None,
    deputy_of: int | None = None,
) -> Remark:
    """The same inside an open `write()`, on a document that is locked there: requests sent with a decision."""
    number = None
    if kind is RemarkKind.REQUEST:
        document.last_request += 1
        number = document.last_request
    row = Remark(
        document_id=document.id, kind=kind, number=number, part_key=part_key, locale=locale, snapshot=snapshot,
        quote=quote, text=text.strip(), author_id=actor.id, deputy_of_id=deputy_of, at=clock.now(), answer_text="",
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        f"{document.kind}_{kind}", document.kind, document.id, actor=actor, deputy_of=deputy_of,
        detail={"text": row.text}, part=part_key, **({"request": number} if number else {}),
    )
    return row


def _still_discussed(document_id: int, number: int) -> None:
    _document, draft = locked(document_id)
    if draft.submitted != number:
        raise TooLate("replaced", number=draft.submitted)
    if draft.state not in {*JUDGED, State.CHANGES_REQUESTED}:
        raise TooLate("moved_on", state=draft.state)


def take_back(document_id: int, remark_id: int, actor: Me) -> Remark:
    """Remove a remark of the actor that nobody has acted on: unanswered, on the version still under review.

    Raises `TooLate` when it was answered or decided on. Its number is not used again.
    """
    with write() as session:
        document, draft = locked(document_id)
        row = session.scalars(
            select(Remark).where(
                Remark.id == remark_id, Remark.document_id == document_id, Remark.author_id == actor.id
            )
        ).one_or_none()
        if row is None:
            abort(404)
        if draft.state not in JUDGED or draft.submitted != row.snapshot or row.answer is not None:
            raise TooLate("moved_on", state=draft.state)
        audit.record(
            f"{document.kind}_remark_removed", document.kind, document_id, actor=actor, detail={"text": row.text},
            part=row.part_key,
        )
        session.delete(row)
        return row


def answer(document_id: int, remark_id: int, actor: Me, kind: Answer, text: str) -> Remark:
    """Answer a change request: done here, or not done because. Raises `Refused("reason_needed")` for a bare refusal."""
    with write() as session:
        document, draft = locked(document_id)
        if draft.state not in EDITABLE:
            raise TooLate("not_editable", state=draft.state)
        row = session.scalars(
            select(Remark).where(
                Remark.id == remark_id, Remark.document_id == document_id, Remark.kind == RemarkKind.REQUEST
            )
        ).one_or_none()
        if row is None:
            abort(404)
        if row.answered_in is not None:
            raise TooLate("answer_submitted")
        if kind is Answer.NOT_DONE and not text.strip():
            raise Refused("reason_needed")
        row.answer, row.answer_text, row.answered_by_id, row.answered_at = kind, text.strip(), actor.id, clock.now()
        audit.record(
            f"{document.kind}_answered", document.kind, document_id, actor=actor, detail={"text": row.answer_text},
            request=row.number, answer=kind,
        )
        return row
