"""The division of work in the browser: by keyboard and by hand, two at once, and without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.duties.models import Part
from portal.duties.services import division as services
from tests.browser.conftest import PHONE
from tests.cast import Cast
from tests.duties import dividing

pytestmark = pytest.mark.browser


def cell(page: Page, task: int, person: int):
    """The button of one person in one task."""
    return page.locator(f"#cell-{task}-{person}")


def test_a_manager_divides_the_work_by_keyboard(visit, cast: Cast) -> None:
    first, second = dividing.task(cast, "Beurs voorbereiden"), dividing.task(cast, "Offertes nabellen")
    page = visit("manager", f"/duties/division/{cast.team}")
    expect(page.locator("#division-wrong")).to_contain_text("2 taken die niemand uitvoert")
    cell(page, first, cast.colleague).focus()
    page.keyboard.press("ArrowRight")
    expect(cell(page, first, cast.seller)).to_be_focused()
    page.keyboard.press("Enter")
    expect(cell(page, first, cast.seller)).to_contain_text("Voert uit")
    expect(cell(page, first, cast.seller)).to_be_focused()
    expect(page.locator("#division-wrong")).to_contain_text("1 taak die niemand uitvoert")
    expect(page.locator("#division-said")).to_contain_text("Sanne Visser voert dit nu uit: Beurs voorbereiden")
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(cell(page, first, cast.seller)).to_contain_text("–")
    cell(page, first, cast.seller).press("Enter")
    expect(cell(page, first, cast.seller)).to_contain_text("Voert uit")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    expect(cell(page, second, cast.colleague)).to_be_focused()
    page.keyboard.press("Space")
    expect(cell(page, second, cast.colleague)).to_contain_text("Voert uit")
    page.keyboard.press("Space")
    expect(cell(page, second, cast.colleague)).to_contain_text("Ondersteunt")
    expect(cell(page, second, cast.colleague)).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("tbody tr").first).to_contain_text("Offertes nabellen")
    assert dividing.held(first) == {cast.seller: Part.DOES} and dividing.held(second) == {cast.colleague: Part.SUPPORTS}
    assert page.locator("[data-cell][tabindex='0']").count() == 1
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(page.locator("tbody tr").first).to_contain_text("Beurs voorbereiden")
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(cell(page, second, cast.colleague)).to_contain_text("Voert uit")


def test_who_was_second_reads_what_the_other_did_and_goes_on(visit, cast: Cast) -> None:
    task = dividing.task(cast, "Beurs voorbereiden")
    page = visit("manager", f"/duties/division/{cast.team}", locale="nb")
    services.change(cast.me("director"), cast.team, task, 1, {cast.colleague: Part.DOES})
    cell(page, task, cast.seller).click()
    expect(page.get_by_role("alert")).to_contain_text("Slik er den nå")
    expect(cell(page, task, cast.colleague)).to_contain_text("Utfører")
    cell(page, task, cast.seller).click()
    expect(page.locator(f"#task-{task}")).to_contain_text("To personer utfører dette: Kees Collega, Sanne Visser")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_table_begins_with_duties_and_own_words_added_in_place(visit, cast: Cast) -> None:
    dividing.published(cast, dividing.body())
    page = visit("manager", f"/duties/division/{cast.team}")
    page.get_by_text("2 kerntaken die niet in de tabel staan").click()
    page.get_by_label("Stelt accountplannen op").check()
    page.get_by_label("Een taak in eigen woorden").fill("Beurs voorbereiden")
    page.get_by_role("button", name="Aan de tabel toevoegen").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("#division-said")).to_contain_text("2 taken toegevoegd.")
    page.get_by_role("button", name="Aan de tabel toevoegen").click()
    expect(page.get_by_role("link", name="Vink een kerntaak aan, of schrijf de taak in eigen woorden.")).to_be_visible()


def test_on_a_phone_without_a_script_the_form_says_who_does_it(visit, cast: Cast) -> None:
    task = dividing.task(cast, "Beurs voorbereiden")
    page = visit("manager", f"/duties/division/{cast.team}", script=False, size=PHONE)
    expect(cell(page, task, cast.seller)).to_be_hidden()
    page.get_by_role("link", name="Bewerken: Beurs voorbereiden").click()
    page.get_by_role("group", name="Sanne Visser").get_by_label("Voert uit").check()
    page.get_by_role("group", name="Kees Collega").get_by_label("Ondersteunt").check()
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator(f"#task-{task}")).to_contain_text("Voert uit: Sanne Visser")
    expect(page.locator(f"#task-{task}")).to_contain_text("Ondersteunt: Kees Collega")
    page.get_by_role("link", name="Bewerken: Beurs voorbereiden").click()
    page.get_by_role("button", name="Deze taak verwijderen").click()
    expect(page.get_by_role("heading", name="Nog geen taken in deze tabel")).to_be_visible()
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(page.locator(f"#task-{task}")).to_contain_text("Voert uit: Sanne Visser")
