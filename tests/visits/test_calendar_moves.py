"""Every move of a contact: from which state, by whom, at which revision; nothing else happens."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.core import clock
from portal.core.audit import Audit
from portal.core.db import db
from portal.core.errors import Refused, TooLate
from portal.core.notices import Notice
from portal.people.services.versions import Stale
from portal.visits.models import Channel, VisitState
from portal.visits.services import calendar
from tests.plans import making as plans
from tests.visits import making

PLANNED, HELD = VisitState.PLANNED, VisitState.HELD
BY_US, BY_CUSTOMER = VisitState.CANCELLED_BY_US, VisitState.CANCELLED_BY_CUSTOMER

MOVES = {
    "move": lambda row, me: calendar.move(row.id, me, clock.today() + timedelta(days=9), "10:30", row.rev),
    "cancel": lambda row, me: calendar.cancel(row.id, me, BY_US, "", row.rev),
    "reinstate": lambda row, me: calendar.reinstate(row.id, me, row.rev),
    "hold": lambda row, me: calendar.hold(row.id, me, clock.today(), row.rev),
    "not_held": lambda row, me: calendar.not_held(row.id, me, row.rev),
    "change_channel": lambda row, me: calendar.change_channel(row.id, me, Channel.PHONE, row.rev),
    "change": lambda row, me: calendar.change(
        row.id, me, row.rev, purpose="Anders", branch_id=None, contact_id=None, minutes=30
    ),
}
FROM = {
    "move": {PLANNED}, "cancel": {PLANNED}, "reinstate": {BY_US, BY_CUSTOMER}, "hold": {PLANNED}, "not_held": {HELD},
    "change_channel": {PLANNED, HELD}, "change": {PLANNED, HELD},
}


@pytest.fixture
def customer_id(app, cast):
    return plans.customer(cast)


@pytest.mark.parametrize("state", VisitState)
@pytest.mark.parametrize("name", MOVES)
def test_a_move_starts_in_its_own_states_only(cast, customer_id, name, state):
    row = making.visit(cast, customer_id, -2, state=state)
    if state in FROM[name]:
        MOVES[name](row, cast.me("seller"))
        now = making.again(row.id)
        assert now.rev == row.rev + 1
        assert db.session.scalar(select(Audit.id).where(Audit.kind == "visit", Audit.subject_id == row.id))
    else:
        with pytest.raises(TooLate):
            MOVES[name](row, cast.me("seller"))
        now = making.again(row.id)
        assert (now.state, now.day, now.rev) == (state, row.day, row.rev)


@pytest.mark.parametrize("name", MOVES)
def test_what_changed_since_the_page_was_made_is_said_not_overwritten(cast, customer_id, name):
    row = making.visit(cast, customer_id, -2, state=next(iter(FROM[name])), rev=4)
    row.rev = 3
    with pytest.raises(Stale) as late:
        MOVES[name](row, cast.me("seller"))
    assert late.value.rev == 4
    assert late.value.now["day"] == row.day
    assert making.again(row.id).rev == 4


@pytest.mark.parametrize("name", MOVES)
def test_nothing_moves_once_the_report_was_sent(cast, customer_id, name):
    row = making.reported(making.held(cast, customer_id))
    with pytest.raises(Refused) as refused:
        MOVES[name](row, cast.me("seller"))
    assert refused.value.code == "report_was_sent"


@pytest.mark.parametrize(("day", "code"), [
    (date(1999, 12, 31), "day_early"), (date(2000, 1, 1), None), (date(9999, 1, 1), "day_late"),
])  # fmt: skip
def test_a_day_that_can_only_be_a_slip_is_refused(cast, customer_id, day, code):
    row = making.visit(cast, customer_id)
    if code is None:
        calendar.move(row.id, cast.me("seller"), day, None, row.rev)
        return
    with pytest.raises(Refused) as refused:
        calendar.move(row.id, cast.me("seller"), day, None, row.rev)
    assert refused.value.code == code


def test_moving_keeps_the_day_that_was_agreed(cast, customer_id):
    due = clock.today() + timedelta(days=5)
    row = making.visit(cast, customer_id, 5, due=due)
    calendar.move(row.id, cast.me("seller"), due + timedelta(days=3), "09:15", row.rev)
    now = making.again(row.id)
    assert (now.day, now.at, now.due, now.counts_on) == (due + timedelta(days=3), "09:15", due, due)


def test_what_took_place_within_its_window_is_made_and_what_did_not_after_all_is_not(cast, customer_id):
    row = making.visit(cast, customer_id, -2, due=clock.today())
    calendar.hold(row.id, cast.me("seller"), clock.today(), row.rev)
    assert making.again(row.id).made_by_id == row.id
    calendar.not_held(row.id, cast.me("seller"), row.rev + 1)
    assert making.again(row.id).made_by_id is None


def test_nothing_took_place_tomorrow(cast, customer_id):
    row = making.visit(cast, customer_id, 1)
    with pytest.raises(Refused) as refused:
        calendar.hold(row.id, cast.me("seller"), row.day, row.rev)
    assert (refused.value.code, refused.value.values["field"]) == ("not_yet_held", "day")


def plan(cast, customer_id, who="seller", **facts):
    given = {"branch_id": None, "contact_id": None, "channel": "visit", "purpose": "Kennismaken",
             "day": clock.today(), "at": None, "minutes": 60, **facts}  # fmt: skip
    return calendar.plan(cast.me(who), customer_id=customer_id, **given)


def test_the_same_uid_of_the_same_person_is_planned_once(cast, customer_id):
    uid = plan(cast, customer_id)
    assert plan(cast, customer_id, uid=uid, purpose="Nog eens") == uid
    assert db.session.execute(db.text("SELECT count(*) FROM visit")).scalar_one() == 1
    with pytest.raises(Refused):
        plan(cast, customer_id, who="colleague", uid=uid)


@pytest.mark.parametrize(("who", "may"), [
    ("seller", True), ("colleague", True), ("manager", False), ("director", False), ("hr", False), ("stranger", False),
])  # fmt: skip
def test_who_works_on_a_customer_plans_contacts_with_it(cast, app, who, may):
    customer_id = plans.customer(cast, partner="colleague")
    if may:
        assert plan(cast, customer_id, who)
        return
    with pytest.raises(Refused) as refused:
        plan(cast, customer_id, who)
    assert refused.value.code == "customer_not_yours"


@pytest.mark.parametrize(("facts", "code"), [
    ({"at": "25:00"}, "no_time"), ({"at": "half drie"}, "no_time"), ({"minutes": 0}, "minutes_out_of_range"),
    ({"day": date(1900, 1, 1)}, "day_early"),
])  # fmt: skip
def test_what_cannot_be_is_not_planned(cast, customer_id, facts, code):
    with pytest.raises(Refused) as refused:
        plan(cast, customer_id, **facts)
    assert refused.value.code == code


def test_a_branch_of_another_customer_is_refused(cast, customer_id):
    branch_id = plans.branch(plans.customer(cast, "Slagerij De Wit"))
    with pytest.raises(Refused) as refused:
        plan(cast, customer_id, branch_id=branch_id)
    assert refused.value.values["field"] == "branch_id"


def test_whose_contact_it_is_hears_what_somebody_else_did_with_it(cast, app):
    row = making.visit(cast, plans.customer(cast, partner="colleague"), 3)
    calendar.move(row.id, cast.me("colleague"), clock.today() + timedelta(days=4), None, row.rev)
    calendar.cancel(row.id, cast.me("seller"), BY_CUSTOMER, "Ziek", row.rev + 1)
    found = db.session.execute(select(Notice.person_id, Notice.code)).all()
    assert found == [(cast.seller, "visit_moved")]
