"""Ride-alongs as records about a person: whom one is about, until when it is kept, how it goes, what is exported."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, delete, func, or_, select, update

from portal.coaching import history, result, signing
from portal.coaching.models import (
    CoachingShare,
    GrowthEvidence,
    Rating,
    Reopening,
    RideAlong,
    RideAlongForm,
    RideAlongState,
    RideAlongVisit,
    Side,
    SignedForm,
)
from portal.coaching.policy import KIND
from portal.core import receipts
from portal.core.db import db
from portal.core.policy import N_
from portal.people.models import Position
from portal.privacy.kinds import RecordAbout, also, record_kind
from portal.privacy.own_data import rows_of, source

MONTHS, MONTHS_AFTER_LEAVING = 36, 24


def left_before(person_id: Any, day: date) -> Any:
    """The last position of the person of this column ended before a day."""
    last = select(func.max(Position.ends)).where(Position.person_id == person_id).scalar_subquery()
    return last < day


def _about(ride_id: int) -> RecordAbout | None:
    found = select(RideAlong.seller_id, RideAlong.country, RideAlong.day).where(RideAlong.id == ride_id)
    row = db.session.execute(found).one_or_none()
    return RecordAbout(*row) if row else None


def _due(country: str, before: date, left: date | None) -> Select[tuple[int]]:
    over = [RideAlong.day < before]
    if left is not None:
        over.append(left_before(RideAlong.seller_id, left))
    return select(RideAlong.id).where(RideAlong.country == country, or_(*over)).order_by(RideAlong.id)


def _answerers(ride_id: int) -> tuple[int, ...]:
    coach_id = db.session.scalar(select(RideAlong.coach_id).where(RideAlong.id == ride_id))
    return (coach_id,) if coach_id else ()


def erase(ride_ids: Sequence[int]) -> None:
    """Delete ride-alongs and all that hangs on them, inside an open `write()`; the next lose the promise of before."""
    ids = list(ride_ids)
    receipts.forget(select(RideAlong.uid).where(RideAlong.id.in_(ids)))
    rated = select(Rating.id).where(Rating.ride_along_id.in_(ids))
    db.session.execute(delete(GrowthEvidence).where(GrowthEvidence.rating_id.in_(rated)))
    for model in (Rating, RideAlongVisit, RideAlongForm):
        db.session.execute(delete(model).where(model.ride_along_id.in_(ids)))
    for model in (SignedForm, Reopening):
        db.session.execute(delete(model).where(model.kind == KIND, model.subject_id.in_(ids)))
    db.session.execute(update(RideAlong).where(RideAlong.previous_id.in_(ids)).values(previous_id=None))
    db.session.execute(delete(RideAlong).where(RideAlong.id.in_(ids)))


def _days(ids: Collection[int]) -> dict[int, date]:
    return dict(db.session.execute(select(RideAlong.id, RideAlong.day).where(RideAlong.id.in_(ids))).all())


record_kind(
    KIND, N_("Coaching reports"), link=history.link, about=_about, due=_due, erase=erase, months=MONTHS,
    months_after_leaving=MONTHS_AFTER_LEAVING, answerers=_answerers, days=_days, figures=("ride_along_coverage",),
)


def let_go_of_visits(visit_ids: Sequence[int]) -> None:
    """A ride-along keeps what it says of a visit when the contact itself is erased."""
    of_these = RideAlongVisit.visit_id.in_(visit_ids)
    db.session.execute(update(RideAlongVisit).where(of_these).values(visit_id=None))


also("visit", let_go_of_visits)


def about_me(person_id: int) -> list[dict[str, Any]]:
    """Every ride-along about a person as the person may read it today, with each signing; no drafts of the coach."""
    found = db.session.execute(
        select(RideAlong.id, RideAlong.state, RideAlong.skipped_at, RideAlongForm.sent_at)
        .outerjoin(RideAlongForm, (RideAlongForm.ride_along_id == RideAlong.id) & (RideAlongForm.side == Side.SELLER))
        .where(RideAlong.seller_id == person_id)
        .order_by(RideAlong.day, RideAlong.id)
    ).all()
    told = []
    for row in found:
        body = result.body_of(row.id)
        if row.state is RideAlongState.OPEN or not (row.skipped_at or row.sent_at):
            body = result.without(body, Side.COACH)
        signings = [
            {"signed_at": form.signed_at.isoformat(), "remark": form.remark, "sha256": form.digest, "form": form.body}
            for form in signing.signed(KIND, row.id)
        ]
        told.append({"now": body, "state": row.state.value, "signed": signings})
    return told


def by_me(person_id: int) -> list[dict[str, Any]]:
    """When this person coached; what was written about others belongs to them."""
    found = select(RideAlong.day, RideAlong.kind, RideAlong.state).where(RideAlong.coach_id == person_id)
    return [
        {"day": row.day.isoformat(), "kind": row.kind.value, "state": row.state.value}
        for row in db.session.execute(found.order_by(RideAlong.day))
    ]


source("ride_alongs", N_("Ride-alongs about me"), about_me)
source("ride_alongs_coached", N_("Ride-alongs in which I coached"), by_me)
source(
    "coaching_shared", N_("When you shared your coaching"),
    lambda person_id: rows_of(CoachingShare, CoachingShare.seller_id, person_id, leave_out=("id",)),
)
