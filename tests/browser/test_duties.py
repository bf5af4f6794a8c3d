"""What comes back in a task, in a browser: one tap, undo, and the form that opens over what was just typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_editing import item, open_form
from tests.cast import Cast
from tests.profiles.edited import KEYS, make, part

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]


def test_one_tap_confirms_and_undo_asks_again(visit: Visit, cast: Cast) -> None:
    profile = make(cast)
    page = visit("hr", f"/profiles/{profile}/edit")
    open_form(page, "first").fill("Reist maandelijks mee met de verkopers.")
    item(page, "first").get_by_role("button", name="Klaar").click()
    line = page.locator(f"#d-{KEYS['first']}")
    expect(line).to_contain_text("Dit levert 12 terugkerende taken per jaar per verkoper op.")
    line.get_by_role("button", name="Bevestigen").click()
    expect(line.locator(".duty-tag")).to_have_text("Elke maand, per verkoper")
    page.locator("#bar").get_by_role("button", name="Ongedaan maken").click()
    expect(line.get_by_role("button", name="Bevestigen")).to_be_visible()


def test_the_form_opens_over_what_was_typed(visit: Visit, cast: Cast) -> None:
    profile = make(cast)
    page = visit("hr", f"/profiles/{profile}/edit")
    open_form(page, "first").fill("Belt elke week met de directie.")
    item(page, "first").get_by_role("button", name="Terugkerende taken").click()
    how_often = page.get_by_label("Hoe vaak komt het terug?")
    expect(how_often).to_have_value("week")
    how_often.select_option("quarter")
    page.get_by_label("Wie", exact=True).select_option(label="Verkoopmanager")
    page.locator("button[name=more]").click()
    expect(page.get_by_label("Ondersteunt: Verkoopmanager")).to_be_checked()
    item(page, "first").get_by_role("button", name="Opslaan").click()
    expect(item(page, "first").locator(".duty-tag")).to_have_text("Elk kwartaal")
    stored = part(profile, "first")
    assert stored["text"]["nl"] == "Belt elke week met de directie."
    assert stored["data"]["duty"] | {"words": ""} == {
        "words": "", "every": "quarter", "per": "once", "by": "note", "supports": [{"role": cast.manager_role}],
    }


def test_the_form_closes_by_escape_and_gives_the_focus_back(visit: Visit, cast: Cast) -> None:
    profile = make(cast)
    page = visit("hr", f"/profiles/{profile}/edit", locale="nb")
    open_form(page, "first").fill("Belt elke week.")
    item(page, "first").get_by_role("button", name="Ferdig").click()
    page.locator(f"#d-{KEYS['first']}").get_by_role("link", name="Endre").click()
    expect(page.get_by_label("Hvor ofte gjentas den?")).to_be_focused()
    page.keyboard.press("Escape")
    expect(item(page, "first").locator("a.part-text")).to_be_focused()
