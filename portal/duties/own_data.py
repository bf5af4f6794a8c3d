"""What recurring work holds about a person, for the export of one's own data: others stand there by their role only."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portal.core import i18n
from portal.core.db import db
from portal.core.policy import N_
from portal.duties import settling
from portal.duties.models import Duty, DutyNote, Obligation, Rhythm, Waiver
from portal.duties.settling import ABOUT_SELLERS
from portal.privacy.own_data import rows_of, source
from portal.profiles.placeholders import as_read

Rows = list[dict[str, Any]]
MOST = 20_000


def _obligations(*which: Any) -> Rows:
    """With what they asked, when, what became of them, and why they were not needed."""
    rows = db.session.execute(
        select(Obligation, Duty.text, Waiver.reason, settling.done_on().label("done_on"))
        .join(Duty, Duty.id == Obligation.duty_id)
        .outerjoin(Waiver, Waiver.obligation_id == Obligation.id)
        .where(*which)
        .order_by(Obligation.starts, Obligation.id)
        .limit(MOST)
    )
    return [
        {
            "what": i18n.text_in(as_read(row.document_id, text)), "kind": row.by.value,
            "starts": row.starts.isoformat(),
            "ends": row.ends.isoformat(), "due": row.due.isoformat(), "state": row.standing.value,
            "done_on": done_on.isoformat() if done_on else None, "reason": reason,
        }
        for row, text, reason, done_on in rows
    ]  # fmt: skip


def owed(person_id: int) -> Rows:
    """What the person owes."""
    return _obligations(Obligation.owner_id == person_id)


def about(person_id: int) -> Rows:
    """What is owed about the person by who leads them."""
    return _obligations(
        Obligation.about_id == person_id, Obligation.owner_id != person_id, Obligation.by.in_(ABOUT_SELLERS)
    )


def _notes(person_id: int) -> Rows:
    return rows_of(DutyNote, DutyNote.by_id, person_id, leave_out=("obligation_id",))


def _waivers(person_id: int) -> Rows:
    return rows_of(Waiver, Waiver.by_id, person_id, leave_out=("obligation_id",))


def _rhythms(column: Any) -> Any:
    about_unit = {"unit_id": ("unit", "unit")}
    return lambda person_id: rows_of(Rhythm, column, person_id, about=about_unit, leave_out=("id",))


LABELS = {"by": N_("What settles it"), "every": N_("How often"), "set_at": N_("Set on")}

source("recurring_tasks", N_("Recurring tasks you owe"), owed)
source("recurring_tasks_about_you", N_("Recurring tasks about you"), about)
source("duty_notes", N_("Notes you wrote about recurring tasks"), _notes)
source("waivers", N_("Reasons you gave why a task was not needed"), _waivers)
source("rhythms", N_("How often you are coached, where it was set for you"), _rhythms(Rhythm.person_id), LABELS)
source("rhythms_set", N_("Rhythms you set"), _rhythms(Rhythm.set_by_id), LABELS)
