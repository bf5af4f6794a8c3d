"""What waits on a person among recurring work, for Today: one line per duty and window, however many are left."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, and_, func, select

from portal.core import clock, i18n
from portal.core.tasks import Task
from portal.core.together import Part
from portal.duties import queries, settling, words
from portal.duties.models import Duty, Obligation, Standing
from portal.people.me import Me
from portal.people.models import Person
from portal.profiles.duty import SettledBy
from portal.profiles.placeholders import as_read

MOST, NAMED = 100, 3


def _waiting(me: Me, day: date) -> ColumnElement[bool]:
    """Owed, asked on this day, and nothing settles it nor is on its way to."""
    return and_(
        Obligation.owner_id == me.id, Obligation.standing == Standing.OWED, Obligation.asks_from <= day,
        Obligation.asks_until >= day, ~settling.is_done(), ~settling.is_under_way(),
    )  # fmt: skip


def counting(me: Me, day: date) -> Select:
    """The question of how many lines there are."""
    lines = (
        select(Obligation.document_id, Obligation.part_key, Obligation.starts, Obligation.ends)
        .where(_waiting(me, day))
        .distinct()
        .limit(MOST)
        .subquery()
    )
    return select(func.count()).select_from(lines)


def tasks(me: Me) -> Part:
    """The lines themselves, with the names of those who are left."""
    found = yield {"owed": _rows(me, clock.today())}
    groups: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in found["owed"]:
        groups[row.document_id, row.part_key, row.starts, row.ends].append(row)
    return [_task(rows) for rows in list(groups.values())[:MOST]]


def _rows(me: Me, day: date) -> Select[Any]:
    return (
        select(
            Obligation.id, Obligation.document_id, Obligation.part_key, Obligation.starts, Obligation.ends,
            Obligation.by, Obligation.due, Obligation.owner_id, Obligation.about_id, Duty.text, Person.name,
        )
        .join(Duty, Duty.id == Obligation.duty_id)
        .join(Person, Person.id == Obligation.about_id)
        .where(_waiting(me, day))
        .order_by(Obligation.due, Obligation.document_id, Obligation.part_key, queries.sorted_by(Person), Person.id)
    )  # fmt: skip


def _task(rows: list[Any]) -> Task:
    first = rows[0]
    return Task(
        f"duty-{first.document_id}-{first.part_key}-{first.starts}-{first.ends}", _title(first, len(rows)), _says(rows),
        url_for("duties.mine", _anchor=f"d-{first.document_id}-{first.part_key}"),
        _period(first), min(row.due for row in rows),
    )  # fmt: skip


def _period(first: Any) -> str:
    """Its window; of one that is over also that an event of today is not of it any more."""
    said = words.span(first.starts, first.ends)
    if first.ends >= clock.today() or first.by is SettledBy.NOTE:
        return said
    return _("%(period)s is over: record it with its own day, or say why not", period=said[:1].upper() + said[1:])


def _title(first: Any, many: int) -> str:
    if first.by is SettledBy.RIDE_ALONG:
        return ngettext("%(num)d ride-along", "%(num)d ride-alongs", many)
    if first.by is SettledBy.LISTENING:
        return ngettext("Listening-in with %(num)d seller", "Listening-in with %(num)d sellers", many)
    if first.by is SettledBy.TALK:
        return ngettext("%(num)d progress talk", "%(num)d progress talks", many)
    return i18n.text_in(as_read(first.document_id, first.text))


def _says(rows: list[Any]) -> str:
    """Who is left: up to three names, and how many others."""
    if rows[0].about_id == rows[0].owner_id:
        return _("Write down when it was done")
    names = ", ".join(row.name for row in rows[:NAMED])
    more = len(rows) - NAMED
    if more > 0:
        return ngettext("Left: %(names)s and %(num)d other", "Left: %(names)s and %(num)d others", more, names=names)
    return _("Left: %(names)s", names=names)
