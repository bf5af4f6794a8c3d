"""One sent report as its readers see it: what it says, what it brought about, who has read it, what it said before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, literal, select

from portal.core.audit import Audit, AuditDetail
from portal.core.together import Part
from portal.people.me import Me
from portal.people.models import Person
from portal.visits import report_drawn, reporting
from portal.visits.models import ActionStep, Complaint, Promise, Reached, Report, ReportReading
from portal.visits.policy import VisitFile


@dataclass(frozen=True)
class Read:
    """Somebody over the writer who has read a report."""

    name: str
    at: datetime
    is_current: bool
    remark: str
    remarked_at: datetime | None
    reader_id: int


@dataclass(frozen=True)
class Told:
    """A sent report as its readers see it."""

    reached: Reached | None
    said: str
    products: list[str]
    signal: str
    next_step: str
    next_on: date | None
    written_at: datetime
    changed_at: datetime | None
    rev: int
    steps: list[tuple[reporting.AtHand, ActionStep]]
    rows: list[Any]  # endpoint, uid, what, due and done_on of what it brought about
    readings: list[Read]
    before: list[tuple[datetime, dict[str, Any]]]

    def read_by(self, person_id: int) -> Read | None:
        """The mark of this person on the report as it is now."""
        return next((one for one in self.readings if one.reader_id == person_id and one.is_current), None)

    def remark_of(self, person_id: int) -> str:
        """What this person remarked on it."""
        return next((one.remark for one in self.readings if one.reader_id == person_id), "")


def told(me: Me, visit: VisitFile) -> Part:
    """The report of a contact for one of its readers; None until it was sent."""
    if not visit.is_reported:
        return None
    found = yield {
        "report": _report(visit.id), "steps": report_drawn.asking_steps(visit.id), "readings": _readings(visit.id),
        "promises": _rows(Promise, visit.id), "complaints": _rows(Complaint, visit.id), "before": _before(visit.id),
    }
    row, said = found["report"][0], report_drawn.steps(found["steps"])
    named = (yield from reporting.naming(me, visit.customer_id, visit.branch_id, said)) if said else []
    rev = row.sent_rev or row.rev
    changed = row.changed_at > row.sent_at
    return Told(
        row.reached, row.said, row.products, row.signal, row.next_step, row.next_on, row.written_at,
        row.changed_at if changed else None, rev, [(one, said[one.key]) for one in named if one.key in said],
        found["promises"] + found["complaints"],
        [
            Read(one.name, one.read_at, one.rev >= rev, one.remark, one.remarked_at, one.reader_id)
            for one in found["readings"]
        ],
        [(at, body) for at, body in found["before"]] if changed else [],
    )


def _report(visit_id: int) -> Select[Any]:
    return select(
        Report.reached, Report.said, Report.products, Report.signal, Report.next_step, Report.next_on,
        Report.written_at, Report.changed_at, Report.sent_at, Report.sent_rev, Report.rev,
    ).where(Report.visit_id == visit_id)


def _readings(visit_id: int) -> Select[Any]:
    return (
        select(
            Person.name, ReportReading.read_at, ReportReading.rev, ReportReading.remark, ReportReading.remarked_at,
            ReportReading.reader_id,
        )
        .join(Person, Person.id == ReportReading.reader_id)
        .where(ReportReading.visit_id == visit_id)
        .order_by(ReportReading.read_at)
    )


def _rows(kind: type[Promise | Complaint], visit_id: int) -> Select[Any]:
    """What it brought about; `endpoint` is the page of one, in the blueprint of contacts."""
    return (
        select(literal(kind.__tablename__).label("endpoint"), kind.uid, kind.what, kind.due, kind.done_on)
        .where(kind.visit_id == visit_id, kind.dropped_on.is_(None))
        .order_by(kind.id)
    )


def _before(visit_id: int) -> Select[Any]:
    """What the report said before each change, the latest first; without what retention erased."""
    return (
        select(Audit.at, AuditDetail.body)
        .join(AuditDetail, AuditDetail.audit_id == Audit.id)
        .where(Audit.kind == "visit", Audit.subject_id == visit_id, Audit.code == "report_changed")
        .order_by(Audit.id.desc())
    )
