"""The SELECTs of the calendar: the contacts of some people in some days, a page of the list, those of one customer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, tuple_

from portal.core import clock
from portal.core.alphabet import fold
from portal.core.db import db
from portal.core.together import Part
from portal.customers.models import Branch, Contact, Customer
from portal.people.me import Me
from portal.people.models import Person
from portal.visits import policy
from portal.visits.models import Channel, Report, Visit, VisitState

PAGE = 50
MOST = 10_000  # contacts in a workbook
IN_A_DAY, IN_A_WEEK = 300, 60  # contacts that a day shows, by itself and as one of a week
DAY, WEEK, LIST = "day", "week", "list"
VIEWS = (DAY, WEEK, LIST)
MINE, TEAM = "mine", "team"
COMING, PAST, UNREPORTED = "coming", "past", "unreported"
WHENS = (COMING, PAST, UNREPORTED)
OF_CUSTOMER, RECENT = 6, 4
OPEN = (VisitState.PLANNED, VisitState.HELD)
NO_TIME = "24:00"  # behind every time of a day

Place = tuple[date, str, int]  # of a row in a list: day, time (NO_TIME for none), id


@dataclass(frozen=True)
class Wanted:
    """What the page was asked for; empty values filter nothing. `person` is one of the team: with those under them.

    `on` is a day of the day or week shown. A list begins behind the row `after`: (day, time, id).
    """

    view: str = WEEK
    on: date | None = None
    scope: str = MINE
    person: int = 0
    when: str = COMING
    text: str = ""
    channel: str = ""
    after: Place | None = None

    @property
    def day(self) -> date:
        """The day shown, or a day of the week shown."""
        return self.on or clock.today()

    @property
    def first(self) -> date:
        """The first day shown."""
        return self.day if self.view == DAY else self.day - timedelta(days=self.day.weekday())

    @property
    def last(self) -> date:
        """The last day shown."""
        return self.first if self.view == DAY else self.first + timedelta(days=6)

    def query(self, **changes: Any) -> dict[str, Any]:
        """As the arguments of an address, without what is empty or as it begins."""
        begins = Wanted()
        asked = {
            name: value
            for name in ("view", "scope", "person", "when", "channel")
            if (value := getattr(self, name)) != getattr(begins, name)
        }
        on = self.on.isoformat() if self.on and self.view != LIST else ""
        return {name: value for name, value in {**asked, "on": on, "q": self.text, **changes}.items() if value}

    def only(self, **changes: Any) -> Wanted:
        """The same with another choice, from its beginning."""
        return replace(self, after=None, **changes)


@dataclass(frozen=True)
class Entry:
    """A contact as the calendar shows it. `acts`: this person may move it; `sent`: its report is there."""

    id: int
    uid: str
    day: date
    at: str | None
    minutes: int
    customer_id: int
    customer: str
    branch: str | None
    place: str | None
    contact: str | None
    person_id: int
    person: str
    channel: Channel
    purpose: str
    state: VisitState
    reason: str
    rev: int
    due: date | None
    plan_id: int | None
    made_by_id: int | None
    sent: bool
    is_own: bool
    acts: bool
    drafted: bool  # the reader began its report

    @property
    def is_cancelled(self) -> bool:
        """It does not take place."""
        return self.state not in OPEN

    @property
    def is_made_elsewhere(self) -> bool:
        """Another contact made it: this one is not needed any more."""
        return self.state is VisitState.PLANNED and self.made_by_id not in {None, self.id}

    @property
    def look(self) -> str:
        """How it stands, as a code of `words.LOOKS`."""
        if self.is_cancelled:
            return str(self.state)
        if self.sent:
            return "reported"
        if self.state is VisitState.HELD:
            return "unreported"
        if self.is_made_elsewhere:
            return "made"
        return "passed" if self.day < clock.today() else "planned"

    @property
    def is_ripe(self) -> bool:
        """Its day has come, so that a report can be written."""
        return self.day <= clock.today() and self.state in OPEN

    @property
    def where(self) -> str:
        """Branch and town, as far as known, without saying the town twice."""
        if self.place and self.branch and self.place not in self.branch:
            return f"{self.branch}, {self.place}"
        return self.branch or ""


def entries(me: Me) -> Select[Any]:
    """The SELECT of contacts as entries for this person; not yet of whose, nor which."""
    return (
        select(
            Visit.id, Visit.uid, Visit.day, Visit.at, Visit.minutes, Visit.customer_id, Customer.name, Branch.name,
            Branch.place, Contact.name, Visit.person_id, Person.name, Visit.channel, Visit.purpose, Visit.state,
            Visit.reason, Visit.rev, Visit.due, Visit.plan_id, Visit.made_by_id, Report.sent_at.is_not(None),
            policy.has(me), or_(policy.has(me), policy.keeps_customer(me)),
            and_(policy.has(me), Report.visit_id.is_not(None), Report.sent_at.is_(None)),
        )
        .join(Customer, Customer.id == Visit.customer_id)
        .join(Person, Person.id == Visit.person_id)
        .outerjoin(Branch, Branch.id == Visit.branch_id)
        .outerjoin(Contact, Contact.id == Visit.contact_id)
        .outerjoin(Report, Report.visit_id == Visit.id)
        .where(Visit.ended_on.is_(None))
    )


def _read(found: Select[Any]) -> list[Entry]:
    return [Entry(*row) for row in db.session.execute(found)]


def entry_of(visit: policy.VisitFile) -> Entry:
    """A contact that was loaded already as the calendar shows it."""
    return Entry(
        visit.id, visit.uid, visit.day, visit.at, visit.minutes, visit.customer_id, visit.customer, visit.branch,
        visit.place, visit.contact, visit.person_id, visit.person, visit.channel, visit.purpose, visit.state,
        visit.reason, visit.rev, visit.due, visit.plan_id, visit.made_by_id, visit.is_reported, visit.is_own,
        visit.acts, visit.is_own and visit.report_rev > 0 and not visit.is_reported,
    )


def one(me: Me, visit_id: int) -> Entry:
    """One contact as the calendar shows it."""
    return _read(entries(me).where(Visit.id == visit_id))[0]


def week_of(wanted: Wanted, people: Sequence[int]) -> Select[Any]:
    """The question of how many contacts each of these people has in the week shown, cancelled ones left out."""
    return (
        select(Visit.person_id, func.count())
        .where(
            Visit.person_id.in_(people or [0]), Visit.day >= wanted.first, Visit.day <= wanted.last,
            Visit.ended_on.is_(None), Visit.state.in_(OPEN),
        )
        .group_by(Visit.person_id)
    )


def _when(when: str) -> tuple[ColumnElement[bool], ...]:
    day = clock.today()
    if when == COMING:
        return (Visit.day >= day,)
    if when == PAST:
        return (Visit.day < day,)
    planned = and_(
        Visit.state == VisitState.PLANNED, Visit.day < day, Visit.made_by_id.is_(None)
    )
    return (Visit.day <= day, or_(Visit.state == VisitState.HELD, planned), Report.sent_at.is_(None))


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [Customer.folded.contains(word, autoescape=True) for word in fold(wanted.text).split()]
    if wanted.channel:
        found.append(Visit.channel == Channel(wanted.channel))
    return found


def _asked(me: Me, wanted: Wanted, people: Sequence[int]) -> Select[Any]:
    found = entries(me).where(Visit.person_id.in_(people or [0]))
    if wanted.view == LIST:
        return found.where(*_when(wanted.when), *_narrowed(wanted))
    return found.where(Visit.day >= wanted.first, Visit.day <= wanted.last)


def _in_order(found: Select[Any]) -> Select[Any]:
    return found.order_by(Visit.day, Visit.at.is_(None), Visit.at, Visit.id)


def days(me: Me, wanted: Wanted, people: Sequence[int]) -> Select[Any]:
    """The question, as `Entry`, of the contacts of the day or week, by time; those without an appointment last. No more
    of a day than it shows.
    """
    place = func.row_number().over(partition_by=Visit.day, order_by=(Visit.at.is_(None), Visit.at, Visit.id))
    numbered = select(Visit.id, place.label("place")).where(*_in_days(people, wanted.first, wanted.last)).subquery()
    shown = select(numbered.c.id).where(numbered.c.place <= _most(wanted))
    return _in_order(_asked(me, wanted, people).where(Visit.id.in_(shown)))


def _most(wanted: Wanted) -> int:
    return IN_A_DAY if wanted.view == DAY else IN_A_WEEK


def _in_days(people: Sequence[int], first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    return Visit.person_id.in_(people or [0]), Visit.day >= first, Visit.day <= last, Visit.ended_on.is_(None)


def left_out(wanted: Wanted, counted: Sequence[Any]) -> dict[date, int]:
    """How many contacts of each day `days` did not show, from the rows of `week_counts`; days that show all are not
    named.
    """
    most = _most(wanted)
    return {row.day: row.everything - most for row in counted if row.everything > most}


def of_today(me: Me) -> Select[Any]:
    """The question of one's own contacts of today that were not cancelled, by time: as `Entry`."""
    found = entries(me).where(policy.has(me), Visit.day == clock.today(), Visit.state.in_(OPEN))
    return _in_order(found).limit(IN_A_DAY)


def week_counts(wanted: Wanted, people: Sequence[int]) -> Select[Any]:
    """The question of (day, how many contacts to take place, how many with those that were cancelled) for each day of
    the week that has any; for going from day to day.
    """
    monday = wanted.day - timedelta(days=wanted.day.weekday())
    there = func.sum(case((Visit.state.in_(OPEN), 1), else_=0))
    return (
        select(Visit.day, there.label("there"), func.count().label("everything"))
        .where(*_in_days(people, monday, monday + timedelta(days=6)))
        .group_by(Visit.day)
    )


def counts(rows: Iterable[Any]) -> dict[date, int]:
    """How many contacts take place on each day, from the rows of `week_counts`."""
    return {row.day: row.there for row in rows if row.there}


def count(me: Me, wanted: Wanted, people: Sequence[int]) -> int:
    """How many contacts `every` would have without its bound."""
    return db.session.scalar(select(func.count()).select_from(_asked(me, wanted, people).subquery())) or 0


def every(me: Me, wanted: Wanted, people: Sequence[int]) -> list[Entry]:
    """All that is shown, of all pages together, by day, for a workbook; not more than it holds."""
    return _read(_in_order(_asked(me, wanted, people)).limit(MOST))


def listing(me: Me, wanted: Wanted, people: Sequence[int]) -> Select[Any]:
    """The question, for `shown`, of a page of the list by day (past ones latest first) and time."""
    found, at = _asked(me, wanted, people), func.coalesce(Visit.at, NO_TIME)
    backwards = wanted.when != COMING
    if wanted.after is not None:
        day, *time = wanted.after
        later_day = Visit.day < day if backwards else Visit.day > day
        behind = tuple_(at, Visit.id) > tuple_(*map(literal, time))
        found = found.where(or_(later_day, and_(Visit.day == day, behind)))
    return found.order_by(Visit.day.desc() if backwards else Visit.day, at, Visit.id).limit(PAGE + 1)


def shown(found: Sequence[Any]) -> tuple[list[Entry], Place | None]:
    """The page, and the row behind which the next one begins."""
    rows = [Entry(*row) for row in found]
    page = rows[:PAGE]
    return page, (page[-1].day, page[-1].at or NO_TIME, page[-1].id) if len(rows) > PAGE else None


def of_customer(me: Me, customer_id: int) -> Part:
    """(contacts to come by day, the latest of before, whether more are to come) with a customer."""
    day, entered = clock.today(), entries(me).where(Visit.customer_id == customer_id)
    found = yield {
        "coming": _in_order(entered.where(Visit.day >= day)).limit(OF_CUSTOMER + 1),
        "recent": entered.where(Visit.day < day).order_by(Visit.day.desc(), Visit.id.desc()).limit(RECENT),
    }
    coming, recent = ([Entry(*row) for row in rows] for rows in found.values())
    return coming[:OF_CUSTOMER], recent, len(coming) > OF_CUSTOMER


def maker_of(visit: policy.VisitFile) -> Part:
    """The other contact that made a planned one, as (uid, day); None when there is none."""
    if visit.made_by_id in {None, visit.id}:
        return None
    found = yield {"made_by": select(Visit.uid, Visit.day).where(Visit.id == visit.made_by_id)}
    return next(iter(found["made_by"]), None)
