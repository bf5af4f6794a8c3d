"""The calendar follows an approved contact agreement, inside an open `write()`."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.visits import effects, windows
from portal.visits.models import Channel, Visit, VisitState

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


def spread(starts: date, ends: date, times: int, place: float = 0.5) -> list[date]:
    """Working days spread evenly over a period: each at the same `place` (0 up to 1) of its share of the Mondays to
    Fridays in it.

    Every day lies within the period, each not before the one before it. A period of a weekend only has none.
    """
    every = (starts + timedelta(step) for step in range((ends - starts).days + 1))
    days = [day for day in every if day.isoweekday() < SATURDAY]
    return [days[int((number + place) * len(days) / times)] for number in range(times)] if days else []


def place_of(plan_id: int, number: int) -> float:
    """Where in their share the contacts of the so many-th line of a plan lie: between 0.3 and 0.9, each elsewhere.

    A seller has many lines with the same frequency: without this all of them would fall on the same days. Steps of
    two irrational numbers never meet; the first weeks of a share stay free, because plans are approved in them.
    """
    return 0.3 + 0.6 * ((1 / 3 + (plan_id - 1) * 0.6180339887 + number * 0.4142135624) % 1)


def agree(plan_id: int, lines: Iterable[Agreed], starts: date, ends: date) -> int:
    """Make the calendar follow an approved contact agreement; returns how many contacts are planned from now on.

    What was due up to today stays as it was. A contact to come that the agreement still asks for keeps its id, and
    with an unchanged frequency its due day; what it does not ask for any more gets an end. Nothing that somebody did
    gets lost: what was held, moved or made an appointment of keeps its day and goes on without the agreement when that
    does not ask for it any more.
    """
    today = clock.today()
    held: dict[str, list[Visit]] = {}
    found = select(Visit).where(Visit.plan_id == plan_id).order_by(Visit.sequence)
    for row in db.session.scalars(found):
        held.setdefault(row.part_key, []).append(row)
    changed = [row for rows in held.values() for row in rows]
    kept = 0
    for number, line in enumerate(lines):
        days = spread(starts, ends, line.per_year, place_of(plan_id, number))
        dues = [day for day in days if day > today]
        kept += _follow(plan_id, line, held.pop(line.part_key, []), dues, today, changed)
    for rows in held.values():
        _end(rows, today)
    _fit(changed)
    effects.changed(changed, None)
    return kept


def _follow(
    plan_id: int, line: Agreed, rows: list[Visit], dues: list[date], today: date, changed: list[Visit]
) -> int:
    """Let the contacts of one line be as agreed; returns how many are to come. New ones are added to `changed`."""
    running = [row for row in rows if row.due > today and row.ended_on is None]
    dropped = [row for row in rows if row.due > today and row.ended_on is not None]
    latest = running or ([] if dropped else rows)
    if latest and latest[-1].per_year == line.per_year:
        for row in running:
            _renew(row, line)
        return len(running)
    coming = sorted(running, key=lambda row: row.due) + dropped
    for row, due in zip(coming, dues, strict=False):
        if row.day == row.due and row.at is None and row.state is VisitState.PLANNED:
            row.day = due
        row.due, row.per_year, row.ended_on = due, line.per_year, None
        _renew(row, line)
    last = max((row.sequence for row in rows), default=0)
    _end(coming[len(dues):], today)
    for sequence, due in enumerate(dues[len(coming):], start=last + 1):
        row = _planned(plan_id, line, sequence, due)
        db.session.add(row)
        changed.append(row)
    return len(dues)


def _fit(rows: list[Visit]) -> None:
    """The windows of all that is asked for."""
    asked = [row for row in rows if row.due is not None]
    absences = windows.absences_of(sorted({row.person_id for row in asked}))
    for row in asked:
        windows.fit(row, absences[row.person_id])


def _end(rows: Iterable[Visit], today: date) -> None:
    """The agreement asks for these no more; what was moved, held or has an appointment stands on its own."""
    for row in rows:
        if row.due <= today or row.ended_on is not None:
            continue
        if row.at is not None or row.day != row.due or row.state is VisitState.HELD:
            row.plan_id = row.part_key = row.sequence = row.per_year = None
            row.due = row.counts_on = row.window_from = row.window_to = row.made_by_id = None
        else:
            row.ended_on = today


def _planned(plan_id: int, line: Agreed, sequence: int, due: date) -> Visit:
    return Visit(
        uid=str(uuid.uuid4()), customer_id=line.customer_id, branch_id=line.branch_id, contact_id=line.contact_id,
        person_id=line.person_id, channel=line.channel, purpose=line.purpose, day=due, due=due, at=None, minutes=60,
        state=VisitState.PLANNED, reason="", per_year=line.per_year, plan_id=plan_id, part_key=line.part_key,
        sequence=sequence, created_at=clock.now(), ended_on=None, made_by_id=None, rev=1,
    )


def _renew(row: Visit, line: Agreed) -> None:
    if row.state is VisitState.HELD:
        return
    row.branch_id, row.contact_id, row.person_id = line.branch_id, line.contact_id, line.person_id
    row.channel, row.purpose = line.channel, line.purpose
