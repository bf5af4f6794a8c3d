"""What waits on a person, from all domains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from flask import request
from sqlalchemy import Select, select

import portal.plans.today
import portal.profiles.today
import portal.visits.followup_today
import portal.visits.today
from portal.core import clock
from portal.core.db import db
from portal.core.tasks import Task
from portal.people.me import Me

WEEK = timedelta(days=7)
MOST = 100  # counted; the frame writes 99+
LISTED = "rayon.waiting"  # kept for the length of the request
SOURCES = (portal.profiles.today, portal.plans.today, portal.visits.followup_today, portal.visits.today)
LATER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Group:
    """Things of one urgency: overdue, week, later or undated."""

    code: str
    items: list[Task]


def count(me: Me) -> int:
    """How many things wait, counted up to a hundred; the page that lists them has counted already."""
    listed = request.environ.get(LISTED)
    if listed is None:
        return min(db.session.scalar(_counting(me.in_any_browser(), clock.today())), MOST)
    return listed


@lru_cache(maxsize=500)
def _counting(me: Me, day: date) -> Select:
    """All sources in one question, written once a day for a person: every page asks it for its menu."""
    first, *others = (source.counting(me, day).scalar_subquery() for source in SOURCES)
    return select(sum(others, first))


def items(me: Me) -> list[Task]:
    """The things themselves, most urgent first."""
    found = [task for source in SOURCES for task in source.tasks(me)]
    found.sort(key=lambda task: (task.due or date.max, task.since or LATER, task.key))
    if not any(task.stands_for_more for task in found):
        request.environ[LISTED] = min(len(found), MOST)
    return found


def grouped(found: Iterable[Task]) -> list[Group]:
    """By urgency, without empty groups."""
    groups: dict[str, list[Task]] = {"overdue": [], "week": [], "later": [], "undated": []}
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
