"""Who may coach whom: who leads the line of somebody, or a senior colleague of the same team; never a deputy."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased

from portal.customers.relations import running
from portal.people.models import Line, Position, RoleLevel, Via

Clause = ColumnElement[bool]


def led_by(me: Any, person_id: Any, *more: Clause) -> Clause:
    """Leads the person of this column, directly or further up; `more` says when."""
    return exists().where(Line.over_id == me.id, Line.person_id == person_id, Line.via == Via.LEAD, *more)


def leads(me: Any, person_id: Any) -> Clause:
    """Leads the person of this column today, directly or further up; never as a deputy."""
    return led_by(me, person_id, *running(Line))


def highest(person_id: Any) -> tuple[Any, tuple[Clause, ...]]:
    """Positions of a person today at the highest of the several levels that the role has."""
    mine, level, lower, above = aliased(Position), aliased(RoleLevel), aliased(RoleLevel), aliased(RoleLevel)
    return mine, (
        mine.person_id == person_id, *running(mine), level.id == mine.level_id,
        exists().where(lower.role_id == level.role_id, lower.rank < level.rank),
        ~exists().where(above.role_id == level.role_id, above.rank > level.rank),
    )


def _is_senior(me: Any, person_id: Any) -> Clause:
    """A colleague of the same team, today, whose level is the highest of the role."""
    mine, held = highest(me.id)
    theirs = aliased(Position)
    return exists().where(
        *held, theirs.unit_id == mine.unit_id, theirs.person_id == person_id, theirs.person_id != me.id,
        *running(theirs),
    )


def coachable(me: Any, person_id: Any) -> Clause:
    """May coach the person of this column today: leads them, or works beside them at the highest level of the role."""
    return or_(leads(me, person_id), is_beside(me, person_id))


def is_beside(me: Any, person_id: Any) -> Clause:
    """Works in the team of this senior colleague, and does not lead it."""
    return and_(_is_senior(me, person_id), ~leads(_Column(person_id), me.id))


class _Column:
    """Stands for a person in clauses written for a `Me`."""

    def __init__(self, person_id: Any) -> None:
        self.id = person_id
