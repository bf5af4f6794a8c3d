"""Writes of the two forms of a ride-along: a draft, handing it in, putting it right; sent by a page or by a device.

Blind: neither side learns from here what the other wrote. A sending is stored once, by its idempotency key; one
transaction holds the ride-along, which may be born with it, the form, its ratings, the notices and the receipt.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import abort
from flask_babel import gettext as _
from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError

from portal.coaching import beginning, calendar, criteria, effects, form_page, form_values, policy
from portal.coaching.form_values import Keys, Told, VisitRow
from portal.coaching.models import RideAlong, RideAlongForm, RideAlongState, RideAlongVisit, Side
from portal.coaching.services import births, drops, ratings
from portal.coaching.services.births import Born
from portal.core import audit, clock, receipts, sending
from portal.core.db import db, write
from portal.core.errors import Refused, Stale
from portal.core.flat import Flat, day_in
from portal.core.sending import Invalid
from portal.people.me import Me
from portal.privacy import agreements
from portal.privacy.models import Covers

KINDS = {Side.COACH: "ride_along", Side.SELLER: "ride_along_self"}  # of receipts, and of the outbox of a device
DRAFT, SENT = "draft", "sent"


@dataclass(frozen=True)
class Sending:
    """One sending of a form: the flat `values`, the revision it started from, and whether it is finished."""

    values: Flat
    base: int
    finished: bool
    written_at: datetime | None = None
    born: Born | None = None
    key: str = ""


def receive(uid: str, side: Side, actor: Me, sent: Sending) -> dict[str, Any]:
    """Store a sending, once; gives {"receipt", "rev", "state", "at"}, the same again for the same key.

    Raises `Invalid`, `Stale` (`now` holds the flat values of today), `Refused`, `KeyTaken`; 404 for a ride-along that
    this person knows nothing of and that is not born here. Two at once: one is stored, the other sees it.
    """
    try:
        return _once(uid, side, actor, sent)
    except IntegrityError:  # the same at the same moment: it is there now
        return _once(uid, side, actor, sent)


def _once(uid: str, side: Side, actor: Me, sent: Sending) -> dict[str, Any]:
    with write():
        ride = _ride(uid, actor, sent)
        if actor.id not in {ride.coach_id, ride.seller_id} or (side is Side.COACH and actor.id != ride.coach_id):
            policy.find(actor, uid)
            raise Refused("other_person")
        if known := sending.earlier(sent.key, actor.id, KINDS[side], uid):
            return known
        form = db.session.get(RideAlongForm, (ride.id, side), with_for_update=True, populate_existing=True)
        _may_still(ride, form, side, actor, sent)
        if (form.rev if form else 0) != sent.base:
            now = dict.fromkeys(sent.values, "") | form_page.stored(ride, form, side)  # what was cleared is told too
            raise Stale(form.rev if form else 0, now)
        form = _begin(ride, form, side, actor)
        state = _hand_in(ride, form, sent, actor) if sent.finished else _keep(ride, form, sent, actor)
        form.written_at = sending.written(sent.written_at, min(ride.day, clock.today()))
        form.changed_at = clock.now()
        if sent.finished or form.sent_at is None:  # a draft does not make somebody else's rating one's own
            form.by_id = actor.id
        db.session.flush()
        answer = {"rev": form.rev, "state": state, "at": clock.now().isoformat()}
        return receipts.give(sent.key or str(uuid.uuid4()), actor.id, KINDS[side], uid, answer)


def _ride(uid: str, actor: Me, sent: Sending) -> RideAlong:
    held = select(RideAlong).where(RideAlong.uid == uid).with_for_update().execution_options(populate_existing=True)
    if (ride := db.session.scalars(held).one_or_none()) is not None:
        return ride
    if drops.was_dropped(actor, uid):
        raise Refused("dropped")
    if sent.born is None or sent.base:  # what has a revision was here once: it is gone
        abort(404)
    return births.bear(uid, actor, sent.born)


def _may_still(ride: RideAlong, form: RideAlongForm | None, side: Side, actor: Me, sent: Sending) -> None:
    """Raises `Refused` for a form that is no longer changed, or not by this person."""
    completed = ride.state is RideAlongState.COMPLETED
    if ride.state is RideAlongState.SIGNED:
        raise Refused("signed_already")
    if not completed and not agreements.in_force(ride.country, Covers.COACHING):
        raise Refused("not_agreed")
    if side is Side.COACH:
        if completed and not beginning.may_coach(actor, ride.seller_id):
            raise Refused("not_coachable")
    elif actor.id == ride.coach_id:
        _passed_still(ride, form, actor, sent)
    elif completed and (ride.skipped_at or (form and form.sent_at and form.by_id == actor.id)):
        raise Refused("revealed_already")


def _passed_still(ride: RideAlong, form: RideAlongForm | None, actor: Me, sent: Sending) -> None:
    """The seller's rating on the tablet of the coach: while the ride-along is open, or handed in there before it was
    completed and sent later. Raises `Refused`.
    """
    if form is not None and form.by_id != actor.id:  # nothing of what the seller wrote goes to the coach
        raise Refused("rates_apart")
    if form is not None and form.sent_at:
        raise Refused("rated_already")
    if ride.completed_at is None:
        return
    at = sent.written_at
    in_time = at is not None and (at < ride.completed_at or at > clock.now())  # its clock ran ahead and was put right
    if ride.skipped_at or not (sent.finished and in_time):
        raise Refused("passed_too_late")


def _begin(ride: RideAlong, form: RideAlongForm | None, side: Side, actor: Me) -> RideAlongForm:
    if form is None:
        form = RideAlongForm(ride_along_id=ride.id, side=side, by_id=actor.id, changed_at=clock.now(), rev=1)
        db.session.add(form)
    else:
        form.rev += 1
    return form


def _keep(ride: RideAlong, form: RideAlongForm, sent: Sending, actor: Me) -> str:
    """A draft: only its writer sees it."""
    if wrong := form_values.FIELDS.too_long(sent.values):
        raise Invalid(wrong)
    form.draft = dict(sent.values)
    if form.side is Side.COACH and ride.state is RideAlongState.OPEN:
        day = day_in(sent.values, "day")
        near = day and clock.today() - form_values.BACK <= day <= clock.today() + form_values.PREPARED
        if near and _might_coach(ride, actor, day):
            ride.day = day
        ride.kind = form_values.kind_in(sent.values)
    return DRAFT


def _hand_in(ride: RideAlong, form: RideAlongForm, sent: Sending, actor: Me) -> str:
    keys, moment = frozenset(criterion.key for criterion in criteria.read(ride.version_id)), clock.now()
    if form.side is Side.COACH:
        _complete(ride, sent.values, keys, actor, moment)
    else:
        _rate(ride, form, sent.values, keys, actor)
    form.draft, form.sent, form.sent_at, form.sent_rev = None, dict(sent.values), moment, form.rev
    return SENT


def _complete(ride: RideAlong, values: Flat, keys: Keys, actor: Me, moment: datetime) -> None:
    told = form_values.read(values, ride.day, keys)
    if told.day and not _might_coach(ride, actor, told.day):
        told.errors["day"] = _("You cannot coach this person on that day.")
    rows = _named(ride, told, actor)
    if told.errors:
        raise Invalid(told.errors)
    before = form_page.texts(ride)
    for name in ("day", "kind", "focus", "keep", "change", "commitment", "commitment_on", "support", "next_on"):
        setattr(ride, name, getattr(told, name))
    ride.promise_kept, ride.promise_note = told.promise, told.promise_note
    _visits(ride, rows)
    ratings.keep(ride.id, Side.COACH, told.ratings)
    if ride.state is RideAlongState.OPEN:
        ride.state, ride.completed_at = RideAlongState.COMPLETED, moment
        audit.record("ride_along_completed", policy.KIND, ride.id, actor=actor, date=str(ride.day))
        effects.completed(ride, actor, is_rated=_is_rated(ride))
    else:
        ride.rev += 1
        audit.record("ride_along_changed", policy.KIND, ride.id, actor=actor, date=str(ride.day), detail=before)
        effects.changed(ride, actor)


def _might_coach(ride: RideAlong, actor: Me, day: date) -> bool:
    """Another day is one on which this person might coach the seller."""
    return day == ride.day or beginning.may_coach(actor, ride.seller_id, day)


def _named(ride: RideAlong, told: Told, actor: Me) -> list[tuple[VisitRow, str]]:
    """The visits with their customers; one that the coach does not see, or not the seller's, is said at its field."""
    kept = select(RideAlongVisit.visit_id, RideAlongVisit.customer).where(RideAlongVisit.ride_along_id == ride.id)
    names = dict(db.session.execute(kept.where(RideAlongVisit.visit_id.is_not(None))).all())
    asked = [row.visit_id for row in told.visits if row.visit_id and row.visit_id not in names]
    names |= calendar.customers_of(actor, ride.seller_id, asked)
    for row in told.visits:
        if row.visit_id and row.visit_id not in names:
            told.errors[row.name] = _("Choose one of the seller's visits.")
    return [(row, names.get(row.visit_id, row.customer)) for row in told.visits]


def _visits(ride: RideAlong, rows: list[tuple[VisitRow, str]]) -> None:
    db.session.execute(delete(RideAlongVisit).where(RideAlongVisit.ride_along_id == ride.id))
    db.session.add_all(
        RideAlongVisit(
            ride_along_id=ride.id, no=no, visit_id=row.visit_id, customer=customer, purpose=row.purpose,
            occasion=row.occasion, role=row.role, result=row.result,
        )
        for no, (row, customer) in enumerate(rows, start=1)
    )
    db.session.flush()


def _is_rated(ride: RideAlong) -> bool:
    handed_in = exists().where(
        RideAlongForm.ride_along_id == ride.id, RideAlongForm.side == Side.SELLER, RideAlongForm.sent_at.is_not(None)
    )
    return bool(db.session.scalar(select(handed_in)))


def _rate(ride: RideAlong, form: RideAlongForm, values: Flat, keys: Keys, actor: Me) -> None:
    told = form_values.read_own(values, keys)
    if told.errors:
        raise Invalid(told.errors)
    ratings.keep(ride.id, Side.SELLER, told.ratings)
    here = actor.id == ride.coach_id
    ride.rev += 1
    audit.record(
        "ride_along_rated_here" if here else "ride_along_rated", policy.KIND, ride.id, actor=actor, date=str(ride.day)
    )
    if form.sent_at is None or form.by_id != actor.id:
        effects.rated(ride, actor)
