"""Ride-alongs on several devices, and on one of several people: taken along, merged, listed, closed to the next one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from portal.coaching.models import RideAlongForm, Side
from portal.core import clock
from portal.core.db import db
from tests.browser.offline.devices import Device
from tests.browser.offline.rides import TAGS, Day, make_day, open_blank, open_form, ride_of, taken_along, written_as
from tests.cast import Cast

pytestmark = pytest.mark.browser

LOCALES = pytest.mark.parametrize("locale", ["nl", "nb"])
MARKER = "GEHEIM-4711"
Made = Callable[..., Device]
NOBODY = {"nl": "Wat op dit apparaat staat", "nb": "Det som ligger på enheten"}


@pytest.fixture
def day(app, cast: Cast) -> Day:
    return make_day(cast)


def online(tablet: Device) -> None:
    tablet.network(on=True)
    tablet.page.evaluate("dispatchEvent(new Event('online'))")


def kept(day: Day) -> dict[str, str]:
    """The coach's draft on the server."""
    ride = ride_of(day)
    return db.session.get(RideAlongForm, (ride.id, Side.COACH), populate_existing=True).draft


@LOCALES
def test_the_forms_of_a_day_are_taken_along_with_one_press_and_listed_also_the_evening_before(
    device: Made, cast: Cast, day: Day, locale: str
) -> None:
    tablet = device(cast.manager, TAGS[locale])
    page = tablet.go("/coaching/")
    for number in range(2):  # today, and the next working day
        box = page.locator("[data-take-along]").nth(number)
        box.locator("button").first.click()
        expect(box.get_by_role("status")).to_contain_text({"nl": "op dit apparaat", "nb": "på denne enheten"}[locale])
    tablet.network(on=False)
    page = tablet.go("/offline")
    row = page.locator("#device-days li", has=page.locator(f'a[href="{day.blank}"]'))
    title = {"nl": "Nieuwe meereisdag met Sanne Visser", "nb": "Nytt sambesøk med Sanne Visser"}[locale]
    expect(row).to_contain_text(title)
    row.get_by_role("link").click()
    expect(page.locator("form#ride[data-offline-ready]")).to_be_attached()
    for contact in day.contacts:
        expect(page.locator(f"form#ride [name=visit-{contact.id}]")).to_be_attached()
    later = clock.add_working_days(clock.today(), 1)
    tablet.go("/offline").locator(f'#device-days a[href="{day.blank}/{later}"]').click()
    expect(page.locator("form#ride[data-offline-ready]")).to_be_attached()
    expect(page.locator("form#ride [name=day]")).to_have_value(written_as(later, locale))


def test_once_the_portal_knows_it_the_form_has_an_address_of_its_own_and_stands_under_its_day(
    device: Made, cast: Cast, day: Day
) -> None:
    tablet = device(cast.manager)
    taken_along(tablet, day)
    page = open_blank(tablet, day)
    tablet.write("keep", "Vragen stellen")
    tablet.state("draftReceived")
    expect(page).to_have_url(f"{tablet.address}/coaching/{day.uid}/form")
    tablet.network(on=False)
    page = open_form(tablet, f"/coaching/{day.uid}/form")
    expect(page.locator("form#ride [name=keep]")).to_have_value("Vragen stellen")
    tablet.write("change", "Luisteren")
    page = tablet.go("/offline")
    expect(page.locator("#device-days h3")).to_have_count(1)
    expect(page.locator("#device-days h3 + ul")).to_contain_text("Meereisdag met Sanne Visser")
    page.locator("#device-unsent li a").click()
    expect(page).to_have_url(f"{tablet.address}/coaching/{day.uid}/form")
    expect(page.locator("form#ride [name=change]")).to_have_value("Luisteren")
    online(tablet)
    tablet.drained(cast.manager)
    assert (kept(day)["keep"], kept(day)["change"]) == ("Vragen stellen", "Luisteren")


@LOCALES
def test_only_fields_that_both_tablets_changed_are_asked_by_their_names(
    device: Made, cast: Cast, day: Day, locale: str
) -> None:
    tablet, desk = device(cast.manager, TAGS[locale]), device(cast.manager, TAGS[locale])
    taken_along(tablet, day)
    open_blank(tablet, day)
    tablet.write("keep", "Vragen stellen")
    tablet.state("draftReceived")
    expect(tablet.page).to_have_url(f"{tablet.address}/coaching/{day.uid}/form")
    page = open_form(tablet, f"/coaching/{day.uid}/form")
    tablet.kept(f"/coaching/{day.uid}/form")
    tablet.network(on=False)
    for one, texts in ((tablet, ("Van de tablet", "3", "B1")), (desk, ("Van het bureau", "5", "C1"))):
        open_form(one, f"/coaching/{day.uid}/form")
        one.write("saw-A1", texts[0])
        one.choose(texts[1], "score-A1")
        one.choose(texts[2], "focus")
    desk.write("change", "Luisteren")
    desk.state("draftReceived")
    online(tablet)
    tablet.state("conflict")
    asked = tablet.page.locator(".conflict fieldset")
    expect(asked).to_have_count(3)
    names = {"nl": ["A1 Bezoekdoel", "Aandachtspunt van de dag", "Waarneming"],
             "nb": ["A1 Mål for besøket", "Dagens fokusområde", "Observasjon"]}[locale]  # fmt: skip
    found = " | ".join(asked.locator("legend").all_text_contents())
    for name in names:
        assert name in found, found
    asked.locator("textarea:visible").fill("Van beide")
    page.locator(".conflict [data-done]").click()
    tablet.state("draftReceived")
    expect(page.locator("form#ride [name=change]")).to_have_value("Luisteren")
    draft = kept(day)
    assert (draft["saw-A1"], draft["change"]) == ("Van beide", "Luisteren")
    assert [draft[name] for name in ("score-A1=3", "score-A1=5", "focus=B1", "focus=C1")] == ["on", "", "on", ""]


def test_the_next_person_without_a_network_opens_nothing_of_the_first(device: Made, cast: Cast, day: Day) -> None:
    tablet = device(cast.manager)
    taken_along(tablet, day)
    tablet.network(on=False)
    page = open_blank(tablet, day)
    tablet.write("keep", MARKER)
    page = tablet.go("/offline")
    page.locator("#device-out button").click()
    page.locator("dialog[open] [data-lock]").click()
    expect(page).to_have_url(f"{tablet.address}/login")  # the device has signed out
    expect(page.locator("h1")).to_have_text(NOBODY["nl"])
    tablet.network(on=True)
    tablet.go("/login")
    tablet.enter(cast.seller)
    tablet.go("/visits/report/new")
    tablet.kept("/visits/report/new")
    tablet.network(on=False)
    for path in (day.blank, f"{day.blank}#{day.uid}", f"/coaching/{day.uid}/form", "/offline"):
        page = tablet.go(path)
        expect(page.locator("html[data-listed]")).to_be_attached()
        expect(page.locator("#device-unsent li")).to_have_count(0)
        assert MARKER not in page.content()
        assert MARKER not in tablet.raw()
    tablet.network(on=True)
    tablet.enter(cast.manager)
    tablet.go("/me")
    tablet.drained(cast.manager)
    assert kept(day)["keep"] == MARKER


def test_the_seller_rates_without_a_network_on_an_own_device(device: Made, cast: Cast, day: Day) -> None:
    tablet, own = device(cast.manager), device(cast.seller)
    taken_along(tablet, day)
    open_blank(tablet, day)
    tablet.write("keep", "Vragen stellen")
    tablet.state("draftReceived")
    path = f"/coaching/{day.uid}/self"
    open_form(own, path, "own-rating")
    own.kept(path)
    own.network(on=False)
    page = open_form(own, path, "own-rating")
    own.choose("4", "score-A1")
    own.write("own", "Goed geluisterd")
    own.press()
    own.state("ready")
    online(own)
    expect(page).to_have_url(f"{own.address}/coaching/{day.uid}")
    expect(page.locator("#device-page")).to_contain_text("ontvangen om")
    assert "Vragen stellen" not in page.content()
    form = db.session.get(RideAlongForm, (ride_of(day).id, Side.SELLER), populate_existing=True)
    assert (form.by_id, form.sent["own"]) == (cast.seller, "Goed geluisterd")
