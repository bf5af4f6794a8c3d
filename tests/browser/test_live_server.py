"""The live server itself: pages answer, the bundle runs, a real sign-in works."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from portal.core.db import db, write
from portal.people.models import Person
from portal.people.sign_in import hasher
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_a_person_signs_in_at_the_form(visit: Callable[..., Page], cast: Cast, locale: str) -> None:
    with write():
        db.session.get(Person, cast.hr).password_hash = hasher.hash(PASSWORD)
    page = visit(None, "/login", locale=locale)
    expect(page.locator("html")).to_have_attribute("lang", locale)
    page.locator('input[name="email"]').fill("hr@rayon.example")
    page.locator('input[name="password"]').fill(PASSWORD)
    page.locator('main form button[type="submit"]').click()
    expect(page.locator("header.bar")).to_be_visible()


def test_a_visit_is_signed_in(visit: Callable[..., Page]) -> None:
    page = visit("hr", "/")
    expect(page.locator(".bar .person-name")).to_have_text("Hanneke Roos")
