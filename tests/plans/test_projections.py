"""What is counted and planned of an approved plan follows its version in force and its owner, and loses no progress."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.core.notices import Notice
from portal.customers import ownership
from portal.documents import content
from portal.documents.models import Document, Outcome
from portal.people.models import FOREVER
from portal.plans import amendments, approval, services
from portal.plans.models import Action, Goal, Plan, PlanCustomer, PlanKind, Requirement, Step, Support
from portal.visits.models import Visit
from tests.plans import making


def at(month, day=12):
    return clock.at(datetime(2026, month, day, 9, tzinfo=UTC))


def amended(cast, plan_id, section, change, owner="seller"):
    """One section of the plan changed and approved."""
    amendments.start(plan_id, cast.me(owner), section, "Het liep anders")
    body = content.loads(making.draft_of(plan_id).body)
    making.fill(cast, plan_id, change(body), owner=owner)
    number = approval.submit(plan_id, cast.me(owner))
    approval.decide(plan_id, cast.me("manager"), Outcome.APPROVE, seen=number, step=Step.SOUND)


def body_with_branches(cast, customer_id, branches):
    parts = making.ready_body(cast.seller)
    return [
        {**part, "data": {**part["data"], "branches": branches}} if part["kind"] == "action" else part
        for part in parts
    ]


def test_progress_survives_an_amendment(app, cast):
    with at(1):
        customer_id = making.customer(cast)
        branches = [making.branch(customer_id, name) for name in ("Utrecht", "Zwolle", "Breda")]
        body = body_with_branches(cast, customer_id, branches)
        plan_id = making.approved(cast, making.plan(cast, customer_id, body=body))
        rows = db.session.scalars(select(Action).order_by(Action.branch_id)).all()
        services.tick(plan_id, rows[0].id, cast.me("seller"), done=True, note="Ging goed", seen=rows[0].rev)
        done, gone = rows[0].id, rows[2].id
    with at(6):
        def other(body):
            return [
                {**part, "text": {"nl": "Grote proeverij"}, "data": {**part["data"], "branches": branches[:2]}}
                if part["kind"] == "action" else part
                for part in body
            ]

        amended(cast, plan_id, "action", other)
        row = db.session.get(Action, done)
        assert (row.text, row.note, row.done_on) == ("Grote proeverij", "Ging goed", date(2026, 1, 12))
        assert row.ended_at is None
        assert db.session.get(Action, gone).ended_at is not None
        assert db.session.scalars(select(Goal.ended_at)).all() == [None]


def portfolio(cast, customers):
    lines = [
        content.new_part("line", data={"customer": one, "target": 5_000_00, "per_year": 4, "channel": "phone"})
        for one in customers
    ]
    plan_id = making.plan(cast, customers[0], kind=PlanKind.PORTFOLIO, body=lines)
    return making.approved(cast, plan_id)


def test_it_stays_known_since_when_a_portfolio_plan_covers_a_customer(app, cast):
    with at(2, 2):
        first, second, third = (making.customer(cast, name, category="C") for name in ("Een", "Twee", "Drie"))
        plan_id = portfolio(cast, [first, second])
    with at(6):
        def other(body):
            return [
                content.new_part("line", data={**part["data"], "customer": third})
                if part["data"].get("customer") == second else part
                for part in body
            ]

        amended(cast, plan_id, "line", other)
    rows = db.session.execute(
        select(PlanCustomer.customer_id, PlanCustomer.starts, PlanCustomer.ends).order_by(PlanCustomer.customer_id)
    ).all()
    assert [tuple(row) for row in rows] == [
        (first, date(2026, 2, 2), FOREVER), (second, date(2026, 2, 2), date(2026, 6, 11)),
        (third, date(2026, 6, 12), FOREVER),
    ]


def given_away(cast, customer_id, to="colleague"):
    ownership.hand_over(cast.me("manager"), [customer_id], owner=getattr(cast, to), partner=None, starts=clock.today())


@pytest.fixture
def handed_over(app, cast):
    """A customer with an approved plan, given to the colleague in June; one line of it is the manager's by name."""
    with at(1):
        customer_id = making.customer(cast)
        body = [
            *making.ready_body(cast.seller),
            content.new_part(
                "agreement", text={"nl": "Jaargesprek"},
                data={"channel": "visit", "per_year": 2, "person": cast.manager},
            ),
            content.new_part("support", text={"nl": "Iemand van productbeheer"}),
        ]
        plan_id = making.approved(cast, making.plan(cast, customer_id, body=body))
    with at(6):
        given_away(cast, customer_id)
    return customer_id, plan_id


def people_of_contacts(*conditions):
    return set(db.session.scalars(select(Visit.person_id).where(*conditions)))


def test_a_hand_over_takes_the_plan_and_what_is_to_come_along(app, cast, handed_over):
    _customer_id, plan_id = handed_over
    june = date(2026, 6, 12)
    assert db.session.get(Document, plan_id).owner_id == db.session.get(Plan, plan_id).seller_id == cast.colleague
    agreed = Visit.purpose == "Assortiment bespreken"
    assert people_of_contacts(agreed, Visit.due <= june) == {cast.seller}
    assert people_of_contacts(agreed, Visit.due > june) == {cast.colleague}
    assert people_of_contacts(Visit.purpose == "Jaargesprek") == {cast.manager}
    assert db.session.scalars(select(Action.person_id)).all() == [cast.colleague]
    told = dict(db.session.execute(
        select(Notice.code, Notice.person_id).where(Notice.code.in_(["plan_given", "plan_taken"]))
    ).all())
    assert told == {"plan_given": cast.colleague, "plan_taken": cast.seller}


def test_a_later_amendment_gives_nothing_back_to_who_owned_it_before(app, cast, handed_over):
    _customer_id, plan_id = handed_over
    with at(7):
        def other(body):
            return [{**part, "text": {"nl": "Een ander doel"}} if part["kind"] == "goal" else part for part in body]

        amended(cast, plan_id, "goal", other, owner="colleague")
        coming = (Visit.due > clock.today(), Visit.purpose == "Assortiment bespreken")
        assert people_of_contacts(*coming) == {cast.colleague}


def test_a_plan_that_lies_with_the_manager_goes_on_for_the_new_owner(app, cast):
    customer_id = making.customer(cast)
    plan_id, number = making.submitted(cast, making.plan(cast, customer_id))
    given_away(cast, customer_id)
    approval.decide(plan_id, cast.me("manager"), Outcome.APPROVE, seen=number, step=Step.SOUND)
    told = db.session.scalars(select(Notice.person_id).where(Notice.code == "plan_approved")).all()
    assert set(told) == {cast.colleague, cast.seller}  # the owner, and who submitted it
    assert db.session.scalars(select(Notice.person_id).where(Notice.code == "plan_moved")).all() == [cast.manager]


def test_the_line_of_a_portfolio_plan_stays_and_its_contacts_go(app, cast):
    with at(1):
        stays, goes = (making.customer(cast, name, category="C") for name in ("Blijft", "Gaat"))
        plan_id = portfolio(cast, [stays, goes])
    with at(6):
        given_away(cast, goes)
        assert db.session.get(Document, plan_id).owner_id == cast.seller
        coming = Visit.due > clock.today()
        assert people_of_contacts(coming, Visit.customer_id == goes) == {cast.colleague}
        assert people_of_contacts(coming, Visit.customer_id == stays) == {cast.seller}
        covered = select(PlanCustomer.customer_id).where(PlanCustomer.ends == FOREVER)
        assert set(db.session.scalars(covered)) == {stays, goes}
        needs = select(Requirement.seller_id).where(Requirement.customer_id == goes, Requirement.ends == FOREVER)
        assert set(db.session.scalars(needs)) == {cast.colleague}


def test_what_was_done_keeps_who_did_it(app, cast):
    with at(1):
        customer_id = making.customer(cast)
        plan_id = making.approved(cast, making.plan(cast, customer_id))
        row = db.session.scalars(select(Action)).one()
        services.tick(plan_id, row.id, cast.me("seller"), done=True, note="", seen=row.rev)
    with at(6):
        given_away(cast, customer_id)
        db.session.expire_all()
        assert db.session.scalars(select(Action.person_id)).one() == cast.seller


def test_support_keeps_its_answer_through_an_amendment(app, cast, handed_over):
    _customer_id, plan_id = handed_over
    with at(7):
        row = db.session.scalars(select(Support)).one()
        services.answer_support(
            plan_id, row.id, cast.me("manager"), measure="Rik komt mee", owner_id=cast.hr,
            due=clock.today() + timedelta(days=7), done_on=None, seen=row.rev,
        )

        def other(body):
            return [{**part, "text": {"nl": "Iemand anders"}} if part["kind"] == "support" else part for part in body]

        amended(cast, plan_id, "support", other, owner="colleague")
        row = db.session.scalars(select(Support)).one()
        assert (row.request, row.measure, row.owner_id) == ("Iemand anders", "Rik komt mee", cast.hr)


def test_a_second_hand_over_goes_to_the_last_owner(app, cast, handed_over):
    customer_id, _plan_id = handed_over
    with at(8):
        given_away(cast, customer_id, "manager")
        coming = (Visit.due > clock.today(), Visit.purpose == "Assortiment bespreken")
        assert people_of_contacts(*coming) == {cast.manager}
