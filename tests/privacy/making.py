"""Agreements with the employees' representatives, as tests need them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import Select, func, select

from portal.core import audit, clock
from portal.core.audit import Audit
from portal.core.db import db, write
from portal.people.models import Person, Position
from portal.privacy import purposes
from portal.privacy.kinds import KINDS, RecordAbout, RecordKind, record_kind
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


@contextmanager
def a_kind(person_id: int, days: dict[int, date], country: str = "NL") -> Iterator[RecordKind]:
    """A kind of record of the test, in the registry while inside: record `id` is about the person and of that day.

    Each stands in the history as a text; `days` loses what is erased.
    """
    rows = lambda before: [number for number, day in days.items() if day < before]

    def due(asked: str, before: date, left: date | None) -> Select[tuple[int]]:
        gone = left is not None and db.session.scalar(
            select(func.max(Position.ends)).where(Position.person_id == person_id)
        ) < left
        ids = (list(days) if gone else rows(before)) if asked == country else []
        return select(Audit.subject_id).where(Audit.kind == "toy", Audit.subject_id.in_(ids))

    made = record_kind(
        "toy", "Coaching reports", link=lambda number: f"/toy/{number}", due=due,
        about=lambda number: RecordAbout(person_id, country, days[number]) if number in days else None,
        erase=lambda ids: [days.pop(number) for number in ids], months=24, months_after_leaving=6,
        answerers=lambda _number: [],
    )  # fmt: skip
    with write():
        for number in days:
            audit.record("correction_asked", "toy", number, actor=person_id, detail={"what": f"secret {number}"})
    try:
        yield made
    finally:
        del KINDS["toy"]
