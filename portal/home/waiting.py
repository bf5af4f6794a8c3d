"""What waits on a person, from all domains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from flask import request

from portal.core import clock
from portal.people.me import Me
from portal.profiles import queries as profiles

WEEK = timedelta(days=7)
LISTED = "rayon.waiting"  # kept for the length of the request


@dataclass(frozen=True)
class Group:
    """Things of one urgency: overdue, week, later or undated."""

    code: str
    items: list[profiles.Waiting]


def count(me: Me) -> int:
    """How many things wait, counted up to a hundred; the page that lists them has counted already."""
    listed = request.environ.get(LISTED)
    return profiles.count_waiting(me) if listed is None else listed


def items(me: Me) -> list[profiles.Waiting]:
    """The things themselves, most urgent first."""
    found = profiles.waiting_on(me)
    request.environ[LISTED] = len(found)
    return found


def grouped(found: Iterable[profiles.Waiting]) -> list[Group]:
    """By urgency, without empty groups."""
    groups: dict[str, list[profiles.Waiting]] = {"overdue": [], "week": [], "later": [], "undated": []}
    for one in found:
        groups[urgency(one.due)].append(one)
    return [Group(code, listed) for code, listed in groups.items() if listed]


def urgency(due: date | None) -> str:
    """How urgent a date is: overdue, week (today and the seven days after), later, or undated."""
    if due is None:
        return "undated"
    if due < clock.today():
        return "overdue"
    return "week" if due <= clock.today() + WEEK else "later"
