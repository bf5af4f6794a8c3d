"""What documents hold about a person: those of their own with every version, and what was said and decided in them."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import or_, select

from portal.core.db import db
from portal.core.policy import N_
from portal.documents.models import (
    Decision,
    Document,
    Draft,
    DraftChange,
    Invitation,
    Kind,
    Publication,
    Reading,
    Remark,
    Snapshot,
)
from portal.privacy.own_data import rows_of, source

Rows = list[dict[str, Any]]
MOST = 20_000


def _documents(person_id: int) -> Rows:
    """Own account plans whole: the version at work and every one that was submitted."""
    found = db.session.scalars(
        select(Document).where(Document.owner_id == person_id, Document.kind == Kind.PLAN).order_by(Document.id)
    ).all()
    return [
        {
            "title": one.title, "created_at": one.created_at.isoformat(), "versions_submitted": one.last_number,
            "at_work": _texts(db.session.scalar(select(Draft.body).where(Draft.document_id == one.id).limit(1))),
            "versions": [
                {"number": number, "at": at.isoformat(), "text": _texts(body)}
                for number, at, body in db.session.execute(
                    select(Snapshot.number, Snapshot.created_at, Snapshot.body)
                    .where(Snapshot.document_id == one.id)
                    .order_by(Snapshot.number)
                )
            ],
        }
        for one in found
    ]  # fmt: skip


def _texts(body: Any) -> list[Any]:
    """What a body says, item by item; without what the items are called inside."""
    held = json.loads(body) if isinstance(body, str) else body or []
    parts = held.get("parts", []) if isinstance(held, dict) else held
    return [{"kind": part.get("kind"), "text": part.get("text"), "data": part.get("data")} for part in parts]


def _titled(query: Any) -> Rows:
    """Rows of (title, row, own) as facts, without anybody's id."""
    return [
        {"title": title, **facts}
        for title, facts in ((title, _facts(row, own=own)) for title, row, own in db.session.execute(query.limit(MOST)))
    ]


def _facts(row: Any, *, own: bool) -> dict[str, Any]:
    made = {"by_you": own}
    for column in row.__table__.columns:
        value = getattr(row, column.key)
        if not column.foreign_keys and column.key not in {"id", "part_key", "seat"} and value is not None:
            made[column.key] = value.isoformat() if hasattr(value, "isoformat") else value
    return made


def _said(model: Any, mine: Any) -> Any:
    """What the person said or decided anywhere, and what others did in the person's own plans."""

    def gather(person_id: int) -> Rows:
        own = mine == person_id
        about = (Document.owner_id == person_id) & (Document.kind == Kind.PLAN)
        asked = select(Document.title, model, own.label("own")).join(Document, Document.id == model.document_id)
        return _titled(asked.where(or_(own, about)).order_by(model.id))

    return gather


def _profiles(person_id: int) -> Rows:
    """Function profiles that the person keeps: their titles only, the text is the organisation's."""
    rows = db.session.execute(
        select(Document.title, Document.created_at).where(
            Document.owner_id == person_id, Document.kind != Kind.PLAN
        )
    )
    return [{"title": title, "created_at": at.isoformat()} for title, at in rows]


def _acknowledged(person_id: int) -> Rows:
    rows = db.session.execute(
        select(Document.title, Reading.reviewed, Reading.acknowledged, Reading.acknowledged_at)
        .join(Document, Document.id == Reading.document_id)
        .where(Reading.person_id == person_id)
    )
    return [
        {"title": title, "reviewed": reviewed, "confirmed": given, "at": at.isoformat() if at else None}
        for title, reviewed, given, at in rows
    ]


source("plans", N_("Your account plans"), _documents)
source("kept_profiles", N_("Function profiles you keep"), _profiles)
source("remarks", N_("Comments and change requests"), _said(Remark, Remark.author_id))
source("decisions", N_("Decisions"), _said(Decision, Decision.person_id))
source("invitations", N_("Reviews and advice asked"), _said(Invitation, Invitation.person_id))
source(
    "publications", N_("Versions you put in force"),
    lambda person_id: rows_of(Publication, Publication.approver_id, person_id, leave_out=("id", "document_id")),
)  # fmt: skip
source("confirmed", N_("Profiles you confirmed as read"), _acknowledged)
source(
    "edits", N_("Edits of drafts"),
    lambda person_id: rows_of(
        DraftChange, DraftChange.person_id, person_id, leave_out=("id", "draft_id", "edit", "patch")
    ),
)  # fmt: skip
