"""What is missing about customers: each kind of gap is written once, as SQL, for counts and for lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select

from portal.core import clock
from portal.core.db import db
from portal.core.policy import N_
from portal.customers import policy, relations
from portal.customers.models import Branch, Contact, Customer, Portfolio, Turnover
from portal.customers.queries import among, going_on, sorted_by
from portal.customers.relations import running
from portal.people.me import Me
from portal.people.models import Person, Via

Clause = ColumnElement[bool]
SHOWN = 50  # customers on the page
QUIET = 3  # months without imported revenue
NOBODY = 0  # the owner of customers nobody owns, in addresses


def _there(kind: Any) -> Clause:
    """Not ended today."""
    return or_(kind.ended_on.is_(None), kind.ended_on >= clock.today())


def _contact(*lacks: Clause) -> Clause:
    return exists().where(Contact.customer_id == Customer.id, _there(Contact), *lacks)


def months_back(day: date, months: int) -> date:
    """The first day of the month so many months before."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


def _without_revenue() -> Clause:
    """A customer for three months at least, of whom nothing was imported for these months."""
    cut = months_back(clock.today(), QUIET)
    seen = exists().where(Turnover.customer_id == Customer.id, Turnover.month >= cut)
    return and_(Customer.since <= cut, ~seen)


KINDS: dict[str, Callable[[], Clause]] = {
    "category": lambda: Customer.category.is_(None),
    "segment": lambda: Customer.segment.is_(None),
    "reach": lambda: Customer.reach.is_(None),
    "potential": lambda: Customer.potential.is_(None),
    "no_contact": lambda: ~_contact(),
    "function": lambda: _contact(Contact.function == ""),
    "level": lambda: _contact(Contact.level.is_(None)),
    "email": lambda: _contact(Contact.email == ""),
    "place": lambda: exists().where(
        Branch.customer_id == Customer.id, _there(Branch), or_(Branch.place == "", Branch.name == "")
    ),
    "revenue": _without_revenue,
}
WORDS = {
    "category": N_("No category"),
    "segment": N_("No segment"),
    "reach": N_("No class"),
    "potential": N_("No potential"),
    "no_contact": N_("No contact"),
    "function": N_("Contact without a function"),
    "level": N_("Contact without a level"),
    "email": N_("Contact without an e-mail address"),
    "place": N_("Branch without a name or place"),
    "revenue": N_("No revenue imported for three months"),
}
FACTS = ("category", "segment", "reach", "potential")
OF_CONTACTS = ("function", "level", "email")


@dataclass(frozen=True)
class Portfolioed:
    """What is missing in the portfolio of one owner: how many customers, and per kind how many lack it.

    `owner_id` is `NOBODY` for customers without an owner.
    """

    owner_id: int
    name: str
    customers: int
    lacking: int  # customers that lack something
    counts: dict[str, int]


@dataclass
class Gap:
    """One thing to fill in: `row_id` is the contact or branch it is about, `name` what that is called."""

    kind: str
    row_id: int | None = None
    name: str = ""


@dataclass
class Lacking:
    """A customer with what is missing."""

    id: int
    name: str
    acts: bool
    classifies: bool
    gaps: list[Gap] = field(default_factory=list)


def _in_sight(me: Me) -> tuple[Any, ...]:
    """The customers whose gaps a person looks after: their own, those of whom they lead, and those of nobody there."""
    return relations.owned_by(me), relations.owned_under(me, Via.LEAD), relations.unowned_in_led_unit(me)


def portfolios(me: Me) -> list[Portfolioed]:
    """One entry per owner that this person looks after, by name; one query."""
    clauses = {kind: clause() for kind, clause in KINDS.items()}
    person = func.coalesce(Portfolio.owner_id, NOBODY)
    rows = db.session.execute(
        select(
            person.label("owner_id"), func.coalesce(Person.name, ""), func.count(Customer.id),
            func.sum(case((or_(*clauses.values()), 1), else_=0)),
            *(func.sum(case((clause, 1), else_=0)) for clause in clauses.values()),
        )
        .outerjoin(Portfolio, and_(Portfolio.customer_id == Customer.id, *running(Portfolio)))
        .outerjoin(Person, Person.id == Portfolio.owner_id)
        .where(among(_in_sight(me)), going_on())
        .group_by(Portfolio.owner_id, Person.name, Person.sort_nl)
        .order_by(Portfolio.owner_id.is_(None), Person.sort_nl)
    ).all()
    return [
        Portfolioed(row[0], row[1], row[2], int(row[3]), dict(zip(KINDS, map(int, row[4:]), strict=True)))
        for row in rows
    ]


def lacking(me: Me, owner_id: int, kind: str, locale: str) -> list[Lacking]:
    """The customers of an owner that lack something (of one kind, or of any), by name, at most 50; three queries."""
    clauses = {code: clause() for code, clause in KINDS.items()}
    owner = (
        Portfolio.owner_id.is_(None) if owner_id == NOBODY else Portfolio.owner_id == owner_id
    )
    rows = db.session.execute(
        select(
            Customer.id, Customer.name, or_(policy.owns(me), policy.partners(me), policy.leads_unit(me)),
            policy.leads_owner(me), *(clause.label(code) for code, clause in clauses.items()),
        )
        .outerjoin(Portfolio, and_(Portfolio.customer_id == Customer.id, *running(Portfolio)))
        .where(among(_in_sight(me)), going_on(), owner, clauses[kind] if kind else or_(*clauses.values()))
        .order_by(sorted_by(locale), Customer.id)
        .limit(SHOWN)
    ).all()
    found = {row[0]: Lacking(row[0], row[1], row[2], row[2] or row[3]) for row in rows}
    details = _details(list(found))
    for row in rows:
        for code in KINDS:
            if getattr(row, code) and (not kind or code == kind):
                found[row[0]].gaps += details.get((row[0], code), [Gap(code)])
    return list(found.values())


def _details(ids: list[int]) -> dict[tuple[int, str], list[Gap]]:
    """The contacts and branches that lack something, by customer and kind."""
    made: dict[tuple[int, str], list[Gap]] = {}
    if not ids:
        return made
    contacts = select(Contact).where(Contact.customer_id.in_(ids), _there(Contact))
    for row in db.session.scalars(contacts.order_by(Contact.id)):
        for code in OF_CONTACTS:
            if not getattr(row, code):
                made.setdefault((row.customer_id, code), []).append(Gap(code, row.id, row.name))
    branches = select(Branch).where(Branch.customer_id.in_(ids), _there(Branch))
    for row in db.session.scalars(branches.where(or_(Branch.place == "", Branch.name == "")).order_by(Branch.id)):
        made.setdefault((row.customer_id, "place"), []).append(Gap("place", row.id, row.name))
    return made


def of_customer(customer_id: int) -> list[str]:
    """The kinds of what one customer lacks; one query."""
    clauses = {code: clause() for code, clause in KINDS.items()}
    columns = [clause.label(code) for code, clause in clauses.items()]
    row = db.session.execute(select(*columns).select_from(Customer).where(Customer.id == customer_id)).one()
    return [code for code in KINDS if getattr(row, code)]
