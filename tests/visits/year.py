"""A year of contacts from a seed, made day by day with the services that people use."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from portal.core import clock
from portal.core.db import db, write
from portal.people import line
from portal.people.models import Absence, Position
from portal.visits import effects, windows
from portal.visits.models import Channel, Report, Visit, VisitState
from portal.visits.services import calendar
from portal.visits.services.agreement import Agreed, agree
from tests.cast import Cast
from tests.plans import sums
from tests.visits.calendar_rows import branch

STARTS, ENDS, TODAY = date(2026, 1, 1), date(2026, 12, 31), date(2026, 10, 14)
OFTEN = (2, 4, 6, 12, 26)
CHANNELS = (Channel.VISIT, Channel.VISIT, Channel.PHONE)


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), UTC)


class Year:
    """Two sellers with customers and an approved plan each; `live` brings them to TODAY."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.of = cast, random.Random(seed)
        self.customers: dict[int, list[int | None]] = {}
        self.plans: dict[int, list[Agreed]] = {}
        with clock.at(at(STARTS)):
            for name in ("seller", "colleague"):
                self._plan(name)

    def _plan(self, name: str) -> None:
        person_id, lines = getattr(self.cast, name), []
        plan_id = sums.plan(self.cast, person_id, None, at(STARTS))
        for number in range(3):
            one = sums.customer(f"{name} {number}", self.cast.team, person_id)
            self.customers[one] = [None, branch(one, "Noord", "Assen"), branch(one, "Zuid", "Breda")]
            lines += [self._line(f"k{number}{more}", one, person_id) for more in range(self.of.choice((1, 2)))]
        self.plans[plan_id] = lines
        self._agree(plan_id)

    def _line(self, key: str, customer_id: int, person_id: int) -> Agreed:
        branch_id, channel = self.of.choice(self.customers[customer_id]), self.of.choice(CHANNELS)
        return Agreed(key, customer_id, branch_id, None, person_id, channel, "Overleg", self.of.choice(OFTEN))

    def _agree(self, plan_id: int) -> None:
        with write():
            agree(plan_id, self.plans[plan_id], STARTS, ENDS)

    def live(self) -> None:
        """The year up to today, with everything that happens in one."""
        events: dict[date, Callable[[], None]] = {
            date(2026, 2, 16): lambda: self._away(self.cast.seller, 9),
            date(2026, 4, 27): lambda: self._away(self.cast.colleague, 4),
            date(2026, 5, 11): self._amend,
            date(2026, 6, 15): self._moves_country,
            date(2026, 7, 6): lambda: self._away(self.cast.seller, 20),
            date(2026, 8, 3): self._hand_over,
        }
        for step in range(4, (TODAY - STARTS).days + 1):
            day = STARTS + timedelta(days=step)
            if day in events or self.of.random() < 0.4:
                with clock.at(at(day)):
                    events.get(day, lambda: None)()
                    for _time in range(self.of.choice((1, 2, 2, 3))):
                        self._happens(day)

    def _around(self, day: date, *states: VisitState) -> Visit | None:
        db.session.expire_all()
        near = (Visit.day >= day - timedelta(days=12), Visit.day <= day + timedelta(days=5))
        rows = db.session.query(Visit).filter(Visit.state.in_(states), Visit.ended_on.is_(None), *near)
        found = rows.order_by(Visit.id).all()
        return self.of.choice(found) if found else None

    def _happens(self, day: date) -> None:
        """One thing that somebody does on a day."""
        what = self.of.choices(
            ("hold", "unplanned", "move", "us", "customer", "back", "channel", "undo"), (10, 4, 4, 2, 2, 1, 1, 1)
        )[0]
        wanted = {"back": (VisitState.CANCELLED_BY_US, VisitState.CANCELLED_BY_CUSTOMER), "undo": (VisitState.HELD,)}
        row = self._around(day, *wanted.get(what, (VisitState.PLANNED,)))
        if what == "unplanned":
            self._unplanned(day)
        elif row is not None:
            self._does(what, row, day)

    def _does(self, what: str, row: Visit, day: date) -> None:
        me = self.cast.me("seller" if row.person_id == self.cast.seller else "colleague")
        if what == "hold":
            calendar.hold(row.id, me, day - timedelta(days=self.of.choice((0, 0, 0, 1, 3))), row.rev)
            self._report(row.id, day)
        elif what == "move":
            shift = timedelta(days=self.of.randrange(-10, 25))
            calendar.move(row.id, me, row.day + shift, self.of.choice((None, "10:00")), row.rev)
        elif what in {"us", "customer"}:
            by = VisitState.CANCELLED_BY_US if what == "us" else VisitState.CANCELLED_BY_CUSTOMER
            calendar.cancel(row.id, me, by, "", row.rev)
        elif what == "back":
            calendar.reinstate(row.id, me, row.rev)
        elif what == "channel":
            calendar.change_channel(row.id, me, Channel.PHONE, row.rev)
        elif db.session.get(Report, row.id) is None:
            calendar.not_held(row.id, me, row.rev)

    def _unplanned(self, day: date) -> None:
        """A contact that came up and was held: now and then it makes a planned one."""
        customer_id = self.of.choice(list(self.customers))
        with write() as session:
            made = Visit(
                uid=f"u{self.of.random()}", customer_id=customer_id,
                branch_id=self.of.choice(self.customers[customer_id]),
                person_id=self.of.choice((self.cast.seller, self.cast.colleague)), channel=self.of.choice(CHANNELS),
                purpose="Langs geweest", day=day, state=VisitState.HELD, created_at=clock.now(),
            )
            session.add(made)
            session.flush()
            effects.changed([made], None)
            made_id = made.id
        self._report(made_id, day)

    def _report(self, visit_id: int, day: date) -> None:
        """Mostly in time, now and then late, a draft, or none."""
        kind = self.of.choice(("now", "now", "soon", "late", "draft", "none"))
        if kind == "none":
            return
        moment = at(day) + timedelta(hours={"soon": self.of.randrange(100), "late": 200}.get(kind, 14))
        sent = None if kind == "draft" else moment + timedelta(hours=self.of.choice((0, 90)))
        with write() as session:
            session.add(
                Report(
                    visit_id=visit_id, writer_id=self.cast.seller, changed_at=moment, sent_at=sent,
                    written_at=moment if sent else None,
                )
            )

    def _away(self, person_id: int, days: int) -> None:
        """Absent from today on for so many days: the windows follow."""
        with write() as session:
            ends = clock.today() + timedelta(days=days)
            session.add(Absence(person_id=person_id, starts=clock.today(), ends=ends))
            session.flush()
            windows.follow_absences(person_id)

    def _amend(self) -> None:
        """In May each agreement asks for other frequencies, and no longer for its last line."""
        for plan_id, lines in self.plans.items():
            changed = [Agreed(**{**one.__dict__, "per_year": self.of.choice(OFTEN)}) for one in lines[:-1]]
            self.plans[plan_id] = changed
            self._agree(plan_id)

    def _moves_country(self) -> None:
        """The colleague works in another team from the next day on."""
        with write() as session:
            held = session.query(Position).filter_by(person_id=self.cast.colleague).one()
            held.ends = clock.today()
            session.add(
                Position(
                    person_id=self.cast.colleague, role_id=held.role_id, unit_id=self.cast.no,
                    starts=clock.today() + timedelta(days=1),
                )
            )
            session.flush()
            line.rebuild()

    def _hand_over(self) -> None:
        """A customer goes to the colleague with all that is still to come."""
        customer_id = min(self.customers)
        with write() as session:
            rows = session.query(Visit).filter(
                Visit.customer_id == customer_id, Visit.state == VisitState.PLANNED, Visit.ended_on.is_(None),
                Visit.day >= clock.today(),
            ).all()
            away = windows.absences_of([self.cast.colleague])[self.cast.colleague]
            for row in rows:
                row.person_id = self.cast.colleague
                if row.due is not None:
                    windows.fit(row, away)
            effects.changed(rows, None)
