"""The page about a plan says what was decided on it: who, in whose place, why, and the way on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.core import clock
from portal.core.db import db
from portal.core.notices import Notice, Urgency
from portal.documents.models import Asked, Outcome
from portal.plans import advice, approval
from portal.plans.models import Step
from tests.cast import Cast, absent
from tests.pages import Page
from tests.plans import making

Browse = Callable[..., Page]


@pytest.mark.parametrize(("locale", "words"), [("nl", "Afgewezen door {name}"), ("nb", "Avvist av {name}")])
def test_the_owner_of_a_rejected_plan_reads_the_reason_above_starting_anew(
    cast: Cast, browse: Browse, locale: str, words: str
) -> None:
    plan, number = making.submitted(cast)
    approval.decide(
        plan, cast.me("manager"), Outcome.REJECT, seen=number, comment="Te weinig onderbouwd.", step=Step.MISSING
    )
    page = browse(cast.seller, f"/plans/{plan}", locale=locale)
    assert words.format(name=cast.me("manager").name) in page.text
    assert page.html.index("Te weinig onderbouwd.") < page.html.index(f"/plans/{plan}/restart")
    assert f'href="/plans/{plan}"' in browse(cast.seller, "/", locale=locale).html


def test_a_decision_by_a_deputy_says_in_whose_place(cast: Cast, browse: Browse) -> None:
    plan, number = making.submitted(cast)
    absent(cast)
    approval.decide(
        plan, cast.me("deputy"), Outcome.APPROVE, seen=number, comment="Mooi plan.", step=Step.SOUND
    )
    page = browse(cast.seller, f"/plans/{plan}")
    assert f"namens {cast.me('manager').name}" in page.text
    assert "Mooi plan." in page.text


def test_changes_requested_lead_to_the_requests(cast: Cast, browse: Browse) -> None:
    plan, number = making.submitted(cast)
    approval.decide(plan, cast.me("manager"), Outcome.REQUEST_CHANGES, seen=number, comment="Meer graag.")
    assert f'href="/plans/{plan}/edit"' in browse(cast.seller, f"/plans/{plan}").html
    assert "Meer graag." in browse(cast.manager, f"/plans/{plan}").text
    assert "Meer graag." not in browse(cast.colleague, f"/plans/{plan}").text


def test_the_absent_manager_gets_the_mail_of_a_decision_at_once(cast: Cast) -> None:
    plan, number = making.submitted(cast)
    absent(cast)
    approval.decide(plan, cast.me("deputy"), Outcome.APPROVE, seen=number, step=Step.SOUND)
    told = db.session.query(Notice).filter_by(code="plan_approved_for_you").one()
    assert (told.person_id, told.urgency) == (cast.manager, Urgency.DECISION)


def test_whoever_was_asked_hears_that_advice_is_no_longer_needed(cast: Cast, browse: Browse) -> None:
    plan, number = making.submitted(cast)
    advice.ask(plan, cast.me("manager"), cast.colleague, Asked.ADVICE, "Klopt dit?", clock.today())
    approval.decide(plan, cast.me("manager"), Outcome.APPROVE, seen=number, step=Step.SOUND)
    told = db.session.query(Notice).filter_by(person_id=cast.colleague, read_at=None).one()
    assert told.code == "plan_advice_ended"
    assert "advies is niet meer nodig" in browse(cast.colleague, "/").text
    review = browse(cast.manager, f"/plans/{plan}/review").text
    assert "Klopt dit?" in review
    assert "Wordt niet meer beantwoord" in review


def test_a_question_taken_back_is_gone_from_the_review(cast: Cast, browse: Browse) -> None:
    plan, number = making.submitted(cast)
    asked = advice.ask(plan, cast.me("manager"), cast.colleague, Asked.ADVICE, "Klopt dit?", clock.today())
    advice.take_back(plan, asked.id, cast.me("manager"))
    approval.decide(plan, cast.me("manager"), Outcome.APPROVE, seen=number, step=Step.SOUND)
    assert "Klopt dit?" not in browse(cast.manager, f"/plans/{plan}/review").text


def test_advice_is_asked_for_a_working_day_ahead_of_those_who_are_near(cast: Cast, browse: Browse) -> None:
    for late in (None, clock.today()):
        due = advice.default_due(late)
        assert due >= clock.add_working_days(clock.today(), 2)
        assert due.isoweekday() < 6
    plan, _number = making.submitted(cast)
    assert cast.me("colleague").name in browse(cast.manager, f"/plans/{plan}/advice").text


def test_a_further_search_takes_the_errors_away(cast: Cast, browse: Browse) -> None:
    plan, _number = making.submitted(cast)
    page = browse(
        cast.manager, f"/plans/{plan}/advice", method="POST", data={"search": "1", "find": "x"},
        headers={"HX-Request": "true", "HX-Request-Type": "partial"},
    )
    assert '<div id="wrong" hx-swap-oob="true"></div>' in page.html
