"""Managers read reports: a mark that one was read, up to its revision, and a remark that goes to its writer."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.core.notices import Urgency, notify
from portal.customers.models import Customer
from portal.people.me import Me
from portal.people.models import Line, Person, Via
from portal.visits import policy
from portal.visits.models import Report, ReportReading, Visit

LONGEST = 4_000


def mark(actor: Me, seen: Collection[tuple[int, int]]) -> int:
    """Say that reports were read as the page showed them: (contact, revision); returns how many are marked now.

    Only sent reports of people this person leads or stands in for count; a report changed since stays unread.
    """
    with write() as session:
        found = session.execute(
            select(Visit.id, Report.sent_rev, Report.rev)
            .join(Report, Report.visit_id == Visit.id)
            .where(
                Visit.id.in_([visit_id for visit_id, _rev in seen]), Report.sent_at.is_not(None),
                policy.over_person(actor),
            )
            .order_by(Visit.id)
            .with_for_update(of=Report)
        ).all()
        asked = dict(seen)
        marked = 0
        for visit_id, sent_rev, rev in found:
            if asked[visit_id] == (sent_rev or rev) and _read(visit_id, actor, asked[visit_id]):
                audit.record("report_read", "visit", visit_id, actor=actor)
                marked += 1
        return marked


def _read(visit_id: int, actor: Me, rev: int) -> ReportReading | None:
    """The mark of this reader at this revision; None when it was there already."""
    row = db.session.scalars(
        select(ReportReading).where(ReportReading.visit_id == visit_id, ReportReading.reader_id == actor.id)
    ).one_or_none()
    if row is not None and row.rev >= rev:
        return None
    if row is None:
        row = ReportReading(visit_id=visit_id, reader_id=actor.id, remark="")
        db.session.add(row)
    row.read_at, row.rev = clock.now(), rev
    db.session.flush()
    return row


def remark(visit_id: int, actor: Me, text: str) -> None:
    """Remark on a report, which counts it as read; its writer is told with the words.

    A remark of before is replaced, and the history keeps it. Raises `Refused` without words, `TooLate` when there is
    no report to remark on any more.
    """
    words = text.strip()
    if not words:
        raise Refused("nothing_remarked", field="remark")
    with write() as session:
        report = session.get(Report, visit_id, with_for_update=True, populate_existing=True)
        if report is None or report.sent_at is None:
            raise TooLate("gone")
        _read(visit_id, actor, report.sent_rev or report.rev)
        row = session.scalars(
            select(ReportReading).where(ReportReading.visit_id == visit_id, ReportReading.reader_id == actor.id)
        ).one()
        if row.remark == words:
            return
        row.remark, row.remarked_at = words, clock.now()
        absent = stands_in(actor, report.writer_id)
        audit.record(
            "report_remarked", "visit", visit_id, actor=actor, deputy_of=absent[0] if absent else None,
            detail={"remark": words},
        )
        customer = session.scalar(
            select(Customer.name).join(Visit, Visit.customer_id == Customer.id).where(Visit.id == visit_id)
        )
        notify(
            [report.writer_id], "report_remarked", "visit", visit_id, urgency=Urgency.DECISION, quote=words,
            but=actor.id, actor=actor.name, customer=customer, on_behalf_of=absent[1] if absent else None,
        )


def stands_in(actor: Me, writer_id: int) -> tuple[int, str] | None:
    """(id, name) of the absent manager for whom this person acts; None for who leads the writer."""
    day = clock.today()
    rows = db.session.execute(
        select(Line.via, Person.id, Person.name)
        .outerjoin(Person, Person.id == Line.for_id)
        .where(Line.over_id == actor.id, Line.person_id == writer_id, Line.starts <= day, Line.ends >= day)
    ).all()
    deputed = [(row.id, row.name) for row in rows if row.via is Via.DEPUTY and row.id]
    return deputed[0] if deputed and all(row.via is not Via.LEAD for row in rows) else None
