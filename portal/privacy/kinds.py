"""Registry of the kinds of records about people: whom one is about, when its time is over, and how it is erased.

The domains register theirs; deletion, corrections and openings are then the same for all.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext
from sqlalchemy import Select

from portal.core import settings
from portal.core.db import db


@dataclass(frozen=True)
class RecordAbout:
    """Whom a record is about, the country whose rules it stands under, and its day."""

    person_id: int
    country: str
    day: date


@dataclass(frozen=True)
class RecordKind:
    """One kind. `about(id)` is None for no such record; `link(id)` is where its reader finds it.

    `due(country, before, left_before)` asks for the ids of that country older than `before`, or about somebody whose
    last position ended before `left_before` (None: leaving does not count). `erase(ids)` deletes their rows inside an
    open `write()`; what the portal itself keeps about them (history texts, readings, notices) goes with them.
    `answerers(id)` are the people who, beside HR, answer a request for correction (the coach).
    `days(ids)` gives the day of each of these records. `opens`: it is read by few, and HR opens one with a reason.
    `asking(id)` asks for the columns of `about` in one question, where that can stand beside others.
    `figures` are the codes of figures that count such records: they say how far back they can count.
    """

    code: str
    name: str
    link: Callable[[int], str]
    about: Callable[[int], RecordAbout | None]
    due: Callable[[str, date, date | None], Select[tuple[int]]]
    erase: Callable[[Sequence[int]], Any]
    months: int
    months_after_leaving: int | None
    answerers: Callable[[int], Collection[int]] = lambda _id: ()
    days: Callable[[Collection[int]], dict[int, date]] = lambda _ids: {}
    opens: bool = True
    figures: Collection[str] = ()
    asking: Callable[[int], Select[Any]] | None = None


@dataclass(frozen=True)
class Part:
    """A part of a record that some read without the rest: a reading of it stands under the id of the record."""

    code: str
    name: str
    kind: str
    link: Callable[[int], str]


@dataclass(frozen=True)
class Terms:
    """How long a kind is kept in a country, in months; `after_leaving` None: leaving changes nothing."""

    months: int
    after_leaving: int | None


KINDS: dict[str, RecordKind] = {}
PARTS: dict[str, Part] = {}
ALSO: dict[str, list[Callable[[Sequence[int]], Any]]] = {}


def record_kind(  # noqa: PLR0913 - each says something else of the kind
    code: str,
    name: str,
    *,
    link: Callable[[int], str],
    about: Callable[[int], RecordAbout | None],
    due: Callable[[str, date, date | None], Select[tuple[int]]],
    erase: Callable[[Sequence[int]], Any],
    months: int,
    months_after_leaving: int | None,
    answerers: Callable[[int], Collection[int]] = lambda _id: (),
    days: Callable[[Collection[int]], dict[int, date]] = lambda _ids: {},
    opens: bool = True,
    figures: Collection[str] = (),
    asking: Callable[[int], Select[Any]] | None = None,
) -> RecordKind:
    """Register a kind once; `months` is how long it is kept where nobody set anything else."""
    if code in KINDS:
        raise RuntimeError(f"kind of record {code} is declared twice")
    made = RecordKind(
        code, name, link, about, due, erase, months, months_after_leaving, answerers, days, opens, figures, asking
    )
    KINDS[code] = made
    return made


def also(code: str, erase: Callable[[Sequence[int]], Any]) -> None:
    """Let a domain above the kind's own one delete, or let go of, what it keeps about records that are erased: it is
    asked first, inside the same `write()`.
    """
    ALSO.setdefault(code, []).append(erase)


def part(code: str, name: str, *, kind: str, link: Callable[[int], str]) -> None:
    """Register a part of a kind once; `link(id)` takes the id of the record."""
    if code in KINDS or code in PARTS:
        raise RuntimeError(f"part of a record {code} is declared twice")
    PARTS[code] = Part(code, name, kind, link)


def codes_of(kind: str) -> tuple[str, ...]:
    """The kind and its parts, as readings name them."""
    return (kind, *(one.code for one in PARTS.values() if one.kind == kind))


def about_of(asking: Callable[[int], Select[Any]]) -> Callable[[int], RecordAbout | None]:
    """The `about` of a kind that asks for (person, country, day) in one question."""

    def about(record_id: int) -> RecordAbout | None:
        row = db.session.execute(asking(record_id)).one_or_none()
        return RecordAbout(row[0], row[1] or "", row[2]) if row else None

    return about


def days_of(found: Iterable[tuple[str, int]]) -> dict[tuple[str, int], date]:
    """The days of records, or of what their parts are of, by (kind, id); one question for each kind."""
    made: dict[tuple[str, int], date] = {}
    asked = set(found)
    for code in {code for code, _id in asked}:
        kind = KINDS.get(PARTS[code].kind if code in PARTS else code)
        if kind is not None:
            days = kind.days({number for other, number in asked if other == code})
            made |= {(code, number): day for number, day in days.items()}
    return made


def terms(kind: str, country: str) -> Terms:
    """How long records of a kind are kept in a country: the setting, else the default of the kind."""
    return terms_in(settings.get("retention"), kind, country)


def terms_in(retention: dict[str, Any], kind: str, country: str) -> Terms:
    """The same, where the setting was asked for already."""
    set_here = retention.get(country, {}).get(kind)
    if set_here is not None:
        return Terms(set_here["months"], set_here["after_leaving"])
    known = KINDS[kind]
    return Terms(known.months, known.months_after_leaving)


def kept_since(figure: str, day: date, countries: Collection[str]) -> date | None:
    """The day before which records that a figure counts are deleted by now, in one of these countries at least; None
    for a figure that counts nothing of which records are deleted.
    """
    retention = settings.get("retention")
    counted = [one.code for one in KINDS.values() if figure in one.figures]
    months = [terms_in(retention, code, country).months for code in counted for country in countries]
    return months_before(day, min(months)) if months else None


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of a shorter month."""
    return months_after(day, -months)


def name_of(kind: str) -> str:
    """What a kind is called, in the language being spoken."""
    known = KINDS.get(kind) or PARTS.get(kind)
    return gettext(known.name) if known else kind
