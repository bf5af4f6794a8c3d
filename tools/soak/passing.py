"""Two raters on one tablet: the coach gives it out of hand, the seller rates there and gives it back."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

from playwright.sync_api import expect
from sqlalchemy import select

from portal.coaching import criteria
from portal.coaching.models import Instrument, RideAlong, RideAlongForm, Side
from portal.coaching.services import forms
from portal.coaching.services.forms import Sending
from portal.core import clock
from portal.core.db import db
from portal.people.me import load
from tests.browser.offline.devices import ROWS, Device
from tests.cast import Cast
from tools.soak.coaching import ride_along
from tools.soak.kinds import Arrived, Kind, handed_in, insist

OUT_OF_HAND = "[data-passed]"
FORM = "own-rating"
SHOWN = """() => document.body.innerText + [...document.querySelectorAll("input, textarea")]
  .filter((one) => one.checkVisibility()).map((one) => one.value).join()"""
PASSED = f"""async () => {{
  const [held] = await ({ROWS})("keys");
  return (await ({ROWS})("notes")).some((row) => row.id === "passed" && row.person === held?.person);
}}"""
HELD = """() => document.documentElement.outerHTML
  + [...document.querySelectorAll("input, textarea")].map((one) => one.value).join()"""


class PassedRatings(Kind):
    """What the colleague rates on the tablet of the manager, who has written in the form of the coach before."""

    name = "passed-ratings"
    passes = True

    def __init__(self, cast: Cast) -> None:
        self.coach, self.seller, self.writers = cast.manager, cast.colleague, (cast.manager,)
        self.key = next(iter(criteria.in_force(Instrument.RIDE_ALONG, cast.colleague, clock.today()))).key
        db.session.rollback()
        self.fields = ("own", f"saw-{self.key}")

    def begin(self, person: int) -> str:
        """A ride-along in which the coach wrote something already."""
        uid = ride_along(person, self.seller)
        forms.receive(uid, Side.COACH, load(person), Sending({"keep": self.of_coach(uid)}, 0, finished=False))
        return uid

    def path(self, uid: str) -> str:
        """Where the coach gives the tablet out of hand."""
        return f"/coaching/{uid}/form"

    def subject(self, uid: str) -> str:
        """It stands beside the coach's form."""
        return f"{uid}.self"

    def of_coach(self, uid: str) -> str:
        """What the coach wrote, and the seller must not read."""
        return f"«coach-{uid}»"

    def finish(self, device: Device) -> None:
        """One criterion is rated."""
        everything = device.find(".criteria-all")
        if everything.count() and not everything.is_checked():
            device.find(".criteria-toggle").click()
        device.choose("4", f"score-{self.key}")

    def arrived(self, uid: str) -> Iterable[Arrived]:
        """The rating as it was handed in, as long as the coach's own words stand untouched."""
        of_ride = select(RideAlongForm).join(RideAlong, RideAlong.id == RideAlongForm.ride_along_id)
        found = {form.side: form for form in db.session.scalars(of_ride.where(RideAlong.uid == uid))}
        insist(found[Side.COACH].draft["keep"] == self.of_coach(uid), f"the coach's words changed: {uid}")
        return [handed_in(found[Side.SELLER], self.fields)] if Side.SELLER in found else []


def is_passed(device: Device) -> bool:
    """Whether the tablet is out of the hands of the coach, also where its page has not covered itself yet."""
    return device.ask(PASSED)


def pass_over(device: Device, secret: str) -> bool:
    """The coach gives it out of hand; False where the rating was handed in already."""
    if not device.page.locator(f"form#{FORM}").count():
        return False
    expect(device.page.locator("[data-pass]")).to_be_visible()  # once the page is on the device
    button = device.page.locator("[data-pass-over]")
    if not button.is_visible():
        return False
    button.click()
    covered(device, secret)
    return True


def covered(device: Device, secret: str) -> None:
    """The seller's form stands open, and nothing of the coach's is to be seen."""
    device.form = FORM
    expect(device.page.locator(OUT_OF_HAND)).to_be_visible()
    expect(device.page.locator(f"form#{FORM}[data-offline-ready]")).to_be_attached()
    insist(secret not in device.ask(SHOWN), f"the seller sees {secret}")


def give_back(device: Device, words: Iterable[str] = ()) -> None:
    """The seller is done, and nothing of theirs stays behind."""
    device.form = FORM
    device.find('button[name=finished][value="1"]').click()
    expect(device.page.locator(OUT_OF_HAND)).to_be_hidden()
    device.form = ""
    held = device.ask(HELD)
    insist(not [word for word in words if word in held], f"the coach sees {words}")


def stir(device: Device, path: str, chance: random.Random) -> None:
    """What may happen while the seller has the tablet; none of it leads out of the form."""
    happens: list[Callable[[], object]] = [
        lambda: None,
        lambda: device.restart() or device.go(path),
        lambda: device.go("/offline"),
        lambda: device.go("/coaching/"),
        device.page.reload,
        lambda: device.network(on=not device.is_online),
    ]
    chance.choice(happens)()
