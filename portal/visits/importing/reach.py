"""What the words of a file from a CRM refer to: contacts of a customer, colleagues, departments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select, union

from portal.core import clock
from portal.core.alphabet import fold
from portal.core.db import db
from portal.customers.importing.reach import Found
from portal.customers.models import Contact, Contributor, Portfolio
from portal.customers.relations import running
from portal.imports.registry import Outcome, Row, refuse, same
from portal.people.me import Me
from portal.people.models import Line, Person, Unit, Via
from portal.people.policy import ADMIN, person_in_scope


class Contacts:
    """The contacts of some customers, by number, else by name or e-mail address."""

    def __init__(self, customer_ids: Iterable[int]) -> None:
        self._by_number: dict[tuple[int, str], int] = {}
        self._by_word: dict[tuple[int, str], set[int]] = defaultdict(set)
        rows = db.session.execute(
            select(Contact.id, Contact.customer_id, Contact.number, Contact.name, Contact.email).where(
                Contact.customer_id.in_(set(customer_ids))
            )
        )
        for contact_id, customer_id, number, name, email in rows:
            if number:
                self._by_number[customer_id, number] = contact_id
            for word in {fold(name), email.casefold()} - {""}:
                self._by_word[customer_id, word].add(contact_id)

    def called(self, customer_id: int, written: str, now: int | None, column: str) -> int | Outcome | None:
        """The id of the contact; the present one when it is called so; None for nobody, or why it is not known."""
        if not written:
            return None
        found = self._by_number.get((customer_id, written))
        if found is not None:
            return found
        named = self._by_word.get((customer_id, fold(written))) or self._by_word.get((customer_id, written.casefold()))
        if named and now in named:
            return now
        if named and len(named) == 1:
            return next(iter(named))
        return refuse("alike_contacts" if named else "no_contact", column, written)


@dataclass(frozen=True)
class _Colleague:
    id: int
    given: bool  # within what this person leads or administers
    can_log_in: bool


class Colleagues:
    """The colleagues behind the addresses of a file, the departments behind its names, and who works where."""

    def __init__(self, me: Me, addresses: Collection[str], customer_ids: Collection[int]) -> None:
        under = select(Line.person_id).where(Line.over_id == me.id, Line.via == Via.LEAD, *running(Line))
        given = or_(Person.id.in_(under), Person.id == me.id, person_in_scope(me, ADMIN))
        rows = db.session.execute(
            select(Person.id, Person.email, given, Person.disabled_at.is_(None)).where(
                Person.email.in_({one.casefold() for one in addresses if one})
            )
        )
        self._found = {row[1]: _Colleague(row[0], bool(row[2]), bool(row[3])) for row in rows}
        worked = union(*(
            select(table.customer_id, person).where(table.customer_id.in_(customer_ids))
            for table, person in (
                (Portfolio, Portfolio.owner_id), (Portfolio, Portfolio.partner_id),
                (Contributor, Contributor.person_id),
            )
        ))  # fmt: skip
        self._worked = {(row[0], row[1]) for row in db.session.execute(worked)}
        owners = select(Portfolio.customer_id, Portfolio.owner_id).where(
            Portfolio.customer_id.in_(customer_ids), *running(Portfolio)
        )
        self._owners = dict(db.session.execute(owners).all())
        self._units: dict[str, set[int]] | None = None

    def seller(self, customer_id: int, email: str, now: int | None) -> int | Outcome:
        """Who works or worked with the customer, or is in this person's part; without an address its owner."""
        if not email:
            owner = now or self._owners.get(customer_id)
            return owner if owner is not None else refuse("seller_missing", "seller")
        found = self._found.get(email)
        if found is not None and (found.id == now or found.given or (customer_id, found.id) in self._worked):
            return found.id
        return refuse("no_seller", "seller", email)

    def owner(self, written: str, now: tuple[int | None, int | None]) -> tuple[int | None, int | None] | Outcome:
        """(person, department) who sees to it: any colleague by address, any department by name."""
        found = self._found.get(written.casefold())
        if found is not None:
            stays = found.can_log_in or found.id == now[0]
            return (found.id, None) if stays else refuse("owner_gone", "owner", written)
        units = self._departments().get(fold(written), set())
        if now[1] in units:
            return now
        if len(units) == 1:
            return None, next(iter(units))
        return refuse("units_alike" if units else "no_owner", "owner", written)

    def _departments(self) -> dict[str, set[int]]:
        if self._units is None:
            self._units = defaultdict(set)
            still = or_(Unit.ended_on.is_(None), Unit.ended_on >= clock.today())
            for unit_id, name in db.session.execute(select(Unit.id, Unit.name).where(still)):
                self._units[fold(name)].add(unit_id)
        return self._units


def only_read(row: Row, customer: Found, *, keeps: bool, unchanged: bool) -> Outcome:
    """Of a row about a customer that this person does not keep: the same, or refused."""
    if keeps:
        return refuse("no_customer", "customer", row.values["customer"])
    return same(customer.subject) if customer.reads and unchanged else refuse("not_yours", "id", row.values["id"])


def differs(now: Any, written: Any) -> bool:
    """Whether a file says something else; spaces between words are not kept on the way through a spreadsheet."""
    if isinstance(now, str) and isinstance(written, str):
        return " ".join(now.split()) != " ".join(written.split())
    return now != written


def filled(given: dict[str, Any]) -> dict[str, Any]:
    """What a row says, without its empty cells."""
    return {name: value for name, value in given.items() if value not in (None, "")}


def plain(value: Any) -> Any:
    """A value as the preview and the history keep it."""
    return "" if value is None else value.isoformat() if hasattr(value, "isoformat") else value
