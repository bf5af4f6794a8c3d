"""What the seller does with a completed ride-along (read it unrated, sign it as seen), and opening it again.

Seen is not agreed. The remark is the seller's own: nobody edits it, and it travels with the form.
"""

from __future__ import annotations

from sqlalchemy import exists, select

from portal.coaching import result, signing
from portal.coaching.models import RideAlong, RideAlongForm, RideAlongState, Side
from portal.coaching.policy import KIND
from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.core.notices import Urgency, notify, settle
from portal.people.me import Me

LONGEST = 4_000  # characters of a remark or a reason


def skip(ride_id: int, actor: Me) -> None:
    """The seller reads the result without an own rating; `TooLate` when it is not completed."""
    with write():
        ride = _held(ride_id)
        if ride.state is RideAlongState.OPEN:
            raise TooLate("not_completed")
        if ride.skipped_at is None and not _is_rated(ride_id):
            ride.skipped_at = clock.now()
            audit.record("ride_along_skipped", KIND, ride_id, actor=actor, date=str(ride.day))


def sign(ride_id: int, actor: Me, base: int, remark: str = "") -> None:
    """Sign it as seen, as it was at revision `base`: what the page showed is frozen with its figures.

    Raises `TooLate` when it was signed or changed meanwhile, `Refused` before both ratings are open.
    """
    words = remark.strip()
    if len(words) > LONGEST:
        raise Refused("remark_too_long", field="remark")
    with write():
        ride = _held(ride_id)
        if ride.state is RideAlongState.OPEN:
            raise TooLate("not_completed")
        if ride.state is RideAlongState.SIGNED:
            raise TooLate("signed_already")
        if ride.rev != base:
            raise TooLate("changed_meanwhile")
        if ride.skipped_at is None and not _is_rated(ride_id):
            raise Refused("rate_first")
        body = result.with_figures(result.body_of(ride_id), ride.seller_id)
        signing.sign(KIND, ride_id, ride.seller_id, body, words)
        ride.state = RideAlongState.SIGNED
        settle(actor.id, KIND, ride_id)
        code = "ride_along_signed_with_remark" if words else "ride_along_signed"
        audit.record(code, KIND, ride_id, actor=actor, date=str(ride.day))
        notify(
            [ride.coach_id], code, KIND, ride_id, urgency=Urgency.DECISION if words else Urgency.NEWS, quote=words,
            actor=actor.name, due=str(ride.day),
        )


def reopen(ride_id: int, actor: Me, base: int, reason: str) -> None:
    """Open a signed one again: the coach may put it right, and the seller signs anew. What was signed stays.

    Raises `Refused` without a reason, `TooLate` when it is not signed or was changed meanwhile.
    """
    words = reason.strip()
    if not words or len(words) > LONGEST:
        raise Refused("no_reason", field="reason")
    with write():
        ride = _held(ride_id)
        if ride.state is not RideAlongState.SIGNED or ride.rev != base:
            raise TooLate("changed_meanwhile")
        ride.state = RideAlongState.COMPLETED
        ride.rev += 1
        signing.reopen(KIND, ride_id, actor.id, words)
        audit.record("ride_along_reopened", KIND, ride_id, actor=actor, date=str(ride.day), detail={"reason": words})
        notify(
            [ride.seller_id], "ride_along_reopened", KIND, ride_id, urgency=Urgency.DECISION, quote=words,
            actor=actor.name, due=str(ride.day),
        )


def _held(ride_id: int) -> RideAlong:
    return db.session.get_one(RideAlong, ride_id, with_for_update=True, populate_existing=True)


def _is_rated(ride_id: int) -> bool:
    handed_in = exists().where(
        RideAlongForm.ride_along_id == ride_id, RideAlongForm.side == Side.SELLER, RideAlongForm.sent_at.is_not(None)
    )
    return bool(db.session.scalar(select(handed_in)))
