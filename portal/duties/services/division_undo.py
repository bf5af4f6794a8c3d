"""Taking back what a person changed last in a division table; the history knows what that was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from portal.core import audit, clock
from portal.core.audit import Audit, AuditDetail
from portal.core.db import db, write
from portal.core.errors import TooLate
from portal.duties.division_words import ADDED, CHANGED, KIND, MOVED, REMOVED, UNDONE
from portal.duties.models import DivisionShare, DivisionTask, Part
from portal.duties.services import division
from portal.people.me import Me

WITHIN = timedelta(hours=12)
LOOKS_BACK = 60  # rows of history: as many changes as somebody takes back one after the other


@dataclass(frozen=True)
class Last:
    """The last change of a table that was not taken back: its number in the history, what it was, its texts."""

    id: int
    code: str
    data: dict[str, Any]
    texts: dict[str, str]


def last_of(me: Me, unit_id: int) -> Last | None:
    """What this person can take back: the last change, when it was theirs and of this working day."""
    rows = db.session.execute(
        select(Audit, AuditDetail.body)
        .outerjoin(AuditDetail, AuditDetail.audit_id == Audit.id)
        .where(Audit.kind == KIND, Audit.subject_id == unit_id)
        .order_by(Audit.id.desc())
        .limit(LOOKS_BACK)
    ).all()
    undone = {row.data["of"] for row, _body in rows if row.code == UNDONE}
    for row, body in rows:
        if row.code != UNDONE and row.id not in undone:
            mine = row.actor_id == me.id and clock.now() - row.at < WITHIN
            return Last(row.id, row.code, row.data, body or {}) if mine else None
    return None


def undo(me: Me, unit_id: int, audit_id: int) -> None:
    """Take back the change with this number; `TooLate` when it is no longer the last one of this person's."""
    with write():
        division.lock(unit_id)
        last = last_of(me, unit_id)
        if last is None or last.id != audit_id:
            raise TooLate("division_not_last")
        WAYS_BACK[last.code](unit_id, last)
        audit.record(UNDONE, KIND, unit_id, actor=me, of=audit_id)


def _unchange(unit_id: int, last: Last) -> None:
    task = division.task_of(unit_id, last.data["task"])
    division.put(task, {person: Part(before) if before else None for person, before, _after in last.data["changes"]})
    if last.texts:
        task.title = last.texts["before"]
    task.rev += 1


def _unadd(_unit_id: int, last: Last) -> None:
    division.discard(last.data["tasks"])


def _unmove(unit_id: int, last: Last) -> None:
    division.step(unit_id, last.data["task"], -division.STEPS[last.data["way"]])


def _unremove(unit_id: int, last: Last) -> None:
    data = last.data
    if data["document"] is None and "title" not in last.texts:
        raise TooLate("division_not_last")  # its words have been erased since
    tasks = division.in_order(unit_id)
    task = DivisionTask(
        id=data["task"],
        unit_id=unit_id,
        place=0,
        title=last.texts.get("title", ""),
        document_id=data["document"],
        part_key=data["part"],
        rev=data["rev"] + 1,
    )
    db.session.add(task)
    tasks.insert(data["place"], task)
    division.numbered(tasks)
    db.session.flush()
    db.session.add_all(
        DivisionShare(task_id=task.id, person_id=person, part=Part(part)) for person, part in data["shares"]
    )


WAYS_BACK: dict[str, Callable[[int, Last], None]] = {
    CHANGED: _unchange,
    ADDED: _unadd,
    MOVED: _unmove,
    REMOVED: _unremove,
}
