"""What is kept, until when and who has read it: the note in plain words at the foot of each form about a person."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_login import current_user

from portal.core import settings
from portal.core.i18n import text_in
from portal.core.together import Part, ask
from portal.privacy import corrections, kinds, purposes, readings


@dataclass(frozen=True)
class Keeping:
    """What the macro `keeping` draws. `until` is the last day it is kept, unless the person leaves before.

    `months_after_leaving` None: leaving changes nothing. `corrections` are the rows of `corrections.asking`. `may_ask`:
    the reader is the person and may ask for a correction; `subject_id` 0 is a form that does not exist yet.
    """

    kind: str
    subject_id: int
    purpose: str
    until: date
    months_after_leaving: int | None
    readers: list[readings.ReadBy]
    corrections: list[Any]
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
    return ask(beside(kind, subject_id, person_id, country, day, purpose_id, me))


def beside(
    kind: str, subject_id: int, person_id: int, country: str, day: date, purpose_id: int | None, me: Any = None
) -> Part:
    """The same as a part of a page: one round of questions."""
    asked = {"purpose": purposes.asking_for(country, kind, purpose_id), "retention": settings.asking("retention")}
    if subject_id:
        asked |= {"read": readings.asking(kind, subject_id), "corrections": corrections.asking(kind, subject_id)}
    found = yield asked
    terms = kinds.terms_in(settings.answered("retention", found["retention"]), kind, country)
    return Keeping(
        kind,
        subject_id,
        text_in(found["purpose"][0].text) if found["purpose"] else "",
        months_after(day, terms.months),
        terms.after_leaving,
        readings.answered(found["read"]) if subject_id else [],
        found["corrections"] if subject_id else [],
        may_ask=bool(subject_id) and (me or current_user).id == person_id,
    )
