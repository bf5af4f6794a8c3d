"""Who is told of a change of the organisation: those whose manager changes, the managers, and a deputy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.core.notices import Urgency, notify
from portal.people import line
from portal.people.me import Me
from portal.people.models import Absence, Person, Role, Unit


def day_of(starts: date) -> date:
    """The day from which a change can be felt: never before today."""
    return max(starts, clock.today())


def _names(ids: Iterable[int]) -> dict[int, str]:
    return dict(db.session.execute(select(Person.id, Person.name).where(Person.id.in_(set(ids)))).all())


def _listed(ids: Iterable[int], names: dict[int, str]) -> str:
    return ", ".join(sorted(names.get(one, "") for one in ids))


def of_managers(me: Me, before: line.Nearest, starts: date, but: set[int] = frozenset()) -> None:
    """Tell everyone, save `but`, whose manager is another than `before`; after the lines have been rebuilt."""
    after = line.changed(before, line.nearest(day_of(starts)))
    names = _names({one for _, managers in after.values() for one in managers})
    for person, (_, managers) in after.items():
        if person in but:
            continue
        said = {"manager": _listed(managers, names), "starts": str(starts)}
        code = "manager_changed" if managers else "manager_none"
        notify([person], code, "person", person, but=me.id, **said)


def of_lead(me: Me, unit: Unit, person_id: int, starts: date, until_then: Iterable[int]) -> None:
    """Tell who leads a unit from a day, and who led it until then."""
    said = {"unit": unit.name, "starts": str(starts)}
    notify([person_id], "lead_given", "unit", unit.id, but=me.id, **said)
    said["lead"] = _names([person_id])[person_id]
    notify(set(until_then) - {person_id}, "lead_handed_over", "unit", unit.id, but=me.id, **said)


def of_lead_end(me: Me, unit: Unit, person_id: int, last: date, done: str) -> None:
    """Tell whoever led a unit, or was to lead it, that this ends without a successor; `done` is ended or removed."""
    code = "lead_over" if done == "ended" else "lead_off"
    notify([person_id], code, "unit", unit.id, but=me.id, unit=unit.name, ends=str(last))


def of_move(me: Me, person_id: int, job: tuple[int, int | None], unit_id: int, starts: date, before: Any) -> None:
    """Tell the person of a new or changed position, and the managers whom that makes others."""
    day, none = day_of(starts), frozenset()
    old, new = before.get(person_id, none), line.nearest(day).get(person_id, none)
    names = _names({person_id, *old, *new})
    role, unit = db.session.get(Role, job[0]), db.session.get(Unit, unit_id)
    said = {"role": role.title, "unit": unit.name, "starts": str(starts), "name": names[person_id]}
    told = {"manager": _listed(new, names)} if new else {}
    code = "position_given_under" if new else "position_given"
    notify([person_id], code, "person", person_id, but=me.id, **said, **told)
    notify(new - old, "person_joins", "person", person_id, but=me.id, **said)
    notify(old - new, "person_leaves", "person", person_id, but=me.id, **said)
    of_managers(me, before, starts, but={person_id})


def of_end(me: Me, person_id: int, last: date, done: str, before: line.Nearest) -> None:
    """Tell the person and the manager that a position ends, or will not begin; `done` is ended or removed."""
    said = {"name": _names({person_id})[person_id], "ends": str(last)}
    own, theirs = ("position_ends", "person_stops") if done == "ended" else ("position_off", "person_stays_away")
    notify([person_id], own, "person", person_id, but=me.id, **said)
    notify(before.get(person_id, ()), theirs, "person", person_id, but=me.id, **said)


def of_absence(me: Me, code: str, absence: Absence) -> None:
    """Tell the deputy, if any, of days in which they stand in; nobody is told of days that are over."""
    if absence.deputy_id is None or absence.ends < clock.today():
        return
    said = {"name": _names([absence.person_id])[absence.person_id]}
    said |= {"starts": str(absence.starts), "ends": str(absence.ends)}
    notify([absence.deputy_id], code, "person", absence.person_id, urgency=Urgency.DECISION, but=me.id, **said)
