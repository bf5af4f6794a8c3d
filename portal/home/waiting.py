"""What waits on a person, from all domains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import request
from sqlalchemy import Select, select

import portal.coaching.today
import portal.duties.today
import portal.plans.today
import portal.privacy.today
import portal.profiles.today
import portal.talks.advice_today
import portal.talks.today
import portal.visits.followup_today
import portal.visits.today
from portal.core import clock
from portal.core.db import db
from portal.core.tasks import Task
from portal.core.together import Part, part_of, side_by_side
from portal.people.me import Me

WEEK = timedelta(days=7)
MOST = 100  # counted; the frame writes 99+
LISTED = "rayon.waiting"  # kept for the length of the request
SOURCES = (
    portal.profiles.today, portal.plans.today, portal.visits.followup_today, portal.visits.today, portal.talks.today,
    portal.talks.advice_today, portal.privacy.today, portal.coaching.today, portal.duties.today,
)
BESIDE = (portal.profiles.today, portal.plans.today, portal.visits.today)  # those that show more on the first page
LATER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Group:
    """Things of one urgency: overdue, week, later or undated."""

    code: str
    items: list[Task]


def count(me: Me) -> int:
    """How many things wait, counted up to a hundred; the page that lists them has counted already."""
    if LISTED not in request.environ:
        request.environ[LISTED] = min(db.session.scalar(_counting(me.in_any_browser(), clock.today())), MOST)
    return request.environ[LISTED]


@lru_cache(maxsize=500)
def _counting(me: Me, day: date) -> Select:
    """All sources in one question, written once a day for a person: every page asks it for its menu."""
    first, *others = (source.counting(me, day).scalar_subquery() for source in SOURCES)
    return select(sum(others, first))


def items(me: Me) -> list[Task]:
    """The things themselves, most urgent first; all sources ask at once."""
    return _in_order(side_by_side([part_of(source.tasks(me)) for source in SOURCES]))


def first_page(me: Me, *more: Part) -> tuple[list[Task], dict[str, Any]]:
    """The same, and what stands beside them by the name it has in the template; `more` gives such names too."""
    asked = [part_of(source.tasks(me)) for source in SOURCES]
    given = side_by_side([*asked, *(source.beside(me) for source in BESIDE), *more])
    beside = given[len(asked):]
    return _in_order(given[:len(asked)]), {name: held for one in beside for name, held in one.items()}


def _in_order(listed: list[list[Task]]) -> list[Task]:
    found = [task for tasks in listed for task in tasks]
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
