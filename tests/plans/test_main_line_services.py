"""The main line of a plan as moves: submitted, changes asked and answered, approved, amended, evaluated, copied."""

from datetime import date

import pytest
from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused, TooLate
from portal.documents import content, drafts
from portal.documents.models import Answer, Decision, Outcome, Remark, State
from portal.plans import amendments, approval, policy, services
from portal.plans.approval import Wish
from portal.plans.content import PLAN as SCHEMA
from portal.plans.models import Action, Amendment, Goal, Plan, PlanKind, Stage, Step
from portal.visits.models import Visit
from tests.plans import making


def count(table, *conditions):
    return db.session.scalar(select(func.count()).select_from(table).where(*conditions))


def test_a_plan_goes_through_its_whole_life(app, cast):
    with clock.at(clock.now().replace(month=1, day=12)):
        plan_id, first = making.submitted(cast)
        goal = next(part for part in amendments.content.loads(making.draft_of(plan_id).body) if part["kind"] == "goal")
        approval.decide(
            plan_id, cast.me("manager"), Outcome.REQUEST_CHANGES, seen=first, comment="Bijna.",
            wishes=[Wish(goal["key"], "Onderbouw dit"), Wish("", "Vul de agenda")],
        )
        asked = db.session.scalars(select(Remark).where(Remark.document_id == plan_id)).all()
        assert [(row.number, bool(row.quote)) for row in asked] == [(1, True), (2, False)]
        with pytest.raises(Refused) as caught:
            approval.submit(plan_id, cast.me("seller"))
        assert caught.value.code == "unanswered_requests"
        for row in asked:
            approval.answer(plan_id, row.id, cast.me("seller"), Answer.DONE, "")
        second = approval.submit(plan_id, cast.me("seller"))
        with pytest.raises(TooLate):
            approval.decide(plan_id, cast.me("manager"), Outcome.APPROVE, seen=first, step=Step.SOUND)
        approval.decide(plan_id, cast.me("manager"), Outcome.APPROVE, seen=second, step=Step.SOUND)
        approval.decide(plan_id, cast.me("manager"), Outcome.APPROVE, seen=second, step=Step.SOUND)  # twice is once
        assert count(Decision, Decision.document_id == plan_id) == 2
        assert db.session.get(Plan, plan_id).stage is Stage.IN_EXECUTION
        assert count(Goal) == count(Action) == 1
        assert count(Visit, Visit.plan_id == plan_id) == 12

    with clock.at(clock.now().replace(month=6, day=12)):
        draft = amendments.start(plan_id, cast.me("seller"), "agreement", "De inkoper wil vaker bellen")
        body = drafts.body_of(draft.id)
        line = next(part for part in body if part["kind"] == "agreement")
        drafts.edit(
            plan_id, SCHEMA, cast.me("seller"), "",
            lambda old: content.write_data(old, line["key"], {"per_year": 26}, base=0, edit=""),
        )
        number = approval.submit(plan_id, cast.me("seller"))
        assert db.session.get(Plan, plan_id).stage is Stage.IN_EXECUTION
        approval.decide(plan_id, cast.me("manager"), Outcome.APPROVE, seen=number, step=Step.SOUND)
        assert db.session.scalars(select(Amendment.state)).one() == "approved"
        coming = Visit.due > date(clock.today().year, 6, 12)
        assert count(Visit, coming, Visit.ended_on.is_(None), Visit.per_year == 26) > 10

    with clock.at(clock.now().replace(month=12, day=20)):
        row = db.session.scalars(select(Action)).one()
        services.tick(plan_id, row.id, cast.me("seller"), done=True, note="", seen=row.rev)
        aim = db.session.scalars(select(Goal)).one()
        services.evaluate(plan_id, cast.me("seller"), "Goed jaar", {aim.id: (13_000_00, "Meer dan gedacht")})
        services.close(plan_id, cast.me("manager"))
        about = db.session.get(Plan, plan_id)
        copy = services.create(
            cast.me("seller"), PlanKind.CUSTOMER, clock.today().year + 1, about.customer_id, copy_from=plan_id
        )
        goal = next(part for part in drafts.body_of(making.draft_of(copy).id) if part["kind"] == "goal")
        assert goal["data"]["baseline"] == 13_000_00
        assert goal["data"]["last"] == {"target": 12_000_00, "achieved": 13_000_00, "result": "Meer dan gedacht"}
        assert "target" not in goal["data"]


def test_a_rejected_plan_starts_anew_as_the_next_version(app, cast):
    plan_id, number = making.submitted(cast)
    with pytest.raises(Refused):
        approval.decide(plan_id, cast.me("manager"), Outcome.REJECT, seen=number)
    approval.decide(plan_id, cast.me("manager"), Outcome.REJECT, seen=number, comment="Niet haalbaar")
    assert making.draft_of(plan_id).state is State.REJECTED
    approval.restart(plan_id, cast.me("seller"), seen=number)
    assert approval.submit(plan_id, cast.me("seller")) == number + 1


@pytest.mark.parametrize(("who", "reads"), [
    ("seller", True), ("manager", True), ("director", True), ("colleague", False), ("stranger", None), ("hr", None),
    ("admin", None), ("deputy", None),
])  # fmt: skip
def test_who_sees_a_plan(app, cast, who, reads):
    plan_id = making.plan(cast)
    found = db.session.execute(
        policy.files(cast.me(who)).where(policy.Document.id == plan_id, policy.visible_to(cast.me(who)))
    ).one_or_none()
    assert (None if found is None else policy.PlanFile(*found).reads) is reads
