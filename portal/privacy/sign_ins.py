"""Sign-ins, receipts of devices, keys of devices, messages and exports: how long each is kept.

They tell when somebody worked and on what, so they are kept for months, not years: long enough to look into a misuse,
to answer what became of something that was sent, and to read a message again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import Select, delete, select, update

from portal.core import clock
from portal.core.db import db
from portal.core.notices import Notice
from portal.core.policy import N_
from portal.core.receipts import Receipt
from portal.people.models import Person, SignInLink, WebSession
from portal.privacy import places
from portal.privacy.kinds import RecordAbout, record_kind
from portal.privacy.models import DataExport, DataExportFile

HALF_A_YEAR, A_YEAR, TWO_YEARS, THREE_YEARS = 6, 12, 24, 36


def _rows(table: Any, code: str, name: str, at: Any, months: int, *gone: Any) -> None:
    """Register the rows of a table with a person in them; `at` is the moment that counts, `gone` hang on them."""

    def about(row_id: int) -> RecordAbout | None:
        row = db.session.execute(select(table.person_id, at).where(table.id == row_id)).one_or_none()
        return _about(*row) if row and row[0] else None

    def due(country: str, before: date, left: date | None) -> Select[tuple[int]]:
        return select(table.id).where(
            table.person_id.is_not(None), places.over(at, places.midnight(before), table.person_id, left),
            places.within(places.of_person(table.person_id).scalar_subquery(), country),
        )  # fmt: skip

    def erase(ids: Sequence[int]) -> None:
        for column in gone:
            db.session.execute(delete(column.class_).where(column.in_(ids)))
        db.session.execute(delete(table).where(table.id.in_(ids)))

    record_kind(
        code, name, link=lambda _id: url_for("privacy.own"), about=about, due=due, erase=erase, months=months,
        months_after_leaving=None, opens=False,
    )  # fmt: skip


def _about(person_id: int, at: datetime) -> RecordAbout:
    day = at.astimezone(clock.zone()).date()
    return RecordAbout(person_id, places.country(places.of_person(person_id)), day)


_rows(WebSession, "sign_in", N_("Sign-in"), WebSession.seen_at, HALF_A_YEAR)
_rows(SignInLink, "sign_in_link", N_("Link for choosing a password"), SignInLink.expires_at, HALF_A_YEAR)
_rows(Receipt, "receipt", N_("Receipt of what a device sent"), Receipt.at, A_YEAR)
_rows(Notice, "notice", N_("Message"), Notice.at, THREE_YEARS)
_rows(
    DataExport, "own_data", N_("Export of the own data"), DataExport.asked_at, TWO_YEARS, DataExportFile.export_id
)  # fmt: skip


def _key_about(person_id: int) -> RecordAbout | None:
    found = select(Person.disabled_at).where(Person.id == person_id, Person.device_key.is_not(None))
    at = db.session.scalar(found)
    return _about(person_id, at) if at else None


def _keys_due(country: str, before: date, left: date | None) -> Select[tuple[int]]:
    """Keys of those whose account was closed long enough ago; what their devices still hold stays unreadable."""
    return select(Person.id).where(
        Person.disabled_at.is_not(None), Person.device_key.is_not(None),
        places.over(Person.disabled_at, places.midnight(before), Person.id, left),
        places.within(places.of_person(Person.id).scalar_subquery(), country),
    )  # fmt: skip


record_kind(
    "device_key", N_("Key of what devices keep, after the account was closed"),
    link=lambda _id: url_for("privacy.own"), about=_key_about, due=_keys_due, months=HALF_A_YEAR,
    months_after_leaving=None, opens=False,
    erase=lambda ids: db.session.execute(update(Person).where(Person.id.in_(ids)).values(device_key=None)),
)  # fmt: skip
