"""HR opens a record about a person: the reason is kept, the person is told at once, nobody changes it."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from portal.core import audit, clock
from portal.core.db import write
from portal.core.notices import Urgency, notify
from portal.people.me import Me
from portal.privacy import kinds, words
from portal.privacy.models import Opening
from portal.privacy.policy import Record


def end_of_today() -> datetime:
    """The first moment of tomorrow, where the organisation works."""
    return datetime.combine(clock.today() + timedelta(days=1), time(), clock.zone())


def open_with_reason(me: Me, record: Record, reason: str) -> None:
    """Let this reader open the record until the end of the day, and tell the person who did and why."""
    with write() as session:
        session.add(
            Opening(
                kind=record.kind,
                subject_id=record.id,
                person_id=record.about.person_id,
                reader_id=me.id,
                reason=reason,
                opened_at=clock.now(),
                until=end_of_today(),
            )
        )
        audit.record(
            "record_opened", record.kind, record.id, actor=me, person=record.about.person_id, detail={"reason": reason}
        )
        notify(
            [record.about.person_id], "record_opened", record.kind, record.id, urgency=Urgency.DECISION, quote=reason,
            actor=me.name, what=words.in_each(kinds.KINDS[record.kind].name),
        )  # fmt: skip
