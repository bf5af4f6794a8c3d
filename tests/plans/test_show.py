"""The one page about a plan and its history: who reads what, and what it says first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from portal.documents.models import Outcome
from portal.plans import approval
from tests.cast import Cast, absent
from tests.pages import Page
from tests.plans import making
from tests.plans.writing import draft
from tests.queries import counted

Browse = Callable[..., Page]
CAST = [("seller", 200, True), ("manager", 200, True), ("director", 200, True), ("colleague", 200, False),
        ("stranger", 404, False), ("hr", 404, False), ("admin", 404, False), ("deputy", 404, False)]


@pytest.mark.parametrize(("who", "status", "reads"), CAST)
def test_who_reads_a_submitted_plan(cast: Cast, browse: Browse, who: str, status: int, reads: bool) -> None:
    plan, _number = making.submitted(cast)
    page = browse(getattr(cast, who), f"/plans/{plan}")
    assert page.status == status
    assert ("Meer brood verkopen" in page.text) is reads
    history = 403 if status == 200 and not reads else status
    assert browse(getattr(cast, who), f"/plans/{plan}/history").status == history


def test_a_deputy_reads_while_standing_in(cast: Cast, browse: Browse) -> None:
    plan, _number = making.submitted(cast)
    absent(cast)
    assert "Meer brood verkopen" in browse(cast.deputy, f"/plans/{plan}").text


def test_a_draft_that_was_never_submitted_is_the_sellers_own(cast: Cast, browse: Browse) -> None:
    plan = draft(cast)
    assert "Meer brood" in browse(cast.seller, f"/plans/{plan}").text
    page = browse(cast.manager, f"/plans/{plan}")
    assert page.status == 200
    assert "Meer brood" not in page.text
    assert "Nog niet ingediend" in page.text
    assert "Meer brood" not in browse(cast.manager, f"/plans/{plan}/history").text


def test_who_leads_reads_what_was_submitted_not_what_is_changed_since(cast: Cast, browse: Browse) -> None:
    plan, number = making.submitted(cast)
    approval.decide(plan, cast.me("manager"), Outcome.REQUEST_CHANGES, seen=number, comment="Meer graag.")
    making.fill(cast, plan, [])
    assert "Meer brood verkopen" in browse(cast.manager, f"/plans/{plan}").text
    assert "Meer brood verkopen" not in browse(cast.seller, f"/plans/{plan}").text


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_an_approved_plan_says_how_far_it_is(cast: Cast, browse: Browse, locale: str) -> None:
    plan = making.approved(cast)
    page = browse(cast.seller, f"/plans/{plan}", locale=locale)
    words = {"nl": ["In uitvoering", "Goed onderbouwd", "0 van 1 actie is klaar"],
             "nb": ["Under gjennomføring", "Godt begrunnet", "0 av 1 tiltak er ferdig"]}[locale]
    assert all(word in page.text for word in words)


def test_the_page_says_whose_turn_it_is_and_offers_what_may_be_done(cast: Cast, browse: Browse) -> None:
    plan, _number = making.submitted(cast)
    seller, manager = browse(cast.seller, f"/plans/{plan}"), browse(cast.manager, f"/plans/{plan}")
    assert "Ligt bij Marloes van Dam" in seller.text
    assert f"/plans/{plan}/edit" not in seller.html
    assert "Jij bent aan de beurt" in manager.text


def test_the_page_asks_a_bounded_number_of_questions(cast: Cast, sign_in: Callable[[int], FlaskClient]) -> None:
    plan, client = making.approved(cast), sign_in(cast.seller)
    with counted() as sent:
        assert client.get(f"/plans/{plan}").status_code == 200
    assert len(sent) <= 7


def test_the_history_tells_who_did_what(cast: Cast, browse: Browse) -> None:
    plan, number = making.submitted(cast)
    approval.decide(plan, cast.me("manager"), Outcome.REJECT, seen=number, comment="Dit kan niet.")
    page = browse(cast.seller, f"/plans/{plan}/history")
    assert "Marloes van Dam" in page.text
    assert "Dit kan niet." in page.text
    assert browse(cast.seller, f"/plans/{plan}/history?before=zz").status == 200
