"""Who stands over whom: derived from the tree, its leads, absences and functional lines, and kept in `line`.

Rebuilt inside the same `write()` as the change, so a move counts at the next request (spec 0, Organisation).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from sqlalchemy import delete, insert, select, text

from portal.core.db import db
from portal.people.models import Absence, FunctionalLine, Lead, Line, Position, Unit, UnitPath, Via

Period = tuple[date, date]
Stretch = tuple[int, int, Period]  # who stands over the person, at how many steps, when
Stood = tuple[int, int, int, Period]  # who stands over whom, at how many steps, when
Row = tuple[int, int, Via, int, int | None, date, date]  # a line: over, person, via, steps, for whom, from, to
Led = tuple[int, int, Period]  # a unit, who leads it, when
Nearest = dict[int, frozenset[int]]  # each person with those who stand nearest over them

# What packages above do when the lines were made anew. Called inside the open `write()`.
AFTER_REBUILD: list[Callable[[], object]] = []


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


def stretches(led: list[tuple[int, int, Period]]) -> Iterator[Stretch]:
    """Who stands at which step, in stretches of days in which that does not change.

    `led` holds (height of the unit, who leads it, when). A unit without a lead on a day takes no step, so the nearest
    lead of that day is always at step 1; somebody who leads several units counts at the nearest.
    """
    cuts = sorted({day for _, _, (starts, ends) in led for day in (starts.toordinal(), ends.toordinal() + 1)})
    running: dict[tuple[int, int], int] = {}  # (who, steps): the first day
    for day in cuts:
        heights: dict[int, int] = {}
        for height, who, (starts, ends) in led:
            if starts.toordinal() <= day <= ends.toordinal():
                heights[who] = min(height, heights.get(who, height))
        rank = {height: steps for steps, height in enumerate(sorted(set(heights.values())), start=1)}
        now = {(who, rank[height]) for who, height in heights.items()}
        for who, steps in [key for key in running if key not in now]:
            yield who, steps, (date.fromordinal(running.pop((who, steps))), date.fromordinal(day - 1))
        for key in now:
            running.setdefault(key, day)


def led_units() -> list[Led]:
    """Every lead of all times."""
    return [(lead.unit_id, lead.person_id, (lead.starts, lead.ends)) for lead in db.session.scalars(select(Lead))]


def _by_lead(led_by: list[Led]) -> set[Stood]:
    """(over, person, steps, when) for everyone with a position; nobody stands under themselves."""
    leads: dict[int, list[tuple[int, Period]]] = defaultdict(list)
    for unit_id, who, when in led_by:
        leads[unit_id].append((who, when))
    above: dict[int, list[int]] = defaultdict(list)
    for path in db.session.scalars(select(UnitPath).order_by(UnitPath.unit_id, UnitPath.steps)):
        above[path.unit_id].append(path.over_id)
    found = set()
    for position in db.session.scalars(select(Position)):
        led = [
            (height, who, shared)
            for height, unit_id in enumerate(above[position.unit_id])
            for who, when in leads[unit_id]
            if who != position.person_id and (shared := overlap(when, (position.starts, position.ends)))
        ]
        found |= {(who, position.person_id, steps, when) for who, steps, when in stretches(led)}
    return found


def rebuild_lines() -> None:
    """Write `line` anew: leads up the tree, their deputies while they are absent, and functional advisers."""
    by_lead = _by_lead(led_units())
    rows = {(over, person, Via.LEAD, steps, None, *when) for over, person, steps, when in by_lead}
    db.session.execute(delete(Line))
    _keep(
        rows
        | _by_deputy(by_lead, db.session.scalars(select(Absence)))
        | _by_advice(db.session.scalars(select(FunctionalLine)))
    )


def _by_deputy(by_lead: Iterable[Stood], absences: Iterable[Absence]) -> set[Row]:
    """Whoever stands under the absent stands under their deputy while they are away."""
    under: dict[int, list[tuple[int, int, Period]]] = defaultdict(list)
    for over, person, steps, when in by_lead:
        under[over].append((person, steps, when))
    return {
        (absence.deputy_id, person, Via.DEPUTY, steps, absence.person_id, *shared)
        for absence in absences
        for person, steps, when in under[absence.person_id]
        if absence.deputy_id not in {None, person} and (shared := overlap(when, (absence.starts, absence.ends)))
    }


def _by_advice(lines: Iterable[FunctionalLine]) -> set[Row]:
    return {(line.adviser_id, line.person_id, Via.FUNCTIONAL, 1, None, line.starts, line.ends) for line in lines}


def _keep(rows: set[Row]) -> None:
    columns = ("over_id", "person_id", "via", "steps", "for_id", "starts", "ends")
    if rows:
        db.session.execute(insert(Line), [dict(zip(columns, row, strict=True)) for row in rows])


def _alone() -> None:
    """Write what changed and wait for others who rebuild: two at a time would each keep what the other one wrote."""
    db.session.flush()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(7262)"))


def rebuild() -> None:
    """Both derived tables, after any change of units, leads or positions."""
    _alone()
    rebuild_tree()
    rebuild_lines()
    for follow in AFTER_REBUILD:
        follow()


def rebuild_deputies(person_id: int) -> None:
    """Only who deputises for this person, after a change of their absences: the same lines as `rebuild` would make."""
    _alone()
    led = select(Line.over_id, Line.person_id, Line.steps, Line.starts, Line.ends).where(
        Line.over_id == person_id, Line.via == Via.LEAD
    )
    by_lead = [(over, person, steps, (starts, ends)) for over, person, steps, starts, ends in db.session.execute(led)]
    db.session.execute(delete(Line).where(Line.for_id == person_id, Line.via == Via.DEPUTY))
    _keep(_by_deputy(by_lead, db.session.scalars(select(Absence).where(Absence.person_id == person_id))))


def rebuild_advice(person_id: int) -> None:
    """Only who advises this person, after a change of their functional lines: the same as `rebuild` would make."""
    _alone()
    db.session.execute(delete(Line).where(Line.person_id == person_id, Line.via == Via.FUNCTIONAL))
    _keep(_by_advice(db.session.scalars(select(FunctionalLine).where(FunctionalLine.person_id == person_id))))


def nearest(day: date, led_by: list[Led] | None = None) -> Nearest:
    """Whose manager is whom on a day, by the lines of leads; with `led_by` as it would be with those leads."""
    if led_by is None:
        found = select(Line.over_id, Line.person_id).where(
            Line.via == Via.LEAD, Line.steps == 1, Line.starts <= day, Line.ends >= day
        )
        pairs = {(over, person) for over, person in db.session.execute(found)}
    else:
        pairs = {
            (over, person)
            for over, person, steps, (starts, ends) in _by_lead(led_by)
            if steps == 1 and starts <= day <= ends
        }
    made: dict[int, set[int]] = defaultdict(set)
    for over, person in pairs:
        made[person].add(over)
    return {person: frozenset(over) for person, over in made.items()}


def changed(before: Nearest, after: Nearest) -> dict[int, tuple[frozenset[int], frozenset[int]]]:
    """Everyone who gets other managers, with those before and those after."""
    none: frozenset[int] = frozenset()
    pairs = {who: (before.get(who, none), after.get(who, none)) for who in before.keys() | after.keys()}
    return {who: pair for who, pair in pairs.items() if pair[0] != pair[1]}
