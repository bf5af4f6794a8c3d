"""From Today to a decision: two changes in one form, the answers beside the items, an approval on a tablet; two clicks
from Today for a clear plan; words that survive a reload; the same without a script.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from portal.core.db import db
from portal.documents.models import Answer, Decision, Remark, State
from portal.plans import approval
from tests.browser.conftest import RUNS, TABLET
from tests.cast import Cast
from tests.plans import making

WORDS = {
    "nl": {
        "ask": "Hier om aanpassing vragen", "changes": "Om aanpassing vragen", "approve": "Goedkeuren",
        "asked": "Je hebt om 2 aanpassingen", "answered": "2 van 2 verzoeken beantwoord", "sound": "Goed onderbouwd",
        "approved": "Versie 2 is goedgekeurd", "decide": "Besluiten", "you_approved": "Je hebt Bakkerij Jansen",
    },
    "nb": {
        "ask": "Be om endring her", "changes": "Be om endringer", "approve": "Godkjenn",
        "asked": "Du ba om 2 endringer", "answered": "2 av 2 ønsker besvart", "sound": "Godt begrunnet",
        "approved": "Versjon 2 er godkjent", "decide": "Ta beslutning", "you_approved": "Du godkjente Bakkerij Jansen",
    },
}


def ask(page: Page, kind: str, words: dict[str, str], text: str) -> None:
    """Open the field beside the first item of a section and write in it."""
    place = page.locator(f'section[aria-labelledby="s-{kind}"] .plan-part').first
    place.get_by_text(words["ask"], exact=True).click()
    place.locator("textarea").fill(text)


@pytest.mark.parametrize(("locale", "script"), RUNS)
def test_from_today_to_an_approval_in_the_second_round(
    app: Flask, cast: Cast, visit: Callable[..., Page], locale: str, *, script: bool
) -> None:
    words = WORDS[locale]
    plan_id, _number = making.submitted(cast)
    page = visit("manager", "/", locale=locale, script=script)
    page.get_by_role("link", name="Bakkerij Jansen").first.click()
    ask(page, "goal", words, "Waarom zoveel?")
    ask(page, "action", words, "Wie nog meer?")
    if script:
        page.reload()  # nothing typed is lost
        expect(page.locator('section[aria-labelledby="s-goal"] textarea').first).to_have_value("Waarom zoveel?")
    page.get_by_role("button", name=words["changes"], exact=True).click()
    expect(page.locator(".toasts")).to_contain_text(words["asked"])
    db.session.expire_all()
    assert db.session.query(Decision).count() == 1
    for row in db.session.query(Remark).all():
        approval.answer(plan_id, row.id, cast.me("seller"), Answer.DONE, "Gedaan.")
    approval.submit(plan_id, cast.me("seller"))
    tablet = visit("manager", f"/plans/{plan_id}/review", locale=locale, size=TABLET, script=script, has_touch=True)
    expect(tablet.locator("#answers")).to_contain_text(words["answered"])
    tablet.get_by_label(words["sound"], exact=True).check()
    tablet.get_by_role("button", name=words["approve"], exact=True).click()
    expect(tablet.locator("#panel")).to_contain_text(words["approved"])
    assert making.draft_of(plan_id) is None


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_a_clear_plan_takes_two_clicks(app: Flask, cast: Cast, visit: Callable[..., Page], locale: str) -> None:
    words = WORDS[locale]
    plan_id, _number = making.submitted(cast)
    page = visit("manager", "/", locale=locale)
    page.locator(".decide-menu summary").first.click()
    page.get_by_role("button", name=words["sound"], exact=True).click()
    expect(page.locator("#waiting .decide-menu")).to_have_count(0)
    assert making.draft_of(plan_id) is None


def test_a_reason_that_lacks_is_asked_in_the_bar(app: Flask, cast: Cast, visit: Callable[..., Page]) -> None:
    plan_id, _number = making.submitted(cast)
    page = visit("manager", f"/plans/{plan_id}/review")
    page.get_by_role("button", name="Afwijzen", exact=True).click()
    expect(page.locator("#panel-said")).to_contain_text("Zeg waarom")
    expect(page.locator("#comment")).to_be_focused()
    page.locator("#comment").fill("Niet haalbaar.")
    page.get_by_role("button", name="Afwijzen", exact=True).click()
    expect(page.locator("#panel")).to_contain_text("Versie 1 is afgewezen")
    assert making.draft_of(plan_id).state is State.REJECTED
