"""Writes about branches and contacts of a customer."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from portal.core import audit
from portal.core.db import db, write
from portal.core.errors import Refused
from portal.customers import policy
from portal.customers.models import Branch, BranchKind, Contact, ContactLevel, Customer
from portal.customers.services import EARLIEST
from portal.people.me import Me
from portal.people.services.versions import fresh, same

MOST = 2_000  # branches, and contacts, of one customer
BRANCH_FACTS = ("name", "kind", "place")
CONTACT_FACTS = ("name", "function", "level", "branch_id", "email", "phone")


def held_branch(row: Branch) -> dict[str, Any]:
    """A branch as its form holds it."""
    return {"name": row.name, "kind": str(row.kind), "place": row.place}


def held_contact(row: Contact) -> dict[str, Any]:
    """A contact as its form holds it."""
    return {name: getattr(row, name) for name in CONTACT_FACTS} | {"level": str(row.level or "")}


def add_branch(me: Me, customer_id: int, *, name: str, kind: str, place: str) -> int:
    """A new branch; returns the id."""
    with write() as session:
        _room(me, Branch, customer_id)
        branch = Branch(customer_id=customer_id, name=name, kind=BranchKind(kind), place=place)
        session.add(branch)
        session.flush()
        audit.record("branch_added", "customer", customer_id, actor=me, detail={"name": name}, branch=branch.id)
        return branch.id


def _room(me: Me, kind: Any, customer_id: int) -> None:
    fresh(Customer, customer_id)
    policy.ACT.load(me, customer_id)
    if (db.session.scalar(select(func.count(kind.id)).where(kind.customer_id == customer_id)) or 0) >= MOST:
        raise Refused("too_many", count=MOST)


def change_branch(me: Me, customer_id: int, branch_id: int, base: int, **facts: Any) -> None:
    """Other facts of a branch. Raises `Stale` when somebody changed it since `base`."""
    with write():
        policy.ACT.load(me, customer_id)
        branch = fresh(Branch, branch_id, customer_id=customer_id)
        same(branch, base, held_branch(branch))
        _change(me, branch, facts | {"kind": BranchKind(facts["kind"])}, BRANCH_FACTS, "branch_changed")


def _change(me: Me, row: Branch | Contact, wanted: dict[str, Any], names: tuple[str, ...], code: str) -> None:
    before = {name: getattr(row, name) for name in names}
    changed = [name for name in names if before[name] != wanted[name]]
    for name in changed:
        setattr(row, name, wanted[name])
    if changed:
        detail = {
            "before": {name: str(before[name] or "") for name in changed},
            "after": {name: str(wanted[name] or "") for name in changed},
        }
        audit.record(code, "customer", row.customer_id, actor=me, detail=detail, row=row.id)


def add_contact(me: Me, customer_id: int, **facts: Any) -> int:
    """A new contact; returns the id. Raises `Refused` for a branch of another customer."""
    with write() as session:
        _room(me, Contact, customer_id)
        _of_customer(customer_id, facts["branch_id"])
        contact = Contact(customer_id=customer_id, **facts | {"level": _level(facts["level"])})
        session.add(contact)
        session.flush()
        detail = {"name": contact.name}
        audit.record("contact_added", "customer", customer_id, actor=me, detail=detail, contact=contact.id)
        return contact.id


def _level(code: str) -> ContactLevel | None:
    return ContactLevel(code) if code else None


def _of_customer(customer_id: int, branch_id: int | None) -> None:
    if branch_id is not None and fresh(Branch, branch_id).customer_id != customer_id:
        raise Refused("branch_of_other", field="branch_id")


def change_contact(me: Me, customer_id: int, contact_id: int, base: int, **facts: Any) -> None:
    """Other facts of a contact. Raises `Stale` when somebody changed it since `base`."""
    with write():
        policy.ACT.load(me, customer_id)
        contact = fresh(Contact, contact_id, customer_id=customer_id)
        same(contact, base, held_contact(contact))
        _of_customer(customer_id, facts["branch_id"])
        _change(me, contact, facts | {"level": _level(facts["level"])}, CONTACT_FACTS, "contact_changed")


def end_branch(me: Me, customer_id: int, branch_id: int, last: date) -> None:
    """The last day of a branch; its contacts stay known."""
    _end(me, Branch, customer_id, branch_id, last)


def end_contact(me: Me, customer_id: int, contact_id: int, last: date) -> None:
    """The last day of a contact at the customer."""
    _end(me, Contact, customer_id, contact_id, last)


def _end(me: Me, kind: type[Branch | Contact], customer_id: int, row_id: int, last: date) -> None:
    with write():
        policy.ACT.load(me, customer_id)
        row = fresh(kind, row_id, customer_id=customer_id)
        if last < EARLIEST:
            raise Refused("day_early", field="last")
        row.ended_on = last
        row.rev += 1
        code = "branch_ended" if kind is Branch else "contact_ended"
        audit.record(code, "customer", customer_id, actor=me, date=str(last), row=row_id)


def resume(me: Me, kind: type[Branch | Contact], customer_id: int, row_id: int) -> None:
    """Take the end of a branch or a contact back."""
    with write():
        policy.ACT.load(me, customer_id)
        row = fresh(kind, row_id, customer_id=customer_id)
        if row.ended_on is not None:
            row.ended_on = None
            row.rev += 1
            code = "branch_resumed" if kind is Branch else "contact_resumed"
            audit.record(code, "customer", customer_id, actor=me, row=row_id)
