"""A day of riding along, for the tests of working without a network: who, where, what is written, what arrived."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from portal.coaching.models import Rating, RideAlong, RideAlongForm, RideAlongState, RideAlongVisit, Side
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import format_date, speaking
from portal.core.receipts import Receipt
from portal.visits.models import Visit
from tests.browser.offline.devices import Device
from tests.cast import Cast
from tests.coaching.making import criteria
from tests.customers import making as customers
from tests.privacy.making import agree
from tests.visits import making

TAGS = {"nl": "nl-NL", "nb": "nb-NO"}
SHOPS = ("Bakker Bart", "De Gouden Lepel", "Kaas & Zoon")
ODD = "Ærlig: “ja”, 12 % <b>&amp; høy/hoog 日本 \U0001f9c0"
LINES = {
    "keep": f"Vragen stellen. {ODD}",
    "change": f"Eerst luisteren.\nTweede regel. {ODD}",
    "commitment": f"Bellen. {ODD}",
}
STEPS = ("3", "4", "none", "5", "2", "1")


@dataclass
class Day:
    """Three contacts of the seller today; the manager may coach the seller."""

    cast: Cast
    contacts: list[Visit]
    uid: str = ""
    saw: dict[str, str] = field(default_factory=dict)

    @property
    def blank(self) -> str:
        """Where a ride-along with the seller begins."""
        return f"/coaching/new/{self.cast.seller}"


def make_day(cast: Cast) -> Day:
    """Everything that a ride-along needs, on the server."""
    agree()
    criteria()
    made = [
        making.visit(cast, customers.customer(name, cast.team, cast.seller), purpose=f"Doel {no}", at=f"{8 + no:02}:30")
        for no, name in enumerate(SHOPS, 1)
    ]
    return Day(cast, made)


def written_as(day: date, locale: str) -> str:
    """A day as the reader writes it."""
    with speaking(locale):
        return format_date(day, "short")


def taken_along(tablet: Device, day: Day) -> None:
    """The blank form for the seller is on the device."""
    tablet.go(day.blank)
    tablet.kept(day.blank)


def open_form(tablet: Device, path: str, form: str = "ride") -> Page:
    """Open a form and wait until its script is there."""
    tablet.form = form
    page = tablet.go(path)
    expect(page.locator(f"form#{form}[data-offline-ready]")).to_be_attached()
    return page


def open_blank(tablet: Device, day: Day) -> Page:
    """Open the blank form; from here on `day.uid` is the ride-along that begins on this device."""
    page = open_form(tablet, day.blank)
    day.uid = page.locator("form#ride").get_attribute("data-subject") or ""
    return page


def fill_in(tablet: Device, day: Day, locale: str = "nl") -> None:
    """Three contacts, all eighteen criteria with what was seen, three lines and a day."""
    page = tablet.page
    for contact in day.contacts:
        page.locator(f"label:has([name=visit-{contact.id}])").click()
        tablet.settled(f"visit-{contact.id}=on", "on")
        tablet.write(f"purpose-{contact.id}", f"Doel van {contact.id} {ODD}")
        tablet.choose("observer", f"role-{contact.id}")
    everything = page.locator("form#ride .criteria-all")
    if not everything.is_checked():
        page.locator("form#ride .criteria-toggle").click()
    keys = page.locator("form#ride [name=focus]").evaluate_all("(all) => all.map(({ value }) => value)")
    assert len(keys) == 18
    tablet.choose(keys[4], "focus")
    for number, key in enumerate(keys):
        tablet.choose(STEPS[number % len(STEPS)], f"score-{key}")
        day.saw[key] = f"{key}: wat ik zag. {ODD} {number}"
        tablet.write(f"saw-{key}", day.saw[key])
    for name, text in LINES.items():
        tablet.write(name, text)
    tablet.write("commitment_on", written_as(clock.today() + timedelta(days=14), locale))


def is_filled_in(page: Page, day: Day) -> None:
    """Every word stands in the form again."""
    for key, text in day.saw.items():
        expect(page.locator(f"form#ride [name=saw-{key}]")).to_have_value(text)
    for name, text in LINES.items():
        expect(page.locator(f"form#ride [name={name}]")).to_have_value(text)
    for contact in day.contacts:
        expect(page.locator(f"form#ride [name=visit-{contact.id}]")).to_be_checked()


def ride_of(day: Day) -> RideAlong:
    """The one ride-along that is on the server."""
    db.session.rollback()
    return db.session.scalars(select(RideAlong).execution_options(populate_existing=True)).one()


def arrived_whole(day: Day) -> RideAlong:
    """Exactly one, completed, with every character."""
    ride = ride_of(day)
    assert (ride.uid, ride.coach_id, ride.seller_id) == (day.uid, day.cast.manager, day.cast.seller)
    assert ride.state is not RideAlongState.OPEN
    assert {name: getattr(ride, name) for name in LINES} == LINES
    assert ride.commitment_on == clock.today() + timedelta(days=14)
    found = db.session.scalars(select(Rating).where(Rating.ride_along_id == ride.id, Rating.side == Side.COACH)).all()
    assert {row.key: row.observation for row in found} == day.saw
    scores = [next(row.score for row in found if row.key == key) for key in day.saw]
    assert scores == [None if step == "none" else int(step) for step in STEPS * 3]
    visits = db.session.scalars(select(RideAlongVisit).where(RideAlongVisit.ride_along_id == ride.id)).all()
    assert {row.visit_id: row.purpose for row in visits} == {one.id: f"Doel van {one.id} {ODD}" for one in day.contacts}
    return ride


def receipts(day: Day, kind: str = "ride_along", state: str = "sent") -> int:
    """How many sendings of this form were taken."""
    db.session.rollback()
    rows = db.session.scalars(select(Receipt).where(Receipt.subject == day.uid, Receipt.kind == kind))
    return sum(row.answer["state"] == state for row in rows)


def own_forms() -> int:
    """How many own ratings the server has."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(RideAlongForm).where(RideAlongForm.side == Side.SELLER))
