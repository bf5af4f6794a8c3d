"""Writing in a draft: every edit starts from the version it saw, is undone step by step, and leaves its trace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.documents import content, listing, turns
from portal.documents.models import Document, Draft, DraftChange, Kind, Side, State, Turn
from portal.people.me import Me

EDITABLE = {State.DRAFT, State.CHANGES_REQUESTED}
Body = list[dict[str, Any]]
Edit = Callable[[Body], Body]


def body_of(draft_id: int) -> Body:
    """The body of a version at work."""
    return content.loads(db.session.scalars(select(Draft.body).where(Draft.id == draft_id)).one(), content.SHAPE)


def create(  # noqa: PLR0913 - what a document is, and whose
    kind: Kind,
    schema: content.Schema,
    body: Body,
    *,
    locale: str,
    owner_id: int,
    unit_id: int,
    actor: Me,
    title: str = "",
) -> Document:
    """A new document with its first draft, inside an open `write()`. Raises `content.BadContent`.

    `title` names a document whose text has no title of its own.
    """
    body = content.normalised(body, schema)
    content.validate(body, schema)
    document = Document(
        kind=kind, title=title or title_of(body, locale), owner_id=owner_id, unit_id=unit_id, locale=locale,
        last_number=0, last_request=0, created_at=clock.now(),
    )
    db.session.add(document)
    db.session.flush()
    start(document, body, actor)
    audit.record(f"{kind}_created", kind, document.id, actor=actor)
    return document


def start(document: Document, body: Body, actor: Me, side: Side = Side.MAIN) -> Draft:
    """A version at work for a document that has none on this side, inside an open `write()`."""
    draft = Draft(
        document_id=document.id, side=side, state=State.DRAFT, turn=Turn.OWNER, since=clock.now(),
        body=content.dumps(body), changed_at=clock.now(), changed_by_id=actor.id,
    )
    db.session.add(draft)
    db.session.flush()
    turns.pass_to(document, draft, Turn.OWNER)
    listing.work_changed(document, body)
    return draft


def title_of(body: Body, locale: str) -> str:
    """The title part's text, in the source language."""
    return next((part["text"].get(locale, "") for part in body if part["kind"] == "title"), "")


def locked(document_id: int) -> tuple[Document, Draft]:
    """Document and the version at work for a change, locked until the end of the open `write()`.

    That is the main one, else an amendment: they are never at work together. Raises `TooLate` without a draft or when
    the document was put in the archive.
    """
    document = db.session.scalars(
        select(Document).where(Document.id == document_id).with_for_update().execution_options(populate_existing=True)
    ).one()
    draft = db.session.scalars(
        select(Draft)
        .where(Draft.document_id == document_id, Draft.side.in_((Side.MAIN, Side.AMENDMENT)))
        .with_for_update()
    ).one_or_none()
    if draft is None:
        raise TooLate("no_draft")
    if document.archived_at is not None:
        raise TooLate("archived")
    return document, draft


def edit(document_id: int, schema: content.Schema, actor: Me, token: str, change: Edit) -> Body:
    """Apply one edit in a transaction of its own; returns the new body.

    Raises `content.Stale` (both texts inside), `content.BadContent`, or `TooLate` when the version is under review.
    Saves of one part with the same `token` (one open form) are one step for undo.
    """
    with write() as session:
        document, draft = locked(document_id)
        if draft.state not in EDITABLE:
            raise TooLate("not_editable", state=draft.state)
        before = content.loads(draft.body, content.SHAPE)
        after = content.normalised(change(before), schema)
        content.validate(after, schema)
        if after == before:
            return before
        patch = content.difference(before, after)
        last = _last_change(draft.id, actor.id)
        if last is not None and token and last.edit == token and (whole := content.combined(last.patch, patch)):
            last.patch = whole
            last.at = clock.now()
        else:
            session.add(DraftChange(draft_id=draft.id, person_id=actor.id, edit=token, at=clock.now(), patch=patch))
        _store(document, draft, after, actor)
        audit.record(
            f"{document.kind}_edited", document.kind, document.id, actor=actor, detail={"before": patch}, rev=draft.rev
        )
        return after


def undo(document_id: int, schema: content.Schema, actor: Me) -> Body:
    """Take back this person's last change. Raises `Refused("nothing_to_undo")`, or `content.Stale` when it moved on."""
    with write() as session:
        document, draft = locked(document_id)
        if draft.state not in EDITABLE:
            raise TooLate("not_editable", state=draft.state)
        last = _last_change(draft.id, actor.id)
        if last is None:
            raise Refused("nothing_to_undo")
        before = content.loads(draft.body, content.SHAPE)
        after = content.normalised(content.apply_undo(before, last.patch, source=document.locale), schema)
        content.validate(after, schema)
        session.delete(last)
        _store(document, draft, after, actor)
        audit.record(f"{document.kind}_undone", document.kind, document.id, actor=actor, rev=draft.rev)
        return after


def _last_change(draft_id: int, person_id: int) -> DraftChange | None:
    """This person's last change of the draft: others who type at the same time do not cut it into pieces."""
    return db.session.scalars(
        select(DraftChange)
        .where(DraftChange.draft_id == draft_id, DraftChange.person_id == person_id)
        .order_by(DraftChange.id.desc())
        .limit(1)
    ).first()


def _store(document: Document, draft: Draft, body: Body, actor: Me) -> None:
    draft.body = content.dumps(body)
    draft.rev += 1
    draft.changed_at, draft.changed_by_id = clock.now(), actor.id
    listing.work_changed(document, body)
