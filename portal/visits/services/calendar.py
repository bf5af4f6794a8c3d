"""Moves of one contact in the calendar: plan, move, cancel, take back, held or not, another channel or details.

Each is one `write()`: the row is held and read again, `seen` is the revision the page showed (`Stale` when it moved on
since), the move is checked against the state, and `effects.changed` lets the figures and outside calendars follow.
Who may is the rule of the route; only for which customer one plans is asked here, because a form names it.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.core.notices import notify
from portal.customers.models import Branch, Contact, Customer
from portal.people.me import Me
from portal.people.services.versions import fresh, same
from portal.visits import effects, policy
from portal.visits.models import Channel, Report, Visit, VisitState

EARLIEST = date(2000, 1, 1)
AHEAD = timedelta(days=731)
SHORTEST, LONGEST, USUAL = 5, 1440, 60  # minutes of a contact
CANCELLED = (VisitState.CANCELLED_BY_US, VisitState.CANCELLED_BY_CUSTOMER)
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


def held(row: Visit) -> dict[str, Any]:
    """A contact as its forms hold it."""
    names = ("state", "day", "at", "minutes", "channel", "purpose", "branch_id", "contact_id", "reason")
    return {name: getattr(row, name) for name in names}


def in_reach(day: date) -> None:
    """Raises `Refused` for a day that can only be a slip: before 2000, or more than two years ahead."""
    if day < EARLIEST:
        raise Refused("day_early", field="day")
    if day > clock.today() + AHEAD:
        raise Refused("day_late", field="day")


def _time(at: str | None) -> str | None:
    """The time as kept, None for no appointment yet. Raises `Refused` for what is no time."""
    if not at:
        return None
    if not TIME.fullmatch(at):
        raise Refused("no_time", field="at")
    return at


def _length(minutes: int) -> int:
    if not SHORTEST <= minutes <= LONGEST:
        raise Refused("minutes_out_of_range", field="minutes")
    return minutes


def _at_customer(customer_id: int, branch_id: int | None, contact_id: int | None) -> None:
    for kind, row_id, field in ((Branch, branch_id, "branch_id"), (Contact, contact_id, "contact_id")):
        if row_id is None:
            continue
        found = select(kind.id).where(kind.id == row_id, kind.customer_id == customer_id)
        if db.session.scalar(found) is None:
            raise Refused("of_another_customer", field=field)


def plan(actor: Me, **wanted: Any) -> str:
    """An unplanned contact of one's own with what `add` takes; returns its `uid`. A `uid` that this person used
    already changes nothing.

    Raises `Refused` for a customer one does not work on, a day out of reach, a branch of another customer.
    """
    with write():
        return add(actor, **wanted).uid


def add(
    actor: Me, *, uid: str | None = None, customer_id: int, channel: Channel | str, purpose: str, day: date,
    reported: bool = False, **more: Any,
) -> Visit:
    """The same inside an open `write()`, for a report of a contact that was born on a device; returns the row.

    `reported`: who worked on the customer on that day has had it, whoever works on it now.
    `more` may hold branch_id, contact_id, at (HH:MM) and minutes.
    """
    key = str(uuid.UUID(str(uid))) if uid else str(uuid.uuid4())
    fresh(Customer, customer_id)
    known = db.session.scalar(select(Visit).where(Visit.uid == key))
    if known is not None:
        if known.person_id != actor.id or known.customer_id != customer_id:
            raise Refused("contact_of_another")
        return known
    was_theirs = reported and day <= clock.today() and policy.worked_on(actor, customer_id, day)
    if not (was_theirs or policy.may_plan(actor, customer_id)):
        raise Refused("customer_not_yours", field="customer_id")
    in_reach(day)
    return record(actor, uid=key, customer_id=customer_id, channel=channel, purpose=purpose, day=day, **more)


def record(
    actor: Me, *, uid: str, customer_id: int, channel: Channel | str, purpose: str, day: date, **more: Any
) -> Visit:
    """The row itself, when it was asked already whether this person may have the contact."""
    branch_id, contact_id = more.get("branch_id"), more.get("contact_id")
    _at_customer(customer_id, branch_id, contact_id)
    row = Visit(
        uid=uid, customer_id=customer_id, branch_id=branch_id, contact_id=contact_id, person_id=actor.id,
        channel=Channel(channel), purpose=purpose.strip(), day=day, at=_time(more.get("at")),
        minutes=_length(more.get("minutes", USUAL)), state=VisitState.PLANNED, reason="", created_at=clock.now(),
        created_by_id=actor.id, rev=1,
    )
    db.session.add(row)
    db.session.flush()
    audit.record("visit_planned", "visit", row.id, actor=actor, date=str(day))
    effects.changed([row], actor)
    return row


@contextmanager
def _changing(visit_id: int, seen: int, *states: VisitState, reported: bool = False) -> Iterator[Visit]:
    """The contact, held for a change that starts in one of these states. `reported`: also once its report was sent.

    The customer is held first: which contact makes which is settled for all contacts with it together.
    """
    with write():
        customer_id = db.session.scalar(select(Visit.customer_id).where(Visit.id == visit_id))
        if customer_id is None:
            raise TooLate("gone")
        fresh(Customer, customer_id)
        row = fresh(Visit, visit_id)
        if row.ended_on is not None:
            raise TooLate("gone")
        same(row, seen, held(row))
        if not reported and _is_reported(visit_id):
            raise Refused("report_was_sent")
        if row.state not in states:
            raise TooLate("held_already" if row.state is VisitState.HELD else "not_possible_now", state=row.state)
        yield row


def _is_reported(visit_id: int) -> bool:
    sent = select(Report.visit_id).where(Report.visit_id == visit_id, Report.sent_at.is_not(None))
    return db.session.scalar(sent) is not None


def _moved(row: Visit, actor: Me, code: str, notice: str = "", **data: Any) -> None:
    """Keep it in the history, let others follow, and tell whose contact it is when somebody else did it."""
    audit.record(code, "visit", row.id, actor=actor, **data)
    effects.changed([row], actor)
    if notice and row.person_id != actor.id:
        customer = db.session.get(Customer, row.customer_id)
        notify([row.person_id], notice, "visit", row.id, actor=actor.name, customer=customer.name, due=str(row.day))


def move(visit_id: int, actor: Me, day: date, at: str | None, seen: int) -> None:
    """To another day, or time (None: no appointment yet). What the agreement asks for stays due when it was."""
    in_reach(day)
    with _changing(visit_id, seen, VisitState.PLANNED) as row:
        before, row.day, row.at = row.day, day, _time(at)
        _moved(row, actor, "visit_moved", "visit_moved", date_before=str(before), date=str(day))


def cancel(visit_id: int, actor: Me, by: VisitState | str, reason: str, seen: int) -> None:
    """It does not take place; `by` is one of the two cancelled states. It may be taken back."""
    target = VisitState(by)
    if target not in CANCELLED:
        raise ValueError(f"{by} is no cancellation")
    with _changing(visit_id, seen, VisitState.PLANNED) as row:
        row.state, row.reason = target, reason.strip()
        _moved(row, actor, f"visit_{target}", "visit_cancelled")


def reinstate(visit_id: int, actor: Me, seen: int) -> None:
    """It takes place after all."""
    with _changing(visit_id, seen, *CANCELLED) as row:
        row.state, row.reason = VisitState.PLANNED, ""
        _moved(row, actor, "visit_reinstated", "visit_reinstated")


def hold(visit_id: int, actor: Me, day: date, seen: int) -> None:
    """It took place on this day. Raises `Refused` for a day to come."""
    in_reach(day)
    if day > clock.today():
        raise Refused("not_yet_held", field="day")
    with _changing(visit_id, seen, VisitState.PLANNED) as row:
        row.state, row.day = VisitState.HELD, day
        _moved(row, actor, "visit_held", date=str(day))


def not_held(visit_id: int, actor: Me, seen: int) -> None:
    """It did not take place after all. Raises `Refused` once its report was sent."""
    with _changing(visit_id, seen, VisitState.HELD) as row:
        row.state = VisitState.PLANNED
        _moved(row, actor, "visit_not_held")


def change_channel(visit_id: int, actor: Me, channel: Channel | str, seen: int) -> None:
    """A visit becomes a call or a video meeting, or the other way round; also once it was held."""
    with _changing(visit_id, seen, VisitState.PLANNED, VisitState.HELD) as row:
        row.channel = Channel(channel)
        _moved(row, actor, "visit_channel", "visit_changed")


def change(visit_id: int, actor: Me, seen: int, **details: Any) -> None:
    """Other details: purpose, branch_id, contact_id, minutes. Raises `Refused` for a branch of another customer."""
    with _changing(visit_id, seen, VisitState.PLANNED, VisitState.HELD) as row:
        _detail(row, **details)
        _moved(row, actor, "visit_changed", "visit_changed")


def _detail(row: Visit, *, purpose: str, branch_id: int | None, contact_id: int | None, minutes: int) -> None:
    _at_customer(row.customer_id, branch_id, contact_id)
    row.purpose, row.minutes = purpose.strip(), _length(minutes)
    row.branch_id, row.contact_id = branch_id, contact_id


def arrange(
    visit_id: int, actor: Me, seen: int, *, day: date, at: str | None, channel: Channel | str, **details: Any
) -> None:
    """All that the form of a contact holds, in one step: day, time, channel and details."""
    with _changing(visit_id, seen, VisitState.PLANNED, VisitState.HELD) as row:
        before = held(row)
        if day != row.day:
            in_reach(day)
            if row.state is VisitState.HELD:
                raise TooLate("held_already", field="day")
        row.day, row.at, row.channel = day, _time(at), Channel(channel)
        _detail(row, **details)
        if row.day != before["day"]:
            _moved(row, actor, "visit_moved", "visit_moved", date_before=str(before["day"]), date=str(day))
        elif held(row) != before:
            _moved(row, actor, "visit_changed", "visit_changed")
