"""Coaching: the coach's form of a ride-along (also begun on the device), a seller's own rating on an own device."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select

from portal.coaching import criteria
from portal.coaching.models import Instrument, RideAlong, RideAlongForm, RideAlongKind, Side
from portal.coaching.services import births
from portal.coaching.services.births import Born
from portal.core import clock
from portal.core.db import db, write
from portal.core.i18n import format_date, speaking
from portal.people.me import load
from tests.browser.offline.devices import Device
from tests.cast import Cast
from tools.soak.kinds import Arrived, Kind, handed_in

FOCUS = """(form) => (form.querySelector("[name=focus]:checked") ?? form.querySelector("[name=focus]")).value"""


def ride_along(coach: int, seller: int) -> str:
    """One of today, under way."""
    uid = str(uuid.uuid4())
    with write():
        births.bear(uid, load(coach), Born(seller, RideAlongKind.RIDE_ALONG, clock.today()))
    return uid


class RideAlongs(Kind):
    """The manager's forms: of the colleague, or begun on the device for the seller."""

    name = "ride-alongs"
    fields = ("keep", "change", "commitment")

    def __init__(self, cast: Cast) -> None:
        self.cast, self.writers, self.blank = cast, (cast.manager,), f"/coaching/new/{cast.seller}"
        with speaking("nl"):
            self.soon = format_date(clock.today() + timedelta(days=14), "short")

    def begin(self, person: int) -> str:
        """A ride-along with the colleague."""
        return ride_along(person, self.cast.colleague)

    def path(self, uid: str) -> str:
        """Where the coach fills it in."""
        return f"/coaching/{uid}/form"

    def finish(self, device: Device) -> None:
        """A focus with a rating, three lines, and by when it is done."""
        focus = device.page.locator(device.which).first.evaluate(FOCUS)
        device.choose(focus, "focus")
        device.choose("3", f"score-{focus}")
        for name, text in (*((name, "–") for name in self.fields), ("commitment_on", self.soon)):
            device.append(name, text, if_empty=True)

    def arrived(self, uid: str) -> Iterable[Arrived]:
        """The ride-along as the coach completed it."""
        of_coach = (RideAlongForm.ride_along_id == RideAlong.id) & (RideAlongForm.side == Side.COACH)
        found = select(RideAlong, RideAlongForm).join(RideAlongForm, of_coach).where(RideAlong.uid == uid)
        for ride, paper in db.session.execute(found):
            is_sent = ride.completed_at is not None and paper.draft is None
            yield Arrived(is_sent, f"{ride.keep} {ride.change} {ride.commitment}")


class OwnRatings(Kind):
    """What sellers rate of themselves; the director coaches them."""

    name = "own-ratings"

    def __init__(self, cast: Cast) -> None:
        self.coach, self.writers = cast.director, (cast.seller, cast.colleague)
        found = criteria.in_force(Instrument.RIDE_ALONG, cast.seller, clock.today())
        self.key = next(iter(found)).key
        db.session.rollback()
        self.fields = ("own", f"saw-{self.key}")

    def begin(self, person: int) -> str:
        """A ride-along of this person."""
        return ride_along(self.coach, person)

    def path(self, uid: str) -> str:
        """Where the seller rates."""
        return f"/coaching/{uid}/self"

    def subject(self, uid: str) -> str:
        """It stands beside the coach's form."""
        return f"{uid}.self"

    def finish(self, device: Device) -> None:
        """One criterion is rated."""
        device.choose("4", f"score-{self.key}")

    def arrived(self, uid: str) -> Iterable[Arrived]:
        """The form as it was handed in last."""
        of_ride = select(RideAlongForm).join(RideAlong, RideAlong.id == RideAlongForm.ride_along_id)
        found = db.session.scalars(of_ride.where(RideAlong.uid == uid, RideAlongForm.side == Side.SELLER))
        return [handed_in(form, self.fields) for form in found]
