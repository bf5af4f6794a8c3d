"""A ride-along filled in without a network arrives once, with every character, whatever happens in between."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from portal.coaching.models import RideAlongState, SignedForm
from portal.core import assets, routes, worker
from portal.core.db import db, write
from portal.people.models import Person
from portal.people.sign_in import hasher
from tests.browser.offline.devices import Wire, end_sessions, new_build
from tests.browser.offline.rides import (
    TAGS,
    Day,
    arrived_whole,
    fill_in,
    is_filled_in,
    make_day,
    open_blank,
    open_form,
    receipts,
    ride_of,
    taken_along,
)
from tests.cast import PASSWORD, Cast
from tests.plugins.mailbox import Box, text_of

pytestmark = pytest.mark.browser

LOCALES = pytest.mark.parametrize("locale", ["nl", "nb"])
REMARK = "Ik zie het anders: “ja”, Ærlig 日本."
UPDATED = """async () => (await (await caches.match("/offline")).text())
  .includes(document.querySelector("meta[name=offline]").content)"""


@pytest.fixture
def day(app, cast: Cast) -> Day:
    return make_day(cast)


def filled_in(tablet, day: Day, locale: str = "nl"):
    """The whole form without a network, and the button pressed."""
    taken_along(tablet, day)
    tablet.network(on=False)
    open_blank(tablet, day)
    fill_in(tablet, day, locale)
    tablet.press()
    tablet.state("ready")


def online(tablet) -> None:
    """The network is back."""
    tablet.network(on=True)
    tablet.page.evaluate("dispatchEvent(new Event('online'))")


def reopened(tablet, day: Day):
    """The browser is closed, and opened again on the form; gives its page."""
    tablet.restart()
    page = open_form(tablet, f"{day.blank}#{day.uid}")
    is_filled_in(page, day)
    tablet.state("ready")
    return page


def is_told_and_signs(device, cast: Cast, day: Day, box: Box, locale: str = "nl") -> None:
    """One mail leads the seller to the result, who signs it with a remark."""
    worker.round_of_work()
    [mail] = box.to("seller")
    assert mail["Content-Language"] == locale
    assert f"/coaching/{day.uid}" in text_of(mail)
    page = device(cast.seller, TAGS[locale]).go(f"/coaching/{day.uid}")
    page.locator('form[action$="/skip"] button').click()
    expect(page.locator("#result")).to_contain_text("Eerst luisteren.")
    page.locator("[name=remark]").fill(REMARK)
    page.locator('form[action$="/sign"] button').click()
    expect(page.locator("#signed")).to_contain_text(REMARK)
    assert ride_of(day).state is RideAlongState.SIGNED
    assert db.session.query(SignedForm).one().remark == REMARK


@LOCALES
def test_a_ride_along_without_a_network_survives_the_browser_and_the_seller_signs_it(
    device, cast: Cast, day: Day, box: Box, locale: str
) -> None:
    with write() as session:
        session.get(Person, cast.seller).locale = locale
    tablet = device(cast.manager, TAGS[locale])
    filled_in(tablet, day, locale)
    page = reopened(tablet, day)
    online(tablet)
    expect(page).to_have_url(f"{tablet.address}/coaching/{day.uid}")
    expect(page.locator("#device-page")).to_contain_text({"nl": "ontvangen om", "nb": "mottatt"}[locale])
    arrived_whole(day)
    assert receipts(day) == 1
    is_told_and_signs(device, cast, day, box, locale)


def test_the_answer_to_the_first_sending_is_lost_and_it_is_still_one_ride_along(
    device, wired: tuple[str, Wire], cast: Cast, day: Day, box: Box
) -> None:
    tablet = device(cast.manager)
    filled_in(tablet, day)
    reopened(tablet, day)
    wired[1].lose = 2
    online(tablet)
    tablet.drained(cast.manager)
    assert wired[1].lose == 0
    arrived_whole(day)
    assert receipts(day) == 1
    is_told_and_signs(device, cast, day, box)


def test_the_session_ended_meanwhile_so_the_coach_logs_in_over_the_page_and_it_goes_on(
    device, cast: Cast, day: Day, box: Box
) -> None:
    with write() as session:
        session.get(Person, cast.manager).password_hash = hasher.hash(PASSWORD)
    tablet = device(cast.manager)
    filled_in(tablet, day)
    reopened(tablet, day)
    end_sessions(cast.manager)
    online(tablet)
    tablet.state("login")
    dialog = tablet.page.locator("dialog#sign-in")
    dialog.locator("[name=email]").fill("manager@rayon.example")
    dialog.locator("[name=password]").fill(PASSWORD)
    dialog.locator("button[type=submit]").click()
    expect(tablet.page).to_have_url(f"{tablet.address}/coaching/{day.uid}")
    arrived_whole(day)
    assert receipts(day) == 1
    is_told_and_signs(device, cast, day, box)


def test_the_portal_is_updated_meanwhile_and_the_old_form_is_read_and_sent(
    device, wired: tuple[str, Wire], cast: Cast, day: Day, box: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "DIST", assets.DIST)
    monkeypatch.setattr(routes, "DIST", routes.DIST)
    tablet = device(cast.manager)
    filled_in(tablet, day)
    tablet.go("/offline")
    wired[1].is_closed = True
    new_build(tmp_path, 1)
    tablet.network(on=True)
    tablet.go("/me")  # takes the new worker in
    tablet.until(UPDATED)
    newest = tablet.page.locator("meta[name=offline]").get_attribute("content")
    tablet.network(on=False)
    page = reopened(tablet, day)
    assert page.locator("meta[name=offline]").get_attribute("content") != newest, "this is the form of before"
    wired[1].is_closed = False
    online(tablet)
    tablet.drained(cast.manager)
    arrived_whole(day)
    assert receipts(day) == 1
    is_told_and_signs(device, cast, day, box)
