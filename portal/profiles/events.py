"""The history of a profile as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_, select, true
from sqlalchemy.orm import aliased

from portal.core import audit
from portal.core.audit import Audit, AuditDetail
from portal.core.db import db
from portal.documents.models import Snapshot
from portal.documents.redline import redline_words
from portal.people.me import Me
from portal.people.models import Person
from portal.profiles.changes import MARKS
from portal.profiles.discussion import silence
from portal.profiles.policy import Dossier

AT_ONCE = 60
EDITS = frozenset({"profile_edited", "profile_undone"})
SAID = ("profile_comment", "profile_request", "profile_remark_removed")


@dataclass
class Event:
    """One line of the history; `count` edits in a row of one person are one line."""

    id: int
    code: str
    sentence: str
    actor: str | None
    on_behalf_of: str | None
    at: datetime
    count: int = 1
    words: str = ""
    marks: list[list[tuple[str, str]]] = field(default_factory=list)


def _heard(me: Me, dossier: Dossier) -> ColumnElement[bool]:
    """Leaves out what a reviewer said about the version in review and has not decided on yet."""
    quiet = silence(me, dossier)
    if quiet is None:
        return true()
    sent = select(Snapshot.created_at).where(
        Snapshot.document_id == dossier.id, Snapshot.number == dossier.submitted
    )
    return not_(
        and_(
            Audit.code.in_(SAID), Audit.at >= sent.scalar_subquery(), Audit.actor_id.not_in(quiet.heard),
            or_(Audit.actor_id.in_(quiet.waits), Audit.deputy_of_id.is_not(None)),
        )
    )


def events(me: Me, dossier: Dossier, *, before: int | None = None) -> tuple[list[Event], int | None]:
    """The events, newest first, and the id to page on from (None at the end); texts of the source language first.

    What a reviewer said stays theirs until they decide, as on the page of the review.
    """
    actor, absent = aliased(Person), aliased(Person)
    rows = db.session.execute(
        select(Audit.id, Audit.code, Audit.data, actor.name, absent.name, Audit.at, AuditDetail.body)
        .outerjoin(actor, actor.id == Audit.actor_id)
        .outerjoin(absent, absent.id == Audit.deputy_of_id)
        .outerjoin(AuditDetail, AuditDetail.audit_id == Audit.id)
        .where(Audit.kind == "profile", Audit.subject_id == dossier.id, _heard(me, dossier))
        .where(Audit.id < before if before is not None else Audit.id > 0)
        .order_by(Audit.id.desc())
        .limit(AT_ONCE + 1)
    ).all()
    shown: list[Event] = []
    for row_id, code, data, name, absent_name, at, detail in rows[:AT_ONCE]:
        made = Event(row_id, code, audit.sentence(code, data), name, absent_name, at)
        _explain(made, detail or {}, dossier.locale)
        last = shown[-1] if shown else None
        if last and code in EDITS and (last.code, last.actor, last.at.date()) == (code, name, at.date()):
            last.count += 1
            last.marks += made.marks
        else:
            shown.append(made)
    return shown, (rows[AT_ONCE - 1][0] if len(rows) > AT_ONCE else None)


def _explain(event: Event, detail: dict[str, Any], source: str) -> None:
    event.words = next((detail[name] for name in ("note", "comment", "text", "source") if detail.get(name)), "")
    for entry in detail.get("before", {}).get("parts", []):
        was, now = (entry.get(side) or {"text": {}} for side in ("before", "after"))
        for locale in sorted({*was["text"], *now["text"]}, key=lambda code: (code != source, code)):
            old, new = was["text"].get(locale, ""), now["text"].get(locale, "")
            if old != new:
                event.marks.append([(MARKS[op], text) for op, text in redline_words(old, new)])
