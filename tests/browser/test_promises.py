"""A promise in the browser: a seller makes it, logistics keeps it, the seller is told; also in Norwegian and plain."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.core import mail
from portal.core.db import db, write
from portal.core.i18n import format_date, speaking
from portal.people.models import MailWish, Person
from portal.visits.models import Promise
from tests.browser.conftest import PHONE, RUNS
from tests.plans import making
from tests.plugins.mailbox import text_of
from tests.visits.promising import day, department

pytestmark = pytest.mark.browser

WORDS = {
    "nl": {
        "note": "Toezegging vastleggen", "what": "Wat is toegezegd", "due": "Uiterlijk", "who": "Actiehouder",
        "find": "Zoeken op naam", "look": "Zoeken", "save": "Opslaan", "unexplained": "Nog niet besproken",
        "explained": "Vandaag besproken", "menu": "Toezeggingen", "outcome": "Wat ervan gekomen is",
        "done": "Als nagekomen melden", "kept": "Nagekomen", "told": "Laat het de klant weten",
    },
    "nb": {
        "note": "Noter noe som er lovet", "what": "Hva som ble lovet", "due": "Innen", "who": "Ansvarlig",
        "find": "Finn etter navn", "look": "Finn", "save": "Lagre", "unexplained": "Ikke forklart ennå",
        "explained": "Forklart i dag", "menu": "Lovet kunden", "outcome": "Resultat",
        "done": "Merk som holdt", "kept": "Holdt", "told": "Gi kunden beskjed",
    },
}


OUTCOME = "Staat in de planning."


def explain(seller: Page, words: dict[str, str]) -> None:
    """On the page of a promise: its owner has been told what it asks."""
    seller.get_by_role("button", name=words["explained"]).click()
    expect(seller.get_by_text(words["unexplained"])).to_have_count(0)


def keep(keeper: Page, words: dict[str, str]) -> None:
    """On the page of a promise: it is kept, and what came of it."""
    keeper.get_by_label(words["outcome"]).fill(OUTCOME)
    keeper.get_by_role("button", name=words["done"]).click()
    expect(keeper.get_by_text(words["kept"], exact=True).first).to_be_visible()


@pytest.mark.parametrize(("locale", "script"), RUNS)
def test_logistics_keeps_what_a_seller_promised(visit, cast, box, locale, script) -> None:
    words = WORDS[locale]
    customer_id = making.customer(cast, "Bakkerij Jansen")
    _unit, (jan, _piet) = department(cast, "Jan Magazijn", "Piet Chauffeur", led_by=1)
    with write() as session:
        for one in session.query(Person):
            one.mail_decisions, one.locale = MailWish.AT_ONCE, locale
    with speaking(locale):
        due = format_date(day(3), "short")

    seller = visit("seller", f"/customers/{customer_id}", locale=locale, script=script)
    seller.get_by_role("link", name=words["note"]).click()
    seller.get_by_label(words["what"]).fill("Voortaan om zeven uur leveren")
    seller.get_by_label(words["due"]).fill(due)
    seller.get_by_label(words["find"]).press_sequentially("magaz")
    if not script:
        seller.get_by_role("button", name=words["look"]).click()
    expect(seller.get_by_label(words["who"]).locator("option", has_text="Jan Magazijn")).to_have_count(1)
    seller.get_by_label(words["who"]).select_option(f"p{jan}")
    seller.get_by_role("button", name=words["save"]).click()
    expect(seller.get_by_text(words["unexplained"]).first).to_be_visible()
    explain(seller, words)

    keeper = visit(jan, "/", locale=locale, script=script, size=PHONE)
    expect(keeper.get_by_role("link", name=words["menu"], exact=True)).to_be_visible()
    keeper.get_by_role("link", name="Voortaan om zeven uur leveren").click()
    expect(keeper.get_by_text("seller@rayon.example")).to_be_visible()
    assert keeper.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    keep(keeper, words)
    keeper.goto("/")
    expect(keeper.locator("#waiting").get_by_text("Voortaan om zeven uur leveren")).to_have_count(0)

    mail.send_waiting()
    (message,) = box.to("seller")
    assert words["told"] in text_of(message)
    assert OUTCOME in text_of(message)
    assert db.session.query(Promise.done_on).scalar() == day(0)
