"""The words of tasks that are duties of profiles, and which duties of a team's profiles are not in its table yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, or_, select

from portal.core import clock, i18n
from portal.core.db import db
from portal.documents import content
from portal.documents.models import Document, Snapshot
from portal.duties.models import DivisionTask
from portal.people.models import Position, Role, Unit, UnitPath
from portal.profiles import placeholders, terms
from portal.profiles.models import Profile

DUTY = "core_task"


@dataclass(frozen=True)
class Proposal:
    """A duty of a profile that is not in the table yet."""

    key: str
    text: str
    lang: str


@dataclass(frozen=True)
class Source:
    """A profile held in the team, with its duties by area."""

    document_id: int
    title: dict[str, str]
    areas: Sequence[tuple[str, str, Sequence[Proposal]]]

    @property
    def count(self) -> int:
        """How many duties it holds."""
        return sum(len(duties) for _area, _lang, duties in self.areas)


def _in_force(*more: Any) -> Any:
    return (
        select(Document.id, Document.locale, Document.archived_at, Snapshot.body, Snapshot.shape, *more)
        .join(Snapshot, (Snapshot.document_id == Document.id) & (Snapshot.number == Document.in_force))
    )  # fmt: skip


class Texts:
    """The words of the duties of profiles, as the version in force says them; of one that vanished as it was last."""

    def __init__(self, tasks: Sequence[DivisionTask]) -> None:
        asked = {task.document_id for task in tasks if task.document_id}
        self.bodies: dict[int, tuple[str, dict[str, Any]]] = {}
        self.last: dict[tuple[int, str], tuple[str, Any]] = {}
        self.bound: dict[int, dict[str, terms.Binding]] = {}
        if not asked:
            return
        for row in db.session.execute(_in_force().where(Document.id.in_(asked), Document.archived_at.is_(None))):
            self.bodies[row.id] = (row.locale, _by_key(row))
        lost = {
            (task.document_id, task.part_key) for task in tasks
            if task.document_id and task.part_key not in self.bodies.get(task.document_id, ("", {}))[1]
        }  # fmt: skip
        if lost:
            self._find_last(lost)
        self._bind(tasks)

    def _find_last(self, lost: set[tuple[int, str]]) -> None:
        earlier = (
            select(Document.id, Document.locale, Snapshot.body, Snapshot.shape)
            .join(Snapshot, Snapshot.document_id == Document.id)
            .where(Document.id.in_({one for one, _key in lost}), Snapshot.number <= Document.in_force)
            .order_by(Snapshot.number)
        )
        for row in db.session.execute(earlier):
            parts = _by_key(row)
            self.last |= {
                (row.id, key): (row.locale, parts[key])
                for document_id, key in lost if document_id == row.id and key in parts
            }  # fmt: skip

    def _bind(self, tasks: Sequence[DivisionTask]) -> None:
        """What [terms] stand for in the unit of each task; asks nothing where there are none."""
        found = [part for task in tasks if (part := self._part(task)[1])]
        if any("[" in text for part in found for text in part["text"].values()):
            self.bound = placeholders.bindings_of({task.unit_id for task in tasks})

    def _part(self, task: DivisionTask) -> tuple[str, Any, bool]:
        """(language of the profile, the part or None, whether the version in force has it)."""
        locale, parts = self.bodies.get(task.document_id or 0, ("", {}))
        if task.part_key in parts:
            return locale, parts[task.part_key], True
        return *self.last.get((task.document_id or 0, task.part_key), ("", None)), False

    def of(self, task: DivisionTask) -> tuple[str, str, bool]:
        """(text, its language or none for the team's own words, whether the profile no longer says it)."""
        if task.title:
            return task.title, "", False
        locale, part, there = self._part(task)
        text, lang = content.text_in(part, i18n.current(), locale) if part else ("", "")
        return terms.said(text, lang, self.bound.get(task.unit_id, {})), lang, not there


def _by_key(row: Any) -> dict[str, Any]:
    return {part["key"]: part for part in content.loads(row.body, row.shape)}


def sources(unit_id: int) -> list[Source]:
    """The profiles in force of the roles held in a unit, with the duties that are not in its table yet."""
    found = _left_out(unit_id)
    bound = placeholders.bindings_for([part for _row, duties in found for part in duties], unit_id)
    made = [Source(row.id, row.title, _areas(row, duties, bound)) for row, duties in found]
    return sorted(made, key=lambda one: (i18n.text_in(one.title), one.document_id))


def offered(unit_id: int) -> list[tuple[int, str]]:
    """Those duties as (document, key of the part), in reading order."""
    return [(row.id, part["key"]) for row, duties in _left_out(unit_id) for part in duties]


def _left_out(unit_id: int) -> list[tuple[Any, list[content.Part]]]:
    """Each profile that has any, with its duties that are not in the table."""
    day = clock.today()
    placed = select(DivisionTask.document_id, DivisionTask.part_key).where(DivisionTask.unit_id == unit_id)
    taken = {(document_id, key) for document_id, key in db.session.execute(placed)}
    holds = exists().where(
        Position.unit_id == unit_id, Position.role_id == Profile.role_id, Position.starts <= day, Position.ends >= day
    )
    rows = db.session.execute(
        _in_force(Role.title)
        .join(Profile, Profile.document_id == Document.id)
        .join(Role, Role.id == Profile.role_id)
        .where(holds, Document.archived_at.is_(None), _of_country(unit_id))
        .order_by(Role.id, Document.id)
    )
    made = []
    for row in rows:
        body = content.loads(row.body, row.shape)
        duties = [part for part in body if part["kind"] == DUTY and (row.id, part["key"]) not in taken]
        if duties:
            made.append((row, duties))
    return made


def _of_country(unit_id: int) -> Any:
    """A profile for another country than the unit's says nothing about its people."""
    country = (
        select(Unit.country)
        .join(UnitPath, UnitPath.over_id == Unit.id)
        .where(UnitPath.unit_id == unit_id, Unit.country.is_not(None))
        .order_by(UnitPath.steps)
        .limit(1)
        .scalar_subquery()
    )
    return or_(Profile.country.is_(None), country.is_(None), Profile.country == country)


def _areas(row: Any, duties: Sequence[content.Part], bound: terms.Bindings) -> list[tuple[str, str, list[Proposal]]]:
    """(title of the area, its language, its duties) in reading order."""
    parts, locale = _by_key(row), i18n.current()
    found: dict[str, list[Proposal]] = {}
    for part in duties:
        text, lang = content.text_in(part, locale, row.locale)
        words = terms.said(text, lang, bound)
        found.setdefault(part["in"], []).append(Proposal(f"{row.id}-{part['key']}", words, lang))
    return [
        (*content.text_in(parts[key], locale, row.locale), below) if key in parts else ("", "", below)
        for key, below in found.items()
    ]
