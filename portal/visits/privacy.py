"""Contacts, promises and complaints in the registers of privacy: how long they are kept and how they are erased.

They are the customer's file as much as the person's: leaving the company changes nothing, five years after their own
day they go. What is open is kept until it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, delete, exists, func, select, update
from sqlalchemy.orm import aliased

from portal.core import receipts
from portal.core.db import db
from portal.core.policy import N_
from portal.customers.models import Customer
from portal.privacy import places
from portal.privacy.kinds import about_of, record_kind
from portal.visits.followup_words import page_of
from portal.visits.models import (
    Complaint,
    MailboxEntry,
    Promise,
    Report,
    ReportedAction,
    ReportReading,
    Visit,
)

MONTHS = 60


def _country(table: Any) -> Any:
    """The country of the team that serves the customer."""
    unit = select(Customer.unit_id).where(Customer.id == table.customer_id).correlate(table).scalar_subquery()
    return places.of_unit(unit).scalar_subquery()


def asking(visit_id: int) -> Select[Any]:
    """Whose contact it is, the country, its day."""
    return select(Visit.person_id, _country(Visit), Visit.day).where(Visit.id == visit_id)


def due(country: str, before: date, left: date | None) -> Select[tuple[int]]:
    """Contacts whose time is over; one that made another contact of its window is kept as long as that one."""
    other = aliased(Visit)
    makes_a_younger = exists().where(other.made_by_id == Visit.id, other.id != Visit.id, other.day >= before)
    over = places.over(Visit.day, before, Visit.person_id, left)
    return select(Visit.id).where(over, ~makes_a_younger, places.within(_country(Visit), country))


def erase(ids: Sequence[int]) -> None:
    """Delete contacts with their reports, receipts and drafts; promises and complaints made in them stay."""
    execute = db.session.execute
    receipts.forget(select(Visit.uid).where(Visit.id.in_(ids)))
    for table in (ReportReading, ReportedAction, Report, MailboxEntry):
        execute(delete(table).where(table.visit_id.in_(ids)))
    for table in (Promise, Complaint):
        execute(update(table).where(table.visit_id.in_(ids)).values(visit_id=None))
    execute(update(Visit).where(Visit.made_by_id.in_(ids)).values(made_by_id=None))
    execute(delete(Visit).where(Visit.id.in_(ids)))


def _writers(visit_id: int) -> list[int]:
    return list(db.session.scalars(select(Report.writer_id).where(Report.visit_id == visit_id)))


def _days(column: Any) -> Callable[[Collection[int]], dict[int, date]]:
    table = column.class_
    return lambda ids: dict(db.session.execute(select(table.id, column).where(table.id.in_(ids))).all())


record_kind(
    "visit", N_("Contact with a customer, and its report"), link=page_of("visits.show", Visit),
    about=about_of(asking), due=due, erase=erase, months=MONTHS, months_after_leaving=None,
    answerers=_writers, days=_days(Visit.day), opens=False,
    figures=("visits_made", "report_discipline", "planned_contacts"), asking=asking,
)  # fmt: skip


def _followed_up(table: Any, code: str, name: str, endpoint: str, figures: tuple[str, ...]) -> None:
    """Promises, or complaints: their day is that on which they were done or needed no keeping any more."""
    ended = func.coalesce(table.done_on, table.dropped_on)
    whose = func.coalesce(table.owner_id, table.made_by_id)

    def asking_one(row_id: int) -> Select[Any]:
        asked = select(whose, _country(table), func.coalesce(table.done_on, table.dropped_on, table.due))
        return asked.where(table.id == row_id)

    def due_ones(country: str, before: date, left: date | None) -> Select[tuple[int]]:
        over = places.over(ended, before, whose, left)
        return select(table.id).where(ended.is_not(None), over, places.within(_country(table), country))

    def erase_ones(ids: Sequence[int]) -> None:
        receipts.forget(select(table.uid).where(table.id.in_(ids)))
        db.session.execute(delete(table).where(table.id.in_(ids)))

    record_kind(
        code, name, link=page_of(endpoint, table), about=about_of(asking_one), due=due_ones, erase=erase_ones,
        months=MONTHS, months_after_leaving=None, days=_days(table.made_on), opens=False, figures=figures,
        asking=asking_one,
    )  # fmt: skip


_followed_up(Promise, "promise", N_("Promise"), "visits.promise", ("promises_kept",))
_followed_up(Complaint, "complaint", N_("Complaint"), "visits.complaint", ())
