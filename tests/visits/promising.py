"""Promises and complaints for tests, and a colleague of logistics who works with no customers."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from portal.core import clock
from portal.core.db import db, write
from portal.people import line
from portal.people.models import Lead, Person, Position, Role, Unit, UnitKind
from portal.visits.followup_owners import Owner
from portal.visits.models import Complaint, ComplaintKind, Promise
from portal.visits.services import followups
from portal.visits.services.followups import ComplaintRow, PromiseRow
from tests.cast import LONG_AGO, Cast


def day(days: int) -> date:
    """So many days from today."""
    return clock.today() + timedelta(days=days)


def department(cast: Cast, *names: str, led_by: int | None = None, name: str = "Logistiek") -> tuple[int, list[int]]:
    """(unit, people) of a department that sells nothing; mail addresses are the first names."""
    with write() as session:
        unit = Unit(kind=UnitKind.TEAM, name=name, country=None, parent_id=cast.nl)
        role = Role(code=name.lower(), title={"nl": "Planner", "nb": "Planlegger"}, family="", country=None)
        session.add_all([unit, role])
        session.flush()
        people = [Person(email=f"{one.split()[0].lower()}@rayon.example", name=one) for one in names]
        session.add_all(people)
        session.flush()
        for person in people:
            session.add(Position(person_id=person.id, role_id=role.id, unit_id=unit.id, starts=LONG_AGO))
        if led_by is not None:
            session.add(Lead(unit_id=unit.id, person_id=people[led_by].id, starts=LONG_AGO))
        line.rebuild()
        return unit.id, [person.id for person in people]


def promise_row(days: int = 7, **facts: Any) -> PromiseRow:
    """A promise as a report holds it."""
    given = {"uid": str(uuid.uuid4()), "what": "Om zeven uur leveren", "due": day(days), "to_whom": "Jan de Bakker"}
    return PromiseRow(**given | facts)


def complaint_row(days: int = 7, **facts: Any) -> ComplaintRow:
    """A complaint as a report holds it."""
    given = {
        "uid": str(uuid.uuid4()), "what": "Twee dozen waren nat", "due": day(days), "kind": ComplaintKind.DELIVERY,
    }
    return ComplaintRow(**given | facts)


def promise(cast: Cast, customer_id: int, days: int = 7, *, by: str = "seller", **facts: Any) -> Promise:
    """One that was made outside a report; a day in the past means that it was made before it."""
    return _made(Promise, cast, customer_id, promise_row(days, **facts), by, days)


def complaint(cast: Cast, customer_id: int, days: int = 7, *, by: str = "seller", **facts: Any) -> Complaint:
    """The same for a complaint."""
    return _made(Complaint, cast, customer_id, complaint_row(days, **facts), by, days)


def _made(kind: Any, cast: Cast, customer_id: int, row: Any, by: str, days: int) -> Any:
    uid = followups.add(kind, customer_id, row, cast.me(by), made_on=day(min(days, 0) - 10) if days < 0 else None)
    return again(kind, uid)


def again(kind: Any, uid: str) -> Any:
    """The row as the database has it now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(kind).filter_by(uid=uid).one()


def person(person_id: int) -> Owner:
    """A colleague as owner."""
    return Owner(person_id=person_id)


def unit(unit_id: int) -> Owner:
    """A department as owner."""
    return Owner(unit_id=unit_id)
