"""Who newly owes a duty hears of it once: from which day, and when it is first due.

At publication, also for a day to come; for who comes to a duty later when the first of it opens. Duties that a plan
settles tell of themselves: each required plan has its own day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import ngettext
from sqlalchemy import exists, select, tuple_
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.db import db
from portal.core.i18n import format_date
from portal.core.notices import Notice, notify
from portal.core.working_days import last_working_day, working_days
from portal.duties import norm, windows
from portal.duties.models import Duty, Obligation
from portal.duties.rhythms import WITH_RHYTHM
from portal.people.me import Me
from portal.people.models import Line, Person, Position, Via
from portal.people.queries.countries import country_of
from portal.profiles.duty import Every, Per, SettledBy
from portal.profiles.placeholders import as_read

CODE, KIND = "duty_begins", "duty"


@dataclass(frozen=True)
class First:
    """Somebody owes a duty from a day on, and has it done for the first time before the end of another."""

    duty: Duty
    owner_id: int
    starts: date
    due: date

    @property
    def text(self) -> dict[str, str]:
        """The words of the duty as readers see them."""
        return as_read(self.duty.document_id, self.duty.text)


def tell(firsts: Iterable[First]) -> None:
    """One notice for each duty and owner, of the first that is due, inside an open `write()`; never a second one."""
    earliest: dict[tuple[int, str, int], First] = {}
    for one in sorted(firsts, key=lambda one: one.due):
        earliest.setdefault((one.duty.document_id, one.duty.part_key, one.owner_id), one)
    for key in _known(earliest):
        earliest.pop(key, None)
    for one in earliest.values():
        quoted = {locale: words.rstrip(" .") for locale, words in one.text.items()}  # within a sentence
        notify(
            [one.owner_id], CODE, KIND, one.duty.id, text=quoted, starts=one.starts.isoformat(),
            due=one.due.isoformat(),
        )  # fmt: skip


def _known(keys: Iterable[tuple[int, str, int]]) -> list[tuple[int, str, int]]:
    """Those of these (document, part, owner) who were told, or owed it before."""
    wanted = list(keys)
    if not wanted:
        return []
    owed = select(Obligation.document_id, Obligation.part_key, Obligation.owner_id)
    owed = owed.where(tuple_(Obligation.document_id, Obligation.part_key, Obligation.owner_id).in_(wanted)).distinct()
    told = (
        select(Duty.document_id, Duty.part_key, Notice.person_id)
        .join(Notice, (Notice.subject_id == Duty.id) & (Notice.code == CODE) & (Notice.kind == KIND))
        .where(Duty.document_id.in_({document for document, _part, _owner in wanted}))
        .where(Notice.person_id.in_({owner for _document, _part, owner in wanted}))
    )
    return [tuple(row) for row in (*db.session.execute(owed), *db.session.execute(told))]


def coming(document_id: int | None = None, owner: Me | None = None) -> list[First]:
    """What versions to come will ask newly: of the holders of the roles on their first day, or of one person."""
    day, before = clock.today(), aliased(Duty)
    goes_on = exists().where(
        before.document_id == Duty.document_id, before.part_key == Duty.part_key, before.starts < Duty.starts,
        before.ends >= before.starts, before.ends >= day,
    )  # fmt: skip
    query = select(Duty).where(Duty.starts > day, Duty.ends >= Duty.starts, Duty.by != SettledBy.PLAN, ~goes_on)
    if document_id is not None:
        query = query.where(Duty.document_id == document_id)
    if owner is not None:
        query = query.where(Duty.role_id.in_(select(Position.role_id).where(Position.person_id == owner.id)))
    duties = db.session.scalars(query.order_by(Duty.starts, Duty.id)).all()
    return [one for duty in duties for one in _of_holders(duty, owner)]


def _of_holders(duty: Duty, owner: Me | None) -> list[First]:
    country = country_of(Person.id, duty.starts).correlate(Person).scalar_subquery()
    held = (
        select(Person.id, country.label("country"))
        .join(Position, Position.person_id == Person.id)
        .where(Position.role_id == duty.role_id, *norm.on(Position, duty.starts), Person.disabled_at.is_(None))
        .distinct()
    )
    if owner is not None:
        held = held.where(Person.id == owner.id)
    holders = {row.id: row.country for row in db.session.execute(held)}
    found = _how_often(duty, list(holders))
    return [
        First(duty, owner_id, duty.starts, min(_first_due(every, duty.starts, holders[owner_id]) for every in everies))
        for owner_id, everies in found.items()
    ]


def _how_often(duty: Duty, holders: list[int]) -> dict[int, set[Every]]:
    """Who of the holders owes it on its first day, and how often: at the rhythms of their sellers."""
    if duty.per is Per.ONCE or not holders:
        return {owner_id: {duty.every} for owner_id in holders}
    found: dict[int, set[Every]] = {}
    if duty.by in WITH_RHYTHM:
        for one in norm.norms(holders, duty.starts):
            if one.by is duty.by:
                found.setdefault(one.owner_id, set()).add(one.every)
        return found
    leading = select(Line.over_id).where(
        Line.over_id.in_(holders), Line.via == Via.LEAD, Line.steps == 1, *norm.on(Line, duty.starts)
    )
    return {owner_id: {duty.every} for owner_id in db.session.scalars(leading.distinct())}


def _first_due(every: Every, starts: date, country: str | None) -> date:
    """When what begins on a day is first due: in the window of that day with half of it to come, else in the next."""
    window = windows.window(every, starts)
    if 2 * len(working_days(starts, window[1], country)) < len(working_days(*window, country)):
        window = windows.following(every, window[0])
    return last_working_day(*window, country)


def after_publishing(document_id: int, number: int) -> str:
    """What the page says after a version was published: how many people heard what they owe, and the first of it."""
    of_version = select(Duty.id).where(Duty.document_id == document_id, Duty.number == number)
    told = db.session.execute(
        select(Notice.person_id, Notice.data).where(
            Notice.code == CODE, Notice.kind == KIND, Notice.subject_id.in_(of_version)
        )
    ).all()
    if not told:
        return ""
    starts, due = (min(date.fromisoformat(data[name]) for _person, data in told) for name in ("starts", "due"))
    return ngettext(
        "%(num)d job holder is told what they owe from %(starts)s on; the first is due on %(due)s.",
        "%(num)d job holders are told what they owe from %(starts)s on; the first is due on %(due)s.",
        len({person_id for person_id, _data in told}), starts=format_date(starts, "long"),
        due=format_date(due, "long"),
    )  # fmt: skip
