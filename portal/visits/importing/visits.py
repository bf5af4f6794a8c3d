"""Importing contacts, with their reports, from a CRM that leads: known by external id, so never made twice.

What was made in the portal has no external id and is never changed; an export names it by its `uid`, so that it comes
back the same. A report that somebody wrote in the portal stays theirs, also at a contact that came from a CRM.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
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
from portal.visits.importing.columns import PROBLEMS, VISITS
from portal.visits.importing.reach import Colleagues, Contacts, differs, plain
from portal.visits.models import Report, Visit, VisitState

YEARS_AHEAD = 2
REPORT = ("reached", "said", "products", "signal", "next_step", "next_on", "reported_on")
CANCELLED = (VisitState.CANCELLED_BY_US, VisitState.CANCELLED_BY_CUSTOMER)
WRITTEN_HERE = ("report_sent", "report_changed")
USUAL = {"minutes": 60, "purpose": "", "at": None, "reason": "", "branch_id": None, "contact_id": None}
COLUMN_OF = {"customer_id": "customer", "branch_id": "branch", "contact_id": "contact", "person_id": "seller"}
CLOSING = time(17, 0)  # of the day on which a CRM says that a report was written


@dataclass(frozen=True)
class There:
    """A contact that is there: its row and report, and whether this person keeps its customer."""

    visit: Visit
    report: Report | None
    keeps: bool
    written_here: bool

    @property
    def born_here(self) -> bool:
        """No CRM knows it."""
        return self.visit.external_id is None


class Book:
    """What a chunk of rows refers to, looked up once."""

    def __init__(self, rows: Sequence[Row], run: Run) -> None:
        self.customers = Customers(run.me, {row.values["customer"] for row in rows})
        self.found = [self.customers.called(row.values["customer"]) for row in rows]
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
            visit, report, bool(keeps), visit.id in here or (report is not None and (report.sent_at is None or report.draft))
        )
        for visit, report, keeps in rows
    }


def products_of(written: str) -> list[str]:
    """The product groups in a cell: between semicolons, else between commas."""
    pieces = written.split(";" if ";" in written else ",")
    return [name for name in (" ".join(piece.split()) for piece in pieces) if name]


def products_written(names: Sequence[str]) -> str:
    """The product groups as `products_of` reads them."""
    said = "; ".join(name.replace(";", ",") for name in names)
    return f"{said};" if "," in said and ";" not in said else said


def day_of(moment: datetime) -> date:
    """The day of a moment, here."""
    return moment.astimezone(clock.zone()).date()


def check(rows: Sequence[Row], run: Run) -> list[Outcome]:
    """By external id: new, changed or the same. An empty cell changes nothing."""
    book = Book(rows, run)
    return [
        one if isinstance(one, Outcome) else _fate(row, one, book)
        for row, one in zip(rows, book.found, strict=True)
    ]


def _fate(row: Row, customer: Found, book: Book) -> Outcome:
    there = book.there.get(row.values["id"])
    if there is not None and not there.keeps:
        return refuse("not_yours", "id", row.values["id"])
    facts = _facts(row, customer, book, there.visit if there else None)
    if isinstance(facts, Outcome):
        return facts
    report, ids = _reported(row), {name: facts.get(name) for name in COLUMN_OF}
    if there is None:
        return _wrong(row) or _wrong_report(row, report, {}, None) or new(ids=ids)
    before = _before(facts, report, there)
    if not before:
        return same(customer.subject)
    if there.born_here:
        return refuse("born_here", "id", row.values["id"])
    wrong = _wrong(row) or _wrong_report(row, report, before, there)
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
        return {"branch_id": None, "contact_id": None} | _filled(given | ids | {"customer_id": customer.id})
    return _filled(given | ids | {"customer_id": customer.id})


def _filled(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value not in (None, "")}


def _reported(row: Row) -> dict[str, Any]:
    """What the row says of the report; empty when it says nothing."""
    said = _filled({name: row.values[name] for name in REPORT})
    return said | {"products": products_of(said["products"])} if "products" in said else said


def _before(facts: dict[str, Any], report: dict[str, Any], there: There) -> dict[str, Any]:
    """What is another thing now, by column."""
    found = {
        COLUMN_OF.get(name, name): "" if name in COLUMN_OF else plain(getattr(there.visit, name))
        for name, value in facts.items()
        if differs(getattr(there.visit, name), value)
    }
    now = _report_now(there.report)
    return found | {name: _shown(now[name]) for name, value in report.items() if differs(now[name], value)}


def _report_now(report: Report | None) -> dict[str, Any]:
    if report is None or report.sent_at is None:
        return dict.fromkeys(REPORT)
    held = {name: getattr(report, name) for name in REPORT if name != "reported_on"}
    return held | {"reported_on": day_of(report.written_at)}


def _shown(value: Any) -> Any:
    return products_written(value) if isinstance(value, list) else plain(value)


def _wrong(row: Row) -> Outcome | None:
    """Why the contact cannot be as the row says."""
    day, state, today = row.values["day"], row.values["state"], clock.today()
    if day < EARLIEST:
        return refuse("too_early", "day", day.isoformat())
    if day.year > today.year + YEARS_AHEAD:
        return refuse("too_far_ahead", "day", day.isoformat(), years=YEARS_AHEAD)
    if state == VisitState.HELD and day > today:
        return refuse("held_ahead", "day", day.isoformat())
    return refuse("no_reason", "reason") if row.values["reason"] and state not in CANCELLED else None


def _wrong_report(
    row: Row, report: dict[str, Any], before: dict[str, Any], there: There | None
) -> Outcome | None:
    """Why its report cannot be as the row says."""
    if not report:
        has_one = there is not None and there.report is not None and row.values["state"] != VisitState.HELD
        return refuse("has_report", "state") if has_one else None
    if row.values["state"] != VisitState.HELD:
        return refuse("not_held", next(iter(report)))
    if there is not None and there.written_here and set(before) & set(REPORT):
        return refuse("report_kept_here", next(name for name in REPORT if name in before))
    for name, code in (("reached", "reached_missing"), ("reported_on", "report_day_missing")):
        if name not in report and _report_now(there.report if there else None)[name] is None:
            return refuse(code, name)
    return _wrong_days(row.values["day"], report)


def _wrong_days(day: date, report: dict[str, Any]) -> Outcome | None:
    written, following = report.get("reported_on"), report.get("next_on")
    if written is not None and written > clock.today():
        return refuse("still_to_come", "reported_on", written.isoformat())
    if written is not None and written < day:
        return refuse("report_too_early", "reported_on", written.isoformat())
    if following is not None and following < day:
        return refuse("report_too_early", "next_on", following.isoformat())
    if following is not None and following.year > clock.today().year + YEARS_AHEAD:
        return refuse("too_far_ahead", "next_on", following.isoformat(), years=YEARS_AHEAD)
    return None


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
    reports = {report.visit_id: report for report in found}
    for row, visit in zip(rows, written, strict=True):
        _write_report(_reported(row), visit, reports.get(visit.id))
    db.session.flush()
    _record(rows, written, run)
    effects.changed(written, run.me)
    matching.settle(left)


def _write(row: Row, visit: Visit | None, run: Run) -> Visit:
    ids = {name: value for name, value in row.outcome.data["ids"].items() if value is not None}
    names = ("channel", "day", "at", "minutes", "purpose", "state", "reason")
    facts = _filled({name: row.values[name] for name in names}) | ids
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


def _write_report(said: dict[str, Any], visit: Visit, report: Report | None) -> None:
    if not said or (report is not None and not _changes(said, report)):
        return
    if report is None:
        report = Report(visit_id=visit.id, writer_id=visit.person_id, sent_at=clock.now(), rev=0)
        db.session.add(report)
    day = said.pop("reported_on", None)
    for name, value in said.items():
        setattr(report, name, value)
    if day is not None and (report.written_at is None or day_of(report.written_at) != day):
        closing = datetime.combine(day, CLOSING, clock.zone()).astimezone(UTC)
        report.written_at = min(closing, clock.now())
    report.changed_at, report.rev = clock.now(), report.rev + 1
    report.sent_rev = report.rev


def _changes(said: dict[str, Any], report: Report) -> bool:
    now = _report_now(report)
    return any(differs(now[name], value) for name, value in said.items())


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
               "channel": "Visit", "day": "2026-03-12", "at": "09:30", "minutes": "45", "purpose": "Assortiment",
               "state": "Took place", "reached": "Partly", "said": "Wil eerst een proefzending zien.",
               "products": "Brood; Koek", "next_step": "Proefzending bellen", "next_on": "2026-03-20",
               "reported_on": "2026-03-12"},),
))  # fmt: skip
