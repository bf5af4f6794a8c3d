"""The change requests of the round that is going on, for the owner who answers them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal.core.db import db
from portal.documents.models import Answer, Remark, RemarkKind
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


def to_answer(plan_id: int) -> list[Request]:
    """The requests that no submitted version has answered yet, in their order."""
    author, absent = aliased(Person), aliased(Person)
    rows = db.session.execute(
        select(
            Remark.id, Remark.number, Remark.part_key, Remark.quote, Remark.text, author.name, absent.name, Remark.at,
            Remark.answer, Remark.answer_text,
        )
        .join(author, author.id == Remark.author_id)
        .outerjoin(absent, absent.id == Remark.deputy_of_id)
        .where(Remark.document_id == plan_id, Remark.kind == RemarkKind.REQUEST, Remark.answered_in.is_(None))
        .order_by(Remark.id)
    )
    return [Request(*row) for row in rows]
