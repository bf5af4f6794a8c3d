"""The ratings of one side as they are handed in: each keeps its row, evidence of growth hangs on it."""

from __future__ import annotations

from sqlalchemy import delete, select

from portal.coaching.form_values import Ratings
from portal.coaching.models import GrowthEvidence, Rating, Side
from portal.core.db import db


def keep(ride_id: int, side: Side, told: Ratings) -> None:
    """Write what one side rated, in place of what it rated before, inside the open `write()`."""
    rows = {
        row.key: row
        for row in db.session.scalars(select(Rating).where(Rating.ride_along_id == ride_id, Rating.side == side))
    }
    gone = [row.id for key, row in rows.items() if key not in told]
    if gone:
        db.session.execute(delete(GrowthEvidence).where(GrowthEvidence.rating_id.in_(gone)))
        db.session.execute(delete(Rating).where(Rating.id.in_(gone)))
    for key, (score, saw) in told.items():
        row = rows.get(key)
        if row is None:
            db.session.add(Rating(ride_along_id=ride_id, side=side, key=key, score=score, observation=saw))
        else:
            row.score, row.observation = score, saw
    db.session.flush()
