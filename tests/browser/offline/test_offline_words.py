"""What a person reads without a network and after it: ready to go, gone, and what cannot be done meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.core.db import db
from portal.visits.models import Report, Visit
from tests.browser.offline.devices import LONG, Device, prepared, written_without_network
from tests.cast import Cast
from tests.visits import making

pytestmark = pytest.mark.browser

Made = Callable[..., Device]
SAID = {
    "nl": {
        "ready": "Klaar om te versturen: gaat weg zodra er netwerk is", "button": "Klaar om te versturen",
        "send": "Verslag versturen", "received": "Verslag over Bakker Bart ontvangen om",
        "draft": "Concept bewaard om", "stored": "Er is geen netwerk", "again": "Er is weer netwerk.",
        "needs": "Hiervoor is netwerk nodig; er is niets gewijzigd.",
    },
    "nb": {
        "ready": "Klar til å sendes: går så snart det er nett", "button": "Klar til å sendes",
        "send": "Send rapporten", "received": "Rapport om Bakker Bart mottatt",
        "draft": "Utkast lagret", "stored": "Det er ikke nett", "again": "Det er nettverk igjen.",
        "needs": "Dette krever nettverk; ingenting ble endret.",
    },
}  # fmt: skip
TAGS = {"nl": "nl-NL", "nb": "nb-NO"}
LOCALES = pytest.mark.parametrize("locale", ["nl", "nb"])


@LOCALES
def test_a_report_without_a_network_is_ready_and_goes_to_its_contact_once_there_is_one(
    device: Made, cast: Cast, contact: Visit, locale: str
) -> None:
    words, tablet = SAID[locale], device(cast.seller, TAGS[locale])
    prepared(tablet, contact)
    tablet.network(on=False)
    page = tablet.open_report(contact.uid)
    button = page.locator('button[form=report][name=finished][value="1"]')
    state, told = page.locator("[data-outbox-state]"), page.locator("#device-page")
    expect(told).to_contain_text(words["stored"])
    expect(button).to_have_text(words["send"])
    tablet.choose("yes")
    tablet.write("said", LONG)
    tablet.press()
    expect(state).to_contain_text(words["ready"])
    expect(button).to_have_text(words["button"])
    expect(button).to_have_attribute("aria-disabled", "true")
    tablet.network(on=True)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page).to_have_url(f"{tablet.address}/visits/{contact.uid}")
    expect(told).to_contain_text(words["received"])
    assert "Bakker Bart" not in page.evaluate("JSON.stringify(sessionStorage)")
    assert db.session.scalar(select(Report.said).where(Report.visit_id == contact.id)) == LONG.strip()


@LOCALES
def test_a_draft_without_a_network_stays_open_and_no_longer_says_that_there_is_none(
    device: Made, cast: Cast, contact: Visit, locale: str
) -> None:
    words, tablet = SAID[locale], device(cast.seller, TAGS[locale])
    prepared(tablet, contact)
    tablet.network(on=False)
    page = tablet.open_report(contact.uid)
    expect(page.locator("#device-page")).to_contain_text(words["stored"])
    tablet.write("said", LONG)
    tablet.state("device")
    tablet.network(on=True)
    page.evaluate("dispatchEvent(new Event('online'))")
    tablet.state("draftReceived")
    expect(page.locator("[data-outbox-state]")).to_contain_text(words["draft"])
    expect(page.locator("[data-outbox-state]")).to_contain_text("Bakker Bart")
    expect(page.locator("#device-page")).to_be_empty()
    expect(page.locator('button[form=report][name=finished][value="1"]')).to_have_text(words["send"])


def test_who_types_on_is_not_taken_out_of_the_form_when_the_report_goes(
    device: Made, cast: Cast, contact: Visit
) -> None:
    tablet = device(cast.seller)
    written_without_network(tablet, contact)
    tablet.write("next_step", "Bellen")
    tablet.network(on=True)
    tablet.page.evaluate("dispatchEvent(new Event('online'))")
    tablet.state("received")
    place = tablet.page.locator("[data-outbox-state]")
    expect(place.get_by_role("link", name="Het contact")).to_have_attribute("href", f"/visits/{contact.uid}")
    expect(tablet.page.locator('button[form=report][name=finished][value="1"]')).to_have_text("Wijzigingen versturen")
    assert db.session.scalar(select(Report.next_step).where(Report.visit_id == contact.id)) == "Bellen"


@LOCALES
def test_what_needs_a_network_says_so_and_leaves_the_page_open(
    device: Made, cast: Cast, contact: Visit, locale: str
) -> None:
    words, tablet, path = SAID[locale], device(cast.seller, TAGS[locale]), f"/visits/{contact.uid}"
    page = tablet.go(path)
    tablet.kept(path)
    tablet.network(on=False)
    page = tablet.go(path)
    told = page.locator("#device-page")
    expect(told).to_contain_text(words["stored"])
    page.evaluate("document.querySelector('main form[method=post]').requestSubmit()")
    expect(page.locator("#toasts")).to_contain_text(words["needs"])
    expect(page).to_have_url(f"{tablet.address}{path}")
    expect(page.locator("h1")).to_have_text("Bakker Bart")
    tablet.network(on=True)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(told).to_contain_text(words["again"])
    told.get_by_role("link").click()
    expect(told).to_be_empty()


def test_the_list_of_the_device_has_a_line_for_each_contact_under_its_day(
    device: Made, cast: Cast, contact: Visit
) -> None:
    later = making.visit(cast, contact.customer_id, 1, at="09:30")
    tablet = device(cast.seller)
    for one in (contact, later):
        for path in (f"/visits/{one.uid}", f"/visits/{one.uid}/report"):
            tablet.go(path)
            tablet.kept(path)
    tablet.network(on=False)
    page = tablet.go("/offline")
    days = page.locator("#device-days")
    expect(days.locator("h3")).to_have_count(2)
    first = days.locator("li").first
    expect(first).to_contain_text("09:30 Bakker Bart · Verslag")
    expect(first.get_by_role("link", name="Bakker Bart", exact=True)).to_have_attribute("href", f"/visits/{later.uid}")
    expect(first.get_by_role("link", name="Verslag: Bakker Bart")).to_have_attribute(
        "href", f"/visits/{later.uid}/report"
    )
    expect(days.locator("li")).to_have_count(3)
    expect(days.locator("li").last).to_contain_text("Verslag van een ongepland contact")
