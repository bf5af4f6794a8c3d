"""The people, branches, contacts and customers that a plan names, and those it could name: asked for in one go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, union
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.together import Part as Questions
from portal.customers.models import Branch, Contact, Contributor, Customer, Portfolio, Turnover
from portal.documents.content import Body
from portal.people.models import Person
from portal.plans.models import Need, Requirement
from portal.plans.policy import PlanFile


class Held(NamedTuple):
    """A customer as a line of the portfolio plan shows it; `revenue` is that of the year before the plan's."""

    id: int
    name: str
    category: str
    revenue: int | None


@dataclass(frozen=True)
class Named:
    """Names by id, each in its order: the owner first among the people, the rest by name."""

    people: dict[int, str]
    branches: dict[int, str]
    contacts: dict[int, str]
    customers: dict[int, Held]


def named(plan: PlanFile, body: Body) -> Questions:
    """Who may be named in the plan and who is (owner, partner, contributors), the branches and contacts of its
    customer today and those it names, and the customers of its lines with their turnover of the year before.
    """
    branches = {*_ids(body, "branch"), *(one for part in body for one in part["data"].get("branches", []))}
    asked: dict[str, Any] = {"people": _people(plan, body)}
    if plan.customer_id is not None:
        asked["branches"] = _of_customer(plan, Branch, branches)
        asked["contacts"] = _of_customer(plan, Contact, set(_ids(body, "contact")))
    if ids := _ids(body, "customer"):
        asked["customers"] = _held(Customer.id.in_(ids), plan.year)
    found = yield asked
    people = _names(found["people"])
    return Named(
        {plan.owner_id: people.pop(plan.owner_id, plan.owner_name), **people}, _names(found.get("branches", ())),
        _names(found.get("contacts", ())), {one.id: one for one in _customers(found.get("customers", ()))},
    )


def missing(plan: PlanFile, body: Body) -> Questions:
    """The customers of the owner's portfolio that a portfolio plan does not have yet, in order of name."""
    mine = select(Portfolio.customer_id).where(_of_owner(plan), ~_apart(plan))
    found = yield {
        "missing": _held(and_(Customer.id.in_(mine), Customer.id.not_in(_ids(body, "customer"))), plan.year)
    }
    return _customers(found["missing"])


def planned_apart(plan: PlanFile, body: Body) -> Questions:
    """How many customers of the portfolio are left out of it, because each needs a plan of its own or none."""
    found = yield {
        "apart": select(func.count(Portfolio.customer_id.distinct())).where(
            _of_owner(plan), _apart(plan), Portfolio.customer_id.not_in(_ids(body, "customer"))
        )
    }
    return found["apart"][0][0]


def _ids(body: Body, what: str) -> list[int]:
    return [part["data"][what] for part in body if what in part["data"]]


def _names(rows: Iterable[Any]) -> dict[int, str]:
    return {row.id: row.name for row in rows}


def _customers(rows: Iterable[Any]) -> list[Held]:
    return [Held(row[0], row[1], row[2] or "", None if row[3] is None else int(row[3])) for row in rows]


def _people(plan: PlanFile, body: Body) -> Select[Any]:
    day, one = clock.today(), aliased(Person)
    about = Portfolio.customer_id == plan.customer_id if plan.customer_id else Portfolio.owner_id == plan.owner_id
    partners = select(Portfolio.partner_id).where(about, Portfolio.starts <= day, Portfolio.ends >= day)
    contributors = select(Contributor.person_id).where(
        Contributor.customer_id == (plan.customer_id or 0),  # nobody contributes to a portfolio as a whole
        Contributor.starts <= day, Contributor.ends >= day,
    )
    wanted = union(
        select(one.id).where(one.id.in_([plan.owner_id, *_ids(body, "person")])), partners, contributors
    )
    return select(Person.id, Person.name).where(Person.id.in_(wanted)).order_by(Person.sort_nl, Person.id)


def _of_customer(plan: PlanFile, table: Any, ids: Iterable[int]) -> Select[Any]:
    still = or_(table.ended_on.is_(None), table.ended_on > clock.today(), table.id.in_(list(ids)))
    return (
        select(table.id, table.name)
        .where(table.customer_id == plan.customer_id, still)
        .order_by(table.name, table.id)
    )


def _held(which: ColumnElement[bool], year: int) -> Select[Any]:
    """Customers in order of name, with their turnover of the year before `year`, in their currency."""
    revenue = (
        select(func.sum(Turnover.revenue))
        .where(
            Turnover.customer_id == Customer.id, Turnover.currency == Customer.currency,
            Turnover.month >= date(year - 1, 1, 1), Turnover.month < date(year, 1, 1),
        )
        .correlate(Customer)
        .scalar_subquery()
    )
    return (
        select(Customer.id, Customer.name, Customer.category, revenue.label("revenue"))
        .where(which)
        .order_by(Customer.sort_nl, Customer.id)
    )


def _of_owner(plan: PlanFile) -> ColumnElement[bool]:
    day = clock.today()
    return and_(Portfolio.owner_id == plan.owner_id, Portfolio.starts <= day, Portfolio.ends >= day)


def _apart(plan: PlanFile) -> ColumnElement[bool]:
    return exists().where(
        Requirement.customer_id == Portfolio.customer_id, Requirement.year == plan.year,
        Requirement.ends >= clock.today(), Requirement.need != Need.PORTFOLIO,
    )
