"""The frame of every page: what the first load weighs, sign-in over the page, paper, and no script at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from portal.core.db import db, write
from portal.people.models import Person
from portal.people.sign_in import hasher
from tests.browser.conftest import DESKTOP, PHONE, TABLET
from tests.cast import PASSWORD, Cast
from tests.duties import making as duties

pytestmark = pytest.mark.browser

MOST_REQUESTS, MOST_BYTES = 7, 80 * 1024
WEIGHT = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .map((entry) => entry.encodedBodySize)"""
LIGHTNESS = """(element) => getComputedStyle(element).backgroundColor.match(/[0-9.]+/g).slice(0, 3)
  .reduce((sum, part) => sum + Number(part), 0)"""


def test_the_first_load_stays_within_its_budget(visit: Callable[..., Page]) -> None:
    page = visit("hr", "/profiles/")
    page.wait_for_load_state("networkidle")
    weights = page.evaluate(WEIGHT)
    assert len(weights) <= MOST_REQUESTS
    assert sum(weights) <= MOST_BYTES


def test_an_ended_session_asks_over_the_page_and_then_goes_on(visit: Callable[..., Page], cast: Cast) -> None:
    with write():
        db.session.get(Person, cast.hr).password_hash = hasher.hash(PASSWORD)
    page = visit("hr", "/style")
    page.context.clear_cookies()
    page.evaluate("window.htmx.ajax('GET', '/profiles/', {target: '#main', swap: 'innerHTML'})")
    dialog = page.locator("dialog#sign-in")
    expect(dialog).to_be_visible()
    expect(dialog.locator('input[name="email"]')).to_be_focused()
    dialog.locator('input[name="email"]').fill("hr@rayon.example")
    dialog.locator('input[name="password"]').fill("not this one")
    dialog.get_by_role("button").click()
    expect(dialog.locator(".ds-error-summary")).to_be_focused()
    before = page.locator('meta[name="csrf-token"]').get_attribute("content")
    dialog.locator('input[name="password"]').fill(PASSWORD)
    dialog.get_by_role("button").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#main h1, #main table, #main .empty").first).to_be_visible()
    assert page.locator('meta[name="csrf-token"]').get_attribute("content") != before


def test_paper_shows_the_document_and_none_of_the_controls(visit: Callable[..., Page]) -> None:
    page = visit("hr", "/style")
    page.emulate_media(media="print")
    expect(page.locator("#document ins").first).to_be_visible()
    for control in (".bar", ".actions", "form", ".ds-button", ".tabs", ".toasts"):
        expect(page.locator(f"body > {control}, main {control}").first).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_cards_stand_out_from_the_page_in_both_schemes(visit: Callable[..., Page], scheme: str) -> None:
    page = visit("hr", "/style", color_scheme=scheme)
    assert page.locator("section.card").first.evaluate(LIGHTNESS) > page.locator("body").evaluate(LIGHTNESS)


def test_the_menu_opens_without_a_script(visit: Callable[..., Page]) -> None:
    page = visit("hr", "/style", script=False)
    page.locator(".bar summary").click()
    expect(page.locator('.bar form[action="/logout"] button')).to_be_visible()


APART = """() => {
  const [nav, name] = [document.querySelector(".places"), document.querySelector(".bar-inner > .menu > summary")]
    .map((element) => element.getBoundingClientRect());
  return name.right <= innerWidth && (nav.right <= name.left || nav.top >= name.bottom);
}"""


@pytest.mark.parametrize("locale", ["nl", "nb"])
@pytest.mark.parametrize("size", [DESKTOP, TABLET, PHONE], ids=["desktop", "tablet", "phone"])
def test_every_place_and_the_name_fit_in_the_bar(
    visit: Callable[..., Page], cast: Cast, locale: str, size: tuple[int, int]
) -> None:
    duties.profile(cast, {})
    page = visit("manager", "/profiles/", locale=locale, size=size, script=False)
    assert page.evaluate(APART)
    assert page.locator(".bar .person-name").is_visible() is (size is not PHONE)
    more = page.locator(".places summary")
    more.focus()
    page.keyboard.press("Enter")
    expect(page.locator('.places .menu-items a[aria-current="page"]')).to_be_in_viewport()
