"""What prepares for a contact: plans in force at the customer, what is open, the last reports, people, figures.

Visits stand below plans, so plans register what they have to say here (portal/plans/preparing.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from portal.core import clock
from portal.core.together import Part, gathered
from portal.customers import revenue
from portal.customers.models import Branch, Contact
from portal.people.me import Me
from portal.people.models import Person
from portal.visits import followup_queries, policy
from portal.visits.followup_policy import FollowUpFile, file_of
from portal.visits.models import Channel, Complaint, Promise, Reached, Report, Visit
from portal.visits.policy import VisitFile

REPORTS, OPEN, PEOPLE = 2, 10, 12


@dataclass(frozen=True)
class Goal:
    """A goal of a plan at this customer; `says` is its target in the reader's words, empty without a number."""

    text: str
    says: str
    branch: str


@dataclass(frozen=True)
class Action:
    """An open action of a plan at this customer."""

    text: str
    branch: str
    person: str
    due: date

    @property
    def days(self) -> int:
        """Days until it is due; negative when late."""
        return (self.due - clock.today()).days


@dataclass(frozen=True)
class FromPlan:
    """What one plan in force says about this customer, for who reads the plan."""

    title: str
    year: int
    href: str
    goals: list[Goal] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)


# Each gives what plans say about the customer of a contact, for this person.
SOURCES: list[Callable[[Me, VisitFile], Part]] = []


@dataclass(frozen=True)
class Earlier:
    """A report of an earlier contact."""

    uid: str
    day: date
    channel: Channel
    person: str
    reached: Reached | None
    said: str
    signal: str
    next_step: str
    next_on: date | None


@dataclass(frozen=True)
class Sheet:
    """What prepares for one contact for one reader. `plans` newest first; `promises` and `complaints` are open, by day;
    `reports` the last ones of other contacts with the customer, the latest first; `people` rows (id, name, function,
    phone, email, branch) of those there; `turnover` this year against the same months of last year, per currency.
    """

    plans: list[FromPlan]
    promises: list[FollowUpFile]
    complaints: list[FollowUpFile]
    reports: list[Earlier]
    people: list[Any]
    turnover: list[revenue.Compared]


def sheet(me: Me, visit: VisitFile) -> Part:
    """The sheet. Facts of the customer are for who works on it, and for whose contact it still is; figures for who
    reads the customer.
    """
    told, plans = yield from gathered([_told(me, visit), gathered(source(me, visit) for source in SOURCES)])
    return Sheet(
        [one for said in plans for one in said],
        *([file_of(row) for row in told[kind]] for kind in ("promises", "complaints")),
        [Earlier(*row) for row in told["reports"]], told.get("people", []),
        revenue.compared(told.get("turnover", ()))[visit.customer_id],
    )


def _told(me: Me, visit: VisitFile) -> Part:
    asked = {
        "promises": followup_queries.of_customer(Promise, me, visit.customer_id, limit=OPEN),
        "complaints": followup_queries.of_customer(Complaint, me, visit.customer_id, limit=OPEN),
        "reports": _reports(me, visit),
    }
    if visit.works or (visit.is_own and visit.day >= clock.today()):
        asked["people"] = _people(visit)
    if visit.works:
        asked["turnover"] = revenue.two_years([visit.customer_id])
    return (yield asked)


def _reports(me: Me, visit: VisitFile) -> Select[Any]:
    until = max(visit.day, clock.today()) if visit.day >= clock.today() else visit.day
    return (
        select(
            Visit.uid, Visit.day, Visit.channel, Person.name, Report.reached, Report.said, Report.signal,
            Report.next_step, Report.next_on,
        )
        .join(Report, Report.visit_id == Visit.id)
        .join(Person, Person.id == Visit.person_id)
        .where(
            Visit.customer_id == visit.customer_id, Visit.id != visit.id, Visit.day <= until,
            Visit.ended_on.is_(None), Report.sent_at.is_not(None), policy.readable_by(me),
        )
        .order_by(Visit.day.desc(), Visit.id.desc())
        .limit(REPORTS)
    )


def _people(visit: VisitFile) -> Select[Any]:
    """Whom it is with first, then those of its branch."""
    return (
        select(
            Contact.id, Contact.name, Contact.function, Contact.phone, Contact.email, Branch.name.label("branch")
        )
        .outerjoin(Branch, Branch.id == Contact.branch_id)
        .where(
            Contact.customer_id == visit.customer_id,
            Contact.ended_on.is_(None) | (Contact.ended_on >= clock.today()) | (Contact.id == visit.contact_id),
        )
        .order_by(
            (Contact.id == visit.contact_id).desc() if visit.contact_id else Contact.id.is_(None),
            (Contact.branch_id == visit.branch_id).desc() if visit.branch_id else Contact.id.is_(None),
            Contact.name, Contact.id,
        )
        .limit(PEOPLE)
    )
