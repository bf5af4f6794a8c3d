"""What the form of a report offers: product groups, contacts, actions of plans, who can see to a promise."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from portal.core import clock, i18n
from portal.core.db import db
from portal.customers.models import Contact, Customer, Turnover
from portal.people.me import Me
from portal.visits import policy, report_drawn, report_owners, report_values, reporting
from portal.visits.models import Channel, Report, Visit, VisitState
from portal.visits.policy import VisitFile
from portal.visits.report_values import ROWS, Flat, chosen
from portal.visits.reporting import AtHand
from portal.visits.services.followups import OfVisit

LATELY = timedelta(days=400)
MOST_GROUPS, MOST_ACTIONS = 8, 12
WEEK = timedelta(days=7)


@dataclass
class FormPage:
    """A report as its form shows it. `visit` None: of a contact that nobody planned."""

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
    acted_on: dict[str, OfVisit] = field(default_factory=dict)  # rows that are changed on a page of their own by now
    stored: Flat = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    now: list[tuple[str, str]] = field(default_factory=list)  # what stands there now, where it differs
    key: str = field(default_factory=lambda: str(uuid.uuid4()))

    def on(self, name: str, value: str) -> bool:
        """Whether a radio or tick box is on."""
        return bool(self.values.get(f"{name}={value}"))

    def picked(self, name: str) -> str:
        """Which of a group of radios is on."""
        return chosen(self.values, name)

    def most(self, name: str) -> int:
        """How many characters a field may hold."""
        return report_values.most(name)

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
    report = db.session.get(Report, visit.id)
    stored = report_drawn.values(visit, report)
    shown = stored if values is None else report_drawn.with_draft(stored, values)
    said = report_drawn.steps_of(visit.id) if report and report.sent_at else {}
    rows = report_drawn.rows_of(visit.id, visit.uid) if report and report.sent_at else {}
    return FormPage(
        visit, report.rev if report else 0, shown, bool(report and report.sent_at),
        bool(report and report.draft is not None),
        acted_on={name: one for name, one in rows.items() if one.acted_on}, stored=report_drawn.written_rows(rows),
        groups=_groups(visit.customer_id, shown), contacts=_contacts(visit.customer_id, visit.contact_id),
        actions=reporting.at_hand(me, visit.customer_id, visit.branch_id, said)[:MOST_ACTIONS],
        **_owners(me, visit.customer_id, shown),
    )


def blank(me: Me, values: Flat | None = None) -> FormPage:
    """The form of a contact that nobody planned: with which customer is chosen in it."""
    day = clock.today()
    empty = report_drawn.blank(Visit(person_id=me.id, day=day, channel=Channel.VISIT, contact_id=None))
    empty |= {"customer_id": "", "purpose": ""}
    coming = _coming(me, day)
    known = {customer_id for customer_id, _name in coming}
    every = db.session.execute(
        select(Customer.id, Customer.name)
        .where(or_(*(Customer.id.in_(ids) for ids in policy.workable(me))))
        .order_by(Customer.sort_nb if i18n.current() == "nb" else Customer.sort_nl, Customer.id)
    )
    shown = empty if values is None else report_drawn.with_draft(empty, values)
    return FormPage(
        None, 0, shown, coming=coming, customers=[tuple(row) for row in every if row.id not in known],
        **_owners(me, None, shown),
    )


def differing(mine: Flat, now: Flat) -> list[tuple[str, str]]:
    """(field, what stands there now) where that is not what was typed."""
    found = {}
    for name in sorted(now.keys() | mine.keys()):
        group, _is, value = name.partition("=")
        if (mine.get(name) or "") == (now.get(name) or ""):
            continue
        if "=" not in name:
            found[name] = now.get(name, "")
        elif now.get(name):
            found[group] = value
        else:
            found.setdefault(group, "")
    return list(found.items())


def _groups(customer_id: int, values: Flat) -> list[str]:
    """Product groups that the customer bought lately, the most first; those that the form names stay."""
    rows = db.session.scalars(
        select(Turnover.product_group)
        .where(
            Turnover.customer_id == customer_id, Turnover.month >= clock.today() - LATELY, Turnover.product_group != "",
        )
        .group_by(Turnover.product_group)
        .order_by(func.sum(Turnover.revenue).desc(), Turnover.product_group)
        .limit(MOST_GROUPS)
    )
    named = [name.partition("=")[2] for name, on in values.items() if on and name.startswith("product=")]
    return list(dict.fromkeys([*rows, *named]))


def _contacts(customer_id: int, kept: int | None) -> list[tuple[int, str]]:
    there = Contact.ended_on.is_(None) | (Contact.id == kept)
    rows = db.session.execute(
        select(Contact.id, Contact.name, Contact.function)
        .where(Contact.customer_id == customer_id, there)
        .order_by(Contact.name, Contact.id)
    )
    return [(row.id, f"{row.name} ({row.function})" if row.function else row.name) for row in rows]


def _coming(me: Me, day: date) -> list[tuple[int, str]]:
    """Customers whom the person meets from yesterday to a week on, today's first."""
    rows = db.session.execute(
        select(Customer.id, Customer.name, func.min(func.coalesce(Visit.day, day)).label("first"))
        .join(Visit, Visit.customer_id == Customer.id)
        .where(
            Visit.person_id == me.id, Visit.ended_on.is_(None), Visit.state == VisitState.PLANNED,
            Visit.day >= day - timedelta(days=1), Visit.day <= day + WEEK,
            or_(*(Customer.id.in_(ids) for ids in policy.workable(me))),
        )
        .group_by(Customer.id, Customer.name)
        .order_by("first", Customer.name)
    )
    return [(row.id, row.name) for row in rows]


def _owners(me: Me, customer_id: int | None, values: Flat) -> dict[str, Any]:
    """Colleagues and departments for the rows; those who are named already stay in the list."""
    named = {value for name, value in values.items() if name.endswith("-owner")}
    people, units = report_owners.offered(me, customer_id, named)
    return {"people": people, "units": units}
