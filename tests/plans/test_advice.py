"""Asking a colleague: the decision does not move, the answer stands beside the plan, who is not asked sees nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused, TooLate
from portal.documents.models import Asked, Draft, Invitation, Outcome, Turn
from portal.plans import advice, approval
from portal.plans.models import Step
from tests.cast import Cast
from tests.pages import Page
from tests.plans import making

Browse = Callable[..., Page]
ASK = {"question": "Klopt de marge?", "asked": "advice"}


def test_the_way_of_a_question(app: Flask, cast: Cast, browse: Browse) -> None:
    plan_id, number = making.submitted(cast)
    found = browse(cast.manager, f"/plans/{plan_id}/advice", method="POST", data={"search": "1", "find": "roos", **ASK})
    assert "Hanneke Roos" in found.text
    assert "Klopt de marge?" in found.html
    assert browse(cast.hr, f"/plans/{plan_id}/review").status == 404
    data = {**ASK, "person": cast.hr, "due": f"{clock.today():%d-%m-%Y}"}
    assert browse(cast.manager, f"/plans/{plan_id}/advice", method="POST", data=data).status == 303
    assert db.session.query(Draft.turn).scalar() is Turn.APPROVER
    assert "Marloes van Dam vraagt je advies" in browse(cast.hr, "/").text
    page = browse(cast.hr, f"/plans/{plan_id}/review")
    assert "Klopt de marge?" in page.text
    assert "Goedkeuren" not in page.text
    sent = {"seen": number, "text": "Ja, ruim.", "say-": "Mooi plan."}
    assert browse(cast.hr, f"/plans/{plan_id}/advice/answer", method="POST", data=sent).status == 303
    page = browse(cast.manager, f"/plans/{plan_id}/review")
    assert "Ja, ruim." in page.text
    assert "Mooi plan." in page.text
    assert f'id="plan-advise-{plan_id}"' not in browse(cast.hr, "/").html


@pytest.mark.parametrize(("data", "says"), [
    ({"person": 0}, "Kies een collega"), ({"question": " "}, "Schrijf wat je wilt weten."),
    ({"due": "1-1-2020"}, "Kies een dag van vandaag"), ({"person": "seller"}, "Kies iemand anders"),
    ({"person": "manager"}, "Kies iemand anders"), ({"person": 999_999}, "Kies een collega"),
])  # fmt: skip
def test_a_question_that_lacks_something_keeps_its_words(
    app: Flask, cast: Cast, browse: Browse, data: dict, says: str
) -> None:
    plan_id, _number = making.submitted(cast)
    given = {**ASK, "person": cast.hr, "due": f"{clock.today():%d-%m-%Y}", **data}
    given["person"] = getattr(cast, str(given["person"]), given["person"])
    page = browse(cast.manager, f"/plans/{plan_id}/advice", method="POST", data=given)
    assert page.status == 422
    assert says in page.text
    assert not db.session.query(Invitation).count()


def test_a_question_ends_with_the_decision(app: Flask, cast: Cast) -> None:
    plan_id, number = making.submitted(cast)
    advice.ask(plan_id, cast.me("manager"), cast.hr, Asked.ADVICE, "Wat vind jij?", clock.today())
    approval.decide(plan_id, cast.me("manager"), Outcome.APPROVE, seen=number, step=Step.SOUND)
    with pytest.raises(TooLate):
        advice.answer(plan_id, cast.me("hr"), "Te laat.")


def test_who_is_not_asked_any_more_is_told_so(app: Flask, cast: Cast) -> None:
    plan_id, _number = making.submitted(cast)
    row = advice.ask(plan_id, cast.me("manager"), cast.hr, Asked.ADVICE, "Wat vind jij?", clock.today())
    advice.take_back(plan_id, row.id, cast.me("manager"))
    advice.take_back(plan_id, row.id, cast.me("manager"))
    with pytest.raises(TooLate):
        advice.answer(plan_id, cast.me("hr"), "Toch.")
    advice.ask(plan_id, cast.me("manager"), cast.hr, Asked.CONTENT, "Toch wel?", clock.today())
    with pytest.raises(Refused):
        advice.answer(plan_id, cast.me("hr"), " ")
    advice.answer(plan_id, cast.me("hr"), "Goed zo.")
    with pytest.raises(TooLate):
        advice.take_back(plan_id, row.id, cast.me("manager"))


@pytest.mark.parametrize("who", ["seller", "director", "stranger"])
def test_only_who_decides_asks(app: Flask, cast: Cast, browse: Browse, who: str) -> None:
    plan_id, _number = making.submitted(cast)
    given = {**ASK, "person": cast.hr, "due": f"{clock.today():%d-%m-%Y}"}
    page = browse(getattr(cast, who), f"/plans/{plan_id}/advice", method="POST", data=given)
    assert page.status in {403, 404}
