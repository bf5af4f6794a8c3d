"""The report on a phone: at most eight taps beside typing, with and without a script; then the manager reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from portal.core import clock, mail
from portal.core.db import db, write
from portal.customers.models import Turnover
from portal.plans.models import Action, Plan
from portal.visits.models import Promise, Report, Visit, VisitState
from tests.browser.conftest import PHONE, RUNS, TABLET
from tests.cast import Cast
from tests.plans import making
from tests.plugins.mailbox import Box, text_of
from tests.visits.making import visit as contact_of

pytestmark = pytest.mark.browser

MOST_TAPS = 8
WORDS = {
    "nl": {
        "partly": "Deels", "said": "Wat is er besproken?", "next": "Vervolgstap", "week": "Over een week",
        "done": "Klaar", "send": "Verslag versturen", "read": "Als gelezen markeren", "remark": "Je opmerking",
        "tell": "Opmerking versturen", "for": "Opmerking voor Sanne Visser", "none": "Je hebt alle verslagen gelezen",
        "promise": "Er is iets toegezegd", "what": "Wat is er toegezegd?", "reached": "Deels bereikt",
    },
    "nb": {
        "partly": "Delvis", "said": "Hva ble sagt?", "next": "Neste steg", "week": "Om en uke", "done": "Ferdig",
        "send": "Send rapporten", "read": "Merk som lest", "remark": "Kommentaren din", "tell": "Send kommentaren",
        "for": "Kommentar til Sanne Visser", "none": "Du har lest alle rapportene", "promise": "Noe ble lovet",
        "what": "Hva ble lovet?", "reached": "Delvis nådd",
    },
}
SAID = "Ze willen “vers brood” om 06:00; æøå & <b>niet</b> later."


@pytest.fixture
def contact(cast: Cast) -> Visit:
    """A contact of yesterday with a customer whose plan has an action, and who buys bread."""
    with clock.at(clock.now().replace(month=1, day=12)):
        plan_id = making.approved(cast)
    customer_id = db.session.get(Plan, plan_id).customer_id
    buys_bread(customer_id)
    return contact_of(cast, customer_id, -1, purpose="Assortiment bespreken")


def buys_bread(customer_id: int) -> None:
    """A customer with turnover in one product group, so that the report offers it."""
    with write() as session:
        session.add(
            Turnover(
                customer_id=customer_id, month=date(clock.today().year, 1, 1), product_group="Vers brood",
                currency="EUR", revenue=100_00, source="test", imported_at=clock.now(),
            )
        )


class Thumb:
    """Counts what is tapped; typing into what was tapped is free."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, place: Locator) -> Locator:
        place.click()
        self.taps += 1
        return place

    def type(self, place: Locator, text: str) -> None:
        self.tap(place).fill(text)


def begun(page: Page, words: dict[str, str]) -> Thumb:
    """Fill in what every report has; what comes of the contact is still to be told."""
    thumb = Thumb()
    thumb.tap(page.get_by_role("radio", name=words["partly"], exact=True))
    thumb.type(page.get_by_label(words["said"]), SAID)
    thumb.tap(page.get_by_role("checkbox", name="Vers brood"))
    thumb.type(page.get_by_label(words["next"]), "Proefzending sturen")
    thumb.tap(page.get_by_role("radio", name=words["week"]))
    return thumb


def written(page: Page, words: dict[str, str], *, promise: bool = False) -> int:
    """Fill in what is usual and send it; returns the taps it took."""
    thumb = begun(page, words)
    if promise:
        thumb.tap(page.locator("summary", has_text=words["promise"]).first)
        thumb.type(page.locator("#promise-1-what"), "Proefzending om zes uur")
    else:
        thumb.tap(page.get_by_role("radio", name=words["done"], exact=True))
    thumb.tap(page.get_by_role("button", name=words["send"]))
    return thumb.taps


@pytest.mark.parametrize(("locale", "script"), RUNS)
def test_a_report_takes_at_most_eight_taps_and_reaches_the_manager(
    visit: Callable[..., Page], cast: Cast, contact: Visit, box: Box, locale: str, script: bool
) -> None:
    words, uid, visit_id, day = WORDS[locale], contact.uid, contact.id, contact.day
    page = visit("seller", f"/visits/{uid}/report", locale=locale, size=PHONE, script=script)
    taps = written(page, words)
    expect(page).to_have_url(re.compile(f"/visits/{uid}$"))
    assert taps <= MOST_TAPS
    expect(page.get_by_text(SAID)).to_be_visible()
    db.session.rollback()
    row = db.session.get(Report, visit_id, populate_existing=True)
    assert (row.reached, row.said, row.products) == ("partly", SAID, ["Vers brood"])
    assert db.session.get(Visit, visit_id, populate_existing=True).state is VisitState.HELD
    assert db.session.query(Action).one().done_on == day

    reader = visit("manager", "/visits/reports/", locale=locale, size=TABLET, script=script)
    reader.get_by_role("link", name="Bakkerij Jansen").click()
    expect(reader.get_by_text(words["reached"])).to_be_visible()
    reader.locator("summary", has_text=words["for"]).click()
    reader.get_by_label(words["remark"]).fill("Mooi gedaan. Neem de inkoper mee.")
    reader.get_by_role("button", name=words["tell"]).click()
    expect(reader.get_by_text("Mooi gedaan.", exact=False).first).to_be_visible()
    reader.goto("/visits/reports/")
    expect(reader.get_by_text(words["none"])).to_be_visible()
    mail.send_waiting()
    (letter,) = [text_of(one) for one in box.to("seller") if f"/visits/{uid}" in text_of(one)]
    assert "Mooi gedaan. Neem de inkoper mee." in letter


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_a_promise_fits_in_the_eight_taps_when_no_action_was_worked_on(
    visit: Callable[..., Page], cast: Cast, contact: Visit, locale: str
) -> None:
    uid, visit_id = contact.uid, contact.id
    page = visit("seller", f"/visits/{uid}/report", locale=locale, size=PHONE)
    taps = written(page, WORDS[locale], promise=True)
    expect(page.get_by_text(SAID)).to_be_visible()
    assert taps <= MOST_TAPS
    db.session.rollback()
    promise = db.session.query(Promise).one()
    assert (promise.visit_id, promise.what, promise.owner_id) == (visit_id, "Proefzending om zes uur", cast.seller)
