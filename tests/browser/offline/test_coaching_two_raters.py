"""Two raters on one tablet: neither sees what the other wrote before both are complete, whatever happens in between."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.coaching.models import Rating, RideAlongForm, RideAlongState, Side
from portal.core.db import db
from tests.browser.offline.devices import Device, Wire
from tests.browser.offline.rides import (
    ODD,
    TAGS,
    Day,
    make_day,
    open_blank,
    open_form,
    own_forms,
    receipts,
    ride_of,
    taken_along,
)
from tests.cast import Cast

pytestmark = pytest.mark.browser

LOCALES = pytest.mark.parametrize("locale", ["nl", "nb"])
MINE = f"GEHEIM-COACH-4711 {ODD}"
THEIRS = f"GEHEIM-SELLER-0815 {ODD}"
SAID = {
    "nl": {"waits": "staat gesloten op dit apparaat", "received": "is ontvangen om"},
    "nb": {"waits": "ligger lukket på denne enheten", "received": "ble mottatt"},
}


@pytest.fixture
def day(app, cast: Cast) -> Day:
    return make_day(cast)


@pytest.fixture
def coaching(device, cast: Cast, day: Day) -> Device:
    """The coach's tablet without a network, in a form that was born there, with something in it."""
    return begun(device(cast.manager), day)


def begun(tablet: Device, day: Day) -> Device:
    taken_along(tablet, day)
    tablet.network(on=False)
    open_blank(tablet, day)
    tablet.write("keep", MINE)
    return tablet


def pass_over(tablet: Device) -> Page:
    """The coach gives it out of hands."""
    tablet.page.locator("[data-pass-over]").click()
    expect(tablet.page.locator("[data-passed]")).to_be_visible()
    tablet.form = "own-rating"
    return tablet.page


def rate(tablet: Device, key: str = "A1", step: str = "4") -> None:
    """The seller rates a criterion and writes."""
    everything = tablet.find(".criteria-all")
    if everything.count() and not everything.is_checked():
        tablet.find(".criteria-toggle").click()
    tablet.choose(step, f"score-{key}")
    tablet.write("own", THEIRS)


def give_back(tablet: Device) -> None:
    """The seller is done."""
    tablet.find('button[name=finished][value="1"]').click()
    expect(tablet.page.locator("[data-passed]")).to_be_hidden()
    tablet.form = "ride"


def is_covered(page: Page) -> None:
    """Nothing but the seller's form can be seen, read or reached."""
    expect(page.locator("[data-passed]")).to_be_visible()
    expect(page.locator("form#ride")).to_be_hidden()
    assert page.locator("form#ride").evaluate("(form) => form.closest('[inert]') !== null")
    assert page.locator("nav:visible, header a:visible").count() == 0
    assert "GEHEIM-COACH" not in page.locator("body").inner_text()


def knows_nothing_of_the_seller(tablet: Device) -> None:
    """Not on the page, not in its fields, not in a file."""
    page = tablet.page
    assert "GEHEIM-SELLER" not in page.content()
    typed = page.evaluate("[...document.querySelectorAll('input, textarea')].map((one) => one.value).join()")
    assert "GEHEIM-SELLER" not in typed
    assert page.evaluate("document.querySelectorAll('#own-rating input[type=radio]:checked').length") == 0


def stored(side: Side) -> RideAlongForm:
    db.session.rollback()
    return db.session.scalars(select(RideAlongForm).where(RideAlongForm.side == side)).one()


@LOCALES
def test_the_seller_rates_on_the_coachs_tablet_without_a_network_and_neither_sees_the_other(
    device, cast: Cast, day: Day, locale: str
) -> None:
    tablet = begun(device(cast.manager, TAGS[locale]), day)
    page = pass_over(tablet)
    is_covered(page)
    rate(tablet)
    give_back(tablet)
    expect(page.locator("form#ride [name=keep]")).to_have_value(MINE)
    expect(page.locator('[data-outbox-state="own-rating"]')).to_contain_text(SAID[locale]["waits"])
    expect(page.locator("[data-pass-over]")).to_be_hidden()
    knows_nothing_of_the_seller(tablet)
    page = tablet.go("/offline")
    expect(page.locator("#device-unsent li")).to_have_count(2)
    with page.expect_download() as saved:
        page.locator("#device-file").click()
    text = saved.value.path().read_text("utf8")
    assert MINE in text
    assert "GEHEIM-SELLER" not in text

    page = open_form(tablet, f"{day.blank}#{day.uid}")
    knows_nothing_of_the_seller(tablet)
    tablet.network(on=True)
    page.evaluate("dispatchEvent(new Event('online'))")
    tablet.drained(cast.manager)
    expect(page.locator('[data-outbox-state="own-rating"]')).to_contain_text(SAID[locale]["received"])
    assert (ride_of(day).uid, ride_of(day).state) == (day.uid, RideAlongState.OPEN)
    assert stored(Side.COACH).draft["keep"] == MINE
    own = stored(Side.SELLER)
    assert (own.by_id, own.sent["own"], own.sent["score-A1=4"]) == (cast.manager, THEIRS, "on")
    assert receipts(day, "ride_along_self") == 1
    open_form(tablet, f"/coaching/{day.uid}/form")
    knows_nothing_of_the_seller(tablet)


def test_while_it_is_passed_over_no_page_and_no_restart_leads_to_what_the_coach_wrote(
    coaching: Device, cast: Cast, day: Day
) -> None:
    page = pass_over(coaching)
    rate(coaching)
    for path in ("/offline", "/coaching/", f"/coaching/new/{cast.seller}", "/"):
        page = coaching.go(path)
        expect(page).to_have_url(f"{coaching.address}{day.blank}#{day.uid}")
        is_covered(page)
    page.reload()
    is_covered(page)
    coaching.restart()
    page = coaching.go(day.blank)
    is_covered(page)
    expect(coaching.find("[name=own]")).to_have_value(THEIRS)
    second = coaching.context.new_page()
    second.goto("/visits")
    is_covered(second)
    coaching.network(on=True)
    page = coaching.go("/me")
    expect(page).to_have_url(f"{coaching.address}{day.blank}#{day.uid}")
    is_covered(page)
    give_back(coaching)
    expect(page.locator("form#ride [name=keep]")).to_have_value(MINE)
    coaching.drained(cast.manager)
    assert stored(Side.SELLER).sent["own"] == THEIRS


def test_a_page_of_the_network_shows_nothing_before_it_is_covered(coaching: Device, cast: Cast, day: Day) -> None:
    coaching.network(on=True)
    coaching.page.evaluate("dispatchEvent(new Event('online'))")
    coaching.drained(cast.manager)
    expect(coaching.page).to_have_url(f"{coaching.address}/coaching/{day.uid}/form")
    page = pass_over(coaching)
    coaching.context.route("**/static/offline-*.js", lambda route: route.abort())
    coaching.page.evaluate("caches.open('rayon-files').then(async (store) => { for (const one of await store.keys())"
                           " if (one.url.includes('/offline-')) await store.delete(one); })")
    page = coaching.go("/me")
    expect(page.locator("html[data-covered]")).to_be_attached()
    expect(page.locator("body")).to_have_css("visibility", "hidden")


def test_nothing_was_written_so_nothing_is_handed_in_and_it_can_be_passed_again(
    coaching: Device, cast: Cast, day: Day
) -> None:
    pass_over(coaching)
    give_back(coaching)
    expect(coaching.page.locator("[data-pass-over]")).to_be_visible()
    coaching.network(on=True)
    coaching.page.evaluate("dispatchEvent(new Event('online'))")
    coaching.drained(cast.manager)
    assert own_forms() == 0
    pass_over(coaching)
    rate(coaching)
    give_back(coaching)
    coaching.drained(cast.manager)
    assert own_forms() == 1


def test_the_seller_rated_on_an_own_device_meanwhile_and_nothing_of_it_reaches_the_coach(
    device, coaching: Device, cast: Cast, day: Day
) -> None:
    coaching.network(on=True)
    coaching.page.evaluate("dispatchEvent(new Event('online'))")
    coaching.drained(cast.manager)
    coaching.network(on=False)
    pass_over(coaching)
    rate(coaching, step="2")
    give_back(coaching)
    own = device(cast.seller)
    open_form(own, f"/coaching/{day.uid}/self", "own-rating")
    own.choose("5", "score-A1")
    own.write("own", "OWN-DEVICE-1234")
    own.press()
    expect(own.page).to_have_url(f"{own.address}/coaching/{day.uid}")
    coaching.network(on=True)
    coaching.page.evaluate("dispatchEvent(new Event('online'))")
    expect(coaching.page.locator('[data-outbox-state="own-rating"]')).to_contain_text("op een ander apparaat")
    assert "OWN-DEVICE" not in coaching.page.content()
    assert stored(Side.SELLER).sent["own"] == "OWN-DEVICE-1234"


def test_both_are_complete_and_then_both_see_both(
    coaching: Device, wired: tuple[str, Wire], cast: Cast, day: Day, device
) -> None:
    pass_over(coaching)
    rate(coaching)
    give_back(coaching)
    coaching.choose("A1", "focus")
    coaching.choose("2", "score-A1")
    coaching.write("change", "Luisteren")
    coaching.write("commitment", "Bellen")
    coaching.write("commitment_on", "2026-12-31")
    coaching.press()
    coaching.state("ready")
    wired[1].lose = 1
    coaching.network(on=True)
    coaching.page.evaluate("dispatchEvent(new Event('online'))")
    coaching.drained(cast.manager)
    assert ride_of(day).state is RideAlongState.COMPLETED
    found = db.session.execute(select(Rating.side, Rating.key, Rating.score)).all()
    assert {(row.side, row.key, row.score) for row in found} == {(Side.COACH, "A1", 2), (Side.SELLER, "A1", 4)}
    for one in (coaching, device(cast.seller)):
        page = one.go(f"/coaching/{day.uid}")
        expect(page.locator("#ratings")).to_be_visible()
        expect(page.locator("#own")).to_contain_text("GEHEIM-SELLER-0815")
        expect(page.locator("#result")).to_contain_text("GEHEIM-COACH-4711")
