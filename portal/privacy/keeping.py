"""What is kept, until when and who has read it: the note in plain words at the foot of each form about a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_login import current_user

from portal.core import settings
from portal.core.i18n import text_in
from portal.core.together import Part, ask, together
from portal.privacy import corrections, kinds, places, purposes, readings
from portal.privacy.kinds import months_after, months_before

__all__ = ["Keeping", "beside", "months_after", "months_before", "of", "term"]


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


@dataclass(frozen=True)
class Term:
    """How long a record is kept: `until` its last day, None while its time has not begun to run."""

    months: int
    until: date | None


def term(kind: str, subject_id: int = 0, *, is_open: bool = False) -> Term:
    """How long one record is kept; `subject_id` 0 is one that the reader is just making, by the rules of their country.

    `is_open`: its time begins to run when it is done.
    """
    asked: dict[str, Any] = {"retention": settings.asking("retention"), "here": places.of_person(current_user.id)}
    if subject_id:
        asked["about"] = kinds.KINDS[kind].asking(subject_id)
    found = together(**asked)
    row = found["about"][0] if found.get("about") else None
    country = row[1] if row else found["here"][0][0] if found["here"] else None
    months = kinds.terms_in(settings.answered("retention", found["retention"]), kind, country or "").months
    return Term(months, months_after(row[2], months) if row and not is_open else None)


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
