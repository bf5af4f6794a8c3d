"""One sent report as its readers see it: what it says, what it brought about, who has read it, what it said before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from portal.core.audit import Audit, AuditDetail
from portal.core.db import db
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
    rows: list[Promise | Complaint]
    readings: list[Read]
    before: list[tuple[datetime, dict[str, Any]]]

    def read_by(self, person_id: int) -> Read | None:
        """The mark of this person on the report as it is now."""
        return next((one for one in self.readings if one.reader_id == person_id and one.is_current), None)

    def remark_of(self, person_id: int) -> str:
        """What this person remarked on it."""
        return next((one.remark for one in self.readings if one.reader_id == person_id), "")


def told(me: Me, visit: VisitFile) -> Told | None:
    """The report of a contact for one of its readers; None until it was sent."""
    row = db.session.get(Report, visit.id) if visit.is_reported else None
    if row is None or row.sent_at is None:
        return None
    said = report_drawn.steps_of(visit.id)
    steps = reporting.at_hand(me, visit.customer_id, visit.branch_id, said) if said else []
    rev = row.sent_rev or row.rev
    readings = db.session.execute(
        select(ReportReading, Person.name)
        .join(Person, Person.id == ReportReading.reader_id)
        .where(ReportReading.visit_id == visit.id)
        .order_by(ReportReading.read_at)
    )
    changed = row.changed_at > row.sent_at
    return Told(
        row.reached, row.said, row.products, row.signal, row.next_step, row.next_on, row.written_at,
        row.changed_at if changed else None, rev, [(one, said[one.key]) for one in steps if one.key in said],
        _rows(visit.id),
        [Read(name, one.read_at, one.rev >= rev, one.remark, one.remarked_at, one.reader_id) for one, name in readings],
        _before(visit.id) if changed else [],
    )


def _rows(visit_id: int) -> list[Promise | Complaint]:
    found: list[Promise | Complaint] = []
    for kind in (Promise, Complaint):
        found += db.session.scalars(
            select(kind).where(kind.visit_id == visit_id, kind.dropped_on.is_(None)).order_by(kind.id)
        )
    return found


def _before(visit_id: int) -> list[tuple[datetime, dict[str, Any]]]:
    """What the report said before each change, the latest first; without what retention erased."""
    rows = db.session.execute(
        select(Audit.at, AuditDetail.body)
        .join(AuditDetail, AuditDetail.audit_id == Audit.id)
        .where(Audit.kind == "visit", Audit.subject_id == visit_id, Audit.code == "report_changed")
        .order_by(Audit.id.desc())
    )
    return [(at, body) for at, body in rows]
