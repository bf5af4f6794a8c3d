"""Writes about planned contacts, inside an open `write()`."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.visits.models import Channel, PlannedContact

SATURDAY = 6


@dataclass(frozen=True)
class Agreed:
    """One line of a contact agreement: who has so many contacts a year with whom, for what, how."""

    part_key: str
    customer_id: int
    branch_id: int | None
    contact_id: int | None
    person_id: int
    channel: Channel
    purpose: str
    per_year: int


def spread(starts: date, ends: date, times: int) -> list[date]:
    """Working days spread evenly over a period: each in the middle of its share, a weekend day moved to Monday."""
    length = (ends - starts).days + 1
    days = [starts + timedelta(days=(2 * number + 1) * length // (2 * times)) for number in range(times)]
    return [day + timedelta(days=8 - day.isoweekday()) if day.isoweekday() >= SATURDAY else day for day in days]


def agree(plan_id: int, lines: Iterable[Agreed], starts: date, ends: date) -> int:
    """Make the calendar follow an approved contact agreement; returns how many contacts are planned from now on.

    What was due up to today stays as it was. A contact to come that the agreement still asks for keeps its id (and,
    with an unchanged frequency, its day); what it does not ask for any more gets an end.
    """
    today = clock.today()
    held = {
        (row.part_key, row.sequence): row
        for row in db.session.scalars(select(PlannedContact).where(PlannedContact.plan_id == plan_id))
    }
    kept: set[tuple[str, int]] = set()
    for line in lines:
        for sequence, due in enumerate(spread(starts, ends, line.per_year), start=1):
            named = (line.part_key, sequence)
            row = held.get(named)
            if row is None and due > today:
                db.session.add(_planned(plan_id, line, sequence, due))
                kept.add(named)
            elif row is not None and row.due > today:
                _renew(row, line, due)
                kept.add(named)
    for named, row in held.items():
        if row.due > today and named not in kept and row.ended_on is None:
            row.ended_on = today
    return len(kept)


def _planned(plan_id: int, line: Agreed, sequence: int, due: date) -> PlannedContact:
    return PlannedContact(
        id=str(uuid.uuid4()), customer_id=line.customer_id, branch_id=line.branch_id, contact_id=line.contact_id,
        person_id=line.person_id, channel=line.channel, purpose=line.purpose, due=due, per_year=line.per_year,
        plan_id=plan_id, part_key=line.part_key, sequence=sequence, created_at=clock.now(), ended_on=None,
    )


def _renew(row: PlannedContact, line: Agreed, due: date) -> None:
    if row.per_year != line.per_year or row.ended_on is not None:
        row.due, row.per_year, row.ended_on = due, line.per_year, None
    row.branch_id, row.contact_id, row.person_id = line.branch_id, line.contact_id, line.person_id
    row.channel, row.purpose = line.channel, line.purpose
