"""Which customers somebody may import about, and what the words of a file refer to among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_login import current_user
from sqlalchemy import ColumnElement, or_, select

from portal.core.alphabet import fold
from portal.core.db import db
from portal.customers import policy, relations
from portal.customers.models import Branch, Currency, Customer
from portal.imports.registry import Outcome, refuse
from portal.people.me import Me
from portal.people.models import Unit
from portal.people.policy import ADMIN, unit_in_scope

EARLIEST = date(1950, 1, 1)


def may(me: Me) -> bool:
    """Administrators, within their scope, and who leads a unit."""
    return me.is_admin or me.is_manager


def units_kept(me: Me) -> ColumnElement[bool]:
    """The unit is in the scope of this administrator, or below a unit that the person leads."""
    return or_(unit_in_scope(me, ADMIN), Unit.id.in_(relations.led_units(me)))


def kept_by(me: Me) -> ColumnElement[bool]:
    """The customer is of such a unit, or of somebody whom the person leads. Keeping gives no right to read."""
    in_scope = unit_in_scope(me, ADMIN, Customer.unit_id)
    return or_(in_scope, policy.leads_its_unit(me), policy.leads_owner(me))


def given_by(me: Me) -> ColumnElement[bool]:
    """The person may say whose the customer is: administrators within their scope, and who hands over by the rules."""
    return or_(unit_in_scope(me, ADMIN, Customer.unit_id), policy.steered_by(me))


def link(customer_id: int) -> str:
    """The page of a customer."""
    return url_for("customers.show", customer_id=customer_id)


def results() -> str:
    """The list of customers, for those who have one; else the list of imports."""
    return url_for("customers.listed" if policy.has_customers(current_user) else "imports.index")


@dataclass(frozen=True)
class Found:
    """A customer that a row is about; `reads`: the person may see what is known of it now."""

    id: int
    number: str | None
    name: str
    currency: Currency
    keeps: bool
    reads: bool

    @property
    def subject(self) -> int | None:
        """Its id, where the person may open its page."""
        return self.id if self.reads else None

    def shown(self, before: dict[str, Any]) -> dict[str, Any]:
        """What it is now, for the preview; nothing for who may not read it."""
        return before if self.reads else {}


class Customers:
    """The customers that a column of numbers (or names) refers to: looked up once per chunk."""

    def __init__(self, me: Me, written: Iterable[str]) -> None:
        asked = {one for one in written if one}
        self.by_number = {one.number: one for one in _found(me, Customer.number.in_(asked))} if asked else {}
        names = {fold(one) for one in asked - self.by_number.keys()} - {""}
        self.by_name: dict[str, list[Found]] = defaultdict(list)
        if names:
            for one in _found(me, Customer.folded.in_(names), kept_by(me)):
                self.by_name[fold(one.name)].append(one)

    def called(self, written: str, column: str = "customer", *, reading: bool = False) -> Found | Outcome:
        """The one customer of this number, else of this name; or why there is none. With `reading` also one that the
        person only reads: of that a row can say nothing new.
        """
        found = self.by_number.get(written)
        if found is not None:
            return found if found.keeps or (reading and found.reads) else refuse("no_customer", column, written)
        named = self.by_name.get(fold(written), [])
        named = [one for one in named if one.number is None] or named
        if len(named) == 1:
            return named[0]
        return refuse("two_customers" if named else "no_customer", column, written)


def _found(me: Me, *wanted: ColumnElement[bool]) -> list[Found]:
    rows = db.session.execute(
        select(
            Customer.id, Customer.number, Customer.name, Customer.currency, kept_by(me), policy.readable_by(me)
        ).where(*wanted)
    )
    return [Found(*row[:4], keeps=bool(row[4]), reads=bool(row[5])) for row in rows]


class Branches:
    """The branches of some customers, by number, else by name."""

    def __init__(self, customer_ids: Iterable[int]) -> None:
        self.by_number: dict[tuple[int, str], int] = {}
        self.by_name: dict[tuple[int, str], set[int]] = defaultdict(set)
        rows = db.session.execute(
            select(Branch.id, Branch.customer_id, Branch.number, Branch.name)
            .where(Branch.customer_id.in_(set(customer_ids)))
            .order_by(Branch.number.is_not(None))
        )
        numberless: set[tuple[int, str]] = set()
        for branch_id, customer_id, number, name in rows:
            key = (customer_id, fold(name))
            if number:
                self.by_number[customer_id, number] = branch_id
                if key in numberless:  # whoever has a number is named by it
                    continue
            else:
                numberless.add(key)
            self.by_name[key].add(branch_id)

    def called(self, customer_id: int, written: str) -> int | Outcome | None:
        """The id of the branch; None for no branch, or why there is none of this name."""
        if not written:
            return None
        found = self.by_number.get((customer_id, written))
        if found is not None:
            return found
        named = self.by_name.get((customer_id, fold(written)), set())
        if len(named) == 1:
            return next(iter(named))
        return refuse("two_branches" if named else "no_branch", "branch", written)
