"""Amendments as pages: one section with its reason, the list, giving up; the plan stays approved meanwhile."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.core import mail
from portal.core.db import db
from portal.documents import content
from portal.documents.models import Listing, Outcome
from portal.plans import amendments, approval
from portal.plans.models import Amendment, Plan, PlanKind, Stage, Step
from tests.plans import making
from tests.plugins.mailbox import text_of


@pytest.fixture
def plan_id(app, cast):
    return making.approved(cast)


def start(client, plan_id, **fields):
    return client.post(f"/plans/{plan_id}/amend", data={"section": "goal", "reason": "De markt valt tegen", **fields})


def submitted(cast, plan_id, text="Een ander doel"):
    body = content.loads(making.draft_of(plan_id).body)
    making.fill(
        cast, plan_id, [{**part, "text": {"nl": text}} if part["kind"] == "goal" else part for part in body]
    )
    return approval.submit(plan_id, cast.me("seller"))


def test_the_owner_opens_one_section_and_the_plan_stays_approved(cast, browse, sign_in, plan_id):
    page = browse(cast.seller, f"/plans/{plan_id}/amend")
    assert page.status == 200
    assert "Contactafspraken" in page.text
    assert "Klantbeeld" not in page.text  # the portal keeps it, nobody amends it
    answer = start(sign_in(cast.seller), plan_id)
    assert answer.status_code == 303
    assert answer.location == f"/plans/{plan_id}/edit"
    assert db.session.get(Plan, plan_id).stage is Stage.IN_EXECUTION
    assert start(sign_in(cast.seller), plan_id).status_code == 303  # it is open already
    assert len(db.session.scalars(select(Amendment)).all()) == 1


@pytest.mark.parametrize("fields", [
    {"reason": ""}, {"reason": "   "}, {"section": ""}, {"section": "picture"}, {"section": "line"},
    {"section": "x" * 500},
])  # fmt: skip
def test_what_is_missing_is_said_and_what_was_typed_stays(cast, sign_in, plan_id, fields):
    answer = start(sign_in(cast.seller), plan_id, **fields)
    assert answer.status_code == 422
    if fields.get("reason") is None:
        assert "De markt valt tegen" in answer.get_data(as_text=True)
    assert not db.session.scalars(select(Amendment)).all()


@pytest.mark.parametrize(("who", "reads", "opens"), [
    ("seller", 200, 200), ("manager", 200, 403), ("director", 200, 403), ("colleague", 403, 403),
    ("stranger", 404, 404), ("hr", 404, 404),
])  # fmt: skip
def test_who_reads_the_amendments_and_who_starts_one(cast, browse, plan_id, who, reads, opens):
    assert browse(getattr(cast, who), f"/plans/{plan_id}/amendments").status == reads
    assert browse(getattr(cast, who), f"/plans/{plan_id}/amend").status == opens


def test_only_a_plan_in_force_is_amended(cast, browse, sign_in):
    plan_id = making.plan(cast)
    assert browse(cast.seller, f"/plans/{plan_id}/amend").status == 303
    assert start(sign_in(cast.seller), plan_id).status_code == 303
    assert not db.session.scalars(select(Amendment)).all()


def test_a_portfolio_plan_offers_its_own_sections(cast, browse):
    customer_id = making.customer(cast, category="C")
    line = content.new_part("line", data={"customer": customer_id, "target": 5_000_00})
    plan_id = making.approved(cast, making.plan(cast, customer_id, kind=PlanKind.PORTFOLIO, body=[line]))
    page = browse(cast.seller, f"/plans/{plan_id}/amend")
    assert 'value="line"' in page.html
    assert 'value="agreement"' not in page.html


def test_the_manager_reads_in_the_mail_and_beside_the_change_why_it_is_asked(cast, browse, sign_in, plan_id, box):
    start(sign_in(cast.seller), plan_id)
    submitted(cast, plan_id)
    mail.send_waiting()
    assert "> De markt valt tegen" in text_of(box.to("manager")[-1])
    assert "Reden: De markt valt tegen" in browse(cast.manager, f"/plans/{plan_id}/review").text


def test_the_list_says_what_became_of_each(cast, browse, sign_in, plan_id):
    start(sign_in(cast.seller), plan_id)
    number = submitted(cast, plan_id)
    assert "Ingediend" in browse(cast.manager, f"/plans/{plan_id}/amendments").text
    approval.decide(plan_id, cast.me("manager"), Outcome.APPROVE, seen=number, step=Step.SOUND, comment="Terecht")
    start(sign_in(cast.seller), plan_id, section="action", reason="Te druk")
    amendments.drop(plan_id, cast.me("seller"), seen=making.draft_of(plan_id).rev)
    text = browse(cast.seller, f"/plans/{plan_id}/amendments").text
    for said in ("De markt valt tegen", "besloten door Marloes van Dam", "Terecht", "Te druk", "opgegeven op"):
        assert said in text
    assert text.index("Te druk") < text.index("De markt valt tegen")


def test_a_rejected_amendment_leaves_the_plan_as_it_was(cast, browse, sign_in, plan_id):
    start(sign_in(cast.seller), plan_id)
    number = submitted(cast, plan_id)
    approval.decide(plan_id, cast.me("manager"), Outcome.REJECT, seen=number, comment="Nog niet")
    assert making.draft_of(plan_id) is None
    assert db.session.get(Listing, plan_id).at_work is None
    assert db.session.get(Plan, plan_id).stage is Stage.IN_EXECUTION
    assert "Nog niet" in browse(cast.seller, f"/plans/{plan_id}/amendments").text
    assert start(sign_in(cast.seller), plan_id).status_code == 303


def test_giving_up_is_asked_first_and_not_done_to_another_version(cast, browse, sign_in, plan_id):
    client = sign_in(cast.seller)
    start(client, plan_id)
    seen = making.draft_of(plan_id).rev
    assert "Bijstelling opgeven?" in browse(cast.seller, f"/plans/{plan_id}/amend/give-up").text
    making.fill(cast, plan_id, content.loads(making.draft_of(plan_id).body)[:-1])
    assert client.post(f"/plans/{plan_id}/amend/give-up", data={"seen": seen}).status_code == 409
    seen = making.draft_of(plan_id).rev
    assert client.post(f"/plans/{plan_id}/amend/give-up", data={"seen": seen}).status_code == 303
    assert making.draft_of(plan_id) is None
    assert client.post(f"/plans/{plan_id}/amend/give-up", data={"seen": seen}).status_code == 409


def test_the_pages_speak_norwegian(cast, browse, plan_id):
    assert "Endre den godkjente planen" in browse(cast.seller, f"/plans/{plan_id}/amend", locale="nb").text
