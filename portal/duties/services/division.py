"""Writes to the division of work of a team: tasks, who does them and who supports, and taking the last change back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select

from portal.core import audit
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.duties import division
from portal.duties.division_texts import offered
from portal.duties.division_words import ADDED, CHANGED, KIND, MOVED, REMOVED
from portal.duties.models import DivisionShare, DivisionTask, Part
from portal.people.me import Me
from portal.people.models import Unit

STEPS = {"up": -1, "down": 1}
Changes = Mapping[int, Part | None]


def lock(unit_id: int) -> None:
    """One at a time in this table, inside an open `write()`: places and proposals are read before they are written."""
    db.session.scalars(select(Unit.id).where(Unit.id == unit_id).with_for_update()).one()


def task_of(unit_id: int, task_id: int, rev: int | None = None) -> DivisionTask:
    """The task, locked; `TooLate` when it was removed, or changed since `rev`."""
    found = select(DivisionTask).where(DivisionTask.id == task_id, DivisionTask.unit_id == unit_id)
    task = db.session.scalars(found.with_for_update()).one_or_none()
    if task is None:
        raise TooLate("division_gone")
    if rev is not None and task.rev != rev:
        raise TooLate("division_changed_meanwhile")
    return task


def change(me: Me, unit_id: int, task_id: int, rev: int, changes: Changes, title: str | None = None) -> None:
    """Say who does a task and who supports, and with `title` what it is called; None leaves the words.

    `changes` says for some people what they have from now on; the others keep theirs. Raises `TooLate` when somebody
    was first, `Refused` for a person who does not work in the team.
    """
    with write():
        if title is not None:
            lock(unit_id)
        task = task_of(unit_id, task_id, rev)
        made = put(task, changes)
        if {person for person, _before, after in made if after} - {one.id for one in division.members_of(unit_id)}:
            raise Refused("division_person")
        titles = renamed(task, title)
        if made or titles:
            task.rev += 1
            audit.record(CHANGED, KIND, unit_id, actor=me, detail=titles or None, task=task.id, changes=made)


def renamed(task: DivisionTask, title: str | None) -> dict[str, str]:
    """Give a task of the team's own other words, inside an open `write()`; those before and after, none when equal.

    A duty of a profile follows the profile. Raises `Refused` for no words, and for those of another task.
    """
    if title is None or task.document_id is not None or title == task.title:
        return {}
    if not title:
        raise Refused("division_no_title")
    _demand_new(task.unit_id, title, but=task.id)
    titles = {"before": task.title, "after": title}
    task.title = title
    return titles


def put(task: DivisionTask, changes: Changes) -> list[list[Any]]:
    """Write what differs, inside an open `write()`; [person, part before, part after] of each."""
    held = {one.person_id: one for one in db.session.scalars(select(DivisionShare).filter_by(task_id=task.id))}
    made: list[list[Any]] = []
    for person_id, part in sorted(changes.items()):
        row = held.get(person_id)
        if (row.part if row else None) is part:
            continue
        made.append([person_id, row.part if row else None, part])
        if row is None:
            db.session.add(DivisionShare(task_id=task.id, person_id=person_id, part=part))
        elif part is None:
            db.session.delete(row)
        else:
            row.part = part
    return made


def add(me: Me, unit_id: int, picked: Collection[str], title: str) -> list[int]:
    """Put duties of profiles, by the keys of their proposals, and a task in the team's own words below the others.

    What is in the table already, or in no profile of the team, is passed over. Raises `Refused` when nothing is left,
    and for own words that a task of the table has already, however they are spaced and capitalised.
    """
    with write() as session:
        lock(unit_id)
        last = session.scalar(select(func.max(DivisionTask.place)).where(DivisionTask.unit_id == unit_id)) or 0
        tasks = [
            DivisionTask(unit_id=unit_id, document_id=document_id, part_key=key)
            for document_id, key in offered(unit_id)
            if f"{document_id}-{key}" in set(picked)
        ]
        if title:
            _demand_new(unit_id, title)
            tasks.append(DivisionTask(unit_id=unit_id, title=title))
        if not tasks:
            raise Refused("division_there_already" if picked else "division_nothing", field="title")
        for place, task in enumerate(tasks, start=last + 1):
            task.place = place
        session.add_all(tasks)
        session.flush()
        ids = [task.id for task in tasks]
        audit.record(ADDED, KIND, unit_id, actor=me, tasks=ids)
    return ids


def _demand_new(unit_id: int, title: str, but: int | None = None) -> None:
    """Raise `Refused` when another task in the team's own words says the same; a second post of a form is caught so."""
    held = select(DivisionTask.id, DivisionTask.title).where(
        DivisionTask.unit_id == unit_id, DivisionTask.document_id.is_(None)
    )
    if any(task_id != but and _folded(words) == _folded(title) for task_id, words in db.session.execute(held)):
        raise Refused("division_there_already", field="title")


def _folded(words: str) -> str:
    return " ".join(words.split()).casefold()


def move(me: Me, unit_id: int, task_id: int, way: str) -> None:
    """One place `up` or `down`; nothing happens at the end of the table."""
    with write():
        lock(unit_id)
        if step(unit_id, task_id, STEPS[way]):
            audit.record(MOVED, KIND, unit_id, actor=me, task=task_id, way=way)


def step(unit_id: int, task_id: int, steps: int) -> bool:
    """Whether it could be moved, inside an open `write()`; places are counted anew."""
    tasks = in_order(unit_id)
    at = next((number for number, task in enumerate(tasks) if task.id == task_id), None)
    if at is None:
        raise TooLate("division_gone")
    if not 0 <= at + steps < len(tasks):
        return False
    tasks[at], tasks[at + steps] = tasks[at + steps], tasks[at]
    numbered(tasks)
    return True


def in_order(unit_id: int) -> list[DivisionTask]:
    """The tasks of a unit as the table shows them."""
    found = select(DivisionTask).where(DivisionTask.unit_id == unit_id)
    return list(db.session.scalars(found.order_by(DivisionTask.place, DivisionTask.id)))


def numbered(tasks: Sequence[DivisionTask]) -> None:
    """Give them their places, from 1."""
    for place, task in enumerate(tasks, start=1):
        task.place = place


def remove(me: Me, unit_id: int, task_id: int) -> None:
    """Take a task out of the table; `undo` puts it back with everybody's part in it."""
    with write():
        lock(unit_id)
        task = task_of(unit_id, task_id)
        shares = [[one.person_id, one.part] for one in db.session.scalars(
            select(DivisionShare).filter_by(task_id=task_id).order_by(DivisionShare.person_id)
        )]  # fmt: skip
        place = next(number for number, one in enumerate(in_order(unit_id)) if one.id == task_id)
        audit.record(
            REMOVED,
            KIND,
            unit_id,
            actor=me,
            detail={"title": task.title} if task.title else None,
            task=task.id,
            place=place,
            document=task.document_id,
            part=task.part_key,
            rev=task.rev,
            shares=shares,
        )
        discard([task_id])


def discard(ids: Collection[int]) -> None:
    """Delete tasks with everybody's part in them, inside an open `write()`."""
    db.session.execute(delete(DivisionShare).where(DivisionShare.task_id.in_(ids)))
    db.session.execute(delete(DivisionTask).where(DivisionTask.id.in_(ids)))
