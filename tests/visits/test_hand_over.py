"""A customer gets another owner, or a seller is absent: what was to come follows, and who takes it over is told."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, write
from portal.core.notices import Notice
from portal.customers.effects import handed_over
from portal.people.services import absences
from portal.visits.models import Promise, Visit, VisitState
from tests.plans import making as plans
from tests.visits import making


@pytest.fixture
def customer_id(app, cast):
    return plans.customer(cast)


def hand_over(cast, customer_id):
    with write():
        handed_over([customer_id], cast.seller, cast.colleague, clock.today())
    db.session.expire_all()


def promise(cast, customer_id, *, made_by="seller", owner="seller"):
    day = clock.today()
    with write() as session:
        row = Promise(
            uid=str(uuid.uuid4()), what="Folder sturen", customer_id=customer_id, made_by_id=getattr(cast, made_by),
            owner_id=getattr(cast, owner), made_on=day, due=day, outcome="", created_at=clock.now(), rev=1,
            to_whom="", explained_on=day, moved=0,
        )
        session.add(row)
        session.flush()
        return row.id


def test_contacts_to_come_go_to_the_new_owner_who_is_told(cast, customer_id):
    coming = making.visit(cast, customer_id, 4)
    past, held = making.visit(cast, customer_id, -4), making.held(cast, customer_id, 0)
    off = making.visit(cast, customer_id, 5, state=VisitState.CANCELLED_BY_US)
    of_another = making.visit(cast, customer_id, 4, owner="manager")
    elsewhere = making.visit(cast, plans.customer(cast, "Slagerij De Wit"), 4)
    hand_over(cast, customer_id)
    owners = {row.id: row.person_id for row in db.session.scalars(select(Visit))}
    assert owners[coming.id] == cast.colleague
    assert {owners[row.id] for row in (past, held, off, elsewhere)} == {cast.seller}
    assert owners[of_another.id] == cast.manager
    told = db.session.execute(select(Notice.person_id, Notice.data).where(Notice.code == "contacts_followed")).one()
    assert told.person_id == cast.colleague
    assert told.data["contacts"] == 1


def test_one_that_was_due_before_and_moved_to_come_goes_along_too(cast, customer_id):
    plan = {"plan_id": plans.plan(cast, customer_id), "part_key": "a1", "due": clock.today() - timedelta(days=3)}
    moved = making.visit(cast, customer_id, 4, sequence=1, **plan)
    stays = making.visit(cast, customer_id, -3, sequence=2, **plan)
    hand_over(cast, customer_id)
    assert db.session.get(Visit, moved.id).person_id == cast.colleague
    assert db.session.get(Visit, stays.id).person_id == cast.seller


def test_open_promises_go_along_and_have_to_be_explained_anew(cast, customer_id):
    mine = promise(cast, customer_id)
    by_the_new_one = promise(cast, customer_id, made_by="colleague")
    of_another = promise(cast, customer_id, owner="manager")
    hand_over(cast, customer_id)
    assert db.session.get(Promise, mine).owner_id == cast.colleague
    assert db.session.get(Promise, mine).explained_on is None
    assert db.session.get(Promise, by_the_new_one).explained_on == clock.today()
    assert db.session.get(Promise, of_another).owner_id == cast.manager


def test_nobody_is_told_when_nothing_was_open(cast, customer_id):
    hand_over(cast, customer_id)
    assert db.session.scalar(select(Notice.id).where(Notice.code == "contacts_followed")) is None


def test_an_absence_moves_the_window_and_its_end_moves_it_back(cast, customer_id):
    due = clock.today() + timedelta(days=20)
    row = making.visit(cast, customer_id, 20, due=due)
    before = (row.counts_on, row.window_from, row.window_to)
    absences.add(cast.me("manager"), cast.seller, starts=due, ends=due + timedelta(days=4), deputy=None)
    now = making.again(row.id)
    assert now.counts_on == due + timedelta(days=5)
    assert now.window_to == before[2] + timedelta(days=5)
    assert (now.day, now.due) == (due, due)
    absence_id = db.session.execute(db.text("SELECT id FROM absence")).scalar_one()
    absences.remove(cast.me("manager"), cast.seller, absence_id)
    assert (now := making.again(row.id)) and (now.counts_on, now.window_from, now.window_to) == before
