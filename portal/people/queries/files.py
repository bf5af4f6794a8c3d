"""A person's file: positions, line, absence, grants, bodies and sign-ins, for administrators and for the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import abort, current_app
from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.db import db
from portal.people import sign_in as door
from portal.people.models import (
    Absence,
    Body,
    BodyMember,
    FunctionalLine,
    Grant,
    Lead,
    Line,
    Person,
    Position,
    Role,
    RoleLevel,
    Unit,
    Via,
    WebSession,
)


@dataclass(frozen=True)
class Dated:
    """A row with its days and whether today lies within them: "now", "later" or "past"."""

    row: Any
    starts: date
    ends: date
    phase: str


def dated(rows: Any) -> list[Dated]:
    """Rows whose first column is dated: those of today, then what is to come by date, then the past, newest first."""
    day = clock.today()
    made = []
    for row in rows:
        starts, ends = row[0].starts, row[0].ends
        made.append(Dated(row, starts, ends, "later" if starts > day else "past" if ends < day else "now"))
    order = ("now", "later", "past")
    turn = {"now": -1, "later": 1, "past": -1}
    return sorted(made, key=lambda one: (order.index(one.phase), turn[one.phase] * one.starts.toordinal()))


def positions(person_id: int) -> list[Dated]:
    """(position, role, level or None, unit) of all times."""
    found = (
        select(Position, Role, RoleLevel, Unit)
        .join(Role, Role.id == Position.role_id)
        .join(Unit, Unit.id == Position.unit_id)
        .outerjoin(RoleLevel, RoleLevel.id == Position.level_id)
        .where(Position.person_id == person_id)
    )
    return dated(db.session.execute(found))


def advisers(person_id: int) -> list[Dated]:
    """(functional line, adviser) of all times."""
    found = select(FunctionalLine, Person).join(Person, Person.id == FunctionalLine.adviser_id)
    return dated(db.session.execute(found.where(FunctionalLine.person_id == person_id)))


def absences(person_id: int) -> list[Dated]:
    """(absence, deputy or None) of all times."""
    found = select(Absence, Person).outerjoin(Person, Person.id == Absence.deputy_id)
    return dated(db.session.execute(found.where(Absence.person_id == person_id)))


def absence(person_id: int, absence_id: int) -> Dated:
    """One (absence, deputy or None) of this person; 404 for anything else."""
    return next((one for one in absences(person_id) if one.row[0].id == absence_id), None) or abort(404)


def grants(person_id: int) -> list[Dated]:
    """(grant, unit) of all times."""
    found = select(Grant, Unit).join(Unit, Unit.id == Grant.unit_id).where(Grant.person_id == person_id)
    return dated(db.session.execute(found))


def leads(person_id: int) -> list[Dated]:
    """(lead, unit) of all times."""
    found = select(Lead, Unit).join(Unit, Unit.id == Lead.unit_id).where(Lead.person_id == person_id)
    return dated(db.session.execute(found))


def memberships(person_id: int) -> list[Dated]:
    """(membership, body) of all times."""
    found = select(BodyMember, Body).join(Body, Body.id == BodyMember.body_id)
    return dated(db.session.execute(found.where(BodyMember.person_id == person_id)))


def managers(person_id: int) -> list[Any]:
    """(name, via, name of the absent person or None) of who stands nearest over the person today."""
    day, over, absent = clock.today(), aliased(Person), aliased(Person)
    found = (
        select(over.name, Line.via, absent.name.label("standing_in_for"))
        .join(over, over.id == Line.over_id)
        .outerjoin(absent, absent.id == Line.for_id)
        .where(Line.person_id == person_id, Line.steps == 1, Line.starts <= day, Line.ends >= day)
        .distinct()
    )
    order = list(Via)
    return sorted(db.session.execute(found), key=lambda row: (order.index(row.via), row.name))


def sessions(person_id: int, token: str = "") -> list[tuple[WebSession, bool]]:
    """The sign-ins that are still good, newest first, and whether each is the one that asks."""
    now, config = clock.now(), current_app.config
    found = select(WebSession).where(
        WebSession.person_id == person_id,
        WebSession.ended_at.is_(None),
        WebSession.seen_at > now - timedelta(hours=int(config["SESSION_IDLE_HOURS"])),
        WebSession.started_at > now - timedelta(days=int(config["SESSION_DAYS"])),
    )
    rows = db.session.scalars(found.order_by(WebSession.seen_at.desc(), WebSession.id.desc()))
    return [(row, bool(token) and door.is_current(row, token)) for row in rows]


def one_of(model: Any, row_id: int, **belongs: int) -> Any:
    """A row that belongs where the address says; 404 otherwise."""
    row = db.session.get(model, row_id)
    if row is None or any(getattr(row, name) != value for name, value in belongs.items()):
        abort(404)
    return row


def device(agent: str) -> tuple[str, str]:
    """Browser and system of a user agent, in words people know; empty when unknown."""
    browsers = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    systems = (
        ("iPad", "iPad"),
        ("iPhone", "iPhone"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    )
    return tuple(next((name for mark, name in known if mark in agent), "") for known in (browsers, systems))
