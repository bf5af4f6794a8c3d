"""The units and the people that a file about customers names, within what the person who imports may give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import and_, literal, or_, select

from portal.core import clock
from portal.core.alphabet import fold
from portal.core.db import db
from portal.customers.importing.reach import units_kept
from portal.customers.relations import running
from portal.imports.registry import Outcome, refuse
from portal.people.me import Me
from portal.people.models import Line, Person, Position, Unit, UnitPath, Via
from portal.people.policy import ADMIN, person_in_scope


class Units:
    """The units that the person keeps and that still run, by name."""

    def __init__(self, me: Me) -> None:
        running_on = or_(Unit.ended_on.is_(None), Unit.ended_on >= clock.today())
        rows = db.session.execute(select(Unit.id, Unit.name).where(units_kept(me), running_on)).all()
        self._names = {row.id: row.name for row in rows}
        self._ids: dict[str, list[int]] = defaultdict(list)
        for row in rows:
            self._ids[fold(row.name)].append(row.id)

    def called(self, written: str, now: int | None) -> int | Outcome | None:
        """The one unit of this name; the present one when it is called so; None for no name."""
        if not written:
            return None
        if now is not None and fold(self.name(now)) == fold(written):
            return now
        found = self._ids.get(fold(written), [])
        if len(found) == 1:
            return found[0]
        return refuse("units_alike" if found else "unit_unknown", "unit", written)

    def name(self, unit_id: int) -> str:
        """The name of a unit, also of one that the person does not keep."""
        if unit_id not in self._names:
            self._names[unit_id] = db.session.scalar(select(Unit.name).where(Unit.id == unit_id)) or ""
        return self._names[unit_id]

    def first_of(self, unit_ids: list[int]) -> int | None:
        """The first of these that the person keeps."""
        kept = {one for ids in self._ids.values() for one in ids}
        return next((one for one in unit_ids if one in kept), None)

    def country(self, unit_id: int) -> str:
        """The country of a unit, or of the nearest above it that has one; else an empty text."""
        found = (
            select(Unit.country)
            .join(UnitPath, UnitPath.over_id == Unit.id)
            .where(UnitPath.unit_id == unit_id, Unit.country.is_not(None))
            .order_by(UnitPath.steps)
            .limit(1)
        )
        return db.session.scalar(found) or ""


class Givable:
    """The people behind the addresses of a file, and whether this person may give them customers.

    Administrators give within their scope, never to themselves; who leads gives to themselves and whom they lead.
    """

    def __init__(self, me: Me, written: Collection[str]) -> None:
        under = select(Line.person_id).where(Line.over_id == me.id, Line.via == Via.LEAD, *running(Line))
        in_scope = and_(person_in_scope(me, ADMIN), Person.id != me.id)
        given = or_(Person.id.in_(under), in_scope, and_(Person.id == me.id, literal(me.is_manager)))
        at_work = select(Position.id).where(Position.person_id == Person.id, *running(Position)).exists()
        rows = db.session.execute(
            select(Person.id, Person.email, given, at_work & Person.disabled_at.is_(None)).where(
                Person.email.in_(written)
            )
        )
        self._found = {row[1]: (row[0], bool(row[2]), bool(row[3])) for row in rows}

    def called(self, email: str, column: str, now: int | None) -> int | Outcome:
        """The id behind an address; who it is already needs no right and no position."""
        person_id, given, at_work = self._found.get(email, (None, False, False))
        if person_id is not None and person_id == now:
            return person_id
        if not given:
            return refuse("person_unknown", column, email)
        return person_id if at_work else refuse("person_away", column, email)

    def units_of(self, person_id: int | None) -> list[int]:
        """The units somebody works in today."""
        if person_id is None:
            return []
        found = select(Position.unit_id).where(Position.person_id == person_id, *running(Position))
        return list(db.session.scalars(found.order_by(Position.starts, Position.id)))

    def addresses(self, ids: Collection[int | None]) -> dict[int | None, str]:
        """The addresses of some people, by id."""
        known = [one for one in ids if one is not None]
        return dict(db.session.execute(select(Person.id, Person.email).where(Person.id.in_(known))).all())
