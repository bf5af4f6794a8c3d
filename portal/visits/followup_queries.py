"""The SELECTs of promises and complaints: a page of the list, those of one customer, and what became of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, func, or_, select, tuple_, union
from sqlalchemy.orm import aliased

from portal.core import audit, clock
from portal.core.audit import Audit, AuditDetail
from portal.core.db import db
from portal.customers import policy as customers
from portal.customers.models import Customer
from portal.people.me import Me, reach
from portal.people.models import Person
from portal.visits import followup_policy as policy
from portal.visits.followup_owners import answered_for, departments, stood_in_for
from portal.visits.followup_policy import FollowUpFile, Kind, file_of, files
from portal.visits.models import Complaint, Promise
from portal.visits.policy import team

KEEP, MADE, TEAM, DEPARTMENT, CUSTOMERS = "keep", "made", "team", "department", "customers"
WHOSE = (KEEP, MADE, DEPARTMENT, TEAM, CUSTOMERS)
OPEN, OVERDUE, DONE = "open", "overdue", "done"
STATES = (OPEN, OVERDUE, DONE)
PAGE, OF_CUSTOMER, MOST = 50, 8, 200
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Wanted:
    """What the list was asked for; empty values filter nothing. It begins behind the row `after`: (day, id)."""

    whose: str = KEEP
    state: str = OPEN
    customer: int = 0
    kind: str = ""
    after: tuple[date, int] | None = None

    def query(self, **changes: Any) -> dict[str, Any]:
        """As the arguments of an address, without what is empty or as it begins."""
        asked = {
            "whose": self.whose, "state": self.state if self.state != OPEN else "", "customer": self.customer,
            "kind": self.kind, **changes,
        }
        return {name: value for name, value in asked.items() if value}

    def only(self, **changes: Any) -> Wanted:
        """The same with another choice, from its beginning."""
        return replace(self, after=None, **changes)


def is_open(kind: Kind) -> Any:
    """Neither done nor dropped."""
    return (kind.done_on.is_(None)) & (kind.dropped_on.is_(None))


def to_keep(kind: Kind, me: Me) -> Any:
    """What waits on this person: their own, of who is absent, and of a department that they answer for."""
    return _among(
        kind, kind.owner_id == me.id, kind.owner_id.in_(stood_in_for(me)), kind.owner_unit_id.in_(answered_for(me))
    )


def _whose(kind: Kind, me: Me, whose: str) -> Any:
    """What a choice of the list shows: each way is looked up on its own index, before anything is put in order."""
    if whose == DEPARTMENT:
        return _among(kind, kind.owner_unit_id.in_(departments(me)))
    if whose == MADE:
        return kind.made_by_id == me.id
    if whose == CUSTOMERS:
        return _among(kind, kind.customer_id.in_(union(*customers.readable(me))))
    if whose == TEAM:
        below = kind.owner_unit_id.in_(policy.departments_read(me))
        return _among(kind, kind.owner_id.in_(team(me)), kind.made_by_id.in_(team(me)), below)
    return to_keep(kind, me)


def _among(kind: Kind, *ways: Any) -> Any:
    return kind.id.in_(union(*(select(kind.id).where(way) for way in ways)))


def _state(kind: Kind, state: str) -> Any:
    if state == DONE:
        return ~is_open(kind)
    return is_open(kind) & (kind.due < clock.today()) if state == OVERDUE else is_open(kind)


def listing(kind: Kind, me: Me, wanted: Wanted) -> Select[Any]:
    """The question, for `shown`, of a page of the list by due day (of what is done the latest first): it is cut first,
    then what is told of each row is looked up.
    """
    found = select(kind.id).where(_whose(kind, me, wanted.whose), _state(kind, wanted.state))
    if wanted.customer:
        found = found.where(kind.customer_id == wanted.customer)
    if wanted.kind and kind is Complaint:
        found = found.where(Complaint.kind == wanted.kind)
    order = (kind.due, kind.id)
    if wanted.after:
        beyond = tuple_(*order) < tuple_(*wanted.after) if wanted.state == DONE else tuple_(*order) > wanted.after
        found = found.where(beyond)
    if wanted.state == DONE:
        order = (kind.due.desc(), kind.id.desc())
    return files(kind, me, found.order_by(*order).limit(PAGE + 1)).order_by(*order)


def page(kind: Kind, me: Me, wanted: Wanted) -> tuple[list[FollowUpFile], tuple[date, int] | None]:
    """A page of the list, and behind which row the next one begins."""
    return shown(db.session.execute(listing(kind, me, wanted)))


def shown(found: Iterable[Any]) -> tuple[list[FollowUpFile], tuple[date, int] | None]:
    """The same from the rows of `listing`."""
    rows = [file_of(row) for row in found]
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return rows[:PAGE], (last.due, last.id) if last else None


def customers_of(kind: Kind, me: Me, wanted: Wanted) -> list[tuple[int, str]]:
    """The customers with something in this part of the list, by name, for the filter."""
    ids = select(kind.customer_id).where(_whose(kind, me, wanted.whose), _state(kind, wanted.state)).distinct()
    rows = select(Customer.id, Customer.name).where(Customer.id.in_(ids)).order_by(Customer.sort_nl, Customer.id)
    return [(row.id, row.name) for row in db.session.execute(rows.limit(MOST))]


def of_customer(
    kind: Kind, me: Me, customer_id: int, *, state: str = OPEN, limit: int = OF_CUSTOMER
) -> Select[Any]:
    """The question, for `file_of`, of those of a customer that this person reads; of what is done the last year."""
    found = files(kind, me).where(kind.customer_id == customer_id, policy.readable_by(kind, me), _state(kind, state))
    if state == DONE:
        ended = func.coalesce(kind.done_on, kind.dropped_on)
        found = found.where(ended >= clock.today() - YEAR).order_by(ended.desc(), kind.id.desc())
    else:
        found = found.order_by(kind.due, kind.id)
    return found.limit(limit)


def _has_any(kind: Kind) -> Any:
    """Made, kept or found in the department: each way is looked up on its own index."""

    def condition(me: Me) -> Any:
        ways = (
            kind.owner_id == me.id, kind.owner_id.in_(stood_in_for(me)), kind.made_by_id == me.id,
            kind.owner_unit_id.in_(departments(me)),
        )
        return or_(*(exists().where(one) for one in ways))

    return condition


reach("promises", _has_any(Promise))
reach("complaints", _has_any(Complaint))


def any_of(me: Me) -> str:
    """Which list has something for a person who works with no customers: promises, complaints or neither."""
    return next((name for name in ("promises", "complaints") if name in me.reaches), "")


@dataclass(frozen=True)
class Event:
    """One line of the history, with the words that went along."""

    sentence: str
    actor: str | None
    at: datetime
    note: str


def history(kind: str, row_id: int) -> list[Event]:
    """What became of it, the latest first."""
    actor = aliased(Person)
    rows = (
        select(Audit, actor.name, AuditDetail.body)
        .outerjoin(actor, actor.id == Audit.actor_id)
        .outerjoin(AuditDetail, AuditDetail.audit_id == Audit.id)
        .where(Audit.kind == kind, Audit.subject_id == row_id)
        .order_by(Audit.id.desc())
        .limit(MOST)
    )
    return [
        Event(audit.sentence(row.code, row.data), name, row.at, (body or {}).get("note", ""))
        for row, name, body in db.session.execute(rows)
    ]
