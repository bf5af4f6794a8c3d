"""What the roles of leaders ask about their sellers as a norm: how often a year, on a day, for each of the sellers.

Out of dated facts alone: the duties of the profiles in force, who leads whom with nobody in between, and the rhythm of
each seller. What was waived, what absence pauses and which windows happen to run change nothing here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from portal.core.db import db
from portal.core.together import together
from portal.customers.models import Portfolio
from portal.documents.models import Document
from portal.duties import rhythms
from portal.duties.holding import LONGEST
from portal.duties.models import Duty
from portal.duties.rhythms import NOWHERE, WITH_RHYTHM, Held, Home, Rhythms
from portal.duties.windows import A_YEAR
from portal.people.models import Line, Person, Position, Unit, Via
from portal.privacy import agreements
from portal.privacy.models import Covers
from portal.profiles.duty import Every, Per, SettledBy
from portal.profiles.placeholders import bindings_of
from portal.profiles.terms import terms_in
from portal.visits.models import Visit


@dataclass(frozen=True)
class Norm:
    """One kind about one seller: by whom it is owed, and how often it comes back.

    Where several duties ask the same kind the most frequent one is meant: one event settles them all.
    """

    owner_id: int
    about_id: int
    by: SettledBy
    every: Every


def on(dated: Any, day: date) -> tuple[ColumnElement[bool], ...]:
    """A row with `starts` and `ends` counts on a day."""
    return dated.starts <= day, dated.ends >= day


def owes(person_id: Any, day: date) -> ColumnElement[bool]:
    """Holds a role on a day that asks such work, and leads somebody with nobody in between."""
    asked = exists().where(Position.person_id == person_id, *on(Position, day), Duty.role_id == Position.role_id,
                           *_of_kind(day))  # fmt: skip
    return and_(asked, exists().where(Line.over_id == person_id, *_nearest(day)))


def norms(owner_ids: Collection[int], day: date) -> list[Norm]:
    """What these people owe about their sellers on a day; two questions, and two more where a text has placeholders."""
    if not owner_ids:
        return []
    reports = select(Line.person_id).where(Line.over_id.in_(owner_ids), *_nearest(day))
    found = together(
        asked=_asked(owner_ids, day), duties=_duties(owner_ids, day), homes=rhythms.asking_homes(reports, day),
        roles=select(Position.person_id, Position.role_id).where(Position.person_id.in_(reports), *on(Position, day)),
        rhythms=rhythms.asking_for(reports, day),
        agreed=select(Unit.country).where(agreements.running(Unit.country, Covers.COACHING, day)).distinct(),
    )  # fmt: skip
    named = named_roles(found["duties"])
    roles: dict[int, set[int]] = defaultdict(set)
    for row in found["roles"]:
        roles[row.person_id].add(row.role_id)
    told = [(row, row.sells or bool(roles[row.person_id] & named.get(row.duty_id, set()))) for row in found["asked"]]
    homes = rhythms.homes_in(found["homes"])
    agreed = {row.country for row in found["agreed"]}
    known = Rhythms(Held(*row) for row in found["rhythms"])
    asked = [row for row in _of_sellers(told) if homes.get(row.person_id, NOWHERE).country in agreed]
    return _most_often(asked, known, homes, day)


def _of_sellers(told: list[tuple[Any, bool]]) -> Iterable[Any]:
    """Who sells; of who leads nobody that sells, everybody. Of several who lead together the first one owes it."""
    teams = {(row.over_id, row.duty_id) for row, sells in told if sells}
    return (
        row for row, sells in told if not row.of_another and (sells or (row.over_id, row.duty_id) not in teams)
    )  # fmt: skip


def _most_often(asked: list[Any], known: Rhythms, homes: dict[int, Home], day: date) -> list[Norm]:
    found: dict[tuple[int, int, SettledBy], Every] = {}
    for row in asked:
        rhythm = known.at(row.by, row.person_id, homes[row.person_id], day)
        every = rhythm.every if rhythm else row.every
        key = row.over_id, row.person_id, row.by
        found[key] = max(every, found.get(key, every), key=A_YEAR.__getitem__)
    return [Norm(*key, every) for key, every in sorted(found.items())]


def _of_kind(day: date) -> tuple[ColumnElement[bool], ...]:
    return Duty.per == Per.SELLER, Duty.by.in_(WITH_RHYTHM), *on(Duty, day)


def _nearest(day: date) -> tuple[ColumnElement[bool], ...]:
    return Line.via == Via.LEAD, Line.steps == 1, *on(Line, day)


def _asked(owner_ids: Collection[int], day: date) -> Select[Any]:
    """Per leader, person under them and duty: whether that person has customers or planned contacts on the day."""
    held = aliased(Position)
    return (
        select(
            Line.over_id, Line.person_id, Duty.id.label("duty_id"), Duty.by, Duty.every,
            _sells(Line.person_id, day).label("sells"), _is_of_another(day).label("of_another"),
        )
        .join(Person, and_(Person.id == Line.person_id, Person.disabled_at.is_(None)))
        .join(held, and_(held.person_id == Line.over_id, *on(held, day)))
        .join(Duty, and_(Duty.role_id == held.role_id, *_of_kind(day)))
        .where(Line.over_id.in_(owner_ids), *_nearest(day))
        .distinct()
    )  # fmt: skip


def _is_of_another(day: date) -> ColumnElement[bool]:
    """Somebody leads the person too and holds the same role: of those the first one owes it."""
    other, held = aliased(Line), aliased(Position)
    return exists().where(
        other.person_id == Line.person_id, other.via == Via.LEAD, other.steps == 1, other.over_id < Line.over_id,
        *on(other, day), held.person_id == other.over_id, held.role_id == Duty.role_id, *on(held, day),
    )


def _sells(person_id: Any, day: date) -> ColumnElement[bool]:
    """Has customers, or planned contacts from a day before to one after."""
    planned = (
        Visit.person_id == person_id, Visit.plan_id.is_not(None), Visit.ended_on.is_(None),
        Visit.due >= day - timedelta(days=LONGEST),
    )  # fmt: skip
    return or_(
        exists().where(Portfolio.owner_id == person_id, *on(Portfolio, day)),
        and_(
            exists().where(*planned, Visit.window_from <= day), exists().where(*planned, Visit.window_to >= day)
        ),
    )  # fmt: skip


def _duties(owner_ids: Collection[int], day: date) -> Select[Any]:
    """The words of these duties, for the roles that they name."""
    held = select(Position.role_id).where(Position.person_id.in_(owner_ids), *on(Position, day))
    return select(Duty.id, Duty.document_id, Duty.text).where(Duty.role_id.in_(held), *_of_kind(day))


def named_roles(duties: Iterable[Any]) -> dict[int, set[int]]:
    """The roles that the text of a duty names between brackets, by the id of the duty."""
    terms = {one.id: {term for words in one.text.values() for term in terms_in(words)} for one in duties}
    named = {one.document_id for one in duties if terms[one.id]}
    if not named:
        return {}
    units = dict(db.session.execute(select(Document.id, Document.unit_id).where(Document.id.in_(named))).all())
    bound = bindings_of(set(units.values()))
    return {
        one.id: {
            binding.role_id
            for term in terms[one.id]
            if (binding := bound[units[one.document_id]].get(term)) and binding.role_id is not None
        }
        for one in duties
        if terms[one.id]
    }
