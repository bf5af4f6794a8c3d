"""What the server refuses of a form that was sent by script is said as its own page says it, and found by a press."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from portal.visits.models import Visit
from tests.browser.offline.rides import make_day, open_blank
from tests.cast import Cast

pytestmark = pytest.mark.browser


def test_a_refused_report_says_on_top_what_to_put_right_until_it_is_received(
    device, cast: Cast, contact: Visit
) -> None:
    tablet = device(cast.seller)
    page = tablet.open_report(contact.uid)
    title = page.title()
    tablet.press()
    summary = page.locator("form#report > .ds-error-summary")
    expect(summary).to_be_focused()
    expect(summary.locator("h2")).to_have_text("Pas dit eerst aan")
    expect(page).to_have_title(f"Fout: {title}")
    summary.locator("a").last.click()
    expect(page.locator("[name=said]")).to_be_focused()
    expect(page.locator("[name=said]")).to_have_attribute("aria-invalid", "true")
    assert "#" not in page.url

    tablet.choose("yes")
    tablet.write("said", "Besteld")
    expect(page.locator("[name=said]")).not_to_have_attribute("aria-invalid", "true")
    tablet.press()
    expect(page).to_have_url(f"{tablet.address}/visits/{contact.uid}")
    expect(page.locator(".ds-error-summary")).to_have_count(0)


def test_what_is_folded_away_and_has_to_be_put_right_comes_open(device, cast: Cast) -> None:
    day, tablet = make_day(cast), device(cast.manager)
    page = open_blank(tablet, day)
    page.locator("form#ride .criteria-toggle").click()
    expect(page.locator("form#ride .criterion").first).to_be_hidden()
    fold = page.locator("form#ride details:has([name=next_on])")
    fold.locator("summary").click()
    tablet.write("next_on", "32")
    fold.locator("summary").click()
    tablet.press()
    summary = page.locator("form#ride > .ds-error-summary")
    expect(summary).to_be_focused()
    expect(page.locator("[name=next_on]")).to_be_visible()
    expect(page.locator("form#ride .criteria-all")).to_be_checked()
    expect(page.locator("form#ride [data-errors] + .ds-validation-message")).to_be_visible()
    hint = page.locator("[name=keep]").get_attribute("aria-describedby") or ""
    assert hint.split() == ["keep-hint", "ride-keep-refused"]
    assert page.url.endswith(f"#{day.uid}")
    tablet.write("keep", "Vragen stellen")
    expect(page.locator("[name=keep]")).to_have_attribute("aria-describedby", "keep-hint")


def test_on_another_page_the_form_that_was_not_sent_is_named(device, cast: Cast, contact: Visit) -> None:
    tablet = device(cast.seller)
    page = tablet.open_report(contact.uid)
    tablet.press()
    expect(page.locator(".ds-error-summary")).to_be_focused()
    tablet.go("/visits/")
    link = page.locator("#device a").first
    expect(link).to_have_text("Verslag: Bakker Bart")
    expect(link).to_have_attribute("href", f"/visits/{contact.uid}/report")
