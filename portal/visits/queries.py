"""The SELECTs of planned contacts: a page of the list, and those of one customer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Select, select, tuple_

from portal.core import clock
from portal.core.db import db
from portal.customers.models import Branch, Contact, Customer
from portal.people.me import Me
from portal.people.models import Person
from portal.visits import policy
from portal.visits.models import Channel, Visit

PAGE = 50
MOST = 10_000  # contacts in a workbook
AHEAD = timedelta(days=60)
MINE, TEAM = "mine", "team"
COMING, LATER, PAST = "coming", "later", "past"
WHENS = (COMING, LATER, PAST)
OF_CUSTOMER = 6


@dataclass(frozen=True)
class Wanted:
    """What the page was asked for; empty values filter nothing. It begins behind the row `after`: (day, id)."""

    scope: str = MINE
    when: str = COMING
    customer: int = 0
    channel: str = ""
    after: tuple[date, int] | None = None

    def query(self, **changes: Any) -> dict[str, Any]:
        """As the arguments of an address, without what is empty or as it begins."""
        asked = {
            "scope": self.scope if self.scope != MINE else "", "when": self.when if self.when != COMING else "",
            "customer": self.customer, "channel": self.channel, **changes,
        }
        return {name: value for name, value in asked.items() if value}

    def only(self, **changes: Any) -> Wanted:
        """The same with another choice, from its beginning."""
        return replace(self, after=None, **changes)


@dataclass(frozen=True)
class Planned:
    """A planned contact as lists show it."""

    id: int
    due: date
    customer_id: int
    customer: str
    branch: str | None
    contact: str | None
    person_id: int
    person: str
    channel: Channel
    purpose: str
    plan_id: int | None


def _rows() -> Select[Any]:
    return (
        select(
            Visit.id, Visit.due, Visit.customer_id, Customer.name, Branch.name, Contact.name,
            Visit.person_id, Person.name, Visit.channel, Visit.purpose,
            Visit.plan_id,
        )
        .join(Customer, Customer.id == Visit.customer_id)
        .join(Person, Person.id == Visit.person_id)
        .outerjoin(Branch, Branch.id == Visit.branch_id)
        .outerjoin(Contact, Contact.id == Visit.contact_id)
        .where(Visit.ended_on.is_(None))
    )


def _scope(me: Me, scope: str) -> Any:
    return policy.of_team(me) if scope == TEAM else policy.has(me)


def _when(when: str) -> tuple[Any, ...]:
    day = clock.today()
    return {
        COMING: (Visit.due >= day, Visit.due <= day + AHEAD),
        LATER: (Visit.due > day + AHEAD,),
        PAST: (Visit.due < day,),
    }[when]


def _filtered(me: Me, wanted: Wanted) -> Select[Any]:
    found = _rows().where(_scope(me, wanted.scope), *_when(wanted.when))
    if wanted.customer:
        found = found.where(Visit.customer_id == wanted.customer)
    if wanted.channel:
        found = found.where(Visit.channel == Channel(wanted.channel))
    return found


def every(me: Me, wanted: Wanted) -> list[Planned]:
    """The contacts of all pages together by day, for a workbook; not more than it holds."""
    found = _filtered(me, wanted).order_by(Visit.due, Visit.id)
    return [Planned(*row) for row in db.session.execute(found.limit(MOST))]


def page(me: Me, wanted: Wanted) -> tuple[list[Planned], tuple[date, int] | None]:
    """A page of contacts by day (past ones latest first), and the row behind which the next page begins."""
    found = _filtered(me, wanted)
    place = tuple_(Visit.due, Visit.id)
    if wanted.after is not None:
        found = found.where(place < wanted.after if wanted.when == PAST else place > wanted.after)
    if wanted.when == PAST:
        found = found.order_by(Visit.due.desc(), Visit.id.desc())
    else:
        found = found.order_by(Visit.due, Visit.id)
    rows = [Planned(*row) for row in db.session.execute(found.limit(PAGE + 1))]
    shown = rows[:PAGE]
    return shown, (shown[-1].due, shown[-1].id) if len(rows) > PAGE else None


@dataclass(frozen=True)
class Week:
    """The contacts of one week, Monday to Sunday."""

    monday: date
    rows: list[Planned]

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    @property
    def number(self) -> int:
        """The number of the week (ISO)."""
        return self.monday.isocalendar().week


def by_week(rows: list[Planned]) -> Iterator[Week]:
    """The rows in the order given, in weeks."""
    for monday, some in groupby(rows, key=lambda row: row.due - timedelta(days=row.due.weekday())):
        yield Week(monday, list(some))


def customers_of(me: Me, scope: str) -> list[tuple[int, str]]:
    """The customers with planned contacts in this scope, by name, for the filter."""
    rows = db.session.execute(
        select(Customer.id, Customer.name, Customer.sort_nl)
        .join(Visit, Visit.customer_id == Customer.id)
        .where(_scope(me, scope), Visit.ended_on.is_(None))
        .distinct()
        .order_by(Customer.sort_nl, Customer.id)
    )
    return [(row.id, row.name) for row in rows]


def of_customer(customer_id: int) -> list[Planned]:
    """The next contacts with a customer."""
    found = _rows().where(Visit.customer_id == customer_id, Visit.due >= clock.today())
    rows = db.session.execute(found.order_by(Visit.due, Visit.id).limit(OF_CUSTOMER + 1))
    return [Planned(*row) for row in rows]
