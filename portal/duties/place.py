"""Where somebody stands in the organisation today, by name: over them, under them, in the same bodies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from portal.coaching.coaches import leads
from portal.core import i18n
from portal.core.together import together
from portal.customers.relations import running
from portal.people.me import Me
from portal.people.models import Body, BodyMember, Line, Person, Via


@dataclass(frozen=True)
class Group:
    """A body that the person belongs to, with the names of its members."""

    name: str
    members: list[str]


@dataclass(frozen=True)
class Place:
    """`reports_to` are names; `team` is (id, name) of whom the person leads directly, as far as the reader does too."""

    reports_to: list[str]
    team: list[tuple[int, str]]
    groups: list[Group]

    def __bool__(self) -> bool:
        return bool(self.reports_to or self.team or self.groups)


def place_of(me: Me, person_id: int) -> Place:
    """The place of a person, for that person or somebody over them; one question."""
    found = together(
        over=_next("over_id", "person_id", person_id),
        under=_under(me, person_id),
        members=_members(person_id),
    )
    return Place(
        [row.name for row in found["over"]], [(row.id, row.name) for row in found["under"]], _groups(found["members"])
    )


def _next(who: str, of: str, person_id: int) -> Select[Any]:
    """The people one step away in the line, `over_id` or `person_id`, in the order of the reader's alphabet."""
    order, step = Person.sort_nb if i18n.current() == "nb" else Person.sort_nl, aliased(Line)
    return (
        select(Person.id, Person.name, order)
        .join(step, getattr(step, who) == Person.id)
        .where(getattr(step, of) == person_id, step.via == Via.LEAD, step.steps == 1, *running(step))
        .distinct()
        .order_by(order, Person.id)
    )


def _under(me: Me, person_id: int) -> Select[Any]:
    found = _next("person_id", "over_id", person_id)
    return found if me.id == person_id else found.where(leads(me, Person.id))


def _members(person_id: int) -> Select[Any]:
    own = aliased(BodyMember)
    return (
        select(Body.id, Body.name.label("body"), Person.name)
        .join(own, own.body_id == Body.id)
        .join(BodyMember, BodyMember.body_id == Body.id)
        .join(Person, Person.id == BodyMember.person_id)
        .where(own.person_id == person_id, *running(own), *running(BodyMember), Person.disabled_at.is_(None))
        .distinct()
        .order_by(Body.id, Person.name)
    )


def _groups(rows: Iterable[Any]) -> list[Group]:
    made: dict[int, Group] = {}
    for row in rows:
        made.setdefault(row.id, Group(i18n.text_in(row.body), [])).members.append(row.name)
    return list(made.values())
