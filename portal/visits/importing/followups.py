"""Importing promises and complaints from a CRM that leads: known by external id, so never made twice.

What was made in the portal has no external id and is never changed; an export names it by its `uid`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from portal.core import audit, clock
from portal.core.db import db
from portal.core.policy import N_
from portal.customers.importing.reach import EARLIEST, Branches, Customers, Found, kept_by, link, may, results
from portal.customers.models import Customer
from portal.customers.queries import readable_ids
from portal.imports.registry import ImportKind, Outcome, Row, Run, changed, new, refuse, register, same
from portal.visits.importing.columns import COMPLAINED, PROBLEMS, PROMISES
from portal.visits.importing.reach import Colleagues, Contacts, differs, only_read, plain
from portal.visits.models import Complaint, Promise

YEARS_AHEAD = 3
COLUMN_OF = {
    "customer_id": "customer", "branch_id": "branch", "made_by_id": "seller", "owner_id": "owner",
    "owner_unit_id": "owner",
}  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """How one of the two is kept: its facts beside people and places, the column of its contact, its history."""

    model: Any
    kind: str
    facts: tuple[str, ...]
    contact: str
    imported: str  # in the history of the customer
    changed: str  # in its own history


PROMISED = Kept(
    Promise, "promise", ("what", "made_on", "due", "explained_on", "done_on", "dropped_on", "outcome"), "to_whom",
    "promises_imported", "promise_imported",
)  # fmt: skip
COMPLAINTS = Kept(
    Complaint, "complaint", ("kind", "what", "made_on", "due", "done_on", "dropped_on", "outcome"), "contact",
    "complaints_imported", "complaint_imported",
)  # fmt: skip


class Book:
    """What a chunk of rows refers to, looked up once."""

    def __init__(self, kept: Kept, rows: Sequence[Row], run: Run) -> None:
        self.kept = kept
        self.customers = Customers(run.me, {row.values["customer"] for row in rows})
        self.found = [self.customers.called(row.values["customer"], reading=True) for row in rows]
        ids = {one.id for one in self.found if isinstance(one, Found)}
        self.branches, self.contacts = Branches(ids), Contacts(ids)
        named = {row.values[code] or "" for row in rows for code in ("seller", "owner")}
        self.colleagues = Colleagues(run.me, named, ids)
        self.there = _there(kept.model, {row.values["id"] for row in rows}, run)


def _there(model: Any, ids: set[str], run: Run) -> dict[str, tuple[Any, bool]]:
    """What is there already, and whether this person keeps its customer, by the id that a file gives it."""
    rows = db.session.execute(
        select(model, kept_by(run.me))
        .join(Customer, Customer.id == model.customer_id)
        .where(model.external_id.in_(ids) | (model.uid.in_(ids) & model.external_id.is_(None)))
    )
    return {one.external_id or one.uid: (one, bool(keeps)) for one, keeps in rows}


def check(kept: Kept) -> Callable[[Sequence[Row], Run], list[Outcome]]:
    """The check of a kind: by external id new, changed or the same. An empty cell changes nothing."""

    def checked(rows: Sequence[Row], run: Run) -> list[Outcome]:
        book = Book(kept, rows, run)
        return [
            one if isinstance(one, Outcome) else _fate(row, one, book)
            for row, one in zip(rows, book.found, strict=True)
        ]

    return checked


def _fate(row: Row, customer: Found, book: Book) -> Outcome:
    there, keeps = book.there.get(row.values["id"], (None, True))
    facts = _facts(row, customer, book, there)
    if not (keeps and customer.keeps):
        said = there and not isinstance(facts, Outcome) and not _before(facts, there, book.kept)
        return only_read(row, customer, keeps=keeps, unchanged=bool(said))
    if isinstance(facts, Outcome):
        return facts
    ids = {name: value for name, value in facts.items() if name.endswith("_id")}
    if there is None:
        return _wrong(facts, None) or new(ids=ids)
    before = _before(facts, there, book.kept)
    if not before:
        return same(customer.subject)
    if there.external_id is None:
        return refuse("born_here", "id", row.values["id"])
    return _wrong(facts, there) or changed(customer.subject, customer.shown(before), ids=ids, row=there.id)


def _facts(row: Row, customer: Found, book: Book, now: Any) -> dict[str, Any] | Outcome:
    """What the row says, without its empty cells; or what in it is not known."""
    values, people = row.values, book.colleagues
    stays = now is not None and now.customer_id == customer.id
    contact = _contact(row, customer, book, now if stays else None)
    branch = book.branches.called(customer.id, values["branch"] or "")
    made_by = people.seller(customer.id, values["seller"], now.made_by_id if now else None)
    owner = people.owner(values["owner"], (now.owner_id, now.owner_unit_id) if now else (None, None))
    for found in (branch, contact, made_by, owner):
        if isinstance(found, Outcome):
            return found
    given = {name: values[name] for name in book.kept.facts}
    given |= contact | {"customer_id": customer.id, "branch_id": branch, "made_by_id": made_by}
    said = {name: value for name, value in given.items() if value not in (None, "")}
    said |= {"owner_id": owner[0], "owner_unit_id": owner[1]}
    if now is not None and not stays:  # what belonged to the other customer goes
        said = {"branch_id": None, "contact_id": None} | said
    if "done_on" in said and "dropped_on" not in said:  # the one end takes the place of the other
        said["dropped_on"] = None
    if "dropped_on" in said and "done_on" not in said:
        said["done_on"] = None
    return said


def _contact(row: Row, customer: Found, book: Book, now: Any) -> dict[str, Any] | Outcome:
    """The contact of a row; a promise may also be made to a name that is no contact."""
    column = book.kept.contact
    written = row.values[column] or ""
    if now is not None and column == "to_whom" and now.contact_id is None and not differs(now.to_whom, written):
        return {}
    found = book.contacts.called(customer.id, written, now.contact_id if now else None, column)
    if not isinstance(found, Outcome):
        return {"contact_id": found}
    return {"to_whom": written} if column == "to_whom" and found.code == "no_contact" else found


def _before(facts: dict[str, Any], there: Any, kept: Kept) -> dict[str, Any]:
    """What is another thing now, by column."""
    columns = COLUMN_OF | {"contact_id": kept.contact}
    return {
        columns.get(name, name): "" if name in columns else plain(getattr(there, name))
        for name, value in facts.items()
        if differs(getattr(there, name), value)
    }


def _wrong(facts: dict[str, Any], there: Any) -> Outcome | None:
    """Why it cannot be as the row says, together with what it leaves as it is."""

    def held(name: str) -> Any:
        return facts[name] if name in facts else getattr(there, name, None)

    made, today = facts["made_on"], clock.today()
    if made < EARLIEST:
        return refuse("too_early", "made_on", made.isoformat())
    if facts["due"].year > today.year + YEARS_AHEAD:
        return refuse("too_far_ahead", "due", facts["due"].isoformat(), years=YEARS_AHEAD)
    for name in ("made_on", "explained_on", "done_on", "dropped_on"):
        if facts.get(name) is not None and facts[name] > today:
            return refuse("still_to_come", name, facts[name].isoformat())
    for name in ("due", "explained_on", "done_on", "dropped_on"):
        day: date | None = held(name)
        if day is not None and day < made:
            return refuse("before_made", name, day.isoformat())
    if held("done_on") is not None and held("dropped_on") is not None:
        return refuse("two_ends", "dropped_on", held("dropped_on").isoformat())
    return refuse("outcome_missing", "outcome") if held("dropped_on") and not held("outcome") else None


def apply(kept: Kept) -> Callable[[Sequence[Row], Run], None]:
    """The apply of a kind; the history of each customer gets one row for all of its."""

    def applied(rows: Sequence[Row], run: Run) -> None:
        ids = [row.outcome.data["row"] for row in rows if "row" in row.outcome.data]
        held = {one.id: one for one in db.session.scalars(
            select(kept.model).where(kept.model.id.in_(ids)).order_by(kept.model.id).with_for_update()
        )}  # fmt: skip
        counts: dict[int, dict[str, int]] = {}
        for row in rows:
            data = row.outcome.data
            one = _write(kept, row, held.get(data.get("row", 0)))
            of = counts.setdefault(one.customer_id, {"new": 0, "changed": 0})
            of["changed" if "row" in data else "new"] += 1
            if "row" in data:
                audit.record(kept.changed, kept.kind, one.id, actor=run.me, detail=data["before"] or None)
        db.session.flush()
        for customer_id, of in sorted(counts.items()):
            audit.record(kept.imported, "customer", customer_id, actor=run.me, **of)

    return applied


def _write(kept: Kept, row: Row, one: Any) -> Any:
    ids = row.outcome.data["ids"]
    said = {name: row.values[name] for name in kept.facts if row.values[name] not in (None, "")} | ids
    if one is None:
        if kept is PROMISED and "contact_id" not in ids:
            said["to_whom"] = row.values["to_whom"] or ""
        one = kept.model(uid=str(uuid.uuid4()), external_id=row.values["id"], created_at=clock.now(), **said)
        db.session.add(one)
        return one
    if kept is PROMISED:
        if one.due != said["due"]:
            one.move(said["due"], clock.today())
        if "contact_id" in ids:
            one.to_whom = "" if ids["contact_id"] else one.to_whom
        elif row.values["to_whom"]:
            one.to_whom, one.contact_id = row.values["to_whom"], None
    for name, value in said.items():
        setattr(one, name, value)
    if "done_on" in said or "dropped_on" in said:
        one.done_on, one.dropped_on = said.get("done_on"), said.get("dropped_on")
    one.rev += 1
    return one


_BY_ID = {"may": may, "problems": PROBLEMS, "link": link, "sees": readable_ids, "results": results, "back": results}
register(ImportKind(
    code="promises", name=N_("promises"), check=check(PROMISED), apply=apply(PROMISED), columns=PROMISES, **_BY_ID,
    says=N_("What was promised to customers, by whom, who sees to it, and what came of it. From a CRM that leads."),
    examples=({"id": "CRM-88", "customer": "10023", "to_whom": "Jan de Boer", "what": N_("Trial delivery of rye bread"),
               "seller": "sanne@firm.example", "made_on": "2026-03-12", "owner": "Team Midden", "due": "2026-03-20",
               "explained_on": "2026-03-13"},),
))  # fmt: skip
register(ImportKind(
    code="complaints", name=N_("complaints"), check=check(COMPLAINTS), apply=apply(COMPLAINTS), columns=COMPLAINED,
    says=N_("What customers complained about, who settles it, and what came of it. From a CRM that leads."),
    examples=({"id": "CRM-12", "customer": "10023", "contact": "Jan de Boer", "kind": "Delivery",
               "what": N_("Two pallets came a day late"), "seller": "sanne@firm.example", "made_on": "2026-03-12",
               "owner": "sanne@firm.example", "due": "2026-03-19"},), **_BY_ID,
))  # fmt: skip
