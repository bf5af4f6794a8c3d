"""The approver's page: its four answers, changes asked in place, the second round, stale pages, deputies, advisers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask_babel import refresh
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, write
from portal.core.notices import Notice
from portal.customers.models import Complexity, Customer
from portal.documents import content, drafts
from portal.documents.models import Answer, Decision, Outcome, Remark, State
from portal.people.models import Position, RoleLevel
from portal.plans import approval
from portal.plans.content import PLAN as SCHEMA
from portal.plans.models import Step, Substantiation
from tests.cast import Cast, absent
from tests.pages import Page
from tests.plans import making
from tests.queries import counted

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
QUERIES = 6
Browse = Callable[..., Page]


def key_of(plan_id: int, kind: str) -> str:
    return next(part["key"] for part in drafts.body_of(making.draft_of(plan_id).id) if part["kind"] == kind)


def form(number: int, outcome: str = "approve", **more: Any) -> dict[str, Any]:
    """A decision as the bar sends it."""
    given = {"seen": number, "seat": "approver", "back": "review", "outcome": outcome, "comment": ""}
    return given | ({"step": "sound"} if outcome == "approve" else {}) | more


def post(browse: Browse, who: int, plan_id: int, data: dict[str, Any], **options: Any) -> Page:
    return browse(who, f"/plans/{plan_id}/decide", method="POST", data=data, **options)


def second_round(cast: Cast) -> tuple[int, int]:
    """Two changes asked, one done and one not, a goal raised, sent again."""
    plan_id, number = making.submitted(cast)
    goal, deed = key_of(plan_id, "goal"), key_of(plan_id, "action")
    approval.decide(
        plan_id, cast.me("manager"), Outcome.REQUEST_CHANGES, seen=number,
        wishes=[approval.Wish(goal, "Onderbouw dit beter"), approval.Wish(deed, "Noem een datum")],
    )
    first, second = db.session.scalars(select(Remark).order_by(Remark.id)).all()
    approval.answer(plan_id, first.id, cast.me("seller"), Answer.DONE, "Staat er nu bij.")
    approval.answer(plan_id, second.id, cast.me("seller"), Answer.NOT_DONE, "De inkoper is weg.")
    drafts.edit(
        plan_id, SCHEMA, cast.me("seller"), "",
        lambda old: content.write_data(old, goal, {"target": 15_000_00}, base=0, edit=""),
    )
    return plan_id, approval.submit(plan_id, cast.me("seller"))


@pytest.mark.parametrize(("locale", "words"), [
    ("nl", ["Dit is de eerste versie", "Er is eerder niets gevraagd", "+20%", "12 contacten in", "K1 3"]),
    ("nb", ["Dette er den første versjonen", "Det er ikke bedt om noe før", "+20 %", "12 kontakter i", "K1 3"]),
])  # fmt: skip
def test_the_page_answers_four_questions(app: Flask, cast: Cast, browse: Browse, locale: str, words: list[str]) -> None:
    plan_id, _number = making.submitted(cast)
    refresh()  # the moves above spoke in this context already
    page = browse(cast.manager, f"/plans/{plan_id}/review", locale=locale)
    assert not [word for word in words if word not in page.text]


def test_the_second_round_shows_what_changed_and_the_answers_beside_the_items(
    app: Flask, cast: Cast, browse: Browse
) -> None:
    plan_id, _number = second_round(cast)
    page = browse(cast.manager, f"/plans/{plan_id}/review")
    assert "1 onderdeel gewijzigd" in page.text
    assert "sinds je vorige besluit, versie 1" in page.text
    assert "2 van 2 verzoeken beantwoord" in page.text
    assert "<del>€\xa012.000</del> <ins>€\xa015.000</ins>" in page.html
    goal = page.html.split(f'id="p-{key_of(plan_id, "goal")}"')[1].split("</article>")[0]
    assert "Onderbouw dit beter" in goal
    assert "Staat er nu bij." in goal
    assert "Niet aangepast, omdat: De inkoper is weg." in page.text
    whole = browse(cast.manager, f"/plans/{plan_id}/review?base=0", headers=HTMX)
    assert "<del>" not in whole.html
    assert "<html" not in whole.html


def test_two_changes_in_one_form_are_one_decision_and_one_mail(app: Flask, cast: Cast, browse: Browse) -> None:
    plan_id, number = making.submitted(cast)
    goal = key_of(plan_id, "goal")
    data = form(number, "request_changes", comment="Bijna.", **{f"wish-{goal}": "Waarom zoveel?", "wish-": "Korter."})
    answer = post(browse, cast.manager, plan_id, data)
    assert answer.status == 303
    assert db.session.query(Decision).count() == 1
    (told,) = db.session.query(Notice).filter_by(person_id=cast.seller)
    assert told.quote == "Bijna.\n\n1. “Meer brood verkopen”\nWaarom zoveel?\n\n2. Korter."
    page = browse(cast.seller, f"/plans/{plan_id}/review")
    assert "Waarom zoveel?" in page.text
    assert "Gevraagde aanpassingen" in page.text or "Verzoeken beantwoorden" in page.text


def test_changes_asked_do_not_go_along_with_an_approval(app: Flask, cast: Cast, browse: Browse) -> None:
    plan_id, number = making.submitted(cast)
    page = post(browse, cast.manager, plan_id, form(number, **{"wish-": "Toch korter."}))
    assert page.status == 422
    assert "maak de velden leeg" in page.text
    assert "Toch korter." in page.html
    assert making.draft_of(plan_id).state is State.IN_REVIEW


@pytest.mark.parametrize(("data", "says"), [
    ({"outcome": "reject"}, "Zeg waarom"),
    ({"outcome": "request_changes"}, "Zeg waarom"),
    ({"outcome": "approve", "step": "", "comment": "Mooi plan."}, "Kies hoe goed de doelen onderbouwd zijn"),
    ({"outcome": "maybe"}, "Kies of je goedkeurt"),
    ({"outcome": "approve", "step": "splendid"}, "Kies hoe goed de doelen onderbouwd zijn."),
    ({"outcome": "reject", "comment": "x" * 4001}, "hoogstens"),
])  # fmt: skip
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_lacks_is_said_and_what_was_typed_stays(
    app: Flask, cast: Cast, browse: Browse, data: dict[str, str], says: str, headers: dict[str, str]
) -> None:
    plan_id, number = making.submitted(cast)
    page = post(browse, cast.manager, plan_id, {**form(number), **data}, headers=headers)
    assert page.status == 422
    assert says in page.text
    assert data.get("comment", "") in page.html
    assert making.draft_of(plan_id).state is State.IN_REVIEW


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_replaced_version_is_drawn_again_with_the_typed_words(
    app: Flask, cast: Cast, browse: Browse, headers: dict[str, str]
) -> None:
    plan_id, number = making.submitted(cast)
    goal = key_of(plan_id, "goal")
    approval.withdraw(plan_id, cast.me("seller"), seen=number)
    approval.submit(plan_id, cast.me("seller"))
    data = form(number, "request_changes", comment="Mijn reden.", **{f"wish-{goal}": "Mijn verzoek."})
    page = post(browse, cast.manager, plan_id, data, headers=headers)
    assert page.status == 409
    assert "Er is een nieuwere versie gekomen" in page.text
    assert "Mijn reden.</textarea>" in page.html
    assert "Mijn verzoek.</textarea>" in page.html
    assert not db.session.query(Decision).count()


def test_decided_by_another_shows_the_state_and_keeps_the_words(app: Flask, cast: Cast, browse: Browse) -> None:
    absent(cast)
    plan_id, number = making.submitted(cast)
    approval.decide(plan_id, cast.me("deputy"), Outcome.APPROVE, seen=number, step=Step.SOUND)
    page = post(browse, cast.manager, plan_id, form(number, "reject", comment="Mijn lange reden."))
    assert page.status == 409
    assert "Versie 1 is goedgekeurd" in page.text
    assert "Daan Plaats heeft op" in page.text
    assert "namens Marloes van Dam" in page.text
    assert "Mijn lange reden." in page.text


def test_a_deputy_decides_visibly_for_the_absent(app: Flask, cast: Cast, browse: Browse) -> None:
    absent(cast)
    plan_id, number = making.submitted(cast)
    before = browse(cast.deputy, f"/plans/{plan_id}/review")
    assert "Marloes van Dam is afwezig: je besluit namens Marloes van Dam." in before.text
    assert "Goedkeuren namens Marloes van Dam" in before.text
    assert post(browse, cast.deputy, plan_id, form(number)).status == 303
    after = browse(cast.deputy, f"/plans/{plan_id}/review")
    assert "namens Marloes van Dam" in after.text
    assert "namens Marloes van Dam" in browse(cast.seller, f"/plans/{plan_id}/versions").text


def test_the_second_line_reads_what_goes_beyond_and_who_approved(app: Flask, cast: Cast, browse: Browse) -> None:
    making.allow(cast, discount=500)
    body = making.ready_body(cast.seller)
    body.append(content.new_part("budget", text={"nl": "Actie"}, data={"kind": "discount", "discount": 900}))
    plan_id, number = making.submitted(cast, body=body)
    assert "Boven het mandaat: een korting tot 5%" in browse(cast.manager, f"/plans/{plan_id}/review").text
    post(browse, cast.manager, plan_id, form(number, comment="Van mij mag het."))
    page = browse(cast.director, f"/plans/{plan_id}/review")
    assert "Marloes van Dam heeft deze versie op" in page.text
    assert "Het plan vraagt een korting van 9%; het mandaat van de verkoper gaat tot 5%." in page.text
    assert "Van mij mag het." in page.text
    assert 'name="step"' not in page.html
    stale = post(browse, cast.director, plan_id, form(number))  # a page that showed the first seat
    assert stale.status == 409
    assert post(browse, cast.director, plan_id, form(number, seat="second", step="")).status == 303
    assert making.draft_of(plan_id) is None


def test_a_beginner_on_a_complex_customer_is_flagged(app: Flask, cast: Cast, browse: Browse) -> None:
    plan_id, _number = making.submitted(cast)
    with write() as session:
        session.add(RoleLevel(role_id=cast.seller_role, code="B", rank=2))
        session.query(Customer).one().complexity = Complexity.HIGH
    page = browse(cast.manager, f"/plans/{plan_id}/review")
    assert "groter of complexer" in page.text
    with write() as session:
        level = session.query(RoleLevel).filter_by(code="B").one()
        session.query(Position).filter_by(person_id=cast.seller).one().level_id = level.id
    assert "groter of complexer" not in browse(cast.manager, f"/plans/{plan_id}/review").text


def test_the_owner_sees_the_step_and_the_way_on(app: Flask, cast: Cast, browse: Browse) -> None:
    plan_id, number = making.submitted(cast)
    post(browse, cast.manager, plan_id, form(number, step="thin"))
    page = browse(cast.seller, f"/plans/{plan_id}/review")
    assert "Versie 1 is goedgekeurd" in page.text
    assert "Deels onderbouwd" in page.text
    assert db.session.scalars(select(Substantiation.step)).all() == ["thin"]


def test_the_line_remarks_without_deciding(app: Flask, cast: Cast, browse: Browse) -> None:
    plan_id, number = making.submitted(cast)
    goal = key_of(plan_id, "goal")
    data = {"seen": number, f"say-{goal}": "Let op de marge.", "say-": "Mooi plan."}
    assert browse(cast.director, f"/plans/{plan_id}/remarks", method="POST", data=data).status == 303
    page = browse(cast.manager, f"/plans/{plan_id}/review")
    assert "Let op de marge." in page.text
    assert "Mooi plan." in page.text
    assert not db.session.query(Decision).count()
    approval.decide(plan_id, cast.me("manager"), Outcome.APPROVE, seen=number, step=Step.SOUND)
    late = browse(cast.director, f"/plans/{plan_id}/remarks", method="POST", data={"seen": number, "say-": "Te laat."})
    assert late.status == 409
    assert "Te laat." in late.text


def test_withdrawn_answers_can_be_changed_and_are_shown_again(app: Flask, cast: Cast, browse: Browse) -> None:
    plan_id, number = second_round(cast)
    approval.withdraw(plan_id, cast.me("seller"), seen=number)
    row = db.session.scalars(select(Remark).order_by(Remark.id)).first()
    approval.answer(plan_id, row.id, cast.me("seller"), Answer.DONE, "Nu echt.")
    approval.submit(plan_id, cast.me("seller"))
    page = browse(cast.manager, f"/plans/{plan_id}/review")
    assert "Nu echt." in page.text
    assert "2 van 2 verzoeken beantwoord" in page.text


@pytest.mark.parametrize("path", ["versions", "versions/1", "versions/2", "versions/1..2", "review?base=1", "review"])
@pytest.mark.parametrize("who", ["seller", "manager"])
def test_every_version_can_be_read_and_compared(app: Flask, cast: Cast, browse: Browse, path: str, who: str) -> None:
    plan_id, _number = second_round(cast)
    refresh()
    assert browse(getattr(cast, who), f"/plans/{plan_id}/{path}", locale="nb").status == 200


NOWHERE = ("versions/9", "versions/1..9", "versions?from=x&to=2", "versions?from=1&to=" + "9" * 40)


@pytest.mark.parametrize("path", NOWHERE)
def test_a_version_that_is_not_there_is_no_page(app: Flask, cast: Cast, browse: Browse, path: str) -> None:
    plan_id, _number = making.submitted(cast)
    assert browse(cast.manager, f"/plans/{plan_id}/{path}").status == 404


def test_the_page_asks_a_bounded_number_of_questions(app: Flask, cast: Cast, sign_in: Callable) -> None:
    plan_id, _number = second_round(cast)
    client = sign_in(cast.manager)
    with counted() as asked:
        assert client.get(f"/plans/{plan_id}/review").status_code == 200
    assert len(asked) <= QUERIES, len(asked)


def test_the_owner_takes_back_starts_anew_and_discards(app: Flask, cast: Cast, browse: Browse) -> None:
    plan_id, number = making.submitted(cast)
    assert "Versie 1 intrekken" in browse(cast.seller, f"/plans/{plan_id}/withdraw").text
    assert browse(cast.seller, f"/plans/{plan_id}/withdraw", method="POST", data={"seen": number}).status == 303
    assert making.draft_of(plan_id).state is State.DRAFT
    number = approval.submit(plan_id, cast.me("seller"))
    post(browse, cast.manager, plan_id, form(number, "reject", comment="Niet haalbaar."))
    assert "Opnieuw beginnen" in browse(cast.seller, f"/plans/{plan_id}/review").text
    assert browse(cast.seller, f"/plans/{plan_id}/restart", method="POST", data={"seen": number}).status == 303
    other = making.plan(cast, making.customer(cast, "Slagerij De Vries"))
    rev = making.draft_of(other).rev
    assert "weggooien" in browse(cast.seller, f"/plans/{other}/discard").text
    assert browse(cast.seller, f"/plans/{other}/discard", method="POST", data={"seen": rev}).status == 303
    assert browse(cast.seller, f"/plans/{other}").status == 404
    assert clock.today()
