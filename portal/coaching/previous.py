"""What a new ride-along opens with: the last promise, and what to look at this time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.coaching import policy
from portal.coaching.criteria import Criteria
from portal.coaching.form_values import ALSO
from portal.coaching.models import Rating, RideAlong, Side
from portal.core.db import db
from portal.people.me import Me

LATELY = 150  # ratings looked back on


@dataclass(frozen=True)
class Previous:
    """The ride-along whose commitment is looked at first."""

    id: int
    day: date
    commitment: str
    commitment_on: date | None
    focus: str
    next_on: date | None


def of(me: Me, seller_id: int, ride_id: int | None = None) -> Previous | None:
    """The seller's last one whose result this person reads (or that one); None for a first time."""
    asked = (
        select(
            RideAlong.id, RideAlong.day, RideAlong.commitment, RideAlong.commitment_on, RideAlong.focus,
            RideAlong.next_on,
        )
        .where(RideAlong.seller_id == seller_id, RideAlong.commitment != "", policy.content(me))
        .order_by(RideAlong.day.desc(), RideAlong.id.desc())
        .limit(1)
    )
    row = db.session.execute(asked.where(RideAlong.id == ride_id) if ride_id else asked).one_or_none()
    return Previous(*row) if row else None


def kept_by(ride_id: int | None) -> Previous | None:
    """The one that a ride-along under way opened with."""
    if ride_id is None:
        return None
    row = db.session.execute(
        select(
            RideAlong.id, RideAlong.day, RideAlong.commitment, RideAlong.commitment_on, RideAlong.focus,
            RideAlong.next_on,
        ).where(RideAlong.id == ride_id)
    ).one_or_none()
    return Previous(*row) if row else None


def suggested(me: Me, seller_id: int, last: Previous | None, criteria: Criteria) -> tuple[str, list[str]]:
    """The focus and at most five more, by key: the focus of the last commitment, and what was seen least lately.

    Of each criterion its latest score counts. Nothing for a first time: then the coach chooses out of all of them.
    """
    if last is None:
        return "", []
    keys = [criterion.key for criterion in criteria]
    rows = db.session.execute(
        select(Rating.key, Rating.score)
        .join(RideAlong, RideAlong.id == Rating.ride_along_id)
        .where(
            RideAlong.seller_id == seller_id, Rating.side == Side.COACH, Rating.score.is_not(None), policy.content(me)
        )
        .order_by(RideAlong.day.desc(), RideAlong.id.desc())
        .limit(LATELY)
    )
    latest: dict[str, int] = {}
    for key, score in rows:
        latest.setdefault(key, score)
    lowest = sorted((score, keys.index(key), key) for key, score in latest.items() if key in keys)
    focus = last.focus if last.focus in keys else (lowest[0][2] if lowest else "")
    return focus, [key for _score, _place, key in lowest if key != focus][:ALSO]
