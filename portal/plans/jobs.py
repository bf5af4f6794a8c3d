"""The clock's jobs about plans: execution begins, turns are reminded of and escalate, requirements follow the year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import case, select

from portal.core import audit, clock, settings
from portal.core.db import db
from portal.core.notices import Urgency, notify
from portal.core.worker import job
from portal.documents.models import Document, Draft, Kind, Turn
from portal.people.queries.countries import countries, country_of
from portal.plans import effects, requirements, seats
from portal.plans.models import Plan, Stage

AT_A_TIME = 500


def execute() -> int:
    """Approved plans whose start has come are in execution; returns how many."""
    plans = db.session.scalars(
        select(Plan)
        .where(Plan.stage == Stage.APPROVED, Plan.starts <= clock.today())
        .limit(AT_A_TIME)
        .with_for_update(skip_locked=True)
    ).all()
    for plan in plans:
        plan.stage = Stage.IN_EXECUTION
        audit.record("plan_in_execution", "plan", plan.document_id)
    return len(plans)


def remind() -> int:
    """The day before a turn is due, and every day late until then, whose turn it is hears of it once."""
    tomorrow = _by_country(lambda country: clock.add_working_days(clock.today(), 1, country))
    rows = _waiting(Draft.reminded_at.is_(None), Draft.due <= tomorrow)
    for document, draft in rows:
        draft.reminded_at = clock.now()
        if draft.turn is Turn.OWNER:
            notify(
                [document.owner_id], "plan_answer_reminder", "plan", document.id, urgency=Urgency.DECISION,
                title=document.title, due=draft.due.isoformat(),
            )
        else:
            effects.ask(document, draft, "plan_reminder", NOBODY)
    return len(rows)


def escalate() -> int:
    """A decision that is late by so many working days lies with the line above too; returns how many.

    Where nobody stands above, nobody is told: the turn is only marked, so that it is not looked at every day.
    """
    days = settings.get("plan_escalation_days")
    latest = _by_country(lambda country: _working_days_before(clock.today(), days, country))
    late = (Draft.escalated_at.is_(None), Draft.turn.in_((Turn.APPROVER, Turn.SECOND)), Draft.due <= latest)
    told = 0
    for document, draft in _waiting(*late):
        draft.escalated_at = clock.now()
        everyone = seats.over(document.owner_id)
        if seats.escalates_to(everyone, draft.turn):
            audit.record("plan_escalated", "plan", document.id, number=draft.submitted)
            effects.escalated(document, draft, everyone)
            told += 1
    return told


def refresh() -> int:
    """Requirements follow categories, owners, exclusions and the opening of the next year."""
    return requirements.refresh()


def _waiting(*conditions: object) -> list[tuple[Document, Draft]]:
    return [
        (document, draft)
        for document, draft in db.session.execute(
            select(Document, Draft)
            .join(Draft, Draft.document_id == Document.id)
            .where(Document.kind == Kind.PLAN, Document.archived_at.is_(None), *conditions)
            .order_by(Draft.id)
            .limit(AT_A_TIME)
            .with_for_update(of=Draft, skip_locked=True)
        )
    ]


def _by_country(day_in: Callable[[str | None], date]) -> Any:
    """A day that differs by the country in which the owner of the surrounding document works."""
    country = country_of(Document.owner_id).correlate(Document).scalar_subquery()
    return case({code: day_in(code) for code in countries()} or {"": day_in(None)}, value=country, else_=day_in(None))


def _working_days_before(day: date, days: int, country: str | None) -> date:
    """The last day that lies so many working days back."""
    back = day
    while clock.add_working_days(back, days, country) > day:
        back = date.fromordinal(back.toordinal() - 1)
    return back


class _Nobody:
    id, name = None, ""


NOBODY = _Nobody()

job("plans_in_execution", execute)
job("plans_reminded", remind)
job("plans_escalated", escalate)
job("plans_required", refresh)
