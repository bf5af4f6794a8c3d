"""Putting observations beside what the next level asks, and taking them away."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from portal.coaching import criteria_words as _words  # noqa: F401 - registers the sentences of the history
from portal.coaching import growth
from portal.coaching.models import GrowthEvidence, Rating, RideAlong
from portal.coaching.policy import KIND
from portal.core import audit, clock
from portal.core.db import write
from portal.core.errors import Refused, TooLate
from portal.people.me import Me


def attach(me: Me, person_id: int, part_key: str, rating_ids: Collection[int]) -> int:
    """Put observations beside a cell of the person's next level; how many are new.

    Raises `TooLate` when the next level no longer asks this, `Refused` for an observation that one may not read.
    """
    with write() as session:
        asked = growth.asked_of(person_id)
        if asked.cell(part_key) is None:
            raise TooLate("growth_cell")
        there = set(
            session.scalars(
                select(GrowthEvidence.rating_id).where(
                    GrowthEvidence.person_id == person_id, GrowthEvidence.level_id == asked.next_id,
                    GrowthEvidence.part_key == part_key,
                )
            )
        )
        wanted = sorted(set(rating_ids) - there)
        for rating_id in wanted:
            row = growth.readable_rating(me, person_id, rating_id)
            if row is None:
                raise Refused("growth_unread")
            session.add(
                GrowthEvidence(
                    person_id=person_id, role_id=asked.role_id, level_id=asked.next_id, part_key=part_key,
                    rating_id=rating_id, added_by_id=me.id, added_at=clock.now(),
                )
            )
            audit.record("growth_added", KIND, row.Rating.ride_along_id, actor=me, date=row.day.isoformat())
        return len(wanted)


def detach(me: Me, person_id: int, evidence_id: int) -> None:
    """Take one away; nothing happens when it is gone. Raises `Refused` for one that one may not read."""
    with write() as session:
        found = session.execute(
            select(GrowthEvidence, Rating.ride_along_id, RideAlong.day)
            .join(Rating, Rating.id == GrowthEvidence.rating_id)
            .join(RideAlong, RideAlong.id == Rating.ride_along_id)
            .where(GrowthEvidence.id == evidence_id, GrowthEvidence.person_id == person_id)
        ).one_or_none()
        if found is None:
            return
        evidence, ride_id, day = found
        if growth.readable_rating(me, person_id, evidence.rating_id) is None:
            raise Refused("growth_unread")
        session.delete(evidence)
        audit.record("growth_removed", KIND, ride_id, actor=me, date=day.isoformat())
