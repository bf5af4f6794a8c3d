"""The history of a plan as its page shows it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal.core import audit
from portal.core.audit import Audit, AuditDetail
from portal.core.db import db
from portal.documents.redline import redline_words
from portal.people.models import Person
from portal.plans.policy import PlanFile
from portal.profiles.changes import MARKS
from portal.profiles.events import Event

AT_ONCE = 60
EDITS = frozenset({"plan_edited", "plan_undone"})
SAID = ("note", "comment", "text", "reason", "words")


def events(plan: PlanFile, *, before: int | None = None) -> tuple[list[Event], int | None]:
    """The events, newest first, and the id to page on from (None at the end).

    What was typed in a draft stays with those who write in it; the others read what was submitted.
    """
    actor, absent = aliased(Person), aliased(Person)
    rows = db.session.execute(
        select(Audit.id, Audit.code, Audit.data, actor.name, absent.name, Audit.at, AuditDetail.body)
        .outerjoin(actor, actor.id == Audit.actor_id)
        .outerjoin(absent, absent.id == Audit.deputy_of_id)
        .outerjoin(AuditDetail, AuditDetail.audit_id == Audit.id)
        .where(Audit.kind == "plan", Audit.subject_id == plan.id)
        .where(Audit.id < before if before is not None else Audit.id > 0)
        .order_by(Audit.id.desc())
        .limit(AT_ONCE + 1)
    ).all()
    shown: list[Event] = []
    for row_id, code, data, name, absent_name, at, detail in rows[:AT_ONCE]:
        made = Event(row_id, code, audit.sentence(code, data), name, absent_name, at)
        _explain(made, detail or {}, texts=plan.writes)
        last = shown[-1] if shown else None
        if last and code in EDITS and (last.code, last.actor, last.at.date()) == (code, name, at.date()):
            last.count += 1
            last.marks += made.marks
        else:
            shown.append(made)
    return shown, (rows[AT_ONCE - 1][0] if len(rows) > AT_ONCE else None)


def _explain(event: Event, detail: dict[str, Any], *, texts: bool) -> None:
    event.words = next((detail[name] for name in SAID if detail.get(name)), "")
    for entry in detail.get("before", {}).get("parts", []) if texts else ():
        was, now = (entry.get(side) or {"text": {}} for side in ("before", "after"))
        for locale in sorted({*was["text"], *now["text"]}):
            old, new = was["text"].get(locale, ""), now["text"].get(locale, "")
            if old != new:
                event.marks.append([(MARKS[op], text) for op, text in redline_words(old, new)])
