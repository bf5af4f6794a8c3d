"""What came of a plan: prefilled, kept when something is wrong, read, closed and copied."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.core import clock, mail
from portal.core.db import db
from portal.plans import amendments, services
from portal.plans.models import Goal, Plan, Stage
from tests.plans import making
from tests.plans.test_carry_out import imported
from tests.plugins.mailbox import text_of


@pytest.fixture
def customer_id(app, cast):
    return making.customer(cast)


@pytest.fixture
def plan_id(cast, customer_id):
    return making.approved(cast, making.plan(cast, customer_id))


def evaluate(client, plan_id, **fields):
    goal = db.session.scalars(select(Goal).where(Goal.document_id == plan_id)).first()
    given = {f"achieved_{goal.id}": "13.000,50", f"result_{goal.id}": "Meer dan gedacht", "words": "Goed jaar"}
    return client.post(f"/plans/{plan_id}/evaluate", data=given | fields)


def test_the_form_begins_with_what_was_imported(cast, browse, customer_id, plan_id):
    imported(customer_id, clock.today().replace(month=1, day=1), 7_500_25)
    page = browse(cast.seller, f"/plans/{plan_id}/evaluate")
    assert 'value="7.500,25"' in page.html
    assert "12.000" in page.text


def test_the_owner_evaluates_the_line_closes_and_the_owner_copies(cast, browse, sign_in, plan_id):
    assert evaluate(sign_in(cast.seller), plan_id).status_code == 303
    goal = db.session.scalars(select(Goal)).one()
    assert (goal.achieved, goal.result) == (13_000_50, "Meer dan gedacht")
    page = browse(cast.manager, f"/plans/{plan_id}/evaluation")
    assert "Goed jaar" in page.text
    assert "13.000,50" in page.text
    assert f"/plans/{plan_id}/close" in page.html
    assert f"/plans/{plan_id}/close" not in browse(cast.seller, f"/plans/{plan_id}/evaluation").html
    assert sign_in(cast.seller).post(f"/plans/{plan_id}/close").status_code == 403
    assert sign_in(cast.manager).post(f"/plans/{plan_id}/close").status_code == 303
    assert db.session.get(Plan, plan_id).stage is Stage.CLOSED
    assert sign_in(cast.manager).post(f"/plans/{plan_id}/close").status_code == 303  # twice is once
    link = browse(cast.seller, f"/plans/{plan_id}/evaluation").html.split("/plans/start?")[1].split('"')[0]
    page = browse(cast.seller, "/plans/start?" + link.replace("&amp;", "&"))
    assert page.status == 200


def test_the_news_of_an_evaluation_leads_to_it(cast, sign_in, plan_id, box):
    evaluate(sign_in(cast.seller), plan_id)
    with clock.at(clock.now() + timedelta(days=1)):  # with the digest
        mail.send_waiting()
    assert f"Evaluatie lezen: https://rayon.firm.example/portaal/plans/{plan_id}/evaluation" in text_of(
        box.to("manager")[-1]
    )


@pytest.mark.parametrize("fields", [{"words": ""}, {"words": "x" * 20_001}, {"number": "veel"}, {"number": "1.5"}])
def test_what_was_typed_stays_when_something_is_wrong(cast, sign_in, plan_id, fields):
    goal = db.session.scalars(select(Goal)).one()
    if "number" in fields:
        fields = {f"achieved_{goal.id}": fields["number"]}
    answer = evaluate(sign_in(cast.seller), plan_id, **fields)
    assert answer.status_code == 422
    assert "Meer dan gedacht" in answer.get_data(as_text=True)
    assert all(f'value="{text}"' in answer.get_data(as_text=True) for name, text in fields.items() if name != "words")
    assert db.session.get(Plan, plan_id).stage is Stage.IN_EXECUTION


def test_an_amendment_at_work_comes_first(cast, browse, sign_in, plan_id):
    amendments.start(plan_id, cast.me("seller"), "goal", "Anders")
    assert "Er loopt een bijstelling" in browse(cast.seller, f"/plans/{plan_id}/evaluate").text
    answer = evaluate(sign_in(cast.seller), plan_id)
    assert answer.status_code == 422
    assert "Goed jaar" in answer.get_data(as_text=True)
    assert db.session.get(Plan, plan_id).stage is Stage.IN_EXECUTION


@pytest.mark.parametrize(("who", "writes", "reads"), [
    ("seller", 303, 200), ("manager", 403, 200), ("director", 403, 200), ("colleague", 403, 403),
    ("stranger", 404, 404), ("hr", 404, 404),
])  # fmt: skip
def test_who_evaluates_and_who_reads_it(cast, browse, sign_in, plan_id, who, writes, reads):
    services.evaluate(plan_id, cast.me("seller"), "Goed jaar", {})
    assert browse(getattr(cast, who), f"/plans/{plan_id}/evaluate").status == writes
    assert browse(getattr(cast, who), f"/plans/{plan_id}/evaluation").status == reads
    assert evaluate(sign_in(getattr(cast, who)), plan_id, words="Anders").status_code == writes
    assert db.session.get(Plan, plan_id).evaluation == "Goed jaar"


def test_before_its_evaluation_there_is_nothing_to_read(cast, browse, plan_id):
    assert browse(cast.manager, f"/plans/{plan_id}/evaluation").status == 303
