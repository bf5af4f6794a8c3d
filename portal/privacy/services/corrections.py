"""Asking that a record is put right, and answering with a reason. The text of before stays where it was."""

from __future__ import annotations

from sqlalchemy import select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.core.notices import Urgency, notify
from portal.people.me import Me
from portal.people.models import Grant, GrantKind, Person, Position, UnitPath
from portal.people.services.versions import fresh
from portal.privacy import kinds, words
from portal.privacy.models import Answer, Correction
from portal.privacy.policy import Record


def hr_of(person_id: int) -> list[int]:
    """Who is HR today over a unit in which the person works."""
    day = clock.today()
    return list(
        db.session.scalars(
            select(Grant.person_id)
            .join(UnitPath, UnitPath.over_id == Grant.unit_id)
            .join(Position, Position.unit_id == UnitPath.unit_id)
            .join(Person, Person.id == Grant.person_id)
            .where(Position.person_id == person_id, Position.starts <= day, Position.ends >= day)
            .where(Grant.kind == GrantKind.HR, Grant.starts <= day, Grant.ends >= day, Person.disabled_at.is_(None))
            .distinct()
        )
    )


def ask(me: Me, record: Record, what: str) -> None:
    """Ask; who wrote the record and HR are told. Raises `Refused` while an earlier request is open."""
    with write() as session:
        still_open = select(Correction.id).where(
            Correction.kind == record.kind, Correction.subject_id == record.id, Correction.answer.is_(None)
        )
        if db.session.scalar(still_open) is not None:
            raise Refused("correction_open")
        row = Correction(kind=record.kind, subject_id=record.id, person_id=me.id, what=what, asked_at=clock.now())
        session.add(row)
        session.flush()
        audit.record("correction_asked", record.kind, record.id, actor=me, detail={"what": what})
        known = kinds.KINDS[record.kind]
        notify(
            [*known.answerers(record.id), *hr_of(me.id)], "correction_asked", "correction", row.id, quote=what,
            urgency=Urgency.DECISION, but=me.id, actor=me.name, what=words.in_each(known.name),
        )  # fmt: skip


def give_answer(me: Me, correction_id: int, answer: Answer, reason: str) -> None:
    """Answer with a reason; whoever asked is told. Raises `TooLate` when somebody else answered."""
    with write():
        row = fresh(Correction, correction_id)
        if row.answer is not None:
            raise TooLate("correction_answered")
        row.answer, row.answer_text, row.answered_by_id, row.answered_at = answer, reason, me.id, clock.now()
        row.rev += 1
        audit.record("correction_answered", row.kind, row.subject_id, actor=me, answer=str(answer),
                     detail={"reason": reason})  # fmt: skip
        notify(
            [row.person_id], "correction_answered", row.kind, row.subject_id, quote=reason, urgency=Urgency.DECISION,
            actor=me.name, answer=words.in_each(words.ANSWERS[answer]),
        )  # fmt: skip
