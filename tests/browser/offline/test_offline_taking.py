"""What is taken along opens without a network; what is refused or still waits is said where the person is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.core.db import db
from portal.visits.models import Report, Visit
from tests.browser.offline.devices import LONG, Device, prepared, written_without_network
from tests.cast import Cast

pytestmark = pytest.mark.browser

Made = Callable[..., Device]


def test_the_day_is_taken_along_with_one_press(device: Made, cast: Cast, contact: Visit) -> None:
    tablet = device(cast.seller)
    page = tablet.go("/visits?view=day")
    box = page.locator("[data-take-along]")
    box.get_by_role("button", name="Deze dag meenemen").click()
    expect(box.get_by_role("status")).to_contain_text("op dit apparaat")
    tablet.network(on=False)
    page = tablet.go(f"/visits/{contact.uid}")
    expect(page.locator("h1")).to_have_text("Bakker Bart")
    expect(page.locator("#device-page")).to_contain_text("Er is geen netwerk")
    tablet.open_report(contact.uid)
    expect(tablet.go("/visits/report/new").locator("form[data-offline-ready]")).to_be_attached()


def test_nothing_is_said_to_be_taken_along_without_a_network(device: Made, cast: Cast, contact: Visit) -> None:
    tablet = device(cast.seller)
    page = tablet.go("/visits?view=day")
    expect(page.locator("[data-take-along] button").first).to_be_visible()
    tablet.network(on=False)
    page.locator("[data-take-along] button").first.click()
    expect(page.locator("[data-take-along] [role=status]")).to_contain_text("Er is niets meegenomen")


def test_what_the_server_refuses_is_said_at_the_field_and_sent_once_it_is_right(
    device: Made, cast: Cast, contact: Visit
) -> None:
    tablet = device(cast.seller)
    prepared(tablet, contact)
    tablet.network(on=False)
    tablet.write("said", LONG)
    tablet.press()
    tablet.state("ready")
    tablet.network(on=True)
    tablet.page.evaluate("dispatchEvent(new Event('online'))")
    tablet.state("refused")
    wrong = tablet.page.locator("[data-from-device]")
    expect(wrong).to_have_count(1)
    expect(tablet.page.locator("[name=reached]").first).to_have_attribute("aria-invalid", "true")
    tablet.choose("no")
    expect(wrong).to_have_count(0)
    tablet.press()
    expect(tablet.page).to_have_url(f"{tablet.address}/visits/{contact.uid}")
    assert db.session.scalar(select(Report.said).where(Report.visit_id == contact.id)) == LONG.strip()


def test_any_page_says_what_waits_for_the_person(device: Made, cast: Cast, contact: Visit) -> None:
    tablet = device(cast.seller)
    tablet.go(f"/visits/{contact.uid}")
    tablet.kept(f"/visits/{contact.uid}")
    written_without_network(tablet, contact)
    page = tablet.go(f"/visits/{contact.uid}")
    expect(page.locator("#device")).to_contain_text("1 formulier staat sinds")
    expect(page.locator("#device").get_by_role("button", name="Nu versturen")).to_be_visible()
    tablet.network(on=True)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#device")).to_contain_text("Verslag over Bakker Bart ontvangen om")


def test_a_device_that_keeps_nothing_still_has_a_form(visit, cast: Cast, contact: Visit) -> None:
    page = visit("seller", f"/visits/{contact.uid}/report", script=False)
    page.locator("[name=said]").fill(LONG)
    page.locator('label:has([name=reached][value="yes"])').click()
    page.locator('button[form=report][name=finished][value="1"]').click()
    expect(page).to_have_url(page.url.replace("/report", ""))
    assert db.session.scalar(select(Report.said).where(Report.visit_id == contact.id)) == LONG.strip()
