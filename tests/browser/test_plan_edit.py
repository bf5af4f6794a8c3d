"""A seller's year in a browser: last year's plan copied, written on, submitted; and the table of a portfolio plan."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from portal.core import clock
from portal.documents.models import Outcome
from portal.plans import approval
from tests.browser.conftest import PHONE, TABLET
from tests.cast import Cast
from tests.plans import making
from tests.plans.test_edit_lines import portfolio
from tests.plans.writing import stored

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
SAVED = re.compile("^(Opgeslagen|Lagret)")
WORDS = {
    "nl": {"start": "Beginnen", "add": "Doel toevoegen", "done": "Klaar", "submit": "Indienen",
           "send": "Ter goedkeuring indienen", "stands": "Ingediend"},
    "nb": {"start": "Start", "add": "Legg til mål", "done": "Ferdig", "submit": "Send til godkjenning",
           "send": "Send til godkjenning", "stands": "Sendt til godkjenning"},
}


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_a_seller_writes_a_plan_from_last_years_and_submits(app: Flask, visit: Visit, cast: Cast, locale: str) -> None:
    words, year = WORDS[locale], clock.today().year
    customer = making.customer(cast)
    making.approved(cast, making.plan(cast, customer, year=year))
    page = visit("seller", f"/plans/start?customer={customer}&year={year + 1}", locale=locale)
    page.get_by_role("button", name=words["start"], exact=True).click()
    expect(page).to_have_url(re.compile(r"/plans/\d+/edit"))
    page.locator("#text-possibilities").fill("Drie nieuwe winkels.")
    expect(page.locator("#f-possibilities [data-save-state]")).to_have_text(SAVED)
    page.locator("#l-goal a.part-text").click()  # what was achieved last year is the baseline; the target is new
    form = page.locator("#l-goal form.part-form")
    form.locator("input[name=target]").fill("13 000" if locale == "nb" else "13.000")
    form.get_by_role("button", name=words["done"]).click()
    expect(form).to_have_count(0)
    page.get_by_role("button", name=words["add"]).click()
    expect(form.locator("textarea[name=text]")).to_be_focused()
    form.locator("textarea[name=text]").fill("Meer gebak verkopen")
    form.locator("input[name=target]").fill("25 000" if locale == "nb" else "25.000")
    form.get_by_role("button", name=words["done"]).click()
    expect(page.locator("#l-goal .part")).to_have_count(2)
    expect(page.locator("#l-goal .part").last).to_contain_text("Meer gebak verkopen")
    page.locator("#bar").get_by_role("link", name=words["submit"]).click()
    page.get_by_role("button", name=words["send"]).click()
    expect(page.locator(".lead")).to_contain_text(words["stands"])
    plan = int(re.search(r"/plans/(\d+)", page.url)[1])
    with app.app_context():
        goal = [part for part in stored(plan) if part["kind"] == "goal"][-1]
        assert goal["data"]["target"] == 25_000_00


def test_the_table_is_walked_by_keyboard_and_saves_each_row(app: Flask, visit: Visit, cast: Cast) -> None:
    plan = portfolio(cast)
    page = visit("seller", f"/plans/{plan}/edit")
    rows = page.locator(".lines-table tbody tr")
    rows.first.locator("input[name$=-target]").fill("1.000")
    page.keyboard.press("Enter")
    expect(rows.nth(1).locator("input[name$=-target]")).to_be_focused()
    expect(rows.first.locator("[data-save-state]")).to_have_text(SAVED)
    page.keyboard.type("-5")
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1).locator(".wrong")).to_contain_text("Vul 0 in of meer.")
    page.keyboard.press("ArrowUp")
    page.keyboard.type("2.000")
    page.keyboard.press("Tab")
    expect(rows.nth(1).locator("[data-save-state]")).to_have_text(SAVED)
    expect(rows.nth(1).locator(".wrong")).to_have_text("")
    page.locator("#set-often").select_option("4")
    page.locator("#set-which").select_option("all")
    page.get_by_role("button", name="Instellen").click()
    expect(page.locator("#notice")).to_contain_text("Ingesteld voor 3 klanten.")
    page.reload()
    expect(rows.first.locator("input[name$=-target]")).to_have_value("1.000")
    expect(rows.nth(2).locator("select[name$=-per_year]")).to_have_value("4")


def test_two_people_on_one_goal_see_both(visit: Visit, cast: Cast) -> None:
    plan = making.plan(cast, making.customer(cast, partner="colleague"))
    mine, theirs = visit("seller", f"/plans/{plan}/edit"), visit("colleague", f"/plans/{plan}/edit")
    for page in (mine, theirs):
        page.locator("#l-goal a.part-text").click()
        expect(page.locator("#l-goal form.part-form")).to_be_visible()
    theirs.locator("#l-goal input[name=target]").fill("13.000")
    theirs.keyboard.press("Tab")
    expect(theirs.locator("#l-goal [data-save-state]")).to_have_text(SAVED)
    mine.locator("#l-goal input[name=target]").fill("14.000")
    mine.keyboard.press("Tab")
    panel = mine.locator("#l-goal .part.conflict")
    expect(panel).to_contain_text("13.000")
    expect(panel.locator("input[name=target]")).to_have_value("14.000")


@pytest.mark.parametrize("size", [PHONE, TABLET])
def test_nothing_hangs_over_the_edge(visit: Visit, cast: Cast, size: tuple[int, int]) -> None:
    plan, table = making.plan(cast), portfolio(cast)
    asked, number = making.submitted(cast, customer_id=making.customer(cast, "Oslofjord Verft en Zonen"))
    wish = approval.Wish("", "Meer.")
    approval.decide(asked, cast.me("manager"), Outcome.REQUEST_CHANGES, seen=number, wishes=[wish])
    edited = [f"/plans/{one}/edit" for one in (plan, asked, table)]
    for address in (*edited, f"/plans/{plan}", "/plans/", "/plans/start"):
        page = visit("seller", address, size=size, locale="nb")
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, address


def test_without_a_script_a_plan_is_written_and_submitted(visit: Visit, cast: Cast) -> None:
    customer = making.customer(cast)
    making.allow(cast)
    page = visit("seller", f"/plans/start?customer={customer}", script=False)
    page.get_by_role("button", name="Beginnen", exact=True).click()
    page.locator("#text-possibilities").fill("Nieuwe winkels.")
    page.locator("#f-possibilities").get_by_role("button", name="Opslaan").click()
    expect(page.locator("#text-possibilities")).to_have_value("Nieuwe winkels.")
    page.get_by_role("button", name="Doel toevoegen").click()
    page.locator("textarea[name=text]").fill("Meer brood")
    page.locator("input[name=target]").fill("12.000")
    page.get_by_role("button", name="Klaar").click()
    expect(page.locator("#l-goal")).to_contain_text("Meer brood")
    page.get_by_role("link", name="Indienen").click()
    page.get_by_role("button", name="Ter goedkeuring indienen").click()
    expect(page.locator("main")).to_contain_text("Ingediend")


def test_a_row_that_is_not_saved_holds_the_submission_back(visit: Visit, cast: Cast) -> None:
    page = visit("seller", f"/plans/{portfolio(cast)}/edit")
    field = page.locator(".lines-table tbody tr").nth(1).locator("input[name$=-target]")
    field.fill("36k")
    page.locator("#bar").get_by_role("link", name="Indienen").click()
    expect(page.locator("#notice")).to_contain_text("nog niet opgeslagen")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("36.000")
    page.locator("#bar").get_by_role("link", name="Indienen").click()
    page.wait_for_url("**/submit")


def test_the_table_shows_only_the_customers_that_are_looked_for(visit: Visit, cast: Cast) -> None:
    page = visit("seller", f"/plans/{portfolio(cast)}/edit")
    page.locator("#find-line").fill("klant 002")
    expect(page.locator(".lines-table tbody tr:visible")).to_have_count(1)
