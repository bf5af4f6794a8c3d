"""The change requests of the round that is going on, for the owner who answers them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal.core.db import db
from portal.core.together import Part
from portal.documents import content
from portal.documents.content import Body
from portal.documents.models import Answer, Remark, RemarkKind, Snapshot
from portal.people.models import Person


@dataclass(frozen=True)
class Request:
    """One change request, with its answer when there is one."""

    id: int
    number: int
    part_key: str
    quote: str
    text: str
    author: str
    on_behalf_of: str | None
    at: datetime
    answer: Answer | None
    answer_text: str

    @property
    def is_open(self) -> bool:
        """It still waits for an answer."""
        return self.answer is None


def to_answer(plan_id: int) -> Part:
    """The requests that no submitted version has answered yet, in their order; a part of something larger."""
    author, absent = aliased(Person), aliased(Person)
    found = yield {
        "requests": select(
            Remark.id, Remark.number, Remark.part_key, Remark.quote, Remark.text, author.name, absent.name, Remark.at,
            Remark.answer, Remark.answer_text,
        )
        .join(author, author.id == Remark.author_id)
        .outerjoin(absent, absent.id == Remark.deputy_of_id)
        .where(Remark.document_id == plan_id, Remark.kind == RemarkKind.REQUEST, Remark.answered_in.is_(None))
        .order_by(Remark.id)
    }
    return [Request(*row) for row in found["requests"]]


def untouched(plan_id: int, body: Body, asked: list[Request]) -> list[Request]:
    """The requests answered with "done" where `body` still says what the version that was asked about said."""
    done = [row for row in asked if row.answer is Answer.DONE]
    if not done:
        return []
    latest = select(Snapshot.body, Snapshot.shape).where(Snapshot.document_id == plan_id)
    row = db.session.execute(latest.order_by(Snapshot.number.desc()).limit(1)).one_or_none()
    if row is None:
        return []
    before = content.loads(row.body, row.shape)
    if _said(before) == _said(body):
        return done
    return [one for one in done if one.part_key and _said(before, one.part_key) == _said(body, one.part_key) != []]


def _said(body: Body, key: str = "") -> list[tuple[object, ...]]:
    """Words and numbers of a part and what hangs below it, or of all; what the portal froze itself is left out."""
    return [
        (part["key"], part["in"], {name: text for name, text in part["text"].items() if text},
         {name: value for name, value in part["data"].items() if name != "frozen"})
        for part in body
        if (not key or key in {part["key"], part["in"]}) and (part["kind"] != "picture" or any(part["text"].values()))
    ]
