"""The main job with customers in the browser: find one, change it where it stands, hand customers over."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.core.db import db
from portal.customers.models import Contact, Customer, Portfolio
from tests.browser.conftest import PHONE
from tests.customers.making import customers

pytestmark = pytest.mark.browser


def test_a_seller_finds_a_customer_adds_a_contact_and_changes_the_facts(visit, cast) -> None:
    made = customers(cast)
    page = visit("seller", "/customers/")
    page.get_by_label("Zoeken op naam").fill("bakk")
    expect(page.get_by_role("link", name="Zuivel Zoetermeer")).to_have_count(0)
    page.get_by_role("link", name="Bakker Bart").click()
    page.get_by_role("link", name="Contactpersoon toevoegen").click()
    page.get_by_label("Naam van de contactpersoon").fill("Anna Bos")
    page.get_by_label("E-mailadres").fill("nergens")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("link", name=re.compile("Vul een e-mailadres in"))).to_be_visible()
    page.get_by_label("E-mailadres").fill("anna@klant.example")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator("#sites").get_by_text("Anna Bos", exact=True)).to_be_visible()
    expect(page.get_by_label("Naam van de contactpersoon")).to_have_count(0)
    page.locator("#facts").get_by_role("link", name="Wijzigen").click()
    page.get_by_label("Potentieel per jaar").fill("125.000")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator("#facts")).to_contain_text("125.000")
    assert db.session.scalar(select(Contact.name).where(Contact.customer_id == made.bakker)) == "Anna Bos"


def test_a_manager_hands_ticked_customers_over_without_a_script(visit, cast) -> None:
    made = customers(cast)
    page = visit("manager", "/customers/?scope=team", locale="nb", script=False, size=PHONE)
    page.get_by_label("Velg Bakker Bart").check()
    page.get_by_label("Velg Zuivel Zoetermeer").check()
    page.get_by_role("button", name="Overfør det som er krysset av").click()
    page.get_by_label("Ny ansvarlig").select_option(label="Kees Collega")
    page.get_by_role("button", name="Overfør", exact=True).click()
    expect(page.get_by_text("2 kunder er overført.")).to_be_visible()
    owned = select(Portfolio.customer_id).where(Portfolio.owner_id == cast.colleague)
    assert {made.bakker, made.prospect} <= set(db.session.scalars(owned))


def test_two_who_change_the_same_facts_lose_nothing(visit, cast) -> None:
    made = customers(cast)
    address = f"/customers/{made.bakker}/facts"
    first, second = visit("seller", address), visit("colleague", address)
    first.get_by_label("Klantnummer").fill("K-1")
    first.get_by_role("button", name="Opslaan").click()
    expect(first.locator("#facts")).to_contain_text("K-1")
    second.get_by_label("Klantnummer").fill("K-2")
    second.get_by_role("button", name="Opslaan").click()
    expect(second.get_by_text("Nu: K-1")).to_be_visible()
    expect(second.get_by_label("Klantnummer")).to_have_value("K-2")
    second.get_by_role("button", name="Opslaan").click()
    expect(second.locator("#facts dl")).to_contain_text("K-2")
    assert db.session.scalar(select(Customer.number).where(Customer.id == made.bakker)) == "K-2"
