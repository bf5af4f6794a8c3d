"""The same things that can be imported, to take along: customers, branches, contacts, turnover, satisfaction, orders.

The columns are those of the import, so that a file comes back as it went: every row the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext
from sqlalchemy import ColumnElement, Select, and_, func, select, union
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.db import db
from portal.core.sheets import Kind, SheetColumn
from portal.customers import policy
from portal.customers.models import Branch, Contact, Customer, Order, Portfolio, Satisfaction, Turnover
from portal.customers.relations import running
from portal.imports.registry import KINDS, Column, Type
from portal.people.me import Me
from portal.people.models import Person, Unit

AT_ONCE = 2_000  # rows in one SELECT
YEARS = 6
ELSEWHERE: list[tuple[str, str]] = []  # (endpoint, English words) of exports that other domains offer about customers
SHEET = {Type.AMOUNT: Kind.AMOUNT, Type.DATE: Kind.DATE, Type.MONTH: Kind.MONTH, Type.INTEGER: Kind.INTEGER}
REFERENCE = func.coalesce(Customer.number, Customer.name)  # as the import takes it
SITE = func.coalesce(Branch.number, Branch.name)


def _customers() -> Select[Any]:
    owner, partner = aliased(Person), aliased(Person)
    return (
        select(
            Customer.id, Customer.number, Customer.name, Unit.name, owner.email, partner.email, Customer.segment,
            Customer.reach, Customer.complexity, Customer.category, Customer.potential, Customer.currency,
            Customer.since, Customer.until,
        )
        .join(Unit, Unit.id == Customer.unit_id)
        .outerjoin(Portfolio, and_(Portfolio.customer_id == Customer.id, *running(Portfolio)))
        .outerjoin(owner, owner.id == Portfolio.owner_id)
        .outerjoin(partner, partner.id == Portfolio.partner_id)
    )


def _of(model: Any, *columns: Any) -> Select[Any]:
    """Rows of a table with their customer, and with their branch if they have one."""
    found = select(model.id, *columns).join(Customer, Customer.id == model.customer_id)
    return found if model is Branch else found.outerjoin(Branch, Branch.id == model.branch_id)


@dataclass(frozen=True)
class Exported:
    """One kind of export: its table, the SELECT with the columns of the import in their order, and its day if any."""

    model: Any
    rows: Callable[[], Select[Any]]
    day: Any = None


EXPORTS = {
    "customers": Exported(Customer, _customers),
    "branches": Exported(Branch, lambda: _of(
        Branch, REFERENCE, Branch.number, Branch.name, Branch.kind, Branch.place, Branch.ended_on
    )),
    "contacts": Exported(Contact, lambda: _of(
        Contact, REFERENCE, Contact.number, Contact.name, Contact.function, Contact.level, SITE, Contact.email,
        Contact.phone, Contact.ended_on,
    )),
    "turnover": Exported(Turnover, lambda: _of(
        Turnover, REFERENCE, Turnover.month, Turnover.product_group, SITE, Turnover.revenue, Turnover.margin,
        Turnover.currency,
    ), Turnover.month),
    "satisfaction": Exported(Satisfaction, lambda: _of(
        Satisfaction, REFERENCE, Satisfaction.on, SITE, Satisfaction.score, Satisfaction.scale
    ), Satisfaction.on),
    "orders": Exported(Order, lambda: _of(
        Order, Order.number, REFERENCE, Order.ordered_on, Order.product_group, SITE, Order.amount, Order.currency
    ), Order.ordered_on),
}  # fmt: skip


def _clauses(me: Me, exported: Exported, *, mine: bool, year: int | None) -> list[ColumnElement[bool]]:
    """What this person may read: of customers they work on, or of all they may read."""
    ids = policy.mine(me) if mine else policy.readable(me)
    of = Customer.id if exported.model is Customer else exported.model.customer_id
    clauses = [of.in_(union(*ids))]
    if year and exported.day is not None:
        clauses += [exported.day >= date(year, 1, 1), exported.day <= date(year, 12, 31)]
    return clauses


def count(me: Me, code: str, *, mine: bool, year: int | None) -> int:
    """How many rows there are to take along."""
    exported = EXPORTS[code]
    wanted = select(func.count(exported.model.id)).where(*_clauses(me, exported, mine=mine, year=year))
    return db.session.scalar(wanted) or 0


def years() -> list[int]:
    """The years that can be asked for alone, the latest first."""
    return [clock.today().year - back for back in range(YEARS)]


def columns(code: str) -> list[SheetColumn]:
    """The columns, named as the import names them."""
    return [SheetColumn(gettext(one.name), SHEET.get(one.type, Kind.TEXT)) for one in KINDS[code].columns]


def rows(me: Me, code: str, *, mine: bool, year: int | None) -> Iterator[list[Any]]:
    """The rows in the words of the language being spoken, read some at a time."""
    exported, last = EXPORTS[code], 0
    said = [_words(one) for one in KINDS[code].columns]
    wanted = exported.rows().where(*_clauses(me, exported, mine=mine, year=year))
    while True:
        some = db.session.execute(
            wanted.where(exported.model.id > last).order_by(exported.model.id).limit(AT_ONCE)
        ).all()
        for _id, *values in some:
            yield [
                words.get(value, value) if words and value is not None else value
                for words, value in zip(said, values, strict=True)
            ]
        if len(some) < AT_ONCE:
            return
        last = some[-1][0]


def _words(column: Column) -> dict[Any, str]:
    return {value: gettext(words[0]) for value, words in column.choices.items()}
