"""Coaching as tests need it: the default criteria in force in both countries, ride-alongs at every stage."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.coaching.models import Instrument, RideAlong, RideAlongKind, RideAlongState, Side
from portal.coaching.services import criteria as sets
from portal.coaching.services import forms, sign
from portal.coaching.services.births import Born
from portal.coaching.services.forms import Sending
from portal.core import clock
from portal.core.db import db, write
from portal.core.flat import Flat
from portal.people import line
from portal.people.me import load
from portal.people.models import Position, RoleLevel
from tests.cast import LONG_AGO, Cast

THEN = datetime(LONG_AGO.year, LONG_AGO.month, LONG_AGO.day, 12, tzinfo=UTC)


def criteria() -> dict[Instrument, int]:
    """Put both default sets in force for the Netherlands and Norway since long ago; the ids of the sets."""
    with clock.at(THEN):
        return {instrument: _in_force(instrument) for instrument in Instrument}


def _in_force(instrument: Instrument) -> int:
    set_id = sets.lay_default(instrument, None)
    for country, party in (("NL", "OR Noordvang"), ("NO", "Tillitsvalgte")):
        sets.agree(None, set_id, country, LONG_AGO, party, "2020-01")
    sets.put_in_force(None, set_id, LONG_AGO, 1)
    return set_id


SEEN: Flat = {"score-C3=2": "on", "saw-C3": "Onderbrak twee keer.", "score-C1=4": "on", "score-C2=none": "on"}
OWN: Flat = {"score-C3=5": "on", "saw-C3": "Ik vatte samen.", "own": "De opening ging goed."}


def told(day: date | None = None, **more: str) -> Flat:
    """What a coach says of a whole ride-along; `more` instead of it, by the name of the field."""
    on = (day or clock.today()) + timedelta(days=14)
    said = {"focus=C3": "on", "also=C1": "on", "also=C2": "on", **SEEN, "keep": "De rust aan tafel.",
            "change": "Eerst samenvatten.", "commitment": "Vat elk gesprek samen.", "commitment_on": on.isoformat()}
    return said | more


def ride_along(
    seller_id: int, coach_id: int, *, day: date | None = None, state: RideAlongState = RideAlongState.COMPLETED,
    rated: bool = True, kind: RideAlongKind = RideAlongKind.RIDE_ALONG, remark: str = "", values: Flat | None = None,
    own: Flat | None = None,
) -> RideAlong:
    """A ride-along as its forms make it: begun, completed or signed; with the seller's own rating or skipped."""
    uid, on = str(uuid.uuid4()), day or clock.today()
    born, coach, seller = Born(seller_id, kind, on), load(coach_id), load(seller_id)
    done = state is not RideAlongState.OPEN
    forms.receive(uid, Side.COACH, coach, Sending(values or told(on), 0, done, born=born))
    ride_id = db.session.scalar(select(RideAlong.id).where(RideAlong.uid == uid))
    if rated:
        forms.receive(uid, Side.SELLER, seller, Sending(own or OWN, 0, True))
    elif state is RideAlongState.SIGNED:
        sign.skip(ride_id, seller)
    if state is RideAlongState.SIGNED:
        sign.sign(ride_id, seller, db.session.scalar(select(RideAlong.rev).where(RideAlong.id == ride_id)), remark)
    db.session.rollback()
    return db.session.get(RideAlong, ride_id)


def senior(cast: Cast, person_id: int) -> None:
    """The person holds the highest of the levels of the seller's role."""
    with write() as session:
        level = RoleLevel(role_id=cast.seller_role, code="C", rank=3)
        session.add(level)
        session.flush()
        session.scalars(select(Position).where(Position.person_id == person_id)).one().level_id = level.id
        line.rebuild()


def put(
    client: FlaskClient, address: str, person: int, values: Flat, *, base: int = 0, finished: bool = True,
    key: str | None = None, about: dict[str, Any] | None = None, there: datetime | None = None, **more: Any,
) -> TestResponse:
    """One sending of a device; `there` is what time it is on it."""
    body = {"person": person, "form": 1, "base": base, "values": values, "finished": finished,
            "written_at": "2026-01-01T10:00:00Z", "about": about, **more}
    told = {"Device-Clock": there.isoformat()} if there else {}
    return client.put(address, json=body, headers={"Idempotency-Key": key or str(uuid.uuid4())} | told)
