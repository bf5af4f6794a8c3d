"""Who sees to a promise or complaint: one colleague or one department. In forms and addresses: `p12` or `u5`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select, union

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.customers import relations
from portal.customers.relations import running
from portal.people.me import Me
from portal.people.models import Absence, Lead, Person, Position, Unit

Ids = Select[Any]
LONGEST_CODE = 12


@dataclass(frozen=True)
class Owner:
    """A colleague or a department (a unit); exactly one of the two."""

    person_id: int | None = None
    unit_id: int | None = None

    @property
    def code(self) -> str:
        """As forms send it."""
        return f"p{self.person_id}" if self.person_id else f"u{self.unit_id}"


def owner_of(row: Any) -> Owner:
    """Whose it is now."""
    return Owner(row.owner_id, row.owner_unit_id)


def read_owner(typed: str) -> Owner | None:
    """The owner that a form sent; None for anything that is none."""
    kind, digits = typed[:1], typed[1:]
    if kind not in {"p", "u"} or len(typed) > LONGEST_CODE or not (digits.isascii() and digits.isdecimal()):
        return None
    found = int(digits)
    if not 0 < found < 2**31:
        return None
    return Owner(person_id=found) if kind == "p" else Owner(unit_id=found)


def demand(owner: Owner | None) -> Owner:
    """The owner, when there is somebody to see to it today; raises `Refused` at `owner`.

    A department needs somebody who leads it or works in it: else nobody would read it.
    """
    if owner is None:
        raise Refused("no_owner", field="owner")
    if owner.person_id is not None:
        there = select(Person.id).where(Person.id == owner.person_id, Person.disabled_at.is_(None))
        if db.session.scalar(there) is None:
            raise Refused("owner_gone", field="owner")
    else:
        ended = db.session.execute(select(Unit.ended_on).where(Unit.id == owner.unit_id)).one_or_none()
        if ended is None or (ended[0] is not None and ended[0] < clock.today()):
            raise Refused("department_gone", field="owner")
        if not seen_to_by(owner):
            raise Refused("department_empty", field="owner")
    return owner


def seen_to_by(owner: Owner) -> list[int]:
    """Who is told: the colleague; of a department whoever leads it, or where nobody does, who works in it."""
    if owner.person_id is not None:
        return [owner.person_id]
    return _there(Lead, owner) or _there(Position, owner)


def _there(kind: Any, owner: Owner) -> list[int]:
    found = (
        select(kind.person_id)
        .join(Person, Person.id == kind.person_id)
        .where(kind.unit_id == owner.unit_id, Person.disabled_at.is_(None), *running(kind))
        .distinct()
        .order_by(kind.person_id)
    )
    return list(db.session.scalars(found))


def stood_in_for(me: Me) -> Ids:
    """Colleagues who are absent today and have this person as their deputy."""
    return select(Absence.person_id).where(Absence.deputy_id == me.id, *running(Absence))


def _led(me: Me) -> Ids:
    """The units that the person leads, or stands in for who does."""
    return select(Lead.unit_id).where((Lead.person_id == me.id) | Lead.person_id.in_(stood_in_for(me)), *running(Lead))


def worked_in(me: Me) -> Ids:
    """The units in which the person works."""
    return select(Position.unit_id).where(Position.person_id == me.id, *running(Position))


def departments(me: Me) -> Any:
    """The units that the person leads (or stands in for who does) or works in: theirs to keep together."""
    return union(_led(me), worked_in(me))


def answered_for(me: Me) -> Any:
    """The units whose work waits on this person: those that they lead, and of those without a lead where they work."""
    anybody = select(Lead.id).where(Lead.unit_id == Position.unit_id, *running(Lead)).exists()
    return union(_led(me), worked_in(me).where(~anybody))


def departments_read(me: Me) -> Any:
    """The same and the units below those that they lead."""
    return union(_led(me), worked_in(me), relations.led_units(me))


def colleagues(owner: Owner) -> set[int]:
    """Those to whom the owner may pass it on: who works in the department, or in a unit of the colleague."""
    units = (
        [owner.unit_id]
        if owner.unit_id
        else select(Position.unit_id).where(Position.person_id == owner.person_id, *running(Position))
    )
    found = (
        select(Position.person_id)
        .join(Person, Person.id == Position.person_id)
        .where(Position.unit_id.in_(units), Person.disabled_at.is_(None), *running(Position))
    )
    return set(db.session.scalars(found)) - {owner.person_id}


def name_of(owner: Owner) -> str:
    """What the colleague or the department is called."""
    found = (
        select(Person.name).where(Person.id == owner.person_id)
        if owner.person_id
        else select(Unit.name).where(Unit.id == owner.unit_id)
    )
    return db.session.scalar(found) or ""
