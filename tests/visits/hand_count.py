"""The figures about contacts counted by hand, from the words of the spec and the plainest facts: nothing of what the
portal keeps beside them (windows, what was made) is read. Only which of several contacts that would do was given to a
planned one is taken from it: that is not to be counted.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

from portal.core import clock
from portal.core.db import db
from portal.core.figures import Period, Scope, ScopeKind
from portal.customers.models import Customer
from portal.people.models import Absence, Position, Unit
from portal.visits.models import Report, Visit

DAY = timedelta(days=1)


@dataclass
class Facts:
    """Everything as it stands, read whole."""

    visits: list[Visit]
    away: dict[int, set[date]]
    positions: list[Position]
    over: dict[int, int | None]  # unit -> the unit above
    unit_of: dict[int, int]  # customer -> its unit
    written: dict[int, date]  # contact -> the local day on which its report was finished, once sent

    def absent(self, person_id: int, day: date) -> bool:
        return day in self.away[person_id]

    def below(self, unit_id: int | None, over_id: int) -> bool:
        while unit_id is not None and unit_id != over_id:
            unit_id = self.over[unit_id]
        return unit_id is not None

    def belongs(self, scope: Scope, visit: Visit, day: date) -> bool:
        """Whose it is; the team in which that person worked on the day, else that of the customer; the company."""
        if scope.kind is ScopeKind.PERSON:
            return visit.person_id == scope.id
        customers = self.below(self.unit_of[visit.customer_id], scope.id)
        if scope.kind is ScopeKind.COMPANY:
            return customers
        units = [
            one.unit_id for one in self.positions
            if one.person_id == visit.person_id and one.starts <= day <= one.ends
        ]
        return any(self.below(one, scope.id) for one in units) if units else customers


def facts() -> Facts:
    db.session.expire_all()
    away: dict[int, set[date]] = defaultdict(set)
    for one in db.session.query(Absence):
        away[one.person_id] |= {one.starts + DAY * step for step in range((one.ends - one.starts).days + 1)}
    zone = clock.zone()
    return Facts(
        list(db.session.query(Visit)), away, list(db.session.query(Position)),
        dict(db.session.query(Unit.id, Unit.parent_id).all()),
        dict(db.session.query(Customer.id, Customer.unit_id).all()),
        {one.visit_id: one.written_at.astimezone(zone).date() for one in db.session.query(Report) if one.sent_at},
    )


def window(there: Facts, visit: Visit) -> set[date]:
    """Half its interval to either side, at least a week; each day of absence in it moves its end by a day."""
    half = max(7, int(Fraction(365, visit.per_year) / 2))
    day, left, days = visit.due - DAY * half, 2 * half + 1, set()
    while left:
        days.add(day)
        left -= not there.absent(visit.person_id, day)
        day += DAY
    return days


def expected_on(there: Facts, visit: Visit) -> date:
    """The day on which it is due: the first one on which the seller is there again."""
    day = visit.due
    while there.absent(visit.person_id, day):
        day += DAY
    return day


def made(there: Facts) -> set[int]:
    """The planned contacts that were made: by themselves, else as many as possible, those due first before others."""
    found: set[int] = set()
    for customer_id in {one.customer_id for one in there.visits}:
        rows = [one for one in there.visits if one.customer_id == customer_id and one.ended_on is None]
        planned = sorted((one for one in rows if one.plan_id), key=lambda one: (one.due, one.id))
        days = {one.id: window(there, one) for one in planned}
        own = {one.id for one in planned if one.state == "held" and one.day in days[one.id]}
        others = [one for one in rows if one.state == "held" and one.id not in own]
        fits = {
            one.id: tuple(
                number for number, held in enumerate(others)
                if held.channel == one.channel and held.day in days[one.id]
                and one.branch_id in (None, held.branch_id)
            )
            for one in planned
        }
        kept: tuple[int, ...] = ()
        for one in planned:
            if one.id not in own and _possible(tuple(fits[other] for other in (*kept, one.id))):
                kept = (*kept, one.id)
        found |= own | set(kept)
    return found


def _possible(wishes: tuple[tuple[int, ...], ...]) -> bool:
    """Whether each can have one of what it wishes, all of them another one: by trying."""

    @cache
    def fit(at: int, taken: frozenset[int]) -> bool:
        if at == len(ordered):
            return True
        return any(fit(at + 1, taken | {one}) for one in ordered[at] if one not in taken)

    ordered = sorted(wishes, key=lambda wish: (wish[-1:], wish[:1]))
    return fit(0, frozenset())


def visits_made(scope: Scope, period: Period) -> dict[str, Any]:
    """Figure 3: made and due, and what stands apart."""
    there, today = facts(), clock.today()
    done = made(there)
    makers = {one.made_by_id for one in there.visits if one.made_by_id}
    assert len(makers) == len(done)
    counted = {"made": 0, "due": 0, "open": 0, "by_customer": 0, "by_us": 0, "unplanned": 0}
    for one in there.visits:
        if one.ended_on is not None:
            continue
        day = expected_on(there, one) if one.plan_id else one.day
        if not period.starts <= day <= min(period.ends, today) or not there.belongs(scope, one, day):
            continue
        if one.plan_id is None:
            counted["unplanned"] += one.state == "held" and one.id not in makers
        elif one.id in done:
            counted["made"] += 1
            counted["due"] += 1
        elif one.state == "cancelled_by_customer":
            counted["by_customer"] += 1
        else:
            counted["due"] += 1
            counted["by_us"] += one.state == "cancelled_by_us"
            counted["open"] += one.state != "cancelled_by_us" and today <= max(window(there, one))
    return counted


def reports_on_time(scope: Scope, period: Period, days: int) -> tuple[int, int]:
    """Figure 9: contacts with a report within so many working days, and all whose days are over or that have one."""
    there, today = facts(), clock.today()
    in_time = counted = 0
    for one in there.visits:
        if one.state != "held" or one.ended_on or not period.starts <= one.day <= min(period.ends, today):
            continue
        if not there.belongs(scope, one, one.day):
            continue
        limit = one.day
        for _step in range(days):
            limit += DAY
            while limit.isoweekday() > 5:
                limit += DAY
        last = limit
        while (last + DAY).isoweekday() > 5:  # a weekend holds no working day
            last += DAY
        written = there.written.get(one.id)
        in_time += written is not None and written <= last
        counted += written is not None or today > last
    return in_time, counted
