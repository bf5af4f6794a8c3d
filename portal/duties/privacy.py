"""Recurring work and rhythms in the registers of privacy: how often somebody was coached, or not, and why."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import Select, delete, func, literal, or_, select

from portal.core.db import db
from portal.core.policy import N_
from portal.duties.history import page
from portal.duties.models import DutyNote, Obligation, Rhythm, Waiver
from portal.duties.policy import KIND, RHYTHM_KIND
from portal.people.models import Position, Unit
from portal.people.queries.countries import country_of, country_on
from portal.privacy.kinds import RecordAbout, record_kind

MONTHS, AFTER_LEAVING = 36, 24  # as long as the ride-alongs and talks themselves (coaching-forms 5)


def about(obligation_id: int) -> RecordAbout | None:
    """Whom an obligation is about: the seller, or who owes it."""
    row = db.session.get(Obligation, obligation_id)
    return RecordAbout(row.about_id, row.country or "", row.ends) if row else None


def _there(own: Any, country: str) -> Any:
    """Of this country; what is of no country goes by the rules of the first one."""
    first = literal(country) == select(func.min(Unit.country)).scalar_subquery()
    return or_(own == country, own.is_(None) & first)


def _left(person_id: Any, before: date) -> Any:
    """The last position of the person of this column ended before a day."""
    return select(func.max(Position.ends)).where(Position.person_id == person_id).scalar_subquery() < before


def due(country: str, before: date, left_before: date | None) -> Select[tuple[int]]:
    """Obligations of a country whose time is over; what is of no country goes by the rules of the first one."""
    over = [Obligation.ends < before]
    if left_before is not None:
        over.append(_left(Obligation.about_id, left_before))
    return select(Obligation.id).where(_there(Obligation.country, country), or_(*over))


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
    figures=("ride_along_coverage", "talk_coverage"),
)


def rhythm_about(rhythm_id: int) -> RecordAbout | None:
    """Whom a rhythm is about: the seller for whom it was set; one of a unit or a country is about nobody."""
    row = db.session.get(Rhythm, rhythm_id)
    if row is None or row.person_id is None:
        return None
    return RecordAbout(row.person_id, country_on(row.person_id) or "", row.ends)


def rhythms_due(country: str, before: date, left_before: date | None) -> Select[tuple[int]]:
    """Rhythms of persons that ended long enough ago; who has no country (any more) goes by the first one's rules."""
    over = [Rhythm.ends < before]
    if left_before is not None:
        over.append(_left(Rhythm.person_id, left_before))
    own = country_of(Rhythm.person_id).scalar_subquery()
    return select(Rhythm.id).where(Rhythm.person_id.is_not(None), _there(own, country), or_(*over))


def erase_rhythms(ids: Sequence[int]) -> None:
    """Delete rhythms with their reasons, inside an open `write()`."""
    db.session.execute(delete(Rhythm).where(Rhythm.id.in_(ids)))


def rhythm_answerers(rhythm_id: int) -> list[int]:
    """Who set it answers a request for correction."""
    return list(db.session.scalars(select(Rhythm.set_by_id).where(Rhythm.id == rhythm_id)))


def rhythm_days(ids: Collection[int]) -> dict[int, date]:
    """The last day of each."""
    return dict(db.session.execute(select(Rhythm.id, Rhythm.ends).where(Rhythm.id.in_(ids))).all())


record_kind(
    RHYTHM_KIND,
    N_("Rhythm"),
    link=lambda _rhythm: url_for("duties.mine"),
    about=rhythm_about,
    due=rhythms_due,
    erase=erase_rhythms,
    months=MONTHS,
    months_after_leaving=AFTER_LEAVING,
    answerers=rhythm_answerers,
    days=rhythm_days,
)
