"""The form of a ride-along on a tablet, in taps: the usual one in three minutes, all criteria one tap each."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from portal.coaching.models import Rating, RideAlong, RideAlongState, Side
from portal.core import clock
from portal.core.db import db
from tests.browser.conftest import TABLET
from tests.browser.steps import say
from tests.cast import Cast
from tests.coaching.making import criteria, ride_along, told
from tests.customers.making import customer
from tests.privacy.making import agree
from tests.visits.making import visit as contact

pytestmark = pytest.mark.browser

LOCALES = pytest.mark.parametrize("locale", ["nl", "nb"])
LAST = ("C3", "C1", "C2", "A1", "A2", "B1")  # the focus of the last time, and five more
CHOSEN = "(all) => all.filter((one) => one.checked).map(({ value }) => value)"
LINES = {"keep": "De rust aan tafel.", "change": "Eerst samenvatten.", "commitment": "Vat elk gesprek samen."}
MOST = 16  # beside typing: at five seconds each, and half a minute for each line, it is three minutes


class Hand:
    """Taps and counts; a tap on a field that is typed in counts too, what is typed does not."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.loads = page, 0, []
        page.on("request", lambda one: one.is_navigation_request() and self.loads.append(one.url))

    def tap(self, place: Locator) -> None:
        place.tap()
        self.taps += 1

    def type(self, name: str, text: str) -> None:
        field = self.page.locator(f"form#ride [name={name}]")
        self.tap(field)
        field.fill(text)

    def rate(self, key: str, step: str) -> None:
        self.tap(self.page.locator(f'form#ride label:has([name="score-{key}"][value="{step}"])'))


@pytest.fixture
def ready(cast: Cast) -> int:
    """The seller has a contact today, and promised something last month; gives the contact."""
    agree()
    criteria()
    last = clock.today() - timedelta(days=30)
    also = {f"also={key}": "on" for key in LAST[1:]}
    ride_along(cast.seller, cast.manager, day=last, state=RideAlongState.SIGNED, values=told(last, **also))
    return contact(cast, customer("Bakker Bart", cast.team, cast.seller), purpose="Assortiment").id


def open_form(visit: Callable[..., Page], cast: Cast, locale: str) -> Hand:
    page = visit("manager", f"/coaching/new/{cast.seller}", locale=locale, size=TABLET, has_touch=True)
    expect(page.locator("form#ride[data-offline-ready]")).to_be_attached()
    return Hand(page)


def written() -> tuple[RideAlong, dict[str, int | None]]:
    """The ride-along of today, and what the coach rated."""
    db.session.rollback()
    ride = db.session.scalars(select(RideAlong).where(RideAlong.day == clock.today())).one()
    rated = select(Rating.key, Rating.score).where(Rating.ride_along_id == ride.id, Rating.side == Side.COACH)
    return ride, {row.key: row.score for row in db.session.execute(rated)}


@LOCALES
def test_the_usual_form_is_filled_in_with_few_taps_and_no_page_load(visit, cast: Cast, ready: int, locale: str) -> None:
    hand = open_form(visit, cast, locale)
    page = hand.page
    hand.tap(page.locator("label:has([name=promise][value=partly])"))
    hand.tap(page.locator(f"label:has([name=visit-{ready}])"))
    open_ = page.locator("form#ride").locator("[name=focus], [name=also]").evaluate_all(CHOSEN)
    assert open_, "some stand open, suggested from the last time"
    hand.tap(page.locator("form#ride .criteria-toggle"))  # the others are a tap away
    usual = list(dict.fromkeys([*open_, *LAST]))[:6]
    for key in usual:
        hand.rate(key, "4")
    hand.type(f"saw-{usual[0]}", "Vatte twee keer samen.")
    for name, text in LINES.items():
        hand.type(name, text)
    hand.type("commitment_on", (clock.today() + timedelta(days=14)).isoformat())
    assert hand.loads == []
    hand.tap(page.get_by_role("button", name=say(locale, "Complete the ride-along")))
    expect(page).not_to_have_url(re.compile("/coaching/new/"))
    expect(page).to_have_url(f"{page.url.split('/coaching')[0]}/coaching/{written()[0].uid}")
    assert hand.taps <= MOST
    ride, rated = written()
    assert (ride.state, ride.keep, ride.commitment) == (
        RideAlongState.COMPLETED, LINES["keep"], LINES["commitment"],
    )  # fmt: skip
    assert rated == dict.fromkeys(usual, 4)


@LOCALES
def test_all_criteria_are_a_tap_each_once_they_stand_open(visit, cast: Cast, ready: int, locale: str) -> None:
    hand = open_form(visit, cast, locale)
    page = hand.page
    hand.tap(page.locator("form#ride .criteria-toggle"))
    keys = page.locator("form#ride [name=focus]").evaluate_all("(all) => all.map(({ value }) => value)")
    before = hand.taps
    for number, key in enumerate(keys):
        hand.rate(key, str(number % 5 + 1))
    assert (before, hand.taps - before, len(keys)) == (1, 18, 18)
    for number, key in enumerate(keys):
        expect(page.locator(f'form#ride [name="score-{key}"][value="{number % 5 + 1}"]')).to_be_checked()
    assert hand.loads == []
