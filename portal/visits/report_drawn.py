"""A stored report as its form shows it, flat: the draft of its writer, else what was sent, else the empty form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, select

from portal.core import clock
from portal.core.db import db
from portal.core.flat import Flat, over, radio, written
from portal.core.together import together
from portal.visits.followup_owners import owner_of
from portal.visits.models import Channel, Complaint, Promise, Reached, Report, ReportedAction, Visit
from portal.visits.report_values import AFTER, PROMISE_DAYS, ROWS, row_uid
from portal.visits.reporting import Steps
from portal.visits.services import followups

ACTION_STEPS = ("", "worked_on", "done")
TEXTS = ("said", "signal", "next_step")


def values(
    visit: Visit, report: Report | None, said: Steps | None = None, rows: Mapping[str, Any] | None = None
) -> Flat:
    """What the form holds for its writer; `said` and `rows` are `steps_of` and `rows_of` where they are known."""
    empty = blank(visit)
    if report is None:
        return empty
    if report.draft is not None:
        return over(empty, report.draft, many=("product",))
    told = empty | radio("reached", Reached, report.reached or "")
    told |= {name: getattr(report, name) for name in TEXTS} | {"next_on": written(report.next_on)}
    told |= {f"product={name}": "on" for name in report.products}
    for (plan_id, branch_id, part_key), step in (steps_of(visit.id) if said is None else said).items():
        told |= radio(f"action-{plan_id}-{branch_id or 0}-{part_key}", ACTION_STEPS, step)
    return told | written_rows(rows_of(visit.id, visit.uid) if rows is None else rows)


def blank(visit: Visit) -> Flat:
    """The empty form of a contact, with what is known of it.

    One to come has no day yet: the form may be kept on a device until then, and is about that day, or an earlier one.
    """
    day = min(visit.day, clock.today())
    told = radio("reached", Reached, "") | radio("next_in", ["", *map(str, AFTER)], "")
    told |= radio("channel", Channel, visit.channel) | dict.fromkeys((*TEXTS, "next_on", "products_other"), "")
    told |= {"day": written(day) if day == visit.day else "", "contact_id": str(visit.contact_id or "")}
    return told | blank_rows(f"p{visit.person_id}", written(clock.add_working_days(day, PROMISE_DAYS)))


def blank_rows(owner: str, due: str) -> Flat:
    """Rows in which nothing was promised or complained yet."""
    told: Flat = {}
    for no in ROWS:
        for kind in ("promise", "complaint"):
            told |= {f"{kind}-{no}-what": "", f"{kind}-{no}-owner": owner, f"{kind}-{no}-due": due}
        told |= {f"promise-{no}-to": "", f"complaint-{no}-kind": "other"}
    return told


def rows_of(visit_id: int, visit_uid: str) -> dict[str, Any]:
    """What its report has brought about as promises and complaints, by the name of the row in the form."""
    return named_rows(visit_uid, together(**asking_rows(visit_id)))


def asking_rows(visit_id: int) -> dict[str, Select[Any]]:
    """The questions of it, for `named_rows`."""
    return {
        name: followups.made_in(
            visit_id, kind, kind.uid, kind.what, kind.due, kind.owner_id, kind.owner_unit_id, further.label("further"),
        )
        for name, kind, further in (
            ("promise", Promise, Promise.to_whom), ("complaint", Complaint, Complaint.kind)
        )
    }  # fmt: skip


def named_rows(visit_uid: str, found: Mapping[str, Iterable[Any]]) -> dict[str, Any]:
    """By the name of the row in the form; each says in `acted_on` whether somebody acted on it since."""
    named = row_uids(visit_uid)
    return {
        named[row.uid]: row for kind in ("promise", "complaint") for row in found.get(kind, ()) if row.uid in named
    }


def written_rows(found: Mapping[str, Any]) -> Flat:
    """The same as the form holds them, as they are now."""
    told: Flat = {}
    for name, row in found.items():
        told |= {f"{name}-what": row.what, f"{name}-owner": owner_of(row).code, f"{name}-due": written(row.due)}
        told[f"{name}-to" if name.startswith("promise") else f"{name}-kind"] = row.further
    return told


def row_uids(visit_uid: str) -> dict[str, str]:
    """The names of the rows of a form by the uid of what they bring about."""
    names = [f"{kind}-{no}" for kind in ("promise", "complaint") for no in ROWS]
    return {row_uid(visit_uid, name): name for name in names}


def steps_of(visit_id: int) -> Steps:
    """What the report that was sent says of actions."""
    return steps(db.session.execute(asking_steps(visit_id)))


def asking_steps(visit_id: int) -> Select[Any]:
    """The question of it; `steps` reads its rows."""
    return select(
        ReportedAction.plan_id, ReportedAction.branch_id, ReportedAction.part_key, ReportedAction.step
    ).where(ReportedAction.visit_id == visit_id)


def steps(rows: Iterable[Any]) -> Steps:
    """What the rows of `asking_steps` say."""
    return {(one.plan_id, one.branch_id, one.part_key): one.step for one in rows}


def texts(report: Report) -> dict[str, Any]:
    """What a report said, for the history: erasable."""
    return {
        "reached": report.reached, "said": report.said, "products": report.products, "signal": report.signal,
        "next_step": report.next_step, "next_on": report.next_on.isoformat() if report.next_on else None,
    }


def facts_of(row: Promise | Complaint) -> dict[str, Any]:
    """What a promise or complaint holds, as a report would name it."""
    facts = {"what": row.what, "contact_id": row.contact_id}
    return facts | ({"to_whom": row.to_whom} if isinstance(row, Promise) else {"kind": row.kind})
