"""What the form of a report offers: product groups, contacts, actions of plans, who can see to a promise."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, case, func, select, union

from portal.core import clock, i18n
from portal.core.alphabet import sort_key
from portal.core.flat import Drawn, Flat, over, ticked
from portal.core.together import Part, side_by_side, together
from portal.customers.models import Contact, Customer, Turnover
from portal.people.me import Me
from portal.visits import policy, report_drawn, report_owners, report_values, reporting
from portal.visits.models import Channel, Report, Visit, VisitState
from portal.visits.policy import VisitFile
from portal.visits.report_values import ROWS
from portal.visits.reporting import AtHand

LATELY = timedelta(days=400)
MOST_GROUPS, MOST_ACTIONS, MOST_CONTACTS = 8, 12, 100
WEEK = timedelta(days=7)


@dataclass
class FormPage(Drawn):
    """A report as its form shows it. `visit` None: of a contact that nobody planned."""

    fields = report_values.FIELDS

    visit: VisitFile | None
    rev: int
    values: Flat
    is_sent: bool = False
    has_draft: bool = False
    groups: list[str] = field(default_factory=list)
    contacts: list[tuple[int, str]] = field(default_factory=list)
    actions: list[AtHand] = field(default_factory=list)
    people: list[tuple[str, str]] = field(default_factory=list)
    units: list[tuple[str, str]] = field(default_factory=list)
    coming: list[tuple[int, str]] = field(default_factory=list)
    customers: list[tuple[int, str]] = field(default_factory=list)
    acted_on: dict[str, Any] = field(default_factory=dict)  # rows that are changed on a page of their own by now
    stored: Flat = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    now: list[tuple[str, str]] = field(default_factory=list)  # what stands there now, where it differs
    key: str = field(default_factory=lambda: str(uuid.uuid4()))

    def rows(self, kind: str) -> list[tuple[str, bool]]:
        """The rows of promises or complaints by name, and whether each has something in it."""
        return [(name, self.fills(name)) for no in ROWS for name in [f"{kind}-{no}"]]

    def fills(self, name: str) -> bool:
        """Whether a row says something or has something to put right."""
        return bool(self.values.get(f"{name}-what")) or name in self.acted_on or self.has_wrong(name)

    def has_wrong(self, name: str) -> bool:
        """Whether something in a row has to be put right."""
        return any(one.startswith(name) for one in self.errors)

    def is_shut(self, name: str) -> bool:
        """Whether a row is only shown: somebody acted on it, and nothing else was typed in it before that."""
        same = all(self.values.get(one) == value for one, value in self.stored.items() if one.startswith(f"{name}-"))
        return name in self.acted_on and same and not self.has_wrong(name)


def of_visit(me: Me, visit: VisitFile, values: Flat | None = None) -> FormPage:
    """The form of a contact in the calendar; `values` instead of what is stored."""
    found = together(
        report=select(*Report.__table__.c).where(Report.visit_id == visit.id),
        steps=report_drawn.asking_steps(visit.id), **report_drawn.asking_rows(visit.id),
    )
    report = next(iter(found["report"]), None)
    is_sent = bool(report and report.sent_at)
    said = report_drawn.steps(found["steps"]) if is_sent else {}
    rows = report_drawn.named_rows(visit.uid, found) if is_sent else {}
    stored = report_drawn.values(visit, report, said, rows)
    shown = stored if values is None else over(stored, values, many=("product",))
    of_customer, actions, owners = side_by_side(
        [_of_customer(visit), reporting.naming(me, visit.customer_id, visit.branch_id, said),
         _owners(me, visit.customer_id, shown)]
    )
    return FormPage(
        visit, report.rev if report else 0, shown, is_sent,
        bool(report and report.draft is not None),
        acted_on={name: one for name, one in rows.items() if one.acted_on}, stored=report_drawn.written_rows(rows),
        groups=_with_named(of_customer["groups"], shown), contacts=_by_name(of_customer["contacts"]),
        actions=actions[:MOST_ACTIONS], **owners,
    )


def blank(me: Me, values: Flat | None = None) -> FormPage:
    """The form of a contact that nobody planned: with which customer is chosen in it."""
    day = clock.today()
    empty = report_drawn.blank(Visit(person_id=me.id, day=day, channel=Channel.VISIT, contact_id=None))
    empty |= {"customer_id": "", "purpose": ""}
    shown = empty if values is None else over(empty, values, many=("product",))
    (coming, every), owners = side_by_side([_customers(me, day), _owners(me, None, shown)])
    known = {row.id for row in coming}
    return FormPage(
        None, 0, shown, coming=[(row.id, row.name) for row in coming],
        customers=[(row.id, row.name) for row in every if row.id not in known], **owners,
    )


def _customers(me: Me, day: date) -> Part:
    """(those whom the person meets these days, all with whom they may have contacts), as (id, name)."""
    workable = Customer.id.in_(union(*policy.workable(me)))
    every = (
        select(Customer.id, Customer.name)
        .where(workable)
        .order_by(Customer.sort_nb if i18n.current() == "nb" else Customer.sort_nl, Customer.id)
    )
    found = yield {"coming": _coming(me, day), "every": every}
    return found["coming"], found["every"]


def _of_customer(visit: VisitFile) -> Part:
    return (yield {"groups": _groups(visit.customer_id), "contacts": _contacts(visit)})


def _groups(customer_id: int) -> Select[Any]:
    """Product groups that the customer bought lately, the most first."""
    return (
        select(Turnover.product_group)
        .where(
            Turnover.customer_id == customer_id, Turnover.month >= clock.today() - LATELY, Turnover.product_group != "",
        )
        .group_by(Turnover.product_group)
        .order_by(func.sum(Turnover.revenue).desc(), Turnover.product_group)
        .limit(MOST_GROUPS)
    )


def _with_named(groups: list[Any], values: Flat) -> list[str]:
    """Those groups, and those that the form names."""
    return list(dict.fromkeys([*(row.product_group for row in groups), *ticked(values, "product")]))


def _contacts(visit: VisitFile) -> Select[Any]:
    """Whom the contact can have been with: of a large customer the one it was planned with, those of the branch, and
    others by name, as many as a list can hold.
    """
    there = Contact.ended_on.is_(None) | (Contact.id == visit.contact_id)
    near = case((Contact.id == visit.contact_id, 0), (Contact.branch_id == visit.branch_id, 1), else_=2)
    return (
        select(Contact.id, Contact.name, Contact.function)
        .where(Contact.customer_id == visit.customer_id, there)
        .order_by(near, Contact.name, Contact.id)
        .limit(MOST_CONTACTS)
    )


def _by_name(contacts: list[Any]) -> list[tuple[int, str]]:
    in_order = sorted(contacts, key=lambda row: (sort_key(row.name, i18n.current()), row.id))
    return [(row.id, f"{row.name} ({row.function})" if row.function else row.name) for row in in_order]


def _coming(me: Me, day: date) -> Select[Any]:
    """Customers whom the person meets from yesterday to a week on, today's first."""
    return (
        select(Customer.id, Customer.name, func.min(func.coalesce(Visit.day, day)).label("first"))
        .join(Visit, Visit.customer_id == Customer.id)
        .where(
            Visit.person_id == me.id, Visit.ended_on.is_(None), Visit.state == VisitState.PLANNED,
            Visit.day >= day - timedelta(days=1), Visit.day <= day + WEEK,
            Customer.id.in_(union(*policy.workable(me))),
        )
        .group_by(Customer.id, Customer.name)
        .order_by("first", Customer.name)
    )


def _owners(me: Me, customer_id: int | None, values: Flat) -> Part:
    """Colleagues and departments for the rows; those who are named already stay in the list."""
    named = {value for name, value in values.items() if name.endswith("-owner")}
    people, units = yield from report_owners.offered(me, customer_id, named)
    return {"people": people, "units": units}
