"""A seller and the calendar: a contact is moved, cancelled and planned with few taps, with and without a script."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from portal.core import clock
from portal.core.db import db
from portal.visits.models import Visit, VisitState
from tests.browser.conftest import DESKTOP, PHONE
from tests.plans import making as plans
from tests.visits import making

WORDS = {
    "nl": {
        "menu": "Verplaatsen, afzeggen, wijzigen", "move": "Verplaatsen naar", "moved": "Verplaatst naar",
        "undo": "Ongedaan maken", "off": "Afzeggen: door de klant", "cancelled": "Door de klant afgezegd",
        "back": "Het gaat toch door", "plan": "Contact plannen", "day": "Dag", "put": "In de agenda zetten",
    },
    "nb": {
        "menu": "Flytt, avlys, endre", "move": "Flytt til", "moved": "Flyttet til", "undo": "Angre",
        "off": "Avlys: av kunden", "cancelled": "Avlyst av kunden", "back": "Den blir noe av likevel",
        "plan": "Planlegg en kontakt", "day": "Dag", "put": "Legg i kalenderen",
    },
}  # fmt: skip


@pytest.fixture
def row(app, cast):
    return making.visit(cast, plans.customer(cast), 0, at="10:30")


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_a_seller_moves_a_contact_on_a_phone_with_two_taps_and_takes_it_back(visit, row, locale):
    words = WORDS[locale]
    page = visit("seller", "/visits/", locale=locale, size=PHONE, has_touch=True)
    contact = page.locator(f"#v{row.id}")
    contact.get_by_title(words["menu"]).tap()
    contact.get_by_role("button", name=words["move"]).last.tap()
    expect(contact).to_contain_text(words["moved"])
    later = making.again(row.id).day
    assert later > row.day + timedelta(days=6)
    undo = contact.get_by_role("button", name=words["undo"])
    undo.tap()
    expect(undo).to_have_attribute("value", f"move:{later}")
    expect(contact).to_contain_text("10:30")
    assert making.again(row.id).day == row.day
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


@pytest.mark.parametrize("view", ["list", "week"])
def test_a_contact_that_is_moved_goes_to_its_other_day_and_comes_back(visit, cast, days, view):
    days.go(date(2026, 11, 16))
    customer_id = plans.customer(cast)
    first, other = (making.visit(cast, customer_id, days, at="10:30") for days in (0, 1))
    page = visit("seller", f"/visits/?view={view}", size=PHONE, has_touch=True)
    contact, shown = page.locator(f"#v{first.id}"), page.locator("ol.days > li")
    today, tomorrow = shown.filter(has=contact), shown.filter(has=page.locator(f"#v{other.id}"))
    expect(tomorrow.locator("li.visit")).to_have_count(1)
    contact.get_by_title(WORDS["nl"]["menu"]).tap()
    contact.locator(f'[value="move:{other.day}"]').tap()
    expect(tomorrow.locator("li.visit")).to_have_count(2)
    expect(contact).to_be_focused()
    expect(contact).to_contain_text(WORDS["nl"]["moved"])
    contact.get_by_role("button", name=WORDS["nl"]["undo"]).tap()
    expect(tomorrow.locator("li.visit")).to_have_count(1)
    expect(today).to_contain_text(WORDS["nl"]["moved"])


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_without_a_script_a_contact_is_cancelled_and_goes_on_after_all(visit, row, locale):
    words = WORDS[locale]
    page = visit("seller", f"/visits/?view=day&on={row.day}", locale=locale, size=PHONE, script=False)
    page.locator(f"#v{row.id} summary").click()
    page.get_by_role("button", name=words["off"]).click()
    expect(page.locator(f"#v{row.id}")).to_contain_text(words["cancelled"])
    assert making.again(row.id).state is VisitState.CANCELLED_BY_CUSTOMER
    page.locator(f"#v{row.id} summary").click()
    page.get_by_role("button", name=words["back"]).click()
    expect(page.locator(f"#v{row.id}")).not_to_contain_text(words["cancelled"])
    assert making.again(row.id).state is VisitState.PLANNED


@pytest.mark.parametrize("script", [True, False])
def test_a_seller_plans_a_contact_that_nothing_asked_for(visit, row, script):
    words = WORDS["nl"]
    page = visit("seller", "/visits/", size=DESKTOP, script=script)
    page.get_by_role("link", name=words["plan"]).click()
    page.get_by_role("link", name="Bakkerij Jansen").click()
    day = clock.today() + timedelta(days=1)
    page.get_by_label(words["day"], exact=True).fill(f"{day:%d-%m-%Y}")
    page.get_by_label("Telefoon").check()
    page.get_by_label("Gespreksdoel").fill("Nieuwe kaart laten zien")
    page.get_by_role("button", name=words["put"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bakkerij Jansen")
    expect(page.locator("main")).to_contain_text("Nieuwe kaart laten zien")
    db.session.rollback()
    made = db.session.query(Visit).filter(Visit.id != row.id).one()
    assert (made.day, made.plan_id, str(made.channel)) == (day, None, "phone")


def test_a_second_page_that_is_out_of_date_is_told_how_it_is_now(visit, row):
    page, other = (visit("seller", "/visits/") for _both in range(2))
    for one in (page, other):
        one.locator(f"#v{row.id} summary").click()
    page.locator(f"#v{row.id}").get_by_role("button", name="Afzeggen: door ons").click()
    expect(page.locator(f"#v{row.id}")).to_contain_text("Door ons afgezegd")
    other.locator(f"#v{row.id}").get_by_role("button", name="Verplaatsen naar").last.click()
    expect(other.locator(f"#v{row.id}")).to_contain_text("Iemand heeft dit intussen gewijzigd")
    expect(other.locator(f"#v{row.id}")).to_contain_text("Door ons afgezegd")
