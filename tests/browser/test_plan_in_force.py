"""A plan after its approval: amended during the year, ticked in place, evaluated, closed and copied; nl and nb.

What happened before today is made by the services with the clock in the past.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.documents import content
from portal.plans.models import Amendment, AmendmentState, Plan, Stage
from portal.visits.models import Visit
from tests.browser.conftest import PHONE, RUNS, TABLET
from tests.cast import Cast
from tests.plans import making

WORDS = {
    "nl": {
        "amend": "Plan bijstellen", "agreement": "Contactafspraken", "open": "Onderdeel openen", "why": "Waarom?",
        "submit": "Ter goedkeuring indienen", "sound": "Goed onderbouwd", "approve": "Goedkeuren",
        "decided": "besloten door Marloes van Dam", "done": "Klaar melden", "undo": "Klaar",
        "whole": "Wat is er van het plan als geheel gekomen?", "evaluate": "Plan evalueren", "close": "Plan afsluiten",
        "closed": "Afgesloten", "copy": "Kopiëren naar volgend jaar", "start": "Beginnen",
        "achieved": "Gerealiseerd (EUR)", "number": "13.000,50",
    },
    "nb": {
        "amend": "Endre den godkjente planen", "agreement": "Kontaktplan", "open": "Åpne delen", "why": "Hvorfor?",
        "submit": "Send til godkjenning", "sound": "Godt begrunnet", "approve": "Godkjenn",
        "decided": "avgjort av Marloes van Dam", "done": "Merk som ferdig", "undo": "Ferdig",
        "whole": "Hva ble det av planen som helhet?", "evaluate": "Evaluer planen", "close": "Avslutt planen",
        "closed": "Avsluttet", "copy": "Kopier til neste år", "start": "Start", "achieved": "Oppnådd (EUR)",
        "number": "13 000,50",
    },
}


def in_force_since_january(cast: Cast) -> int:
    with clock.at(clock.now().replace(month=1, day=12)):
        return making.approved(cast)


def ask_to_amend(seller: Page, words: dict[str, str], why: str) -> None:
    """From the progress of a plan: its contact agreement is to change."""
    seller.get_by_role("link", name=words["amend"], exact=True).click()
    seller.get_by_label(words["agreement"], exact=True).check()
    seller.get_by_label(words["why"], exact=True).fill(why)
    seller.get_by_role("button", name=words["open"], exact=True).click()
    seller.wait_for_url("**/edit")


def submit(seller: Page, words: dict[str, str], plan_id: int) -> None:
    """What is at work goes to the manager."""
    seller.goto(f"/plans/{plan_id}/submit")
    seller.get_by_role("button", name=words["submit"], exact=True).click()
    expect(seller.get_by_role("button", name=words["submit"], exact=True)).to_have_count(0)


def approve(tablet: Page, words: dict[str, str]) -> None:
    """On the page of the decision."""
    tablet.get_by_label(words["sound"], exact=True).check()
    tablet.get_by_role("button", name=words["approve"], exact=True).click()
    expect(tablet.get_by_role("button", name=words["approve"], exact=True)).to_have_count(0)


def weekly(plan_id: int, cast: Cast) -> None:
    """The seller changes the frequency of the open section."""
    body = content.loads(making.draft_of(plan_id).body)
    making.fill(cast, plan_id, [
        {**part, "data": {**part["data"], "per_year": 52}} if part["kind"] == "agreement" else part for part in body
    ])


def coming() -> int:
    db.session.expire_all()
    found = select(func.count()).select_from(Visit)
    return db.session.scalar(found.where(Visit.due > clock.today(), Visit.ended_on.is_(None)))


@pytest.mark.parametrize(("locale", "script"), RUNS)
def test_an_amendment_is_approved_and_at_year_end_the_plan_is_evaluated_and_copied(
    app: Flask, cast: Cast, visit: Callable[..., Page], locale: str, *, script: bool
) -> None:
    words, plan_id = WORDS[locale], in_force_since_january(cast)
    seller = visit("seller", f"/plans/{plan_id}/progress", locale=locale, script=script)
    ask_to_amend(seller, words, "De inkoper wil elke week bellen")
    expect(seller).to_have_url(f"{seller.url.split('/plans')[0]}/plans/{plan_id}/edit")
    weekly(plan_id, cast)
    before = coming()
    submit(seller, words, plan_id)
    approve(
        visit("manager", f"/plans/{plan_id}/review", locale=locale, size=TABLET, script=script, has_touch=True), words
    )
    assert db.session.scalars(select(Amendment.state)).one() is AmendmentState.APPROVED
    assert coming() > before
    seller.goto(f"/plans/{plan_id}/amendments")
    expect(seller.locator("main")).to_contain_text(words["decided"])
    evaluated(cast, visit, plan_id, locale, script=script)


def conclude(seller: Page, words: dict[str, str]) -> None:
    """On the page of the evaluation: what came of the plan as a whole."""
    seller.get_by_label(words["whole"], exact=True).fill("Een goed jaar")
    seller.get_by_role("button", name=words["evaluate"], exact=True).click()
    expect(seller.locator("main")).to_contain_text("Een goed jaar")


def close(manager: Page, words: dict[str, str]) -> None:
    """On the evaluation: the plan is closed."""
    manager.get_by_role("button", name=words["close"], exact=True).click()
    expect(manager.locator("main")).to_contain_text(words["closed"])


def copy(seller: Page, words: dict[str, str]) -> None:
    """From the evaluation into the next year."""
    seller.get_by_role("link", name=words["copy"], exact=True).click()
    seller.get_by_role("button", name=words["start"], exact=True).click()
    seller.wait_for_url("**/edit")


def evaluated(cast: Cast, visit: Callable[..., Page], plan_id: int, locale: str, *, script: bool) -> None:
    """The year ends: evaluated by the seller on a phone, closed by the manager, copied."""
    words = WORDS[locale]
    phone = visit("seller", f"/plans/{plan_id}/evaluate", locale=locale, size=PHONE, script=script)
    phone.get_by_label(words["achieved"]).fill(words["number"])
    phone.get_by_role("button", name=words["evaluate"], exact=True).click()
    expect(phone.get_by_label(words["achieved"])).to_have_value(words["number"])  # kept: the words are missing
    conclude(phone, words)
    close(visit("manager", f"/plans/{plan_id}/evaluation", locale=locale, script=script), words)
    phone.reload()
    copy(phone, words)
    db.session.expire_all()
    plans, year = {plan.year: plan for plan in db.session.query(Plan)}, clock.today().year
    assert plans[year].stage is Stage.CLOSED
    assert plans[year + 1].copied_from_id == plan_id
    body = content.loads(making.draft_of(plans[year + 1].document_id).body)
    assert content.children(body, "", "goal")[0]["data"]["baseline"] == 13_000_50


def test_a_tick_changes_only_its_action(app: Flask, cast: Cast, visit: Callable[..., Page]) -> None:
    words, plan_id = WORDS["nl"], in_force_since_january(cast)
    page = visit("seller", f"/plans/{plan_id}/progress", size=TABLET, has_touch=True)
    page.evaluate("document.body.dataset.same = 'yes'")
    page.get_by_role("button", name=words["done"], exact=True).click()
    pressed = page.locator('.tick[aria-pressed="true"]')
    expect(pressed).to_have_count(1)
    page.locator(".task-note summary").click()
    page.locator(".task-note input").fill("Met proeverij")
    page.locator(".task-note button").click()
    expect(page.locator(".task-note summary")).to_have_text("Met proeverij")
    assert page.evaluate("document.body.dataset.same") == "yes"
