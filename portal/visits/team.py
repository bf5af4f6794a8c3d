"""Whose contacts a calendar can show: the team of the reader, by leader, and when its people are absent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select, union
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.together import Part, ask
from portal.people.me import Me
from portal.people.models import Absence, Line, Person, Via
from portal.visits import policy
from portal.visits.queries import TEAM, Wanted


@dataclass(frozen=True)
class Member:
    """Somebody of the team: who stands under the reader at one step, or under the member chosen."""

    id: int
    name: str
    over_id: int


def members(me: Me, person: int = 0) -> list[Member]:
    """The team, as `asking` gives it."""
    return ask(asking(me, person))


def asking(me: Me, person: int = 0) -> Part:
    """Those next under this person (or under whom they stand in for) and those next under each of them, by name; with
    a member chosen those next under that one too. So a page does not grow with the whole company.
    """
    day, one = clock.today(), aliased(Line)
    running = (Line.via.in_((Via.LEAD, Via.DEPUTY)), Line.starts <= day, Line.ends >= day)
    below = (one.steps == 1, one.via == Via.LEAD, one.person_id.in_(policy.led(me)))
    shown = union(  # each way on its own index
        select(one.id).where(one.over_id == me.id, one.steps == 1),
        select(one.id).where(one.over_id == me.id, one.person_id == person),
        select(one.id).where(one.over_id == person, *below),
        select(one.id).where(one.over_id.in_(policy.team(me)), *below),
    )
    below_them = (
        select(Person.id, Person.name, Line.over_id, func.min(Line.steps).label("steps"))
        .join(Line, Line.person_id == Person.id)
        .where(Line.id.in_(shown), *running)
        .group_by(Person.id, Person.name, Person.sort_nl, Line.over_id)
        .order_by(Person.sort_nl, Person.id)
    )
    found: dict[int, Any] = {}
    for row in (yield {"members": below_them})["members"]:  # somebody under several of them stands with the nearest
        if row.id not in found or _far(me, row) < _far(me, found[row.id]):
            found[row.id] = row
    return [Member(*row[:3]) for row in found.values()]


def _far(me: Me, row: Any) -> int:
    return (0 if row.over_id == me.id else 1) if row.steps == 1 else 2


def groups(me: Me, members: Sequence[Member]) -> list[tuple[Member | None, list[Member]]]:
    """The members for a choice, the same whoever is chosen: (None, those next under oneself), then by each leader."""
    names = {member.id: member for member in members}
    by: dict[int, list[Member]] = {}
    for member in members:
        by.setdefault(member.over_id if member.over_id in names else me.id, []).append(member)
    return [(None, by.pop(me.id, [])), *((names[one.id], by[one.id]) for one in members if one.id in by)]


def whose(me: Me, wanted: Wanted, members: Sequence[Member]) -> list[int]:
    """The people whose contacts are shown: oneself, the team, or one member with those next under them."""
    if wanted.scope != TEAM:
        return [me.id]
    if not wanted.person:
        return [member.id for member in members if member.over_id == me.id]
    return [member.id for member in members if wanted.person in {member.id, member.over_id}]


def absences(people: Sequence[int], first: date, last: date) -> Select[Any]:
    """The question of (person, first day, last day) of the absences of these people in these days."""
    return (
        select(Absence.person_id, Absence.starts, Absence.ends)
        .where(Absence.person_id.in_(people or [0]), Absence.starts <= last, Absence.ends >= first)
        .order_by(Absence.starts)
    )
