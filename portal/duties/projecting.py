"""Duties out of published profiles: one row for each version that gives a duty a cadence, from the day it holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from portal.core import clock
from portal.core.db import db
from portal.documents import content
from portal.documents.models import Document, Kind, Publication, Snapshot
from portal.duties.models import Duty
from portal.people.models import FOREVER
from portal.profiles.models import Profile

A_DAY = timedelta(days=1)
TASKS = ("core_task", "sub_task")
Key = tuple[int, int, str]  # document, number of the snapshot, key of the part


@dataclass(frozen=True)
class Version:
    """A published version with the days on which it holds; one that never came to hold ends before it starts."""

    document_id: int
    number: int
    role_id: int
    starts: date
    ends: date
    body: str
    shape: int


def project(document_ids: Collection[int] | None = None) -> int:
    """Bring the duties of these profiles (of all) in step with their publications, inside an open `write()`.

    A version holds from its day, or from the day on which it was published where that is later, until the day before a
    later one holds or the profile is archived. Rows are never removed: obligations refer to them. Returns how many rows
    are new or changed. Safe to run twice.
    """
    wanted = {(row["document_id"], row["number"], row["part_key"]): row for row in _wanted(document_ids)}
    kept = select(Duty).execution_options(populate_existing=True)
    if document_ids is not None:
        kept = kept.where(Duty.document_id.in_(document_ids))
    held = {(duty.document_id, duty.number, duty.part_key): duty for duty in db.session.scalars(kept)}
    changes = [change for key, row in wanted.items() if (change := _change(held.get(key), row)) is not None]
    over = [
        {"id": duty.id, "role_id": duty.role_id, "starts": duty.starts, "ends": duty.starts - A_DAY}
        for key, duty in held.items()
        if key not in wanted and duty.ends >= duty.starts
    ]
    if changes + over:
        db.session.execute(update(Duty), changes + over)
    new = [row for key, row in wanted.items() if key not in held]
    if new:
        db.session.execute(insert(Duty), new)
    db.session.flush()
    return len(changes) + len(over) + len(new)


def _change(duty: Duty | None, row: dict[str, Any]) -> dict[str, Any] | None:
    if duty is None:
        return None
    is_over = duty.ends < clock.today() and row["ends"] == duty.ends
    role_id = duty.role_id if is_over else row["role_id"]  # what was, was of the role of then
    if (duty.role_id, duty.starts, duty.ends) == (role_id, row["starts"], row["ends"]):
        return None
    return {"id": duty.id, "role_id": role_id, "starts": row["starts"], "ends": row["ends"]}


def _wanted(document_ids: Collection[int] | None) -> list[dict[str, Any]]:
    return [row for version in _versions(document_ids) for row in _duties(version)]


def _duties(version: Version) -> list[dict[str, Any]]:
    """The duties of a version that say how often, for whom and what settles them."""
    body = content.loads(version.body, version.shape)
    return [
        {
            "document_id": version.document_id, "number": version.number, "part_key": part["key"],
            "role_id": version.role_id, "text": part["text"], "every": duty["every"], "per": duty["per"],
            "by": duty["by"], "starts": version.starts, "ends": version.ends,
        }
        for part in body
        if part["kind"] in TASKS and (duty := part["data"].get("duty", {})).get("every")
    ]  # fmt: skip


def _versions(document_ids: Collection[int] | None) -> list[Version]:
    query = (
        select(
            Publication.document_id, Publication.number, Publication.valid_from, Publication.published_at,
            Document.archived_at, Profile.role_id, Snapshot.body, Snapshot.shape,
        )
        .join(Document, Document.id == Publication.document_id)
        .join(Profile, Profile.document_id == Publication.document_id)
        .join(
            Snapshot,
            (Snapshot.document_id == Publication.document_id) & (Snapshot.number == Publication.number),
        )
        .where(Document.kind == Kind.PROFILE, Profile.role_id.is_not(None))
    )  # fmt: skip
    if document_ids is not None:
        query = query.where(Publication.document_id.in_(document_ids))
    by_document: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(query):
        by_document[row.document_id].append(row)
    return [version for rows in by_document.values() for version in _dated(rows)]


def _dated(rows: list[Any]) -> list[Version]:
    """The versions of one profile: the newest one that has come holds, as in `documents.publishing.put_in_force`."""
    found, later = [], FOREVER
    for row in sorted(rows, key=lambda one: one.number, reverse=True):
        starts = max(row.valid_from, _day(row.published_at))
        ends = later if later == FOREVER else later - A_DAY
        if row.archived_at is not None:
            ends = min(ends, _day(row.archived_at) - A_DAY)
        ends = max(ends, starts - A_DAY)
        found.append(Version(row.document_id, row.number, row.role_id, starts, ends, row.body, row.shape))
        later = min(later, starts)
    return found


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.zone()).date()
