"""A report written without a network arrives once, with every character, whatever happens in between."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from portal.core import assets, routes
from portal.core.db import db, write
from portal.core.receipts import Receipt
from portal.people.models import Person
from portal.people.sign_in import hasher
from portal.visits.models import Report, Visit
from tests.browser.offline.devices import LONG, Wire, end_sessions, new_build, prepared, written_without_network
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.browser

UPDATED = """async () => (await (await caches.match("/offline")).text())
  .includes(document.querySelector("meta[name=offline]").content)"""


def report(contact: Visit) -> Report:
    """The report as the server has it; there is exactly one."""
    db.session.rollback()
    return db.session.scalars(
        select(Report).where(Report.visit_id == contact.id).execution_options(populate_existing=True)
    ).one()


def receipts(contact: Visit) -> int:
    return db.session.scalar(select(func.count()).select_from(Receipt).where(Receipt.subject == contact.uid))


def test_a_report_written_without_a_network_survives_the_browser_and_arrives_once(
    device, cast: Cast, contact: Visit
) -> None:
    tablet = device(cast.seller)
    written_without_network(tablet, contact)
    tablet.restart()
    page = tablet.open_report(contact.uid)
    expect(page.locator("[name=said]")).to_have_value(LONG)
    expect(page.locator("#device-page")).to_contain_text("Er is geen netwerk")
    tablet.network(on=True)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page).to_have_url(f"{tablet.address}/visits/{contact.uid}")
    expect(page.locator("#device-page")).to_contain_text("Verslag over Bakker Bart ontvangen om")
    assert report(contact).said == LONG.strip()
    assert report(contact).sent_at
    assert receipts(contact) == 1


def test_the_answer_to_the_first_sending_is_lost_and_it_is_still_one_report(
    device, wired: tuple[str, Wire], cast: Cast, contact: Visit
) -> None:
    tablet = device(cast.seller)
    written_without_network(tablet, contact)
    wired[1].lose = 2
    tablet.network(on=True)
    tablet.open_report(contact.uid)
    tablet.drained(cast.seller)
    assert wired[1].lose == 0
    assert report(contact).said == LONG.strip()
    assert (report(contact).rev, receipts(contact)) == (1, 1)


def test_the_session_ended_meanwhile_so_the_person_logs_in_over_the_page_and_it_goes_on(
    device, cast: Cast, contact: Visit
) -> None:
    with write() as session:
        session.get(Person, cast.seller).password_hash = hasher.hash(PASSWORD)
    tablet = device(cast.seller)
    written_without_network(tablet, contact)
    end_sessions(cast.seller)
    tablet.network(on=True)
    tablet.page.evaluate("dispatchEvent(new Event('online'))")
    tablet.state("login")
    dialog = tablet.page.locator("dialog#sign-in")
    dialog.locator("[name=email]").fill("seller@rayon.example")
    dialog.locator("[name=password]").fill(PASSWORD)
    dialog.locator("button[type=submit]").click()
    expect(tablet.page).to_have_url(f"{tablet.address}/visits/{contact.uid}")
    expect(tablet.page.locator("#device-page")).to_contain_text("Verslag over Bakker Bart ontvangen om")
    assert report(contact).said == LONG.strip()


def test_the_portal_is_updated_meanwhile_and_the_old_form_is_read_and_sent(
    device, wired: tuple[str, Wire], cast: Cast, contact: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "DIST", assets.DIST)
    monkeypatch.setattr(routes, "DIST", routes.DIST)
    tablet = device(cast.seller)
    written_without_network(tablet, contact)
    tablet.go("/offline")
    wired[1].is_closed = True
    new_build(tmp_path, 1)
    tablet.network(on=True)
    tablet.go("/me")  # takes the new worker in
    tablet.until(UPDATED)
    newest = tablet.page.locator("meta[name=offline]").get_attribute("content")
    tablet.network(on=False)
    tablet.restart()
    page = tablet.open_report(contact.uid)
    expect(page.locator("[name=said]")).to_have_value(LONG)
    assert page.locator("meta[name=offline]").get_attribute("content") != newest, "this is the form of before"
    wired[1].is_closed = False
    tablet.network(on=True)
    page.evaluate("dispatchEvent(new Event('online'))")
    tablet.drained(cast.seller)
    assert report(contact).said == LONG.strip()
    assert receipts(contact) == 1


def test_what_is_sent_once_from_any_page_is_said_there(device, cast: Cast, contact: Visit) -> None:
    tablet = device(cast.seller)
    written_without_network(tablet, contact)
    tablet.go("/me")
    expect(tablet.page.locator("h1")).to_have_text("Wat op dit apparaat staat")
    expect(tablet.page.locator("#device-unsent li")).to_have_count(1)
    tablet.go("about:blank")  # else this page sends it before the next one can
    tablet.network(on=True)
    tablet.go("/me")
    expect(tablet.page.locator("#device")).to_contain_text("Verslag over Bakker Bart ontvangen om")
    assert report(contact).said == LONG.strip()


def test_a_new_report_is_born_on_the_device(device, cast: Cast, contact: Visit) -> None:
    tablet = device(cast.seller)
    prepared(tablet, contact)
    tablet.network(on=False)
    page = tablet.go("/visits/report/new")
    expect(page.locator("form[data-offline-ready]")).to_be_attached()
    page.locator("[name=customer_id]").select_option(str(contact.customer_id))
    tablet.choose("partly")
    tablet.write("said", LONG)
    tablet.press()
    tablet.state("ready")
    uid = page.locator("form[data-outbox]").get_attribute("data-subject")
    page.reload()
    expect(page.locator("[name=said]")).to_have_value(LONG)
    tablet.network(on=True)
    page.evaluate("dispatchEvent(new Event('online'))")
    tablet.drained(cast.seller)
    born = db.session.scalars(select(Visit).where(Visit.uid == uid)).one()
    assert (born.customer_id, born.person_id) == (contact.customer_id, cast.seller)
    assert report(born).said == LONG.strip()


def test_only_fields_that_both_changed_are_asked(device, cast: Cast, contact: Visit) -> None:
    tablet, desk = device(cast.seller), device(cast.seller)
    prepared(tablet, contact)
    tablet.network(on=False)
    tablet.write("said", "Van de tablet")
    desk.open_report(contact.uid)
    desk.write("said", "Van het bureau")
    desk.write("next_step", "Bellen")
    desk.state("draftReceived")
    tablet.network(on=True)
    tablet.page.evaluate("dispatchEvent(new Event('online'))")
    tablet.state("conflict")
    panel = tablet.page.locator(".conflict fieldset")
    expect(panel).to_have_count(1)
    expect(panel.locator("textarea")).to_have_value("Van de tablet")
    expect(panel.locator("[data-theirs]")).to_have_text("Van het bureau")
    panel.locator("textarea").fill("Van beide")
    tablet.page.locator(".conflict [data-done]").click()
    tablet.state("draftReceived")
    expect(tablet.page.locator("[name=next_step]")).to_have_value("Bellen")
    assert report(contact).draft["said"] == "Van beide"
    assert report(contact).draft["next_step"] == "Bellen"
