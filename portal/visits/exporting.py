"""Contacts with their reports, promises and complaints to take along, with the columns of the import, in their order.

What has no external id is named by its `uid`: so a file comes back as it went, every row the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from portal.core.db import db
from portal.core.sheets import Kind, SheetColumn
from portal.customers.exporting import REFERENCE, SITE
from portal.customers.models import Branch, Contact, Customer
from portal.imports.registry import KINDS, Column, Type
from portal.people.me import Me
from portal.people.models import Person, Unit
from portal.visits import followup_policy as followups
from portal.visits import policy
from portal.visits.importing.reports import day_of, products_written
from portal.visits.models import Complaint, Promise, Report, Visit

AT_ONCE = 2_000  # rows in one SELECT
MINE, TEAM, ALL = "mine", "team", "all"
SHEET = {Type.DATE: Kind.DATE, Type.INTEGER: Kind.INTEGER}
MADE = {"products": products_written, "reported_on": day_of}  # what is kept in another shape than a file has it


@dataclass(frozen=True)
class Wanted:
    """Whose rows, from which day until which, of which customer; None and 0 filter nothing."""

    scope: str = MINE
    first: date | None = None
    last: date | None = None
    customer: int = 0


@dataclass(frozen=True)
class Exported:
    """One kind: its table, the SELECT with the columns of the import in their order, its day, and whose a row is."""

    model: Any
    rows: Callable[[], Select[Any]]
    day: Any
    scopes: Callable[[Me], dict[str, ColumnElement[bool]]]


def _at_customer(model: Any, *columns: Any) -> Select[Any]:
    """Rows of a table with their customer, and with their branch and contact if they have one."""
    return (
        select(model.id, func.coalesce(model.external_id, model.uid), REFERENCE, SITE, *columns)
        .join(Customer, Customer.id == model.customer_id)
        .outerjoin(Branch, Branch.id == model.branch_id)
        .outerjoin(Contact, Contact.id == model.contact_id)
    )


PERSON = func.coalesce(Contact.number, Contact.name)


def _visits() -> Select[Any]:
    sent = Report.sent_at.is_not(None)
    return (
        _at_customer(
            Visit, PERSON, Person.email, Visit.channel, Visit.day, Visit.at, Visit.minutes, Visit.purpose, Visit.state,
            Visit.reason, Report.reached, Report.said, Report.products, Report.signal, Report.next_step,
            Report.next_on, Report.written_at,
        )
        .join(Person, Person.id == Visit.person_id)
        .outerjoin(Report, (Report.visit_id == Visit.id) & sent)
        .where(Visit.ended_on.is_(None))
    )


def _followed_up(model: Any, *columns: Any, people: tuple[Any, Any]) -> Select[Any]:
    made_by, owner = people
    found = _at_customer(model, *columns).join(made_by, made_by.id == model.made_by_id)
    return found.outerjoin(owner, owner.id == model.owner_id).outerjoin(Unit, Unit.id == model.owner_unit_id)


def _promises() -> Select[Any]:
    made_by, owner = aliased(Person), aliased(Person)
    return _followed_up(
        Promise, func.coalesce(PERSON, Promise.to_whom), Promise.what, made_by.email, Promise.made_on,
        func.coalesce(owner.email, Unit.name), Promise.due, Promise.explained_on, Promise.done_on, Promise.dropped_on,
        Promise.outcome, people=(made_by, owner),
    )  # fmt: skip


def _complaints() -> Select[Any]:
    made_by, owner = aliased(Person), aliased(Person)
    return _followed_up(
        Complaint, PERSON, Complaint.kind, Complaint.what, made_by.email, Complaint.made_on,
        func.coalesce(owner.email, Unit.name), Complaint.due, Complaint.done_on, Complaint.dropped_on,
        Complaint.outcome, people=(made_by, owner),
    )  # fmt: skip


def _visit_scopes(me: Me) -> dict[str, ColumnElement[bool]]:
    return {MINE: policy.has(me), TEAM: policy.of_team(me), ALL: policy.readable_by(me)}


def _scopes(model: Any) -> Callable[[Me], dict[str, ColumnElement[bool]]]:
    def scopes(me: Me) -> dict[str, ColumnElement[bool]]:
        mine = or_(followups.made(model, me), followups.owns(model, me), followups.in_department(model, me))
        return {MINE: mine, TEAM: followups.of_team(model, me), ALL: followups.readable_by(model, me)}

    return scopes


EXPORTS = {
    "visits": Exported(Visit, _visits, Visit.day, _visit_scopes),
    "promises": Exported(Promise, _promises, Promise.made_on, _scopes(Promise)),
    "complaints": Exported(Complaint, _complaints, Complaint.made_on, _scopes(Complaint)),
}


def _clauses(me: Me, exported: Exported, wanted: Wanted) -> list[ColumnElement[bool]]:
    clauses = [exported.scopes(me)[wanted.scope]]
    if exported.model is Visit:
        clauses.append(Visit.ended_on.is_(None))
    if wanted.first is not None:
        clauses.append(exported.day >= wanted.first)
    if wanted.last is not None:
        clauses.append(exported.day <= wanted.last)
    if wanted.customer:
        clauses.append(exported.model.customer_id == wanted.customer)
    return clauses


def count(me: Me, code: str, wanted: Wanted) -> int:
    """How many rows there are to take along."""
    exported = EXPORTS[code]
    found = select(func.count(exported.model.id)).where(*_clauses(me, exported, wanted))
    return db.session.scalar(found) or 0


def columns(code: str) -> list[SheetColumn]:
    """The columns, named as the import names them."""
    return [SheetColumn(gettext(one.name), SHEET.get(one.type, Kind.TEXT)) for one in KINDS[code].columns]


def rows(me: Me, code: str, wanted: Wanted) -> Iterator[list[Any]]:
    """The rows in the words of the language being spoken, read some at a time."""
    exported, last = EXPORTS[code], 0
    shown = [_shown(one) for one in KINDS[code].columns]
    found = exported.rows().where(*_clauses(me, exported, wanted)).order_by(exported.model.id).limit(AT_ONCE)
    while True:
        some = db.session.execute(found.where(exported.model.id > last)).all()
        for _id, *values in some:
            yield [
                None if value is None else show(value) for show, value in zip(shown, values, strict=True)
            ]
        if len(some) < AT_ONCE:
            return
        last = some[-1][0]


def _shown(column: Column) -> Callable[[Any], Any]:
    """How the values of a column are written."""
    words = {value: gettext(said[0]) for value, said in column.choices.items()}
    return MADE.get(column.code) or (lambda value: words.get(value, value))
