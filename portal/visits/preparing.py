"""What prepares for a contact: plans in force at the customer, what is open, the last reports, people, figures.

Visits stand below plans, so plans register what they have to say here (portal/plans/preparing.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.customers import revenue
from portal.customers.models import Branch, Contact
from portal.people.me import Me
from portal.people.models import Person
from portal.visits import followup_queries, policy
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
SOURCES: list[Callable[[Me, VisitFile], list[FromPlan]]] = []


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


class Preparation:
    """The sheet of one contact for one reader; each part asks the database once, when it is drawn.

    Facts of the customer are for who works on it, and for whose contact it still is.
    """

    def __init__(self, me: Me, visit: VisitFile) -> None:
        self.me, self.visit = me, visit
        self.knows = visit.works or (visit.is_own and visit.day >= clock.today())

    @cached_property
    def plans(self) -> list[FromPlan]:
        """What plans in force say, newest first."""
        return [one for source in SOURCES for one in source(self.me, self.visit)]

    @cached_property
    def promises(self) -> list[Any]:
        """Open promises to the customer that the reader may read, by day."""
        return followup_queries.of_customer(Promise, self.me, self.visit.customer_id, limit=OPEN)

    @cached_property
    def complaints(self) -> list[Any]:
        """Open complaints of the customer that the reader may read, by day."""
        return followup_queries.of_customer(Complaint, self.me, self.visit.customer_id, limit=OPEN)

    @cached_property
    def reports(self) -> list[Earlier]:
        """The last reports of other contacts with the customer that were sent, the latest first."""
        rows = db.session.execute(
            select(
                Visit.uid, Visit.day, Visit.channel, Person.name, Report.reached, Report.said, Report.signal,
                Report.next_step, Report.next_on,
            )
            .join(Report, Report.visit_id == Visit.id)
            .join(Person, Person.id == Visit.person_id)
            .where(
                Visit.customer_id == self.visit.customer_id, Visit.id != self.visit.id, Visit.day <= self._until,
                Visit.ended_on.is_(None), Report.sent_at.is_not(None), policy.readable_by(self.me),
            )
            .order_by(Visit.day.desc(), Visit.id.desc())
            .limit(REPORTS)
        )
        return [Earlier(*row) for row in rows]

    @property
    def _until(self) -> date:
        return max(self.visit.day, clock.today()) if self.visit.day >= clock.today() else self.visit.day

    @cached_property
    def people(self) -> list[Any]:
        """Rows (id, name, function, phone, email, branch) of people there: whom it is with first, then its branch."""
        if not self.knows:
            return []
        day, visit = clock.today(), self.visit
        return list(
            db.session.execute(
                select(Contact.id, Contact.name, Contact.function, Contact.phone, Contact.email, Branch.name)
                .outerjoin(Branch, Branch.id == Contact.branch_id)
                .where(
                    Contact.customer_id == visit.customer_id,
                    Contact.ended_on.is_(None) | (Contact.ended_on >= day) | (Contact.id == visit.contact_id),
                )
                .order_by(
                    (Contact.id == visit.contact_id).desc() if visit.contact_id else Contact.id.is_(None),
                    (Contact.branch_id == visit.branch_id).desc() if visit.branch_id else Contact.id.is_(None),
                    Contact.name, Contact.id,
                )
                .limit(PEOPLE)
            )
        )

    @cached_property
    def turnover(self) -> list[revenue.Compared]:
        """Revenue this year against the same months of last year, per currency; for who reads the customer."""
        return revenue.compared([self.visit.customer_id])[self.visit.customer_id] if self.visit.works else []
