"""What a new ride-along opens with: the last promise, and what to look at this time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, case, select

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
    """The seller's last one whose commitment this person may know (or that one); None for a first time."""
    found = asking(me, seller_id)
    return answered(db.session.execute(found.where(RideAlong.id == ride_id) if ride_id else found))


def asking(me: Me, seller_id: int) -> Select[Any]:
    """The question behind `of`, to ask beside others; `answered` reads its row."""
    theirs = _shown(me).where(RideAlong.seller_id == seller_id, RideAlong.commitment != "", policy.promised(me))
    return theirs.order_by(RideAlong.day.desc(), RideAlong.id.desc()).limit(1)


def kept_by(me: Me, ride_id: int | None) -> Select[Any]:
    """The question for the one that a ride-along under way opened with."""
    return _shown(me).where(RideAlong.id == ride_id)


def _shown(me: Me) -> Select[Any]:
    """A manager who does not read it has the commitment and its days: no focus, no day meant for the next one."""
    reads = policy.content(me)
    return select(
        RideAlong.id, RideAlong.day, RideAlong.commitment, RideAlong.commitment_on,
        case((reads, RideAlong.focus), else_="").label("focus"),
        case((reads, RideAlong.next_on), else_=None).label("next_on"),
    )


def answered(rows: Iterable[Any]) -> Previous | None:
    """The one that was asked for; None when there is none."""
    return next((Previous(*row) for row in rows), None)


def scores(me: Me, seller_id: int) -> Select[Any]:
    """The question for what the seller scored lately, the latest first, as far as this person reads it."""
    return (
        select(Rating.key, Rating.score)
        .join(RideAlong, RideAlong.id == Rating.ride_along_id)
        .where(
            RideAlong.seller_id == seller_id, Rating.side == Side.COACH, Rating.score.is_not(None), policy.content(me)
        )
        .order_by(RideAlong.day.desc(), RideAlong.id.desc())
        .limit(LATELY)
    )


def suggested(
    scored: Iterable[tuple[str, int]], last: Previous | None, criteria: Criteria
) -> tuple[str, list[str]]:
    """The focus and at most five more, by key: the focus of the last commitment, and what was seen least lately.

    Of each criterion its latest score counts (rows of `scores`). Nothing for a first time: then the coach chooses out
    of all of them.
    """
    if last is None:
        return "", []
    keys = [criterion.key for criterion in criteria]
    latest: dict[str, int] = {}
    for key, score in scored:
        latest.setdefault(key, score)
    lowest = sorted((score, keys.index(key), key) for key, score in latest.items() if key in keys)
    focus = last.focus if last.focus in keys else (lowest[0][2] if lowest else "")
    return focus, [key for _score, _place, key in lowest if key != focus][:ALSO]
