"""The SELECTs of reports in lists: what is to be read, what was sent, and what is still to be written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, tuple_

from portal.core import clock
from portal.core.db import db
from portal.core.together import Part
from portal.customers.models import Customer
from portal.people.me import Me
from portal.people.models import Person
from portal.visits import policy
from portal.visits.models import Channel, Complaint, Promise, Reached, Report, ReportReading, Visit, VisitState

PAGE = 20
TO_WRITE, SENT, UNREAD, ALL = "write", "sent", "unread", "all"
MINE = (TO_WRITE, SENT)
THEIRS = (UNREAD, ALL)
LATELY = timedelta(days=60)  # what was sent longer ago is not asked to be read any more
WORKING_DAYS_BACK = 10
CHOICES = 200  # people or customers in a filter


@dataclass(frozen=True)
class Wanted:
    """What the list was asked for; empty values filter nothing. It begins behind the row `after`: (moment, id)."""

    show: str = ""
    person: int = 0
    customer: int = 0
    reached: str = ""
    after: tuple[datetime, int] | None = None

    def query(self, **changes: Any) -> dict[str, Any]:
        """As the arguments of an address."""
        asked = {"show": self.show, "person": self.person, "customer": self.customer, "reached": self.reached}
        return {name: value for name, value in (asked | changes).items() if value}

    def only(self, **changes: Any) -> Wanted:
        """The same with another choice, from its beginning."""
        return replace(self, after=None, **changes)


@dataclass(frozen=True)
class Listed:
    """A report as the list shows it."""

    id: int
    uid: str
    day: date
    channel: Channel
    customer: str
    person: str
    reached: Reached | None
    said: str
    next_step: str
    signal: str
    sent_at: datetime
    changed_at: datetime
    rev: int
    is_read: bool
    promises: int
    complaints: int

    @property
    def is_changed(self) -> bool:
        """Put right after it was sent."""
        return self.changed_at > self.sent_at


def in_own_line(me: Me) -> ColumnElement[bool]:
    """Contacts of those this person leads themselves, or whose manager they stand in for today: theirs to read."""
    return Visit.person_id.in_(policy.team(me))


def _is_read(me: Me) -> ColumnElement[bool]:
    return exists().where(
        ReportReading.visit_id == Report.visit_id, ReportReading.reader_id == me.id,
        ReportReading.rev >= func.coalesce(Report.sent_rev, Report.rev),
    )


def unread(me: Me) -> tuple[ColumnElement[bool], ...]:
    """Reports of one's own people that were sent lately and not read as they are now."""
    return (
        Report.sent_at.is_not(None), Report.changed_at >= clock.now() - LATELY, in_own_line(me), ~_is_read(me),
        Report.writer_id != me.id,
    )


def _unread(me: Me, most: int) -> Any:
    found = select(Report.visit_id).join(Visit, Visit.id == Report.visit_id).where(*unread(me)).limit(most)
    return select(func.count()).select_from(found.subquery()).scalar_subquery()


def counting_unread(me: Me, most: int) -> Select[Any]:
    """The question of how many wait to be read, counted up to `most`."""
    return select(_unread(me, most).label("many"))


def count_unread(me: Me, most: int) -> int:
    """How many they are."""
    return db.session.scalar(counting_unread(me, most))


def _listed(me: Me) -> Select[Any]:
    def counted(kind: Any) -> Any:
        return (
            select(func.count())
            .where(kind.visit_id == Visit.id, kind.dropped_on.is_(None))
            .correlate(Visit)
            .scalar_subquery()
        )

    return (
        select(
            Visit.id, Visit.uid, Visit.day, Visit.channel, Customer.name, Person.name, Report.reached, Report.said,
            Report.next_step, Report.signal, Report.sent_at, Report.changed_at,
            func.coalesce(Report.sent_rev, Report.rev), _is_read(me), counted(Promise), counted(Complaint),
        )
        .join(Report, Report.visit_id == Visit.id)
        .join(Customer, Customer.id == Visit.customer_id)
        .join(Person, Person.id == Visit.person_id)
        .where(Report.sent_at.is_not(None))
    )


def _scope(me: Me, wanted: Wanted) -> tuple[ColumnElement[bool], ...]:
    if wanted.show == SENT:
        return (Report.writer_id == me.id,)
    return unread(me) if wanted.show == UNREAD else (Visit.person_id.in_(policy.led(me)),)


def listing(me: Me, wanted: Wanted) -> Select[Any]:
    """The question, for `shown`, of a page of sent reports, the latest first."""
    found = _listed(me).where(*_scope(me, wanted))
    if wanted.person:
        found = found.where(Visit.person_id == wanted.person)
    if wanted.customer:
        found = found.where(Visit.customer_id == wanted.customer)
    if wanted.reached:
        found = found.where(Report.reached == Reached(wanted.reached))
    if wanted.after is not None:
        found = found.where(tuple_(Report.sent_at, Visit.id) < wanted.after)
    return found.order_by(Report.sent_at.desc(), Visit.id.desc()).limit(PAGE + 1)


def shown(found: Iterable[Any]) -> tuple[list[Listed], tuple[datetime, int] | None]:
    """The page, and the row behind which the next one begins."""
    rows = [Listed(*row) for row in found]
    page = rows[:PAGE]
    return page, (page[-1].sent_at, page[-1].id) if len(rows) > PAGE else None


def choices(me: Me, wanted: Wanted) -> Part:
    """{people, customers} as (id, name) to filter on: of the reports in this scope, by name, at most `CHOICES` of each
    and the one chosen.
    """
    found = yield {
        "people": _named(Person, Visit.person_id, me, wanted, wanted.person),
        "customers": _named(Customer, Visit.customer_id, me, wanted, wanted.customer),
    }
    return {
        name: [(row.id, row.name) for row in sorted(rows, key=lambda row: (row.sort_nl, row.id))]
        for name, rows in found.items()
    }


def _named(table: Any, of: Any, me: Me, wanted: Wanted, chosen: int) -> Select[Any]:
    found = select(of).select_from(Report).join(Visit, Visit.id == Report.visit_id)
    ids = found.where(Report.sent_at.is_not(None), *_scope(me, wanted))
    rows = select(table.id, table.name, table.sort_nl).where(table.id.in_(ids))
    return rows.order_by(table.id != chosen, table.sort_nl, table.id).limit(CHOICES + 1)


@dataclass(frozen=True)
class ToWrite:
    """A contact whose day has passed without word, or that was held without a report."""

    id: int
    uid: str
    day: date
    channel: Channel
    customer: str
    purpose: str
    is_held: bool
    has_draft: bool


def since(day: date) -> date:
    """The first day that is still asked about: ten working days back."""
    back = day
    left = WORKING_DAYS_BACK
    while left > 0:
        back -= timedelta(days=1)
        left -= back.isoweekday() < 6
    return back


def _silent(me: Me) -> tuple[ColumnElement[bool], ...]:
    """Contacts of this person from yesterday back that nobody has said anything about; one made by another is done."""
    day = clock.today()
    return (
        Visit.person_id == me.id, Visit.ended_on.is_(None), Visit.day < day, Visit.day >= since(day),
        or_(
            Visit.state == VisitState.HELD,
            and_(Visit.state == VisitState.PLANNED, Visit.made_by_id.is_(None)),
        ),
        ~exists().where(Report.visit_id == Visit.id, Report.sent_at.is_not(None)),
    )


def to_write(me: Me, most: int = 100, *, today: bool = False) -> Select[Any]:
    """The question, as `ToWrite`, of what is still to be written, the oldest first; with `today` what was held today
    without a report, and drafts of today and of contacts to come.
    """
    where = _silent(me)
    if today:
        drafted = exists().where(Report.visit_id == Visit.id, Report.sent_at.is_(None))
        where = (
            Visit.person_id == me.id, Visit.ended_on.is_(None), Visit.day >= clock.today(),
            or_(
                and_(Visit.state == VisitState.HELD, Visit.day == clock.today()),
                and_(Visit.state == VisitState.PLANNED, drafted),
            ),
            ~exists().where(Report.visit_id == Visit.id, Report.sent_at.is_not(None)),
        )
    return (
        select(
            Visit.id, Visit.uid, Visit.day, Visit.channel, Customer.name, Visit.purpose,
            Visit.state == VisitState.HELD, exists().where(Report.visit_id == Visit.id),
        )
        .join(Customer, Customer.id == Visit.customer_id)
        .where(*where)
        .order_by(Visit.day, Visit.id)
        .limit(most)
    )


def counting(me: Me, most: int) -> Select[Any]:
    """The question of how many contacts wait for word, up to `most`, and one more when there are reports to read."""
    silent = select(Visit.id).where(*_silent(me)).limit(most)
    to_write_ = select(func.count()).select_from(silent.subquery()).scalar_subquery()
    return select(to_write_ + _unread(me, 1))
