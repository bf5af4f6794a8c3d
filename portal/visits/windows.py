"""In which days a planned contact is made (spec 2): half its interval to either side of the day, at least a week.

An absence of the seller moves the window: it ends later by the days of absence in it, and a contact that is due during
an absence is expected from the first day after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.people.models import Absence
from portal.visits import matching
from portal.visits.models import Visit

WEEK, YEAR = 7, 365
BACK = timedelta(days=YEAR)  # what was due longer ago stays as it was counted
Days = tuple[date, date]  # first and last day of an absence


def half_interval(per_year: int) -> int:
    """Days to either side of the due day of a contact that takes place so many times a year."""
    return max(WEEK, YEAR // (2 * per_year))


def window(due: date, per_year: int, absences: Iterable[Days] = ()) -> tuple[date, date, date]:
    """(the day from which it counts as due, first and last day of its window), all inclusive."""
    half = timedelta(days=half_interval(per_year))
    first, last, counts_on = due - half, due + half, due
    counted = first - timedelta(days=1)  # up to here days of absence were counted: two may lie over each other
    for starts, ends in sorted(absences):
        if starts > last or ends < first:
            continue
        last += timedelta(days=max((ends - max(starts - timedelta(days=1), counted)).days, 0))
        counted = max(counted, ends)
        if starts <= counts_on <= ends:
            counts_on = ends + timedelta(days=1)
    return counts_on, first, last


def absences_of(person_ids: Sequence[int]) -> dict[int, list[Days]]:
    """The absences of each of these people."""
    found: dict[int, list[Days]] = {person_id: [] for person_id in person_ids}
    rows = select(Absence.person_id, Absence.starts, Absence.ends).where(Absence.person_id.in_(person_ids))
    for person_id, starts, ends in db.session.execute(rows):
        found[person_id].append((starts, ends))
    return found


def fit(row: Visit, absences: Iterable[Days]) -> bool:
    """Give a planned contact its window; says whether that changed anything."""
    before = (row.counts_on, row.window_from, row.window_to)
    row.counts_on, row.window_from, row.window_to = window(row.due, row.per_year, absences)
    return before != (row.counts_on, row.window_from, row.window_to)


def follow_absences(person_id: int) -> None:
    """The absences of a person changed: their windows follow, inside the open `write()`."""
    db.session.flush()
    absences = absences_of([person_id])[person_id]
    rows = db.session.scalars(
        select(Visit).where(
            Visit.person_id == person_id, Visit.due >= clock.today() - BACK, Visit.ended_on.is_(None)
        )
    )
    changed = {row.customer_id for row in rows if fit(row, absences)}
    matching.settle(changed)
