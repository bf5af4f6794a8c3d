"""Who reads the division table of a team, and who keeps it: the team and who leads it; nobody stands in here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, exists, select

from portal.core import clock
from portal.core.db import db
from portal.core.policy import N_, rule
from portal.people.me import Me
from portal.people.models import Lead, Position, Unit, UnitPath

Clause = ColumnElement[bool]


@dataclass(frozen=True)
class Team:
    """A unit with its division of work; `may` when this person keeps it, `works` when they work in it."""

    id: int
    name: str
    works: bool
    may: bool


def works_in(me: Me) -> Clause:
    """Works in the unit of the surrounding SELECT today."""
    day = clock.today()
    return exists().where(
        Position.person_id == me.id, Position.unit_id == Unit.id, Position.starts <= day, Position.ends >= day
    )


def leads(me: Me) -> Clause:
    """Leads that unit, or one above it, today."""
    day = clock.today()
    return exists().where(
        UnitPath.unit_id == Unit.id,
        Lead.unit_id == UnitPath.over_id,
        Lead.person_id == me.id,
        Lead.starts <= day,
        Lead.ends >= day,
    )


def find(me: Me, unit_id: int) -> Team:
    """The team for this person; 404 when they neither work in it nor lead it."""
    row = db.session.execute(
        select(Unit.id, Unit.name, works_in(me), leads(me)).where(Unit.id == unit_id)
    ).one_or_none()
    if row is None or not (row[2] or row[3]):
        abort(404)
    return Team(*row)


def _keep(me: Me, unit_id: int) -> Team:
    team = find(me, unit_id)
    return team if team.may else abort(403)


def _rule(code: str, says: str, load: Any) -> Any:
    return rule(code, says, load=load, takes=("unit_id",), gives="team")


READ = _rule(
    "division.read",
    N_("Who works in a team, and who leads it or a unit above it, read its division of work"),
    find,
)
KEEP = _rule("division.keep", N_("Who leads a team or a unit above it changes its division of work"), _keep)
