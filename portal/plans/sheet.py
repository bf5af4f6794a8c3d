"""A plan's text as pages draw it: the parts in their sections, with the names of whom and what they refer to.

`reading` gives any version; `editing` the version at work with what its editor needs besides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, union
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.db import db
from portal.customers.models import Branch, Contact, Contributor, Customer, Portfolio, Turnover
from portal.documents import content
from portal.documents.content import Body, Part
from portal.documents.models import Draft, DraftChange
from portal.people.me import Me
from portal.people.models import Person
from portal.plans import amendments, mandates, pictures, readiness
from portal.plans.content import (
    MORE,
    SECTIONS,
    SUMMED,
    asked_budget,
    contacts_a_year,
    highest_discount,
    section_of,
)
from portal.plans.models import Need, Plan, PlanKind, Requirement
from portal.plans.policy import PlanFile
from portal.visits.services.agreement import place_of, spread

PROSE = ("picture", "classification", "market", "possibilities", "impossibilities")
MONTHS = 12
# Where pasted text can go, the likeliest first. What needs more than words gets what is usual.
PLACED = (
    "goal", "action", "possibilities", "impossibilities", "market", "classification", "picture", "support",
    "assumption", "agreement", "budget", "stakeholder",
)


class Held(NamedTuple):
    """A customer as a line of the portfolio plan shows it; `revenue` is that of the year before the plan's."""

    id: int
    name: str
    category: str
    revenue: int | None


@dataclass(frozen=True)
class Sheet:
    """One version of a plan in front of a person. `section` is the only one that an amendment may change."""

    plan: PlanFile
    body: Body
    section: str = ""
    is_open: bool = False  # the version at work, in front of somebody who may write in it
    changed_at: datetime | None = None
    changed_by: str = ""
    can_undo: bool = False
    asked: list[Any] = field(default_factory=list)  # change requests of this round (plans.requests)
    opened: Any = None  # the item whose form is open (views.desk.Open)

    @property
    def locale(self) -> str:
        """The language that the plan is written in."""
        return self.plan.locale

    def text(self, part: Part | None) -> str:
        """The words of a part; empty without one."""
        if part is None:
            return ""
        return part["text"].get(self.locale) or next((text for text in part["text"].values() if text), "")

    def inside(self, key: str, kind: str) -> Body:
        """The parts of one kind in a part ("" for the top), in order."""
        return [part for part in self._below.get(key, []) if part["kind"] == kind]

    @cached_property
    def _below(self) -> dict[str, Body]:
        return content.grouped(self.body)

    def find(self, key: str) -> Part | None:
        """The part with this key, or None."""
        return content.find(self.body, key)

    @property
    def placeable(self) -> list[str]:
        """The sections that a piece of pasted text can go to."""
        wanted = {*SECTIONS[self.plan.kind], *MORE[self.plan.kind]}
        return [name for name in PLACED if name in wanted and self.edits(name)]

    def only(self, kind: str, parent: str = "") -> Part | None:
        """The one part of a kind that stands there at most once."""
        return next(iter(self.inside(parent, kind)), None)

    @cached_property
    def sections(self) -> list[str]:
        """The sections of this kind of plan, and those that were added to it, in reading order."""
        there = {part["kind"] for part in self.body if not part["in"]}
        names = [*SECTIONS[self.plan.kind], *(name for name in MORE[self.plan.kind] if name in there)]
        order = [kind for kind in ORDER if kind in names]
        return ["unplaced", *order] if "unplaced" in there and self.is_open else order

    @cached_property
    def addable(self) -> list[str]:
        """The sections that this plan could still get."""
        return [name for name in MORE[self.plan.kind] if name not in self.sections]

    def edits(self, section: str) -> bool:
        """Whether this section may be changed here: in an amendment only its own."""
        return self.is_open and self.section in {"", section}

    def section_of(self, part: Part) -> str:
        """The section in which a part is drawn."""
        return section_of(part)

    def asked_about(self, key: str) -> list[Any]:
        """The change requests of this round about a part or what hangs below it."""
        keys = {key, *(part["key"] for part in self._below.get(key, []))}
        return [row for row in self.asked if row.part_key in keys]

    @cached_property
    def asked_elsewhere(self) -> list[Any]:
        """The change requests about the whole plan, and about what is not there any more."""
        there = {part["key"] for part in self.body}
        return [row for row in self.asked if row.part_key not in there]

    @property
    def unanswered(self) -> int:
        """How many change requests still wait for an answer."""
        return sum(1 for row in self.asked if row.is_open)

    @cached_property
    def completeness(self) -> tuple[int, int]:
        """(filled, all) of what such a plan is expected to say."""
        return readiness.completeness(self.body, self.plan.kind)

    @cached_property
    def contacts(self) -> int:
        """How many contacts the plan puts in the calendar of a whole year."""
        return contacts_a_year(self.body)

    @property
    def contacts_to_come(self) -> int:
        """How many contacts an approval today would put in the calendar: those of days that have passed fall away."""
        day = clock.today()
        parts = [*self.inside("", "agreement"), *self.inside("", "line")]
        agreed = [part for part in parts if "per_year" in part["data"]]
        return sum(
            due > day
            for number, part in enumerate(agreed)
            for due in spread(
                self.plan.starts, self.plan.ends, part["data"]["per_year"], place_of(self.plan.id, number)
            )
        )

    @property
    def contacts_a_month(self) -> float:
        """The same in a month, to one decimal."""
        return round(self.contacts / MONTHS, 1)

    @property
    def budget(self) -> int:
        """What the plan asks for activities, in hundredths."""
        return asked_budget(self.body)

    @property
    def discount(self) -> int:
        """The highest discount that the plan asks for, in hundredths of a percent."""
        return highest_discount(self.body)

    @cached_property
    def right(self) -> mandates.Right | None:
        """What the owner's level allows."""
        return mandates.of(self.plan.owner_id)

    @cached_property
    def beyond(self) -> list[mandates.Breach]:
        """The limits that the plan goes beyond."""
        return mandates.beyond(self.right, self.body, self.plan.currency)

    @cached_property
    def quoted(self) -> dict[str, str]:
        """The words of the profile cell that the mandate comes from."""
        return mandates.quoted(self.right)

    def summed(self, goal: Part) -> tuple[int, int, bool] | None:
        """(baseline, target, whether both agree with the goal) of a goal's branches; None where nothing adds up."""
        below = self.inside(goal["key"], "branch_goal")
        if not below or goal["data"]["measure"] not in SUMMED:
            return None
        base, target = (sum(part["data"].get(name, 0) for part in below) for name in ("baseline", "target"))
        return base, target, (base, target) == (goal["data"].get("baseline", 0), goal["data"].get("target", 0))

    @cached_property
    def picture(self) -> dict[str, Any]:
        """What the portal knows of the customer: frozen in a submitted version, as of today in the one at work."""
        frozen = (self.only("picture") or {"data": {}})["data"].get("frozen")
        return frozen or pictures.picture(db.session.get(Plan, self.plan.id))

    @cached_property
    def people(self) -> dict[int, str]:
        """The names of who may be named in the plan and of who is: owner, partner, contributors."""
        day = clock.today()
        running = and_(Portfolio.starts <= day, Portfolio.ends >= day)
        about = (
            Portfolio.customer_id == self.plan.customer_id
            if self.plan.customer_id
            else Portfolio.owner_id == self.plan.owner_id
        )
        partners = select(Portfolio.partner_id).where(about, running)
        contributors = select(Contributor.person_id).where(
            Contributor.customer_id == (self.plan.customer_id or 0),  # nobody contributes to a portfolio as a whole
            Contributor.starts <= day, Contributor.ends >= day,
        )
        named = aliased(Person)
        wanted = union(
            select(named.id).where(named.id.in_([self.plan.owner_id, *self._named("person")])), partners, contributors
        )
        rows = db.session.execute(
            select(Person.id, Person.name).where(Person.id.in_(wanted)).order_by(Person.sort_nl, Person.id)
        )
        found = {row.id: row.name for row in rows}
        return {self.plan.owner_id: found.pop(self.plan.owner_id, self.plan.owner_name), **found}

    @cached_property
    def branches(self) -> dict[int, str]:
        """The branches of the customer today, and those the plan names, by name."""
        named = {*self._named("branch"), *(one for part in self.body for one in part["data"].get("branches", []))}
        return self._of_customer(Branch, named)

    @cached_property
    def contact_names(self) -> dict[int, str]:
        """The contacts of the customer today, and those the plan names, by name."""
        return self._of_customer(Contact, set(self._named("contact")))

    def _of_customer(self, table: Any, named: Iterable[int]) -> dict[int, str]:
        if self.plan.customer_id is None:
            return {}
        rows = db.session.execute(
            select(table.id, table.name)
            .where(
                table.customer_id == self.plan.customer_id,
                or_(table.ended_on.is_(None), table.ended_on > clock.today(), table.id.in_(list(named))),
            )
            .order_by(table.name, table.id)
        )
        return {row.id: row.name for row in rows}

    def _named(self, what: str) -> list[int]:
        return [part["data"][what] for part in self.body if what in part["data"]]

    @cached_property
    def customers(self) -> dict[int, Held]:
        """The customers of the lines, with their turnover of the year before."""
        return held(self._named("customer"), self.plan.year)

    @cached_property
    def missing_customers(self) -> list[Held]:
        """The customers of the owner's portfolio that a portfolio plan does not have yet."""
        day = clock.today()
        ids = db.session.scalars(
            select(Portfolio.customer_id).where(
                Portfolio.owner_id == self.plan.owner_id, Portfolio.starts <= day, Portfolio.ends >= day,
                ~self._planned_apart(),
            )
        )
        there = set(self._named("customer"))
        return list(held([one for one in ids if one not in there], self.plan.year).values())

    @cached_property
    def planned_apart(self) -> int:
        """How many customers of the portfolio are left out of it, because each needs a plan of its own or none."""
        day = clock.today()
        return db.session.scalar(
            select(func.count(Portfolio.customer_id.distinct())).where(
                Portfolio.owner_id == self.plan.owner_id, Portfolio.starts <= day, Portfolio.ends >= day,
                self._planned_apart(), Portfolio.customer_id.not_in(self._named("customer")),
            )
        )

    def _planned_apart(self) -> ColumnElement[bool]:
        return exists().where(
            Requirement.customer_id == Portfolio.customer_id, Requirement.year == self.plan.year,
            Requirement.ends >= clock.today(), Requirement.need != Need.PORTFOLIO,
        )

    def after(self, body: Body, me: Me) -> Sheet:
        """The same page after this person's change."""
        return replace(self, body=body, changed_at=clock.now(), changed_by=me.name, can_undo=True, opened=None)


# Reading order of the sections: as an approver reads a plan, what we want before what it costs.
ORDER = (
    "picture", "classification", "market", "possibilities", "impossibilities", "stakeholder", "branch", "goal", "line",
    "action", "agreement", "budget", "support", "assumption",
)


def held(ids: Iterable[int], year: int) -> dict[int, Held]:
    """Customers by id in order of name, with their turnover of the year before `year`, in their currency."""
    revenue = (
        select(func.sum(Turnover.revenue))
        .where(
            Turnover.customer_id == Customer.id, Turnover.currency == Customer.currency,
            Turnover.month >= date(year - 1, 1, 1), Turnover.month < date(year, 1, 1),
        )
        .correlate(Customer)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Customer.id, Customer.name, Customer.category, revenue)
        .where(Customer.id.in_(list(ids)))
        .order_by(Customer.sort_nl, Customer.id)
    )
    return {row[0]: Held(row[0], row[1], row[2] or "", None if row[3] is None else int(row[3])) for row in rows}


def reading(plan: PlanFile, body: Body) -> Sheet:
    """A version to be read."""
    return Sheet(plan, body)


def editing(plan: PlanFile, me: Me) -> Sheet | None:
    """The version at work for somebody who may write in it; None where there is none."""
    mine = exists().where(DraftChange.draft_id == Draft.id, DraftChange.person_id == me.id)
    row = db.session.execute(
        select(Draft.body, Draft.changed_at, Person.name, mine)
        .outerjoin(Person, Person.id == Draft.changed_by_id)
        .where(Draft.id == plan.draft_id)
    ).one_or_none()
    if row is None:
        return None
    amendment = amendments.open_for(plan.id) if plan.amends else None
    return Sheet(
        plan, content.loads(row[0]), section=amendment.section if amendment else "", is_open=True, changed_at=row[1],
        changed_by=row[2] or "", can_undo=bool(row[3]),
    )


def is_portfolio(plan: PlanFile) -> bool:
    """Whether a plan has a line per customer instead of sections about one."""
    return plan.kind is PlanKind.PORTFOLIO
