"""A year of contacts of the demo organisation: held, moved, cancelled, dropped in, and the weeks to come.

What happened on a day is written in one transaction that evening, with its history, so that loading stays quick; what
makes what is settled once at the end. The days just past and the coming ones go through the services.
"""

from __future__ import annotations

import random
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from portal.core import clock
from portal.core.audit import Audit
from portal.core.db import db, write
from portal.demo.company import Company
from portal.demo.customers import Made
from portal.demo.plan_story import SATURDAY, at
from portal.demo.story import Moments
from portal.demo.visit_reports import Event, Reports, event, sellers, texts
from portal.people.models import Absence
from portal.people.services import absences
from portal.visits import matching
from portal.visits.models import Channel, Visit, VisitState

# Of a hundred planned contacts: how many were held, moved, cancelled by the customer and by us; the rest was forgotten.
LIVED = {"keyaccount.no": (66, 8, 5, 8), "seller2.nl": (56, 12, 6, 9), "seller.no": (60, 12, 5, 9)}
USUAL = (67, 10, 5, 7)
DROPS_IN = 0.1  # unplanned contacts a day
SLOTS = {
    Channel.VISIT: ("09:30", "13:30", "11:00", "15:00", "08:15"),
    Channel.VIDEO: ("10:00", "14:00", "16:00"),
    Channel.PHONE: ("08:45", "12:45", "16:15", "10:30", "14:45"),
}
MINUTES = {Channel.VISIT: 60, Channel.VIDEO: 45, Channel.PHONE: 20}
FULL = ("seller.nl", "seller2.nl", "seller.no", "keyaccount.no")  # who has a full day today and tomorrow
A_DAY, MOST_A_DAY = 4, 5
AHEAD = 35  # days in which appointments are made


def stories(company: Company, made: Made) -> list[Moments]:
    """Absences that were announced, and the days as they went."""
    return [summer(company), Year(company, made).days()]


def summer(company: Company) -> Moments:
    """Holidays, announced in spring: the windows of planned contacts move with them."""
    year = clock.today().year
    yield at(date(year, 5, 11), 9)
    for given in texts()["absences"]:
        first, last = (date.fromisoformat(f"{year}-{given[name]}") for name in ("from", "to"))
        if first > clock.today() and datetime.combine(last, datetime.min.time(), UTC) < datetime.now(UTC):
            person, deputy = company.people[given["person"]], company.people[given["deputy"]]
            absences.add(company.me(given["person"]), person, starts=first, ends=last, deputy=deputy)


def working_day(day: date) -> date:
    """The day itself, or the Monday after it."""
    while day.isoweekday() >= SATURDAY:
        day += timedelta(days=1)
    return day


class Year:
    """The contacts of all sellers, day by day."""

    def __init__(self, company: Company, made: Made) -> None:
        self.company, self.made = company, made
        self.today = clock.today()
        self.sellers = sellers(company, made)
        self.reports = Reports(company, self.sellers, self.today)
        self.dice = random.Random("visits")  # noqa: S311 - a demo that is the same each time
        self.moved: set[int] = set()
        self.away: dict[int, list[tuple[date, date]]] = {}

    def days(self) -> Moments:
        """Each working day in the evening, then the calendar as it stands today."""
        first = yield from self._first()
        for back in range((self.today - first).days, 0, -1):
            day = self.today - timedelta(days=back)
            if day.isoweekday() < SATURDAY:
                yield at(day, 17, 30)
                self._live(day)
        yield datetime.now(UTC)
        with write():
            matching.settle(set(db.session.scalars(select(Visit.customer_id).distinct())))
        self._coming()
        self.reports.through_the_service()

    def _first(self) -> Iterator[datetime]:
        """The day of the first contact, asked when the first plans are in force."""
        yield at(date(self.today.year - 1, 11, 24), 17)
        return db.session.scalar(select(func.min(Visit.day))) or self.today

    def _live(self, day: date) -> None:
        """One day: what was planned, who dropped in, the reports that were written, and what came of promises."""
        with write() as session:
            spoken = select(Absence.person_id, Absence.starts, Absence.ends)
            self.away = defaultdict(list)
            for person_id, starts, ends in session.execute(spoken.where(Absence.ends >= day)):
                self.away[person_id].append((starts, ends))
            planned = select(Visit).where(
                Visit.day == day, Visit.state == VisitState.PLANNED, Visit.ended_on.is_(None)
            )
            history: list[Event] = []
            rows = [row for row in session.scalars(planned.order_by(Visit.id)) if row.person_id in self.sellers]
            for row in rows:
                history += self._lived(row, day)
            rows += self._dropped_in(session, day)
            _give_times([row for row in rows if row.state is VisitState.HELD])
            session.flush()
            for row in rows:
                if row.state is VisitState.HELD:
                    self.reports.expect(row, day)
            history += self.reports.written(session, day)
            record(history)

    def _lived(self, row: Visit, day: date) -> list[Event]:
        """What became of a contact on its day, as history."""
        seller = self.sellers[row.person_id]
        back = next((ends for starts, ends in self.away[row.person_id] if starts <= day <= ends), None)
        row.rev += 1
        if back is not None:
            return self._move(row, back + timedelta(days=self.dice.randint(1, 12)))
        held, moved, customer, us = LIVED.get(seller.email, USUAL)
        roll = self.dice.randrange(100)
        if row.id in self.moved or roll < held:
            row.state = VisitState.HELD
            if row.channel is Channel.VISIT and self.dice.random() < 0.03:
                row.channel = Channel.VIDEO
            return [event("visit_held", "visit", row.id, row.person_id, date=str(day))]
        if roll < held + moved:
            return self._move(row, day + timedelta(days=self.dice.choice((1, 2, 5, 6, 7))))
        if roll < held + moved + customer + us:
            by = VisitState.CANCELLED_BY_CUSTOMER if roll < held + moved + customer else VisitState.CANCELLED_BY_US
            reasons = "cancelled_customer" if by is VisitState.CANCELLED_BY_CUSTOMER else "cancelled_us"
            row.state, row.reason = by, self.dice.choice(texts()[seller.locale][reasons])
            return [event(f"visit_{by}", "visit", row.id, row.person_id)]
        row.rev -= 1
        return []

    def _move(self, row: Visit, day: date) -> list[Event]:
        before, row.day, row.at = row.day, working_day(day), None
        self.moved.add(row.id)
        return [event("visit_moved", "visit", row.id, row.person_id, date_before=str(before), date=str(row.day))]

    def _dropped_in(self, session: Any, day: date) -> list[Visit]:
        """Contacts that nobody planned."""
        found = []
        for seller in self.sellers.values():
            absent = any(starts <= day <= ends for starts, ends in self.away[seller.id])
            if absent or self.dice.random() > DROPS_IN:
                continue
            name = self.dice.choice(seller.customers)
            contacts = self.made.contacts[name]
            found.append(Visit(
                uid=str(uuid.UUID(int=self.dice.getrandbits(128), version=4)), customer_id=self.made.customers[name],
                contact_id=contacts[0] if contacts else None, person_id=seller.id,
                channel=self.dice.choice((Channel.VISIT, Channel.PHONE)), day=day, state=VisitState.HELD,
                purpose=self.dice.choice(texts()[seller.locale]["purposes"]), reason="", rev=1,
                created_at=clock.now(), created_by_id=seller.id,
            ))  # fmt: skip
        session.add_all(found)
        return found

    def _coming(self) -> None:
        """The weeks to come: full days today and tomorrow, appointments for most of what is near."""
        with write() as session:
            last = self.today + timedelta(days=AHEAD)
            rows = session.scalars(
                select(Visit)
                .where(Visit.day.between(self.today, last), Visit.state == VisitState.PLANNED, Visit.ended_on.is_(None))
                .order_by(Visit.day, Visit.id)
            )
            by_person: dict[int, list[Visit]] = defaultdict(list)
            for row in rows:
                if row.person_id in self.sellers:
                    by_person[row.person_id].append(row)
            history = []
            for person_id, theirs in by_person.items():
                if self.sellers[person_id].email in FULL:
                    history += self._fill(theirs)
                near = [row for row in theirs if (row.day - self.today).days <= 8 or self.dice.random() < 0.5]
                _give_times(near)
            session.flush()
            matching.settle({row.customer_id for rows in by_person.values() for row in rows})
            record(history)

    def _fill(self, rows: list[Visit]) -> list[Event]:
        """Full days today and tomorrow: later ones come forward, what is too much goes on to the days after."""
        history = []
        for offset in (0, 1):
            day = self.today + timedelta(days=offset)
            there = [row for row in rows if row.day == day]
            for row in there[MOST_A_DAY:]:
                history += self._move(row, day + timedelta(days=self.dice.randint(2, 6)))
            later = [row for row in rows if row.day > day + timedelta(days=9)]
            taken = {row.customer_id for row in there}
            wanted = A_DAY - (day.isoweekday() >= SATURDAY) - len(there)
            for row in later:
                if wanted > 0 and row.customer_id not in taken:
                    taken.add(row.customer_id)
                    history += self._bring_forward(row, day)
                    wanted -= 1
        return history

    def _bring_forward(self, row: Visit, day: date) -> list[Event]:
        before, row.day, row.rev = row.day, day, row.rev + 1
        return [event("visit_moved", "visit", row.id, row.person_id, date_before=str(before), date=str(day))]


def _give_times(rows: Iterable[Visit]) -> None:
    """A time of the day for each that has none; nobody is in two places."""
    taken: dict[tuple[int, date], set[str]] = defaultdict(set)
    for row in sorted(rows, key=lambda one: (one.person_id, one.day, one.id or 0)):
        used = taken[row.person_id, row.day]
        free = [slot for slot in SLOTS[row.channel] if slot not in used]
        if row.at is None and free:
            row.at, row.minutes = free[0], MINUTES[row.channel]
        used.add(row.at or "")


def record(history: list[Event]) -> None:
    """Keep what happened on a day."""
    if history:
        db.session.execute(insert(Audit), history)
