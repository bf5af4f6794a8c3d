"""The clock's reminders of promises and complaints: the day before, and once when one is late."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select

from portal.core import clock
from portal.core.db import db
from portal.core.worker import job
from portal.visits import followup_effects as effects
from portal.visits.followup_policy import Kind
from portal.visits.models import Complaint, Promise

AT_A_TIME = 500
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def remind() -> int:
    """Who keeps it and who made it hear of it the day before it is due, and once when it is late; returns how many.

    What is late for more than a week was told before, or came in late: nobody is told then.
    """
    return sum(_of(kind) for kind in (Promise, Complaint))


def _of(kind: Kind) -> int:
    today = clock.today()
    soon = kind.due.between(today, today + DAY) & kind.reminded_on.is_(None)
    late = kind.due.between(today - WEEK, today - DAY) & or_(kind.reminded_on.is_(None), kind.reminded_on <= kind.due)
    rows = db.session.scalars(
        select(kind)
        .where(kind.done_on.is_(None), kind.dropped_on.is_(None), kind.due.between(today - WEEK, today + DAY))
        .where(or_(soon, late))
        .order_by(kind.id)
        .limit(AT_A_TIME)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.reminded_on = today
        effects.reminded(row, late=row.due < today)
    return len(rows)


job("promises_reminded", remind)
