"""Agreements with the employees' representatives, as tests need them."""

from __future__ import annotations

from datetime import date

from portal.core import clock
from portal.core.db import db, write
from portal.people.models import Person
from portal.privacy import purposes
from portal.privacy.models import AgreedBy, Agreement, Covers

LONG_AGO, LATER = date(2020, 1, 1), date(2100, 1, 1)
KIND = {"NL": AgreedBy.CONSENT, "NO": AgreedBy.DISCUSSION}


def agreement(country: str, covers: Covers, recorded_by: int, agreed_on: date = LONG_AGO) -> Agreement:
    """A recorded agreement, not yet in the session."""
    return Agreement(
        country=country,
        covers=covers,
        kind=KIND[country],
        agreed_on=agreed_on,
        party="Ondernemingsraad" if country == "NL" else "Tillitsvalgte",
        document="2020-01",
        about="",
        evaluate_on=LATER,
        recorded_by_id=recorded_by,
        recorded_at=clock.now(),
    )


def agree(*countries: str) -> None:
    """Both countries (or only these) agreed to coaching long ago; figures are agreed to by the cast already."""
    with write() as session:
        admin = session.scalar(db.select(Person.id).order_by(Person.id).limit(1))
        for country in countries or ("NL", "NO"):
            session.add(agreement(country, Covers.COACHING, admin))
            purposes.lay_defaults(country)


def disagree(country: str, covers: Covers) -> None:
    """Nothing is agreed to any more in a country."""
    with write() as session:
        session.execute(db.delete(Agreement).where(Agreement.country == country, Agreement.covers == covers))
