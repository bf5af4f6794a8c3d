"""Editing a draft in a browser: what is typed is saved, shown, moved and undone; nobody's words are lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from portal.core import clock
from portal.core.db import write
from portal.people.models import Person, WebSession
from portal.people.sign_in import hasher
from tests.cast import PASSWORD, Cast
from tests.profiles.edited import KEYS, make, part

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
SAVED = re.compile("^(Opgeslagen|Lagret)")


def item(page: Page, name: str, locale: str = "") -> Locator:
    return page.locator(f"#p-{KEYS[name]}" + (f"-{locale}" if locale else ""))


def open_form(page: Page, name: str, locale: str = "") -> Locator:
    """Open the form of an item and answer its text field, which has the focus."""
    item(page, name, locale).locator("a.part-text").click()
    field = item(page, name, locale).locator("textarea[name=text], input[name=text]")
    expect(field).to_be_focused()
    return field


def saved(page: Page, name: str, locale: str = "") -> None:
    expect(item(page, name, locale).locator("[data-save-state]")).to_have_text(SAVED)


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_what_is_typed_saves_itself_and_survives_a_reload(visit: Visit, cast: Cast, locale: str) -> None:
    profile = make(cast)
    page = visit("hr", f"/profiles/{profile}/edit", locale=locale)
    field = open_form(page, "first")
    page.keyboard.type(" Elke week.")  # the caret stands at the end
    saved(page, "first")
    expect(field).to_have_value("Belt vaste klanten. Elke week.")
    expect(field).to_be_focused()
    page.reload()
    expect(item(page, "first")).to_contain_text("Belt vaste klanten. Elke week.")
    expect(item(page, "first").locator("form")).to_have_count(0)


def test_done_closes_the_form_and_leaves_the_focus_on_the_item(visit: Visit, cast: Cast) -> None:
    profile = make(cast)
    page = visit("hr", f"/profiles/{profile}/edit")
    open_form(page, "first").fill("Belt elke klant.")
    item(page, "first").get_by_role("button", name="Klaar").click()
    link = item(page, "first").locator("a.part-text")
    expect(link).to_have_text("Belt elke klant.")
    expect(link).to_be_focused()
    expect(page.locator("#bar")).to_contain_text("Hanneke Roos")
    page.keyboard.press("Enter")
    expect(item(page, "first").locator("textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_two_open_forms_do_not_disturb_each_other(visit: Visit, cast: Cast) -> None:
    profile = make(cast)
    page = visit("hr", f"/profiles/{profile}/edit")
    open_form(page, "first").fill("Een.")
    open_form(page, "second").fill("Twee.")
    item(page, "second").get_by_role("button", name="Klaar").click()
    expect(item(page, "first").locator("textarea")).to_have_value("Een.")
    item(page, "third").locator('button[value="up"]').click()  # draws the whole area again
    expect(item(page, "first").locator("a.part-text")).to_have_text("Een.")
    assert part(profile, "first")["text"]["nl"] == "Een."


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_two_people_on_one_item_see_both_texts(visit: Visit, cast: Cast, locale: str) -> None:
    profile = make(cast)
    mine = visit("hr", f"/profiles/{profile}/edit", locale=locale)
    theirs = visit("hr2", f"/profiles/{profile}/edit", locale=locale)
    open_form(mine, "first")
    open_form(theirs, "first").fill("Belt grote klanten.")
    saved(theirs, "first")
    mine.keyboard.type(" En vaak.")
    panel = item(mine, "first")
    expect(panel).to_have_class(re.compile("conflict"))
    expect(panel.locator("textarea")).to_have_value("Belt vaste klanten. En vaak.")
    expect(panel.locator("textarea")).to_be_focused()
    expect(panel.locator(".theirs").first).to_have_text("Belt grote klanten.")
    expect(panel).to_contain_text("Rik de Haan")
    panel.locator("textarea").fill("Belt grote klanten. En vaak.")
    panel.locator("button[type=submit]").first.click()
    expect(item(mine, "first").locator("a.part-text")).to_have_text("Belt grote klanten. En vaak.")
    assert part(profile, "first")["text"]["nl"] == "Belt grote klanten. En vaak."


def test_moving_by_keyboard_keeps_the_focus(visit: Visit, cast: Cast) -> None:
    profile = make(cast)
    page = visit("hr", f"/profiles/{profile}/edit")
    item(page, "first").locator("a.part-text").focus()
    tasks = page.locator(f"#a-{KEYS['area']} .area-pair > div").first.locator(".part-text")
    for expected in (["Schrijft offertes.", "Belt vaste klanten."], ["Lost klachten op.", "Belt vaste klanten."]):
        page.keyboard.press("Alt+ArrowDown")
        place = 1 if expected[0] == "Schrijft offertes." else 2
        expect(tasks.nth(place)).to_have_text(expected[1])
        expect(tasks.nth(place - 1)).to_have_text(expected[0])
        expect(item(page, "first").locator('button[value="down"]')).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(tasks.nth(1)).to_have_text("Belt vaste klanten.")
    expect(item(page, "first").locator('button[value="up"]')).to_be_focused()


def test_undo_goes_back_step_by_step(visit: Visit, cast: Cast) -> None:
    profile = make(cast)
    page = visit("hr", f"/profiles/{profile}/edit")
    undo = page.locator("#bar").get_by_role("button", name="Ongedaan maken")
    expect(undo).to_have_count(0)
    open_form(page, "first").fill("Belt elke klant.")
    item(page, "first").get_by_role("button", name="Klaar").click()
    open_form(page, "second")
    item(page, "second").get_by_role("button", name="Verwijderen").click()
    expect(item(page, "second")).to_have_count(0)
    expect(page.locator("#notice")).to_contain_text("Verwijderd: Schrijft offertes.")
    expect(undo).to_be_focused()
    page.keyboard.press("Enter")
    expect(item(page, "second")).to_contain_text("Schrijft offertes.")
    expect(undo).to_be_focused()
    page.keyboard.press("Enter")
    expect(item(page, "first")).to_contain_text("Belt vaste klanten.")
    expect(undo).to_have_count(0)


def test_a_new_item_keeps_the_focus_while_empty_and_its_words_when_closed(visit: Visit, cast: Cast) -> None:
    profile = make(cast)
    page = visit("hr", f"/profiles/{profile}/edit")
    page.locator(f"#add-core_task-{KEYS['area']} a").click()
    field = page.locator(f"#add-core_task-{KEYS['area']} textarea")
    expect(field).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    expect(field).to_be_focused()
    page.keyboard.type("Bezoekt beurzen.")
    page.keyboard.press("Escape")
    expect(page.locator(f"#a-{KEYS['area']} .part-text", has_text="Bezoekt beurzen.")).to_be_visible()


def test_undo_leaves_the_page_where_it_was(visit: Visit, cast: Cast) -> None:
    profile = make(cast)
    page = visit("hr", f"/profiles/{profile}/edit", size=(1440, 500))
    open_form(page, "third").fill("Lost alles op.")
    item(page, "third").get_by_role("button", name="Klaar").click()
    expect(item(page, "third").locator("a.part-text")).to_be_focused()
    page.wait_for_timeout(300)
    before = page.evaluate("scrollY")
    assert before > 0
    page.locator("#bar").get_by_role("button", name="Ongedaan maken").evaluate("button => button.click()")
    expect(page.locator("#notice")).to_contain_text("Teruggezet: Lost klachten op.")
    assert abs(page.evaluate("scrollY") - before) < 60  # the notice itself takes a line


def test_enter_adds_one_after_the_other(visit: Visit, cast: Cast) -> None:
    profile = make(cast)
    page = visit("hr", f"/profiles/{profile}/edit")
    page.locator(f"#add-core_task-{KEYS['area']} a").click()
    for text in ("Bezoekt beurzen.", "Leidt stagiairs op."):
        expect(page.locator(f"#add-core_task-{KEYS['area']} textarea")).to_be_focused()
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        expect(page.locator(f"#a-{KEYS['area']} .part-text", has_text=text)).to_be_visible()
    expect(page.locator(f"#add-core_task-{KEYS['area']} textarea")).to_have_value("")
    page.keyboard.press("Escape")
    expect(page.locator(f"#add-core_task-{KEYS['area']} a.add-link")).to_be_visible()
    open_form(page, "first")
    page.locator(f"#sub-{KEYS['first']}").click()
    expect(page.locator(f"#add-sub_task-{KEYS['first']} textarea")).to_be_focused()
    page.keyboard.type("Noteert de uitkomst.")
    page.keyboard.press("Enter")
    expect(page.locator(f"#l-{KEYS['first']} .sub .part-text")).to_have_text("Noteert de uitkomst.")
    page.reload()
    expect(page.locator(f"#l-{KEYS['first']} .sub .part-text")).to_have_text("Noteert de uitkomst.")


def test_text_without_a_place_finds_one(visit: Visit, cast: Cast) -> None:
    profile = make(cast)
    page = visit("hr", f"/profiles/{profile}/edit")
    item(page, "loose").locator("a.from-line").click()
    expect(page.locator("#line-5")).to_have_class("marked")
    page.locator(f"#to-{KEYS['loose']}").select_option("condition")
    page.get_by_role("button", name="Plaatsen").click()
    expect(page.locator("#r-condition").locator(f"#p-{KEYS['loose']}")).to_contain_text("Rijbewijs nodig")
    expect(item(page, "loose").locator("a.part-text")).to_be_focused()
    expect(page.locator("#r-unplaced")).to_be_hidden()
    expect(page.locator("#readiness .lacks")).to_have_count(0)


def test_a_session_that_ends_while_typing_costs_nothing(app: Flask, visit: Visit, cast: Cast) -> None:
    profile = make(cast)
    with write() as session:
        session.get(Person, cast.hr).password_hash = hasher.hash(PASSWORD)
    page = visit("hr", f"/profiles/{profile}/edit")
    open_form(page, "first")
    with write() as session:
        for one in session.query(WebSession):
            one.ended_at = clock.now()
    page.keyboard.type(" Midden in een zin")
    dialog = page.locator("dialog#sign-in")
    expect(dialog).to_be_visible()
    dialog.locator('input[name="email"]').fill("hr@rayon.example")
    dialog.locator('input[name="password"]').fill(PASSWORD)
    dialog.locator('button[type="submit"]').click()
    expect(dialog).to_be_hidden()
    saved(page, "first")
    assert part(profile, "first")["text"]["nl"] == "Belt vaste klanten. Midden in een zin"


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_two_languages_side_by_side(visit: Visit, cast: Cast, locale: str) -> None:
    profile = make(cast)
    page = visit("hr", f"/profiles/{profile}/twin/nb", locale=locale)
    source, twin = open_form(page, "first"), page.locator(f"#s-{KEYS['first']}")
    source.fill("Belt grote klanten.")
    item(page, "first").locator("button[type=submit]").first.click()
    expect(twin).to_have_attribute("data-state", "stale")
    expect(twin.locator("del")).to_have_text("vaste")
    twin.locator("button").click()
    expect(twin).to_have_attribute("data-state", "current")
    open_form(page, "second", "nb").fill("Skriver tilbud.")
    item(page, "second", "nb").locator('button[name="next"]').click()
    expect(item(page, "second", "nb").locator("a.part-text")).to_have_text("Skriver tilbud.")
    expect(item(page, "third", "nb").locator("textarea")).to_be_focused()
    assert part(profile, "second")["text"]["nb"] == "Skriver tilbud."
    assert part(profile, "third")["text"].get("nb") is None


def test_all_of_it_without_a_script(visit: Visit, cast: Cast) -> None:
    profile = make(cast)
    page = visit("hr", f"/profiles/{profile}/edit", script=False)
    item(page, "first").locator("a.part-text").click()
    page.locator("textarea[name=text]").fill("Zonder script.")
    page.get_by_role("button", name="Klaar", exact=True).click()
    expect(item(page, "first")).to_contain_text("Zonder script.")
    item(page, "first").locator('button[value="down"]').click(force=True)
    tasks = page.locator(f"#a-{KEYS['area']} .area-pair > div").first.locator(".part-text")
    expect(tasks.nth(1)).to_have_text("Zonder script.")
    page.locator(f"#add-core_task-{KEYS['area']} a").click()
    page.locator("textarea[name=text]").fill("Ook toegevoegd.")
    page.locator("main form.part-form button[type=submit]").click()
    expect(tasks.nth(3)).to_have_text("Ook toegevoegd.")
    page.locator("#bar").get_by_role("button", name="Ongedaan maken").click()
    expect(tasks).to_have_count(3)
