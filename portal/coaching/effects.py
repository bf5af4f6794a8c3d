"""What a form that is handed in means for the others: notices, each in its reader's language."""

from __future__ import annotations

from sqlalchemy import select

from portal.coaching.models import RideAlong, RideAlongState
from portal.coaching.policy import KIND
from portal.core.db import db, write
from portal.core.notices import Notice, Urgency, notify, settle
from portal.customers.relations import running
from portal.people.me import Me
from portal.people.models import Line, Person, Via


def completed(ride: RideAlong, actor: Me, *, is_rated: bool) -> None:
    """The seller hears at once: to read and sign, or to rate first. A manager hears that somebody else coached."""
    facts = {"actor": actor.name, "due": str(ride.day)}
    settle(actor.id, KIND, ride.id)
    code = "ride_along_completed" if is_rated else "ride_along_rate_first"
    notify([ride.seller_id], code, KIND, ride.id, urgency=Urgency.DECISION, **facts)
    managers = db.session.scalars(
        select(Line.over_id).where(
            Line.person_id == ride.seller_id, Line.via == Via.LEAD, Line.steps == 1, *running(Line)
        )
    )
    name = db.session.scalar(select(Person.name).where(Person.id == ride.seller_id))
    notify(managers, "ride_along_by_colleague", KIND, ride.id, but=actor.id, seller=name, **facts)


def changed(ride: RideAlong, actor: Me) -> None:
    """The coach put it right after completing it."""
    notify([ride.seller_id], "ride_along_changed", KIND, ride.id, actor=actor.name, due=str(ride.day))


def rated(ride: RideAlong, actor: Me) -> None:
    """The seller handed in an own rating; of one that came by the coach's tablet the seller is told."""
    settle(ride.seller_id, KIND, ride.id)
    code = "ride_along_rated" if ride.state is RideAlongState.OPEN else "ride_along_rated_after"
    notify([ride.coach_id], code, KIND, ride.id, but=actor.id, actor=actor.name, due=str(ride.day))
    if actor.id != ride.coach_id:
        return
    facts = {"actor": actor.name, "due": str(ride.day)}
    notify([ride.seller_id], "ride_along_rated_here", KIND, ride.id, **facts)
    if ride.state is not RideAlongState.OPEN:  # what was asked of the seller before was settled by the rating
        notify([ride.seller_id], "ride_along_completed", KIND, ride.id, urgency=Urgency.DECISION, **facts)


def dropped(ride: RideAlong, actor: Me) -> None:
    """The seller had begun an own rating: it is gone."""
    notify([ride.seller_id], "ride_along_dropped", KIND, ride.id, actor=actor.name, due=str(ride.day))


def read(me: Me, ride_id: int) -> None:
    """The coach reads what the seller remarked: it waits no longer. A `write()` of its own, only when it did."""
    told = select(Notice.id).where(
        Notice.person_id == me.id, Notice.kind == KIND, Notice.subject_id == ride_id, Notice.read_at.is_(None)
    )
    if db.session.scalar(told.limit(1)) is not None:
        with write():
            settle(me.id, KIND, ride_id)
