"""A shared tablet: what the first person wrote stays, and the next person can open nothing of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.core.db import db
from portal.people.models import WebSession
from portal.visits.models import Report, Visit
from tests.browser.offline.devices import LONG, Device, end_sessions, prepared, written_without_network
from tests.cast import Cast

pytestmark = pytest.mark.browser

MARKER = "GEHEIM-4711"
NO_KEY = """() => new Promise((resolve) => {
  const asked = indexedDB.open("rayon-device");
  asked.onsuccess = () => {
    const found = asked.result.transaction("keys").objectStore("keys").get("current");
    found.onsuccess = () => { asked.result.close(); resolve(found.result === undefined); };
  };
})"""
BLANK = "/visits/report/new"
OFFLINE = "Wat op dit apparaat staat"
Made = Callable[..., Device]


def sign_out(page: Page) -> None:
    """Choose it in the menu."""
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Uitloggen").click()


def said(contact: Visit) -> str | None:
    db.session.rollback()
    return db.session.scalar(select(Report.said).where(Report.visit_id == contact.id))


def opens_nothing(tablet: Device, contact: Visit) -> None:
    """Neither by address, nor by the list, nor in the stores."""
    for path in (f"/visits/{contact.uid}/report", f"/visits/{contact.uid}", "/visits/report/new", "/offline", "/"):
        page = tablet.go(path)
        expect(page.locator("html[data-listed]")).to_be_attached()
        expect(page.locator("h1")).to_have_text(OFFLINE)
        expect(page.locator("#device-taken li, #device-unsent li")).to_have_count(0)
        assert MARKER not in page.content()
    raw = tablet.raw()
    assert MARKER not in raw
    assert "Bakker Bart" not in raw
    assert "key extractable" not in raw


def test_nothing_readable_lies_in_the_stores_even_while_signed_in(device: Made, cast: Cast, contact: Visit) -> None:
    tablet = device(cast.seller)
    written_without_network(tablet, contact, MARKER)
    raw = tablet.raw()
    assert contact.uid in raw, "the stores were looked at"
    assert MARKER not in raw
    assert "Bakker Bart" not in raw
    assert "key extractable false" in raw


def test_signing_out_without_a_network_locks_everything_at_once(device: Made, cast: Cast, contact: Visit) -> None:
    tablet = device(cast.seller)
    written_without_network(tablet, contact, MARKER)
    page = tablet.go("/offline")
    page.get_by_role("button", name="Uitloggen").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("1 formulier is nog niet verstuurd")
    dialog.locator("[data-send]").click()
    expect(dialog.locator("[data-said]")).to_contain_text("nog steeds niet verstuurd")
    dialog.locator("[data-lock]").click()
    expect(page.locator("h1")).to_have_text(OFFLINE)
    expect(page.locator("#device-locked")).to_contain_text("1 niet verstuurd formulier van iemand anders")
    page.go_back()
    expect(page).to_have_url(f"{tablet.address}/visits/{contact.uid}/report")
    expect(page.locator("h1")).to_have_text(OFFLINE)
    assert MARKER not in page.content()
    opens_nothing(tablet, contact)
    tablet.network(on=True)
    page = tablet.go("/")
    expect(page).to_have_url(f"{tablet.address}/login?next=/")  # the session ended before anything else was done in it
    db.session.rollback()
    assert db.session.scalar(select(WebSession.ended_at).where(WebSession.person_id == cast.seller)) is not None


def test_the_next_person_offline_opens_nothing_and_the_owner_gets_it_back(
    device: Made, cast: Cast, contact: Visit
) -> None:
    tablet = device(cast.seller)
    written_without_network(tablet, contact, MARKER + LONG)
    sign_out(tablet.page)
    tablet.page.locator("dialog[open] [data-lock]").click()
    expect(tablet.page.locator("h1")).to_have_text(OFFLINE)
    tablet.network(on=True)
    tablet.go("/login")
    tablet.enter(cast.colleague)
    tablet.go("/visits/report/new")
    tablet.kept("/visits/report/new")  # this person keeps pages too
    assert said(contact) is None, "nothing is sent in the name of somebody else"
    tablet.network(on=False)
    page = tablet.go(f"/visits/{contact.uid}/report")
    expect(page.locator("h1")).to_have_text(OFFLINE)
    expect(page.locator("#device-taken li")).to_have_count(1)
    expect(page.locator("#device-unsent li")).to_have_count(0)
    assert MARKER not in tablet.raw()
    tablet.network(on=True)
    tablet.go("/me")
    sign_out(tablet.page)
    expect(tablet.page).to_have_url(f"{tablet.address}/login")
    tablet.enter(cast.seller)
    tablet.go("/me")
    tablet.drained(cast.seller)
    assert said(contact) == (MARKER + LONG).strip()


def test_somebody_else_who_signs_in_without_a_sign_out_locks_it_too(device: Made, cast: Cast, contact: Visit) -> None:
    tablet = device(cast.seller)
    prepared(tablet, contact)
    second = tablet.context.new_page()
    tablet.enter(cast.hr)
    second.goto("/me")
    expect(second.locator("h1")).to_be_visible()
    tablet.until("async () => !document.querySelector('form[data-outbox]')")  # the first page is not his to read
    tablet.network(on=False)
    page = tablet.go(f"/visits/{contact.uid}/report")
    expect(page.locator("h1")).to_have_text(OFFLINE)
    assert "Bakker Bart" not in tablet.raw()


def test_without_anything_unsent_signing_out_asks_nothing(device: Made, cast: Cast, contact: Visit) -> None:
    tablet = device(cast.seller)
    prepared(tablet, contact)
    sign_out(tablet.page)
    expect(tablet.page).to_have_url(f"{tablet.address}/login")
    tablet.network(on=False)
    opens_nothing(tablet, contact)


def test_a_session_that_was_ended_elsewhere_locks_it_until_the_next_sign_in(
    device: Made, cast: Cast, contact: Visit
) -> None:
    tablet = device(cast.seller)
    prepared(tablet, contact)
    end_sessions(cast.seller)
    page = tablet.go("/me")
    expect(page.locator("#sign-in-form")).to_be_visible()
    tablet.until(NO_KEY)
    tablet.network(on=False)
    opens_nothing(tablet, contact)
    tablet.network(on=True)
    tablet.enter(cast.seller)
    tablet.go("/me")
    tablet.until(f"async () => !(await ({NO_KEY})())")
    tablet.network(on=False)
    page = tablet.go(f"/visits/{contact.uid}/report")
    expect(page.locator("h1")).to_contain_text("Bakker Bart")


def test_a_key_unused_for_twelve_hours_is_forgotten(device: Made, cast: Cast, contact: Visit) -> None:
    tablet = device(cast.seller)
    prepared(tablet, contact)
    tablet.network(on=False)
    tablet.page.evaluate("""() => new Promise((resolve) => {
      const asked = indexedDB.open("rayon-device");
      asked.onsuccess = () => {
        const store = asked.result.transaction("keys", "readwrite").objectStore("keys");
        store.get("current").onsuccess = (event) => {
          const row = event.target.result;
          row.used -= 12.1 * 3600 * 1000;
          store.put(row).onsuccess = () => { asked.result.close(); resolve(); };
        };
      };
    })""")
    opens_nothing(tablet, contact)


def test_the_file_of_the_last_resort_holds_what_was_not_sent(device: Made, cast: Cast, contact: Visit) -> None:
    tablet = device(cast.seller)
    written_without_network(tablet, contact, LONG)
    page = tablet.go("/offline")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Niet verstuurd opslaan als bestand").click()
    text = saved.value.path().read_text("utf8")
    assert LONG.strip() in text
    assert f'"subject": "{contact.uid}"' in text


def test_the_page_of_the_next_person_comes_once_and_the_page_of_the_first_goes(
    device: Made, cast: Cast, contact: Visit
) -> None:
    tablet = device(cast.seller)
    prepared(tablet, contact)
    tablet.enter(cast.colleague)
    following, asked = tablet.context.new_page(), []
    following.on("request", lambda request: request.is_navigation_request() and asked.append(request.url))
    following.goto(BLANK)
    expect(following.locator(f'html[data-kept="{BLANK}"]')).to_be_attached()
    assert asked == [f"{tablet.address}{BLANK}"], "a page that is loaded again takes from them what they typed already"
    expect(tablet.page.locator("form[data-outbox]")).to_have_count(0)
