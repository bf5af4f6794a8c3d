"""What the forms of contacts offer: customers one works on, branches and people there."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from portal.core import clock, i18n
from portal.core.alphabet import fold
from portal.core.db import db
from portal.customers.models import Branch, Contact, Customer
from portal.people.me import Me
from portal.visits import policy

MOST = 20  # customers found at once
SITES = 300  # branches, and people, that a list offers


@dataclass(frozen=True)
class Found:
    """A customer that fits what was typed."""

    id: int
    name: str
    number: str | None


def customers(me: Me, text: str) -> tuple[list[Found], bool]:
    """The customers one works on whose name or number fits, by name; and whether there are more than shown."""
    order = Customer.sort_nb if i18n.current() == "nb" else Customer.sort_nl
    found = select(Customer.id, Customer.name, Customer.number).where(
        or_(*(Customer.id.in_(ids) for ids in policy.workable(me))),
        or_(Customer.until.is_(None), Customer.until >= clock.today()),
        *(or_(Customer.folded.contains(word, autoescape=True), Customer.number == word) for word in fold(text).split()),
    )
    rows = [Found(*row) for row in db.session.execute(found.order_by(order, Customer.id).limit(MOST + 1))]
    return rows[:MOST], len(rows) > MOST


def _current(model: type[Branch | Contact], kept: int | None) -> ColumnElement[bool]:
    return or_(model.ended_on.is_(None), model.ended_on >= clock.today(), model.id == kept)


def branches(customer_id: int, kept: int | None = None) -> list[tuple[int, str]]:
    """The branches of a customer with their towns; `kept` stays in the list in any case."""
    rows = db.session.execute(
        select(Branch.id, Branch.name, Branch.place)
        .where(Branch.customer_id == customer_id, _current(Branch, kept))
        .order_by(Branch.id != kept, Branch.name, Branch.id)
        .limit(SITES)
    )
    return [(row_id, f"{name} ({place})" if place and place not in name else name) for row_id, name, place in rows]


def people(customer_id: int, kept: int | None = None) -> list[tuple[int, str]]:
    """The people at a customer with their functions; `kept` stays in the list in any case."""
    rows = db.session.execute(
        select(Contact.id, Contact.name, Contact.function)
        .where(Contact.customer_id == customer_id, _current(Contact, kept))
        .order_by(Contact.id != kept, Contact.name, Contact.id)
        .limit(SITES)
    )
    return [(row_id, f"{name} ({function})" if function else name) for row_id, name, function in rows]
