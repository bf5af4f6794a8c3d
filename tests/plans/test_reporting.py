"""What a report does for the plan: actions are ticked and taken back, seen in the progress with the contact."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from portal.core import clock
from portal.core.audit import Audit
from portal.core.db import db, write
from portal.documents import content
from portal.plans import pictures
from portal.plans.models import Action, Plan
from portal.visits import reporting
from portal.visits.models import ReportedAction, Visit, VisitState
from portal.visits.services import followups
from tests.plans import making
from tests.visits.making import held, visit
from tests.visits.sending import GOOD, put


@pytest.fixture
def plan_id(app, cast):
    body = making.ready_body(cast.seller)
    goal = next(part["key"] for part in body if part["kind"] == "goal")
    for part in body:
        if part["kind"] == "action":
            part["data"]["goal"] = goal
    with clock.at(clock.now().replace(month=1, day=12)):
        return making.approved(cast, body=body)


@pytest.fixture
def contact(cast, plan_id):
    row = visit(cast, db.session.get(Plan, plan_id).customer_id, -1)
    return SimpleNamespace(uid=row.uid, day=row.day, customer_id=row.customer_id)


def action(plan_id):
    db.session.rollback()
    return db.session.query(Action).filter_by(document_id=plan_id).populate_existing().one()


def field(plan_id, step):
    return f"action-{plan_id}-0-{action(plan_id).part_key}={step}"


def test_an_action_that_a_report_calls_done_is_ticked_and_taken_back(cast, sign_in, browse, plan_id, contact):
    assert "Proeverij houden" in browse(cast.seller, f"/visits/{contact.uid}/report").text
    client, rev = sign_in(cast.seller), action(plan_id).rev
    assert put(client, contact.uid, cast.seller, GOOD | {field(plan_id, "done"): "on"}).status_code == 200
    assert (action(plan_id).done_on, action(plan_id).rev) == (contact.day, rev + 1)
    assert db.session.query(Audit).filter_by(code="plan_action_done", subject_id=plan_id).count() == 1
    page = browse(cast.manager, f"/plans/{plan_id}/progress")
    assert f"/visits/{contact.uid}" in page.html
    assert "Gedaan in het contact van" in page.text
    assert "1 contact werkte aan dit doel" in page.text
    assert "Proeverij houden" in browse(cast.manager, f"/visits/{contact.uid}").text
    values = GOOD | {field(plan_id, "worked_on"): "on"}
    assert put(sign_in(cast.seller), contact.uid, cast.seller, values, base=1).status_code == 200
    assert action(plan_id).done_on is None
    assert "Aan gewerkt in het contact van" in browse(cast.manager, f"/plans/{plan_id}/progress").text


def test_what_was_ticked_before_or_is_called_done_elsewhere_stays(cast, sign_in, plan_id, contact):
    client = sign_in(cast.seller)
    other = visit(cast, contact.customer_id, -2).uid
    done = GOOD | {field(plan_id, "done"): "on"}
    put(client, contact.uid, cast.seller, done)
    assert put(client, other, cast.seller, done).status_code == 200
    assert put(client, contact.uid, cast.seller, GOOD, base=1).status_code == 200
    assert action(plan_id).done_on == contact.day


def test_a_draft_ticks_nothing_and_comes_back(cast, sign_in, browse, plan_id, contact):
    put(sign_in(cast.seller), contact.uid, cast.seller, {field(plan_id, "done"): "on"}, finished=False)
    assert action(plan_id).done_on is None
    html = browse(cast.seller, f"/visits/{contact.uid}/report").html
    name, value = field(plan_id, "done").split("=")
    assert f'name="{name}" value="{value}" checked' in html


def test_actions_of_others_are_out_of_reach(cast, sign_in, plan_id, contact):
    other = making.customer(cast, "Slagerij De Wit", owner="colleague")
    uid = visit(cast, other, -1, owner="colleague").uid
    answer = put(sign_in(cast.colleague), uid, cast.colleague, GOOD | {field(plan_id, "done"): "on"})
    assert answer.status_code == 200
    assert action(plan_id).done_on is None
    assert not db.session.query(ReportedAction).count()
    assert reporting.at_hand(cast.me("colleague"), contact.customer_id, None) == []


def test_each_branch_has_its_own_line_and_a_contact_at_a_branch_only_that(cast, sign_in):
    customer_id = making.customer(cast, "Keten")
    north, south = making.branch(customer_id, "Noord"), making.branch(customer_id, "Zuid")
    body = making.ready_body(cast.seller)
    for part in body:
        if part["kind"] == "action":
            part["data"]["branches"] = [north, south]
    body += [content.new_part("branch", data={"branch": one}) for one in (north, south)]
    with clock.at(clock.now().replace(month=1, day=12)):
        plan_id = making.approved(cast, customer_id=customer_id, body=body)
    me = cast.me("seller")
    assert {one.branch for one in reporting.at_hand(me, customer_id, None)} == {"Noord", "Zuid"}
    (only,) = reporting.at_hand(me, customer_id, north)
    assert only.branch == "Noord"
    contact = visit(cast, customer_id, -1, branch_id=north)
    put(sign_in(cast.seller), contact.uid, cast.seller, GOOD | {f"{only.field}=done": "on"})
    done = db.session.query(Action.branch_id, Action.done_on).filter_by(document_id=plan_id)
    assert {branch: day is not None for branch, day in done} == {north: True, south: False}


def test_the_progress_counts_each_line_of_the_agreement(cast, browse, plan_id, contact):
    with write() as session:
        rows = session.query(Visit).filter(Visit.plan_id == plan_id, Visit.due < clock.today()).order_by(Visit.due)
        states = (VisitState.HELD, VisitState.CANCELLED_BY_CUSTOMER, VisitState.CANCELLED_BY_US)
        for row, state in zip(rows, states, strict=False):
            row.state = state
            row.made_by_id = row.id if state is VisitState.HELD else None
        asked = rows.count()
    page = browse(cast.seller, f"/plans/{plan_id}/progress")
    assert f"1 gehouden van {asked} gepland" in page.text
    assert "Afgezegd door de klant: 1" in page.text
    assert "Afgezegd door ons: 1" in page.text


def test_the_picture_counts_contacts_and_complaints_of_the_year_before(cast, plan_id):
    plan = db.session.get(Plan, plan_id)
    making_day = clock.today()
    contact = held(cast, plan.customer_id, 0)
    with write() as session:
        session.get(Visit, contact.id).day = making_day
        followups.from_report(
            session.get(Visit, contact.id), [],
            [followups.ComplaintRow(followups.new_uid(), "Te laat", making_day, "delivery")], cast.me("seller"),
        )
    known = pictures.picture(Plan(customer_id=plan.customer_id, year=making_day.year + 1))
    assert (known["held"], known["complaints"]) == (1, 1)
    assert pictures.picture(db.session.get(Plan, plan_id))["held"] == 0


def test_the_rules_hold_the_days_for_a_report(cast, browse, sign_in):
    assert "3 werkdagen" in browse(cast.admin, "/admin/plans").text
