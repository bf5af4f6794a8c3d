"""Absence and deputy: dates only, never the kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused
from portal.people import line
from portal.people.me import Me
from portal.people.models import Absence, Person
from portal.people.services import telling
from portal.people.services.versions import for_another, fresh, in_order, same

LONGEST = 731  # days: a slip of the year is noticed

# What packages above do when the absences of a person changed: (person). Called inside the open `write()`.
AFTER_ABSENCE: list[Callable[[int], object]] = []


def _changed(person_id: int) -> None:
    """The lines of deputies, and what the packages above keep, follow."""
    line.rebuild_deputies(person_id)
    for follow in AFTER_ABSENCE:
        follow(person_id)


def held(absence: Absence) -> dict[str, Any]:
    """An absence as its form holds it."""
    return {"starts": absence.starts, "ends": absence.ends, "deputy": absence.deputy_id}


def _fits(person_id: int, starts: date, ends: date, deputy: int | None, but: int = 0) -> None:
    in_order(starts, ends)
    if (ends - starts).days > LONGEST:
        raise Refused("absence_long", field="ends")
    if deputy == person_id:
        raise Refused("own_deputy", field="deputy")
    together = (Absence.starts <= ends, Absence.ends >= starts)
    other = select(Absence.id).where(Absence.person_id == person_id, Absence.id != but, *together)
    if db.session.scalar(other.limit(1)) is not None:
        raise Refused("absence_overlaps", field="starts")
    if deputy is None:
        return
    if fresh(Person, deputy).disabled_at is not None:
        raise Refused("deputy_gone", field="deputy")
    away = select(Absence.id).where(Absence.person_id == deputy, *together)
    if db.session.scalar(away.limit(1)) is not None:
        raise Refused("deputy_absent", field="deputy")


def _chosen_by_another(me: Me, person_id: int, deputy: int | None) -> None:
    """Nobody makes themselves the deputy of somebody else; oneself as one's own has a sentence of its own."""
    if deputy != person_id:
        for_another(me, deputy, "deputy")


def add(me: Me, person_id: int, *, starts: date, ends: date, deputy: int | None) -> None:
    """Note an absence. Raises `Refused` for days noted already and for a deputy who is absent too, or who asks."""
    _chosen_by_another(me, person_id, deputy)
    with write() as session:
        fresh(Person, person_id).rev += 1
        _fits(person_id, starts, ends, deputy)
        absence = Absence(person_id=person_id, starts=starts, ends=ends, deputy_id=deputy)
        session.add(absence)
        telling.of_absence(me, "deputy_chosen", absence)
        audit.record("absence_added", "person", person_id, actor=me, starts=str(starts), ends=str(ends))
        _changed(person_id)


def change(me: Me, person_id: int, absence_id: int, base: int, *, starts: date, ends: date, deputy: int | None) -> None:
    """Change dates or deputy. Raises `Stale` and `Refused`; what is over already stays as it was."""
    with write():
        person, absence = fresh(Person, person_id), fresh(Absence, absence_id, person_id=person_id)
        same(person, base, held(absence))
        if deputy != absence.deputy_id:
            _chosen_by_another(me, person_id, deputy)
        if absence.ends < clock.today():
            raise Refused("absence_over", field="ends")
        _fits(person_id, starts, ends, deputy, but=absence_id)
        if absence.deputy_id != deputy:
            telling.of_absence(me, "deputy_released", absence)
        code = "deputy_days" if absence.deputy_id == deputy else "deputy_chosen"
        moved = held(absence) != {"starts": starts, "ends": ends, "deputy": deputy}
        absence.starts, absence.ends, absence.deputy_id = starts, ends, deputy
        if moved:
            telling.of_absence(me, code, absence)
        audit.record("absence_changed", "person", person_id, actor=me, starts=str(starts), ends=str(ends))
        _changed(person_id)


def remove(me: Me, person_id: int, absence_id: int) -> None:
    """Remove an absence that has not begun. Raises `Refused` for one that has: its last day is changed instead."""
    with write() as session:
        fresh(Person, person_id).rev += 1
        absence = fresh(Absence, absence_id, person_id=person_id)
        if absence.starts <= clock.today():
            raise Refused("absence_begun", field="ends")
        audit.record(
            "absence_removed", "person", person_id, actor=me, starts=str(absence.starts), ends=str(absence.ends)
        )
        telling.of_absence(me, "deputy_released", absence)
        session.delete(absence)
        _changed(person_id)
