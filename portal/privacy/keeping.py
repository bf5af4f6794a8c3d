"""What is kept, until when and who has read it: the note in plain words at the foot of each form about a person."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_login import current_user

from portal.core.i18n import text_in
from portal.privacy import corrections, kinds, purposes, readings
from portal.privacy.models import Correction


@dataclass(frozen=True)
class Keeping:
    """What the macro `keeping` draws. `until` is the last day it is kept, unless the person leaves before.

    `months_after_leaving` None: leaving changes nothing. `may_ask`: the reader is the person and may ask for a
    correction; `subject_id` 0 is a form that does not exist yet.
    """

    kind: str
    subject_id: int
    purpose: str
    until: date
    months_after_leaving: int | None
    readers: list[readings.ReadBy]
    corrections: list[Correction]
    may_ask: bool


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of a shorter month."""
    return months_after(day, -months)


def of(
    kind: str, subject_id: int, person_id: int, country: str, day: date, purpose_id: int | None, me: Any = None
) -> Keeping:
    """What holds for one record about a person (or for a form of `subject_id` 0, not saved yet), for its reader."""
    reader = me or current_user
    purpose = purposes.text_of(purpose_id)
    if not purpose and (now := purposes.current(country, kind)):
        purpose = now.text
    terms = kinds.terms(kind, country)
    return Keeping(
        kind,
        subject_id,
        text_in(purpose),
        months_after(day, terms.months),
        terms.after_leaving,
        readings.readers(kind, subject_id) if subject_id else [],
        corrections.of(kind, subject_id) if subject_id else [],
        may_ask=bool(subject_id) and reader.id == person_id,
    )
