"""Importing contacts, with their reports, from a CRM that leads: known by external id, so never made twice.

What was made in the portal has no external id and is never changed; an export names it by its `uid`, so that it comes
back the same. A report that somebody wrote in the portal stays theirs, also at a contact that came from a CRM.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from portal.core import audit, clock
from portal.core.audit import Audit
from portal.core.db import db
from portal.core.policy import N_
from portal.customers.importing.reach import EARLIEST, Branches, Customers, Found, kept_by, link, may, results
from portal.customers.models import Customer
from portal.customers.queries import readable_ids
from portal.imports.registry import ImportKind, Outcome, Row, Run, changed, new, refuse, register, same
from portal.visits import effects, matching
from portal.visits.importing import reports
from portal.visits.importing.columns import PROBLEMS, VISITS
from portal.visits.importing.reach import Colleagues, Contacts, differs, filled, only_read, plain
from portal.visits.importing.reports import There
from portal.visits.models import Report, Visit, VisitState

CANCELLED = (VisitState.CANCELLED_BY_US, VisitState.CANCELLED_BY_CUSTOMER)
WRITTEN_HERE = ("report_sent", "report_changed")
USUAL = {"minutes": 60, "purpose": "", "at": None, "reason": "", "branch_id": None, "contact_id": None}
COLUMN_OF = {"customer_id": "customer", "branch_id": "branch", "contact_id": "contact", "person_id": "seller"}


class Book:
    """What a chunk of rows refers to, looked up once."""

    def __init__(self, rows: Sequence[Row], run: Run) -> None:
        self.customers = Customers(run.me, {row.values["customer"] for row in rows})
        self.found = [self.customers.called(row.values["customer"], reading=True) for row in rows]
        ids = {one.id for one in self.found if isinstance(one, Found)}
        self.branches, self.contacts = Branches(ids), Contacts(ids)
        self.colleagues = Colleagues(run.me, {row.values["seller"] for row in rows}, ids)
        self.there = _there({row.values["id"] for row in rows}, run)


def _there(ids: set[str], run: Run) -> dict[str, There]:
    rows = db.session.execute(
        select(Visit, Report, kept_by(run.me))
        .join(Customer, Customer.id == Visit.customer_id)
        .outerjoin(Report, Report.visit_id == Visit.id)
        .where(Visit.external_id.in_(ids) | (Visit.uid.in_(ids) & Visit.external_id.is_(None)))
    ).all()
    own = select(Audit.subject_id).where(
        Audit.kind == "visit", Audit.subject_id.in_([row[0].id for row in rows]), Audit.code.in_(WRITTEN_HERE)
    )
    here = set(db.session.scalars(own))
    return {
        visit.external_id or visit.uid: There(
            visit, report, bool(keeps), visit.id in here or reports.begun(report)
        )
        for visit, report, keeps in rows
    }


def check(rows: Sequence[Row], run: Run) -> list[Outcome]:
    """By external id: new, changed or the same. An empty cell changes nothing."""
    book = Book(rows, run)
    return [
        one if isinstance(one, Outcome) else _fate(row, one, book)
        for row, one in zip(rows, book.found, strict=True)
    ]


def _fate(row: Row, customer: Found, book: Book) -> Outcome:
    there = book.there.get(row.values["id"])
    facts = _facts(row, customer, book, there.visit if there else None)
    keeps = there is None or there.keeps
    if not (keeps and customer.keeps):
        said = there and not isinstance(facts, Outcome) and not _before(facts, reports.reported(row), there)
        return only_read(row, customer, keeps=keeps, unchanged=bool(said))
    if isinstance(facts, Outcome):
        return facts
    report, ids = reports.reported(row), {name: facts.get(name) for name in COLUMN_OF}
    if there is None:
        return _wrong(row) or reports.wrong(row, report, {}, None) or new(ids=ids)
    before = _before(facts, report, there)
    if not before:
        return same(customer.subject)
    if there.born_here:
        return refuse("born_here", "id", row.values["id"])
    wrong = _wrong(row) or reports.wrong(row, report, before, there)
    return wrong or changed(customer.subject, customer.shown(before), ids=ids, visit=there.visit.id)


def _facts(row: Row, customer: Found, book: Book, now: Visit | None) -> dict[str, Any] | Outcome:
    """What the row says of the contact itself, without its empty cells; or what in it is not known."""
    values = row.values
    stays = now if now is not None and now.customer_id == customer.id else None
    ids = {
        "branch_id": book.branches.called(customer.id, values["branch"] or ""),
        "contact_id": book.contacts.called(
            customer.id, values["contact"] or "", stays.contact_id if stays else None, "contact"
        ),
        "person_id": book.colleagues.seller(customer.id, values["seller"], now.person_id if now else None),
    }
    for found in ids.values():
        if isinstance(found, Outcome):
            return found
    given = {name: values[name] for name in ("channel", "day", "at", "minutes", "purpose", "state", "reason")}
    if now is not None and now.customer_id != customer.id:  # what belonged to the other customer goes
        return {"branch_id": None, "contact_id": None} | filled(given | ids | {"customer_id": customer.id})
    return filled(given | ids | {"customer_id": customer.id})


def _before(facts: dict[str, Any], report: dict[str, Any], there: There) -> dict[str, Any]:
    """What is another thing now, by column."""
    found = {
        COLUMN_OF.get(name, name): "" if name in COLUMN_OF else plain(getattr(there.visit, name))
        for name, value in facts.items()
        if differs(getattr(there.visit, name), value)
    }
    now = reports.report_now(there.report)
    return found | {name: _shown(now[name]) for name, value in report.items() if differs(now[name], value)}


def _shown(value: Any) -> Any:
    return reports.products_written(value) if isinstance(value, list) else plain(value)


def _wrong(row: Row) -> Outcome | None:
    """Why the contact cannot be as the row says."""
    day, state, today = row.values["day"], row.values["state"], clock.today()
    if day < EARLIEST:
        return refuse("too_early", "day", day.isoformat())
    if day.year > today.year + reports.YEARS_AHEAD:
        return refuse("too_far_ahead", "day", day.isoformat(), years=reports.YEARS_AHEAD)
    if state == VisitState.HELD and day > today:
        return refuse("held_ahead", "day", day.isoformat())
    return refuse("no_reason", "reason") if row.values["reason"] and state not in CANCELLED else None


def apply(rows: Sequence[Row], run: Run) -> None:
    """Write them, tell the history of each customer, and let planned contacts and calendars follow."""
    about = {row.outcome.data["ids"]["customer_id"] for row in rows}
    list(db.session.scalars(select(Customer.id).where(Customer.id.in_(about)).order_by(Customer.id).with_for_update()))
    ids = [row.outcome.data["visit"] for row in rows if "visit" in row.outcome.data]
    held = {one.id: one for one in db.session.scalars(
        select(Visit).where(Visit.id.in_(ids)).order_by(Visit.id).with_for_update()
    )}  # fmt: skip
    left = {one.customer_id for one in held.values()} - about
    written = [_write(row, held.get(row.outcome.data.get("visit", 0)), run) for row in rows]
    db.session.add_all(visit for visit in written if visit.id is None)
    db.session.flush()
    found = db.session.scalars(select(Report).where(Report.visit_id.in_([visit.id for visit in written])))
    there = {report.visit_id: report for report in found}
    for row, visit in zip(rows, written, strict=True):
        reports.write(reports.reported(row), visit, there.get(visit.id))
    db.session.flush()
    _record(rows, written, run)
    effects.changed(written, run.me)
    matching.settle(left)


def _write(row: Row, visit: Visit | None, run: Run) -> Visit:
    ids = {name: value for name, value in row.outcome.data["ids"].items() if value is not None}
    names = ("channel", "day", "at", "minutes", "purpose", "state", "reason")
    facts = filled({name: row.values[name] for name in names}) | ids
    if visit is None:
        return Visit(
            uid=str(uuid.uuid4()), external_id=row.values["id"], created_at=clock.now(), created_by_id=run.me.id,
            **(USUAL | facts),
        )
    if facts["customer_id"] != visit.customer_id:
        visit.branch_id = visit.contact_id = None
    for name, value in facts.items():
        setattr(visit, name, value)
    if visit.state not in CANCELLED:
        visit.reason = ""
    visit.rev += 1
    return visit


def _record(rows: Sequence[Row], written: list[Visit], run: Run) -> None:
    counts: dict[int, dict[str, int]] = {}
    for row, visit in zip(rows, written, strict=True):
        of = counts.setdefault(visit.customer_id, {"new": 0, "changed": 0})
        of["changed" if "visit" in row.outcome.data else "new"] += 1
        if "visit" in row.outcome.data:
            audit.record("visit_imported", "visit", visit.id, actor=run.me, detail=row.outcome.data["before"] or None)
    for customer_id, of in sorted(counts.items()):
        audit.record("visits_imported", "customer", customer_id, actor=run.me, **of)


register(ImportKind(
    code="visits", name=N_("visits and calls"), may=may, check=check, apply=apply, problems=PROBLEMS,
    columns=VISITS, link=link, sees=readable_ids, results=results, back=results,
    says=N_(
        "Visits, calls and video meetings from a CRM that leads, with their reports. An empty cell changes nothing."
    ),
    examples=({"id": "CRM-4711", "customer": "10023", "contact": "Jan de Boer", "seller": "sanne@firm.example",
               "channel": "Visit", "day": "2026-03-12", "at": "09:30", "minutes": "45", "purpose": N_("Assortment"),
               "state": "Took place", "reached": "Partly", "said": N_("Wants to see a trial delivery first."),
               "products": N_("Bread; Biscuits"), "next_step": N_("Call about the trial delivery"),
               "next_on": "2026-03-20",
               "reported_on": "2026-03-12"},),
))  # fmt: skip
