"""Who stands over whom: derived from the tree, its leads, absences and functional lines, and kept in `line`.

Rebuilt inside the same `write()` as the change, so a move counts at the next request (spec 0, Organisation).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import delete, insert, select

from portal.core.db import db
from portal.people.models import Absence, FunctionalLine, Lead, Line, Position, Unit, UnitPath, Via

Period = tuple[date, date]


def overlap(one: Period, other: Period) -> Period | None:
    """The days two inclusive periods share, or None."""
    starts, ends = max(one[0], other[0]), min(one[1], other[1])
    return (starts, ends) if starts <= ends else None


def rebuild_tree() -> None:
    """Write `unit_path` anew from the parents. Raises ValueError when the tree has a circle."""
    parent = dict(db.session.execute(select(Unit.id, Unit.parent_id)).all())
    rows = []
    for unit_id in parent:
        above, steps = unit_id, 0
        while above is not None:
            rows.append({"over_id": above, "unit_id": unit_id, "steps": steps})
            above, steps = parent[above], steps + 1
            if steps > len(parent):
                raise ValueError("the tree of units has a circle")
    db.session.execute(delete(UnitPath))
    if rows:
        db.session.execute(insert(UnitPath), rows)


def rebuild_lines() -> None:
    """Write `line` anew. Somebody who leads their own unit stands under the leads above it, never under themselves."""
    leads: dict[int, list[tuple[int, Period]]] = defaultdict(list)
    for lead in db.session.scalars(select(Lead)):
        leads[lead.unit_id].append((lead.person_id, (lead.starts, lead.ends)))
    above: dict[int, list[int]] = defaultdict(list)
    for path in db.session.scalars(select(UnitPath).order_by(UnitPath.unit_id, UnitPath.steps)):
        above[path.unit_id].append(path.over_id)
    rows: dict[tuple, dict] = {}

    def add(over: int, person: int, via: Via, steps: int, period: Period, standing_in_for: int | None = None) -> None:
        if over == person:
            return
        key = (over, person, via, standing_in_for, period)
        if key not in rows or rows[key]["steps"] > steps:
            rows[key] = {
                "over_id": over, "person_id": person, "via": via, "steps": steps, "for_id": standing_in_for,
                "starts": period[0], "ends": period[1],
            }

    for position in db.session.scalars(select(Position)):
        steps = 0
        for unit_id in above[position.unit_id]:
            others = [(who, when) for who, when in leads[unit_id] if who != position.person_id]
            steps += 1 if others else 0
            for who, when in others:
                if shared := overlap(when, (position.starts, position.ends)):
                    add(who, position.person_id, Via.LEAD, steps, shared)
    by_lead = list(rows.values())
    for absence in db.session.scalars(select(Absence).where(Absence.deputy_id.is_not(None))):
        for row in by_lead:
            if row["over_id"] == absence.person_id and (
                shared := overlap((row["starts"], row["ends"]), (absence.starts, absence.ends))
            ):
                add(absence.deputy_id, row["person_id"], Via.DEPUTY, row["steps"], shared, absence.person_id)
    for line in db.session.scalars(select(FunctionalLine)):
        add(line.adviser_id, line.person_id, Via.FUNCTIONAL, 1, (line.starts, line.ends))
    db.session.execute(delete(Line))
    if rows:
        db.session.execute(insert(Line), list(rows.values()))


def rebuild() -> None:
    """Both derived tables, after any change of units, leads, positions, absences or functional lines."""
    db.session.flush()
    rebuild_tree()
    rebuild_lines()
