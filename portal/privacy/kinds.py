"""Registry of the kinds of records about people: whom one is about, when its time is over, and how it is erased.

The domains register theirs; deletion, corrections and openings are then the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext
from sqlalchemy import Select

from portal.core import settings


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
    `days(ids)` gives the day of each of these records.
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
) -> RecordKind:
    """Register a kind once; `months` is how long it is kept where nobody set anything else."""
    if code in KINDS:
        raise RuntimeError(f"kind of record {code} is declared twice")
    made = RecordKind(code, name, link, about, due, erase, months, months_after_leaving, answerers, days)
    KINDS[code] = made
    return made


def part(code: str, name: str, *, kind: str, link: Callable[[int], str]) -> None:
    """Register a part of a kind once; `link(id)` takes the id of the record."""
    if code in KINDS or code in PARTS:
        raise RuntimeError(f"part of a record {code} is declared twice")
    PARTS[code] = Part(code, name, kind, link)


def codes_of(kind: str) -> tuple[str, ...]:
    """The kind and its parts, as readings name them."""
    return (kind, *(one.code for one in PARTS.values() if one.kind == kind))


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


def name_of(kind: str) -> str:
    """What a kind is called, in the language being spoken."""
    known = KINDS.get(kind) or PARTS.get(kind)
    return gettext(known.name) if known else kind
