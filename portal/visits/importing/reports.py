"""The report in a row about a contact: what it says, whether that can be, and how it is kept.

A report that somebody wrote in the portal stays theirs, also at a contact that came from a CRM.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from portal.core import clock
from portal.core.db import db
from portal.imports.registry import Outcome, Row, refuse
from portal.visits.importing.reach import differs, filled
from portal.visits.models import Report, Visit, VisitState

YEARS_AHEAD = 2
REPORT = ("reached", "said", "products", "signal", "next_step", "next_on", "reported_on")
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


def begun(report: Report | None) -> bool:
    """Its writer has something in the portal that was not sent yet."""
    return report is not None and (report.sent_at is None or report.draft is not None)


def reported(row: Row) -> dict[str, Any]:
    """What the row says of the report; empty when it says nothing."""
    said = filled({name: row.values[name] for name in REPORT})
    return said | {"products": products_of(said["products"])} if "products" in said else said


def report_now(report: Report | None) -> dict[str, Any]:
    """What was sent, by column; None for each while nothing was."""
    if report is None or report.sent_at is None:
        return dict.fromkeys(REPORT)
    held = {name: getattr(report, name) for name in REPORT if name != "reported_on"}
    return held | {"reported_on": day_of(report.written_at)}


def wrong(
    row: Row, report: dict[str, Any], before: dict[str, Any], there: There | None
) -> Outcome | None:
    """Why its report cannot be as the row says."""
    if not report:
        sent = there is not None and there.report is not None and there.report.sent_at is not None
        return refuse("has_report", "state") if sent and row.values["state"] != VisitState.HELD else None
    if row.values["state"] != VisitState.HELD:
        return refuse("not_held", next(iter(report)))
    if there is not None and there.written_here and set(before) & set(REPORT):
        return refuse("report_kept_here", next(name for name in REPORT if name in before))
    for name, code in (("reached", "reached_missing"), ("reported_on", "report_day_missing")):
        if name not in report and report_now(there.report if there else None)[name] is None:
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


def write(said: dict[str, Any], visit: Visit, report: Report | None) -> None:
    """Make the report of a contact, or put it right, inside the open `write()`."""
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
    now = report_now(report)
    return any(differs(now[name], value) for name, value in said.items())
