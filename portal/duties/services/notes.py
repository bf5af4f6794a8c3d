"""Dated notes: what settles a duty whose event the portal does not know."""

from __future__ import annotations

from datetime import date

from portal.core import audit, clock
from portal.core.db import write
from portal.core.errors import Refused, Stale, TooLate
from portal.core.i18n import format_date
from portal.duties import opening
from portal.duties.models import DutyNote, Obligation, Standing
from portal.duties.policy import KIND
from portal.people.me import Me
from portal.people.services.versions import fresh
from portal.profiles.duty import SettledBy

LONGEST = 2_000


def write_note(actor: Me, obligation_id: int, base: int, *, done_on: date | None, text: str) -> None:
    """Settle it with a note of the day on which it was done, or change the note; `base` is its revision, 0 for none.

    Only who owes it. Raises `Stale`, `TooLate`: gone, waived_already, ended_already, over_already; `Refused` at its
    field: noted_elsewhere, outside_window, day_to_come, no_note, note_long.
    """
    said = text.strip()
    with write() as session:
        opening.one_at_a_time()
        row = _own(actor, obligation_id)
        if row.standing is Standing.WAIVED:
            raise TooLate("waived_already")
        note = session.get(DutyNote, obligation_id, populate_existing=True)
        if (note.rev if note else 0) != base:
            raise Stale(note.rev if note else 0, _shown(note))
        _demand(row, done_on, said)
        now = {"done_on": done_on, "text": said, "by_id": actor.id, "at": clock.now()}
        code = "obligation_note_changed" if note else "obligation_noted"
        if note is None:
            session.add(DutyNote(obligation_id=row.id, rev=1, **now))
        else:
            note.rev += 1
            for name, value in now.items():
                setattr(note, name, value)
        audit.record(code, KIND, row.id, actor=actor, date=done_on.isoformat(), detail={"text": said})


def remove(actor: Me, obligation_id: int, base: int) -> None:
    """Take a note away: what it settled is asked again. Raises `Stale`, `TooLate`: gone, over_already."""
    with write() as session:
        opening.one_at_a_time()
        row = _own(actor, obligation_id)
        note = session.get(DutyNote, obligation_id, populate_existing=True)
        if note is None:
            raise TooLate("gone")
        if note.rev != base:
            raise Stale(note.rev, _shown(note))
        audit.record(
            "obligation_note_removed", KIND, row.id, actor=actor, date=note.done_on.isoformat(),
            detail={"text": note.text},
        )  # fmt: skip
        session.delete(note)
        session.flush()
        opening.bring_up_to_date(people=[row.owner_id])


def _own(actor: Me, obligation_id: int) -> Obligation:
    """The row of who owes it, held, while it is still asked."""
    row = fresh(Obligation, obligation_id, owner_id=actor.id)
    if row.by is not SettledBy.NOTE:
        raise Refused("noted_elsewhere")
    if row.standing is Standing.ENDED:
        raise TooLate("ended_already")
    if row.asks_until < clock.today():
        raise TooLate("over_already")
    return row


def _demand(row: Obligation, done_on: date | None, said: str) -> None:
    if done_on is None or not row.starts <= done_on <= row.ends:
        raise Refused(
            "outside_window",
            field="done_on",
            starts=format_date(row.starts, "long"),
            ends=format_date(row.ends, "long"),
        )
    if done_on > clock.today():
        raise Refused("day_to_come", field="done_on")
    if not said:
        raise Refused("no_note", field="text")
    if len(said) > LONGEST:
        raise Refused("note_long", field="text")


def _shown(note: DutyNote | None) -> dict[str, object]:
    """What stands there now, as the form holds it."""
    return {"done_on": note.done_on, "text": note.text} if note else {}
