"""Appointments of one person that stand at the same time: a warning, never a refusal."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.core.db import db
from portal.customers.models import Customer
from portal.visits.models import Visit
from portal.visits.queries import OPEN


def at_once(visit: Any) -> str:
    """What to say when somebody has another appointment during this one; empty for none."""
    others = ", ".join(" ".join(one) for one in at_once_with(visit))
    return _("Mind: the calendar holds another appointment at that time: %(others)s.", others=others) if others else ""


def at_once_with(visit: Any) -> list[tuple[str, str]]:
    """(time, customer) of other appointments of the same person during this one; none without a time.

    `visit` has id, person_id, day, at and minutes.
    """
    if not visit.at:
        return []
    rows = db.session.execute(
        select(Visit.at, Visit.minutes, Customer.name)
        .join(Customer, Customer.id == Visit.customer_id)
        .where(
            Visit.person_id == visit.person_id,
            Visit.day == visit.day,
            Visit.at.is_not(None),
            Visit.id != visit.id,
            Visit.ended_on.is_(None),
            Visit.state.in_(OPEN),
        )
        .order_by(Visit.at, Visit.id)
    )
    begins, ends = _minute(visit.at), _minute(visit.at) + visit.minutes
    return [(at, name) for at, minutes, name in rows if _minute(at) < ends and begins < _minute(at) + minutes]


def _minute(at: str) -> int:
    """Of the day."""
    return int(at[:2]) * 60 + int(at[3:])
