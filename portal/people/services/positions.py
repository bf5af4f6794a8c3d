"""Positions, functional lines and grants of a person, each from-to; history stays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused
from portal.people import line
from portal.people.me import Me
from portal.people.models import (
    FOREVER,
    FunctionalLine,
    Grant,
    GrantKind,
    Person,
    Position,
    Role,
    RoleLevel,
    Unit,
)
from portal.people.services import telling
from portal.people.services.versions import for_another, fresh, in_order, same, stop


def _open(unit_id: int, ends: date, field: str = "unit") -> Unit:
    unit = fresh(Unit, unit_id)
    if unit.ended_on is not None and ends > unit.ended_on:
        raise Refused("unit_ends", field=field, name=unit.name)
    return unit


def _alone(person_id: int, role_id: int, unit_id: int, starts: date, ends: date, but: int = 0) -> None:
    """Raises `Refused` when the person holds this role in this unit in the same days already."""
    other = select(Position.id).where(
        Position.person_id == person_id,
        Position.role_id == role_id,
        Position.unit_id == unit_id,
        Position.id != but,
        Position.starts <= ends,
        Position.ends >= starts,
    )
    if db.session.scalar(other.limit(1)) is not None:
        raise Refused("position_overlaps", field="starts")


def _checked(
    person_id: int, job: tuple[int, int | None], unit: int, starts: date, ends: date, but: int = 0
) -> dict[str, str]:
    """What the history says of a position that the rules allow. Raises `Refused`."""
    role_id, level_id = job
    in_order(starts, ends)
    where, role = _open(unit, ends), fresh(Role, role_id)
    if level_id is not None and fresh(RoleLevel, level_id).role_id != role_id:
        raise Refused("level_of_other_role", field="job")
    _alone(person_id, role_id, unit, starts, ends, but)
    return {"role": role.code, "unit": where.name, "starts": str(starts)}


def place(  # noqa: PLR0913 - the facts of a position, all by name
    me: Me,
    person_id: int,
    *,
    job: tuple[int, int | None],
    unit: int,
    starts: date,
    ends: date | None = None,
    own_budget: bool | None = None,
    code: str = "position_added",
) -> None:
    """Add a position inside an open `write()`; `job` is (role, level or None). Raises `Refused`."""
    ends = ends or FOREVER
    said = _checked(person_id, job, unit, starts, ends)
    db.session.add(
        Position(
            person_id=person_id,
            role_id=job[0],
            level_id=job[1],
            unit_id=unit,
            starts=starts,
            ends=ends,
            own_budget=own_budget,
        )
    )
    audit.record(code, "person", person_id, actor=me, **said)


def add(me: Me, person_id: int, **given: Any) -> None:
    """Add a position. Raises `Refused`; nobody gives one to themselves."""
    for_another(me, person_id, "job")
    with write():
        fresh(Person, person_id).rev += 1
        before = line.nearest(telling.day_of(given["starts"]))
        place(me, person_id, **given)
        line.rebuild()
        telling.of_move(me, person_id, given["job"], given["unit"], given["starts"], before)


def held(position: Position) -> dict[str, Any]:
    """A position as its form holds it."""
    return {
        "job": (position.role_id, position.level_id),
        "unit": position.unit_id,
        "starts": position.starts,
        "own_budget": {True: "yes", False: "no", None: ""}[position.own_budget],
    }


def change(me: Me, person_id: int, position_id: int, base: int, **wanted: Any) -> None:
    """Another role, level, unit or budget from a day: the old position ends the day before, a new one goes on.

    From the first day itself it corrects the position in place. Raises `Stale` and `Refused`.
    """
    for_another(me, person_id, "job")
    with write():
        person, old = fresh(Person, person_id), fresh(Position, position_id, person_id=person_id)
        same(person, base, held(old))
        ends, starts = old.ends, wanted["starts"]
        before = line.nearest(telling.day_of(starts))
        if starts < old.starts or starts > ends:
            raise Refused("change_outside", field="starts")
        if starts == old.starts:
            said = _checked(person_id, wanted["job"], wanted["unit"], starts, ends, but=old.id)
            (old.role_id, old.level_id), old.unit_id = wanted["job"], wanted["unit"]
            old.own_budget = wanted["own_budget"]
            audit.record("position_corrected", "person", person_id, actor=me, **said)
        else:
            old.ends = starts - timedelta(days=1)
            db.session.flush()
            place(me, person_id, **wanted, ends=ends, code="position_changed")
        line.rebuild()
        telling.of_move(me, person_id, wanted["job"], wanted["unit"], starts, before)


def amend(me: Me, person_id: int, position_id: int, *, level: int | None, ends: date) -> None:
    """Another level or last day inside an open `write()`; the lines are the caller's. Raises `Refused`."""
    fresh(Person, person_id).rev += 1
    own = fresh(Position, position_id, person_id=person_id)
    said = _checked(person_id, (own.role_id, level), own.unit_id, own.starts, ends, but=own.id)
    own.level_id, own.ends = level, ends
    audit.record("position_corrected", "person", person_id, actor=me, **said)


def end(me: Me, person_id: int, position_id: int, last: date) -> None:
    """End a position after its last day. Raises `Refused`."""
    with write():
        fresh(Person, person_id).rev += 1
        position = fresh(Position, position_id, person_id=person_id)
        before = line.nearest(telling.day_of(max(last, position.starts)))
        done = stop(position, last, clock.today())
        audit.record(f"position_{done}", "person", person_id, actor=me, ends=str(last))
        line.rebuild()
        telling.of_end(me, person_id, last, done, before)


def advise(me: Me, person_id: int, *, adviser: int, starts: date, ends: date | None) -> None:
    """Add a functional line. Raises `Refused` for oneself or for days that are covered already."""
    ends = ends or FOREVER
    if adviser == person_id:
        raise Refused("own_adviser", field="adviser")
    for_another(me, adviser, "adviser")
    in_order(starts, ends)
    with write() as session:
        fresh(Person, person_id).rev += 1
        other = select(FunctionalLine.id).where(
            FunctionalLine.person_id == person_id,
            FunctionalLine.adviser_id == adviser,
            FunctionalLine.starts <= ends,
            FunctionalLine.ends >= starts,
        )
        if session.scalar(other.limit(1)) is not None:
            raise Refused("adviser_overlaps", field="starts")
        session.add(FunctionalLine(person_id=person_id, adviser_id=adviser, starts=starts, ends=ends))
        audit.record("adviser_added", "person", person_id, actor=me, person=adviser, starts=str(starts))
        line.rebuild_advice(person_id)


def end_advice(me: Me, person_id: int, line_id: int, last: date) -> None:
    """End a functional line. Raises `Refused`."""
    with write():
        fresh(Person, person_id).rev += 1
        row = fresh(FunctionalLine, line_id, person_id=person_id)
        done = stop(row, last, clock.today())
        audit.record(f"adviser_{done}", "person", person_id, actor=me, person=row.adviser_id, ends=str(last))
        line.rebuild_advice(person_id)


def grant(me: Me, person_id: int, *, kind: str, unit: int, starts: date, ends: date | None) -> None:
    """Make somebody HR or administrator of a unit. Raises `Refused` for days that are covered already."""
    ends = ends or FOREVER
    for_another(me, person_id, "kind")
    in_order(starts, ends)
    with write() as session:
        fresh(Person, person_id).rev += 1
        where = _open(unit, starts)
        other = select(Grant.id).where(
            Grant.person_id == person_id,
            Grant.kind == GrantKind(kind),
            Grant.unit_id == unit,
            Grant.starts <= ends,
            Grant.ends >= starts,
        )
        if session.scalar(other.limit(1)) is not None:
            raise Refused("grant_overlaps", field="starts")
        session.add(Grant(person_id=person_id, kind=GrantKind(kind), unit_id=unit, starts=starts, ends=ends))
        audit.record(f"{kind}_granted", "person", person_id, actor=me, unit=where.name, starts=str(starts))


def end_grant(me: Me, person_id: int, grant_id: int, base: int, last: date) -> None:
    """End a grant. Raises `Stale`, and `Refused` when nobody would administer the whole organisation afterwards."""
    with write():
        person, row = fresh(Person, person_id), fresh(Grant, grant_id, person_id=person_id)
        same(person, base, {"ends": None if row.ends == FOREVER else row.ends})
        unit = fresh(Unit, row.unit_id)
        done = stop(row, last, clock.today())
        db.session.flush()
        if row.kind is GrantKind.ADMIN and unit.parent_id is None and not _administrators_after(last):
            raise Refused("last_administrator", field="ends")
        audit.record(f"{row.kind}_{done}", "person", person_id, actor=me, unit=unit.name, ends=str(last))


def _administrators_after(last: date) -> int:
    remaining = (
        select(func.count())
        .select_from(Grant)
        .join(Unit, Unit.id == Grant.unit_id)
        .join(Person, Person.id == Grant.person_id)
        .where(
            Grant.kind == GrantKind.ADMIN,
            Unit.parent_id.is_(None),
            Person.disabled_at.is_(None),
            Grant.ends > max(last, clock.today()),
        )
    )
    return db.session.scalar(remaining) or 0
