"""The page on which a plan is submitted: an amendment by name, the contacts still to come, answers without a change."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, write
from portal.documents import content
from portal.documents.models import Answer, Outcome, Remark, RemarkKind
from portal.plans import amendments, approval
from portal.plans.models import Need, Requirement
from tests.plans import making
from tests.plans.test_edit_lines import portfolio
from tests.plans.writing import stored


def test_an_amendment_says_which_section_it_changes_and_why(cast, browse):
    plan = making.approved(cast)
    amendments.start(plan, cast.me("seller"), "goal", "De markt valt tegen")
    page = browse(cast.seller, f"/plans/{plan}/submit")
    assert "Dit is een bijstelling" in page.text
    assert "De markt valt tegen" in page.text
    assert "#r-goal" in browse(cast.seller, f"/plans/{plan}/edit").html


def test_contacts_of_days_that_have_passed_are_not_counted(cast, browse):
    plan = making.plan(cast, year=clock.today().year - 1)
    page = browse(cast.seller, f"/plans/{plan}/submit")
    assert "contacten in de agenda" not in page.text


@pytest.mark.parametrize("changes", [False, True])
def test_done_without_a_change_is_said_and_does_not_stop(cast, browse, sign_in, changes):
    plan, number = making.submitted(cast)
    goal = next(part for part in stored(plan) if part["kind"] == "goal")["key"]
    wish = approval.Wish(goal, "Hoger.")
    approval.decide(plan, cast.me("manager"), Outcome.REQUEST_CHANGES, seen=number, wishes=[wish])
    asked = db.session.scalar(select(Remark.id).where(Remark.document_id == plan, Remark.kind == RemarkKind.REQUEST))
    approval.answer(plan, asked, cast.me("seller"), Answer.DONE, "")
    if changes:
        body = content.loads(making.draft_of(plan).body)
        making.fill(cast, plan, [{**p, "text": {"nl": "Anders"}} if p["key"] == goal else p for p in body])
    assert ("daar is niets gewijzigd" in browse(cast.seller, f"/plans/{plan}/submit").text) is not changes
    assert sign_in(cast.seller).post(f"/plans/{plan}/submit").status_code == 303


def test_a_customer_that_needs_its_own_plan_is_not_offered_for_the_portfolio(cast, browse, sign_in):
    plan, client = portfolio(cast), sign_in(cast.seller)
    line = stored(plan)[0]
    client.post(f"/plans/{plan}/lines/remove", data={"pick": line["key"]})
    assert 'name="every"' in browse(cast.seller, f"/plans/{plan}/edit").html
    with write() as session:
        for row in session.scalars(select(Requirement).where(Requirement.customer_id == line["data"]["customer"])):
            row.need = Need.OWN
    page = browse(cast.seller, f"/plans/{plan}/edit")
    assert 'name="every"' not in page.html
    assert "1 andere klant van de portefeuille" in page.text
