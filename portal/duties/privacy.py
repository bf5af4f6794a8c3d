"""Recurring work in the registers of privacy: it says how often somebody was coached, and why not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Select, delete, func, literal, or_, select

from portal.core.db import db
from portal.core.policy import N_
from portal.duties.history import page
from portal.duties.models import DutyNote, Obligation, Waiver
from portal.duties.policy import KIND
from portal.people.models import Position, Unit
from portal.privacy.kinds import RecordAbout, record_kind

MONTHS, AFTER_LEAVING = 36, 24  # as long as the ride-alongs and talks themselves (coaching-forms 5)


def about(obligation_id: int) -> RecordAbout | None:
    """Whom an obligation is about: the seller, or who owes it."""
    row = db.session.get(Obligation, obligation_id)
    return RecordAbout(row.about_id, row.country or "", row.ends) if row else None


def due(country: str, before: date, left_before: date | None) -> Select[tuple[int]]:
    """Obligations of a country whose time is over; what is of no country goes by the rules of the first one."""
    first = literal(country) == select(func.min(Unit.country)).scalar_subquery()
    there = or_(Obligation.country == country, Obligation.country.is_(None) & first)
    over = [Obligation.ends < before]
    if left_before is not None:
        last = select(func.max(Position.ends)).where(Position.person_id == Obligation.about_id).scalar_subquery()
        over.append(last < left_before)
    return select(Obligation.id).where(there, or_(*over))


def erase(ids: Sequence[int]) -> None:
    """Delete obligations with their reasons and notes, inside an open `write()`."""
    for table in (Waiver, DutyNote):
        db.session.execute(delete(table).where(table.obligation_id.in_(ids)))
    db.session.execute(delete(Obligation).where(Obligation.id.in_(ids)))


def answerers(obligation_id: int) -> list[int]:
    """Who owes it answers a request for correction."""
    return list(db.session.scalars(select(Obligation.owner_id).where(Obligation.id == obligation_id)))


def days(ids: Collection[int]) -> dict[int, date]:
    """The last day of each."""
    return dict(db.session.execute(select(Obligation.id, Obligation.ends).where(Obligation.id.in_(ids))).all())


record_kind(
    KIND,
    N_("Recurring task"),
    link=page,
    about=about,
    due=due,
    erase=erase,
    months=MONTHS,
    months_after_leaving=AFTER_LEAVING,
    answerers=answerers,
    days=days,
)
