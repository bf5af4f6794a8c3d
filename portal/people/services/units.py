"""The tree of units and who leads them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused
from portal.people import line
from portal.people.me import Me
from portal.people.models import FOREVER, Grant, Lead, Person, Position, Unit, UnitKind, UnitPath
from portal.people.services import telling
from portal.people.services.versions import for_another, fresh, same, stop

ORDER = list(UnitKind)


def held(unit: Unit) -> dict[str, Any]:
    """A unit as its form holds it."""
    return {"name": unit.name, "kind": str(unit.kind), "country": unit.country or "", "parent": unit.parent_id}


def _fits(kind: str, parent_id: int | None) -> None:
    """Raises `Refused` when the kind does not stand below that of the unit above, or that unit has ended."""
    if parent_id is None:
        return
    parent = fresh(Unit, parent_id)
    if ORDER.index(UnitKind(kind)) <= ORDER.index(parent.kind):
        raise Refused("kind_order", field="kind", name=parent.name)
    if parent.ended_on is not None:
        raise Refused("unit_ends", field="parent", name=parent.name)


def add(me: Me, *, name: str, kind: str, country: str, parent: int | None) -> int:
    """A new unit; returns the id. Raises `Refused`."""
    with write():
        unit_id = place(me, name=name, kind=kind, country=country, parent=parent)
        line.rebuild()
        return unit_id


def place(me: Me, *, name: str, kind: str, country: str, parent: int | None) -> int:
    """A new unit inside an open `write()`; the lines are the caller's. Raises `Refused`."""
    _fits(kind, parent)
    unit = Unit(name=name.strip(), kind=UnitKind(kind), country=country or None, parent_id=parent)
    db.session.add(unit)
    db.session.flush()
    audit.record("unit_added", "unit", unit.id, actor=me, name=unit.name)
    return unit.id


def change(me: Me, unit_id: int, base: int, *, name: str, kind: str, country: str, parent: int | None) -> None:
    """Another name, kind, country or place in the tree. Raises `Stale` and `Refused` (no circle)."""
    with write():
        unit, today = fresh(Unit, unit_id), clock.today()
        same(unit, base, held(unit))
        lines = line.nearest(today)
        _amend(me, unit, name=name, kind=kind, country=country, parent=parent)
        line.rebuild()
        telling.of_managers(me, lines, today)


def amend(me: Me, unit_id: int, **facts: Any) -> None:
    """The same inside an open `write()`, whatever the version; the lines are the caller's. Raises `Refused`."""
    unit = fresh(Unit, unit_id)
    unit.rev += 1
    _amend(me, unit, **facts)


def _amend(me: Me, unit: Unit, *, name: str, kind: str, country: str, parent: int | None) -> None:
    before = held(unit)
    below = select(UnitPath.unit_id).where(UnitPath.over_id == unit.id)
    if parent in set(db.session.scalars(below)):
        raise Refused("circle", field="parent")
    _fits(kind, parent)
    children = db.session.scalars(select(Unit.kind).where(Unit.parent_id == unit.id, Unit.ended_on.is_(None)))
    if any(ORDER.index(child) <= ORDER.index(UnitKind(kind)) for child in children):
        raise Refused("kind_above", field="kind")
    code = "unit_moved" if parent != unit.parent_id else "unit_changed"
    unit.name, unit.kind, unit.country, unit.parent_id = name.strip(), UnitKind(kind), country or None, parent
    db.session.flush()
    audit.record(code, "unit", unit.id, actor=me, detail={"before": before, "after": held(unit)}, name=unit.name)


def end(me: Me, unit_id: int, last: date) -> None:
    """End a unit after its last day. Raises `Refused` while units, people, leads or grants go on beyond it."""
    with write() as session:
        unit = fresh(Unit, unit_id)
        going_on = (
            (
                "units_below",
                select(Unit.id).where(Unit.parent_id == unit_id, or_(Unit.ended_on.is_(None), Unit.ended_on > last)),
            ),
            ("people_in_unit", select(Position.id).where(Position.unit_id == unit_id, Position.ends > last)),
            ("led_unit", select(Lead.id).where(Lead.unit_id == unit_id, Lead.ends > last)),
            ("granted_unit", select(Grant.id).where(Grant.unit_id == unit_id, Grant.ends > last)),
        )
        for code, found in going_on:
            if session.scalar(found.limit(1)) is not None:
                raise Refused(code, field="ends")
        unit.ended_on, unit.rev = last, unit.rev + 1
        audit.record("unit_ended", "unit", unit_id, actor=me, name=unit.name, ends=str(last))
        line.rebuild()


Changes = dict[int, tuple[frozenset[int], frozenset[int]]]


def _handed(unit: Unit, person: Person, starts: date) -> list[Lead]:
    """The leads that end when this person takes over. Raises `Refused`."""
    if unit.ended_on is not None:
        raise Refused("unit_ends", field="starts", name=unit.name)
    if person.disabled_at is not None:
        raise Refused("lead_gone", field="person")
    leads = list(db.session.scalars(select(Lead).where(Lead.unit_id == unit.id, Lead.ends >= starts)))
    if any(lead.starts >= starts for lead in leads):
        raise Refused("lead_follows", field="starts")
    if any(lead.person_id == person.id for lead in leads):
        raise Refused("leads_already", field="person")
    return leads


def after_hand_over(unit: Unit, person_id: int, starts: date) -> Changes:
    """Who would get another manager, with those before and after; nothing is written. Raises `Refused`."""
    person, day = db.session.get(Person, person_id), telling.day_of(starts)
    ending = {(lead.unit_id, lead.person_id) for lead in _handed(unit, person, starts)}
    led = line.led_units()
    kept = [one for one in led if one[:2] not in ending or one[2][1] < starts]
    return line.changed(line.nearest(day, led), line.nearest(day, [*kept, (unit.id, person_id, (starts, FOREVER))]))


def after_lead(lead: Lead, last: date) -> Changes:
    """The same for a lead that ends without a successor."""
    day, led = telling.day_of(last + timedelta(days=1)), line.led_units()
    gone = (lead.unit_id, lead.person_id, (lead.starts, lead.ends))
    return line.changed(line.nearest(day, led), line.nearest(day, [one for one in led if one != gone]))


def hand_over(me: Me, unit_id: int, *, person: int, starts: date) -> None:
    """Somebody leads the unit from a day; whoever led it until then ends the day before. Raises `Refused`."""
    for_another(me, person, "person")
    with write() as session:
        unit, before = fresh(Unit, unit_id), line.nearest(telling.day_of(starts))
        leads = _handed(unit, fresh(Person, person), starts)
        unit.rev += 1
        for lead in leads:
            lead.ends = starts - timedelta(days=1)
            audit.record("lead_ended", "unit", unit_id, actor=me, person=lead.person_id, ends=str(lead.ends))
        session.add(Lead(unit_id=unit_id, person_id=person, starts=starts, ends=FOREVER))
        audit.record("lead_started", "unit", unit_id, actor=me, person=person, starts=str(starts))
        line.rebuild()
        telling.of_lead(me, unit, person, starts, (lead.person_id for lead in leads))
        telling.of_managers(me, before, starts, but={person})


def end_lead(me: Me, unit_id: int, lead_id: int, last: date) -> None:
    """End a lead without a successor. Raises `Refused`."""
    with write():
        unit, lead = fresh(Unit, unit_id), fresh(Lead, lead_id, unit_id=unit_id)
        unit.rev += 1
        person, after = lead.person_id, last + timedelta(days=1)
        before = line.nearest(telling.day_of(after))
        done = stop(lead, last, clock.today())
        db.session.flush()
        audit.record(f"lead_{done}", "unit", unit_id, actor=me, person=person, ends=str(last))
        line.rebuild()
        telling.of_lead_end(me, unit, person, last, done)
        telling.of_managers(me, before, after)
