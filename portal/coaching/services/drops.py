"""A ride-along that was begun by mistake goes again, whole, while nobody has handed anything in."""

from __future__ import annotations

import uuid

from sqlalchemy import exists, select

from portal.coaching import effects, policy, privacy
from portal.coaching.models import RideAlong, RideAlongForm, RideAlongState, Side
from portal.core import audit, receipts
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.people.me import Me
from portal.privacy import retention

DROPPED = "ride_along_dropped"  # of the note that a ride-along is gone, for a device that still holds its form


def drop(actor: Me, uid: str) -> None:
    """Delete it with its drafts and notices; a seller who had begun an own rating is told.

    Raises `TooLate` once it is gone, completed, or rated by the seller; `Refused("on_hold")` while nothing about one of
    the two may be deleted.
    """
    with write():
        ride = _held(uid)
        if retention.held_people() & {ride.seller_id, ride.coach_id}:
            raise Refused("on_hold")
        own = db.session.get(RideAlongForm, (ride.id, Side.SELLER))
        if ride.state is not RideAlongState.OPEN or (own and own.sent_at):
            raise TooLate("handed_in")
        had_begun = own is not None and own.by_id == ride.seller_id
        both = (ride.coach_id, ride.seller_id)
        audit.record("ride_along_dropped", policy.KIND, ride.id, actor=actor, date=str(ride.day))
        db.session.flush()
        retention.forget(policy.KIND, [ride.id])
        if had_begun:
            effects.dropped(ride, actor)
        privacy.erase([ride.id])
        for person_id in both:  # kept as long as a draft is sent again
            receipts.give(str(uuid.uuid4()), person_id, DROPPED, uid, {"state": "draft"})


def was_dropped(actor: Me, uid: str) -> bool:
    """Whether a ride-along of this person with this uid was removed lately."""
    note = exists().where(
        receipts.Receipt.subject == uid, receipts.Receipt.kind == DROPPED, receipts.Receipt.person_id == actor.id
    )
    return bool(db.session.scalar(select(note)))


def _held(uid: str) -> RideAlong:
    held = select(RideAlong).where(RideAlong.uid == uid).with_for_update().execution_options(populate_existing=True)
    if (ride := db.session.scalars(held).one_or_none()) is None:
        raise TooLate("dropped")
    return ride
