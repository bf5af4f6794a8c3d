"""Whose turn it is: one place sets state, turn and due date together, and keeps the double clock."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy import delete, select

from portal.core import clock
from portal.core.db import db
from portal.core.together import Part, ask
from portal.documents.models import Document, Draft, DraftChange, State, Turn, TurnPeriod

SATURDAY = 6


def stand(document: Document, draft: Draft, state: State, turn: Turn, due: date | None) -> None:
    """Put the version at work in a state, inside an open `write()`. A turn that changes starts anew, with its clock."""
    draft.state, draft.due = state, due
    draft.reminded_at = draft.escalated_at = None
    if draft.turn != turn:
        draft.turn, draft.since = turn, clock.now()
        pass_to(document, draft, turn)


def pass_to(document: Document, draft: Draft, turn: Turn) -> None:
    """Let the clock run for this side. While the owner has the turn it counts for the version to come."""
    _stop(document.id)
    number = document.last_number + 1 if turn is Turn.OWNER else draft.submitted or document.last_number
    db.session.add(
        TurnPeriod(document_id=document.id, side=draft.side, number=number, turn=turn, since=clock.now())
    )


def end(document: Document, draft: Draft) -> None:
    """The version at work ends here, inside an open `write()`: approved, published or thrown away."""
    _stop(document.id)
    db.session.execute(delete(DraftChange).where(DraftChange.draft_id == draft.id))
    db.session.delete(draft)


def _stop(document_id: int) -> None:
    for period in db.session.scalars(
        select(TurnPeriod).where(TurnPeriod.document_id == document_id, TurnPeriod.until.is_(None))
    ):
        period.until = clock.now()


def working_days(since: date, until: date) -> int:
    """Mondays to Fridays from the day after `since` up to and including `until`: the same day counts as none."""
    days = (until - since).days
    weeks, rest = divmod(max(days, 0), 7)
    return weeks * 5 + sum(
        (since + timedelta(days=weeks * 7 + step)).isoweekday() < SATURDAY for step in range(1, rest + 1)
    )


def clocks(document_id: int) -> dict[int, dict[str, int]]:
    """Per version number: working days on the owner's side and on the side of those who decide (spec 2, double clock).

    As {number: {"owner": days, "decider": days}}; a period that still runs counts up to today.
    """
    return ask(counted(document_id))


def counted(document_id: int) -> Part:
    """The same as a part of something larger."""
    found = yield {
        "turns": select(TurnPeriod.number, TurnPeriod.turn, TurnPeriod.since, TurnPeriod.until)
        .where(TurnPeriod.document_id == document_id)
        .order_by(TurnPeriod.id)
    }
    days: dict[int, dict[str, int]] = defaultdict(lambda: {"owner": 0, "decider": 0})
    zone = clock.zone()
    for number, turn, since, until in found["turns"]:
        last = until.astimezone(zone).date() if until else clock.today()
        side = "owner" if turn is Turn.OWNER else "decider"
        days[number][side] += working_days(since.astimezone(zone).date(), last)
    return dict(days)
