"""What a report makes of promises and complaints: once each, changed and left out until somebody acted on them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.db import db, write
from portal.core.errors import Refused
from portal.core.notices import Notice
from portal.visits.models import Complaint, Promise, Visit
from portal.visits.services import followup_moves as moves
from portal.visits.services import followups
from tests.plans import making
from tests.visits import making as visiting
from tests.visits.promising import again, complaint_row, department, person, promise, promise_row, unit


@pytest.fixture
def customer_id(app, cast):
    return making.customer(cast, "Bakkerij Jansen", partner="colleague")


@pytest.fixture
def visit(cast, customer_id):
    return visiting.held(cast, customer_id)


def send(cast, visit, promises=(), complaints=()):
    with write() as session:
        return followups.from_report(session.get(Visit, visit.id), promises, complaints, cast.me("seller"))


def notices(person_id):
    return [row.code for row in db.session.query(Notice).filter_by(person_id=person_id).order_by(Notice.id)]


def test_a_report_sent_twice_makes_each_promise_once(cast, visit):
    row, other = promise_row(), complaint_row()
    assert send(cast, visit, [row], [other]).made == (row.uid, other.uid)
    assert send(cast, visit, [row], [other]) == followups.Followed((), (), (), ())
    stored = db.session.query(Promise).one()
    assert (stored.what, stored.made_on, stored.visit_id) == (row.what, visit.day, visit.id)
    assert stored.owner_id == stored.made_by_id == cast.seller
    assert stored.explained_on == visit.day
    assert db.session.query(Complaint).one().kind == "delivery"


def test_a_corrected_report_changes_and_leaves_out_what_nobody_acted_on(cast, visit):
    _unit, (jan,) = department(cast, "Jan Magazijn")
    row, gone = promise_row(owner=person(jan)), promise_row(what="Een monster sturen", owner=person(jan))
    send(cast, visit, [row, gone])
    other = promise_row(uid=row.uid, what="Om acht uur leveren", owner=person(jan))
    found = send(cast, visit, [other])
    assert (found.changed, found.left_out) == ((row.uid,), (gone.uid,))
    assert again(Promise, row.uid).what == "Om acht uur leveren"
    assert again(Promise, gone.uid).dropped_on == clock.today()
    assert notices(jan) == ["promise_given", "promise_given", "promise_changed", "promise_dropped"]
    assert send(cast, visit, [other, gone]).changed == (gone.uid,)
    assert again(Promise, gone.uid).is_open


def test_a_report_that_is_put_right_does_not_make_a_late_promise_one_in_time(cast, visit):
    row, today = promise_row(), clock.today()
    send(cast, visit, [row])
    first = again(Promise, row.uid).due
    with clock.at(clock.now() + timedelta(days=30)):
        send(cast, visit, [promise_row(uid=row.uid, due=today + timedelta(days=60))])
    late = again(Promise, row.uid)
    assert (late.due, late.due_counted, late.moved) == (today + timedelta(days=60), first, 0)


def test_what_somebody_acted_on_stays_as_it_is_whatever_the_report_says(cast, visit):
    _unit, (jan,) = department(cast, "Jan Magazijn")
    row, other = promise_row(owner=person(jan)), promise_row(what="Bellen", owner=person(jan))
    send(cast, visit, [row, other])
    moves.explain(cast.me("seller"), row.uid, 1)
    found = send(cast, visit, [promise_row(uid=row.uid, what="Iets heel anders", owner=person(jan))])
    assert found.kept == (row.uid,)
    assert found.left_out == (other.uid,)
    assert again(Promise, row.uid).what == row.what
    assert send(cast, visit, []).kept == (row.uid,)
    assert again(Promise, row.uid).is_open
    assert [one.acted_on for one in followups.of_visit(visit.id)] == [True, False]


def test_a_promise_noted_beside_the_report_of_its_contact_is_left_alone_by_it(cast, visit, customer_id):
    row = promise_row()
    followups.add(Promise, customer_id, row, cast.me("seller"), visit_id=visit.id)
    assert send(cast, visit, []).kept == (row.uid,)
    assert again(Promise, row.uid).is_open


def test_a_promise_of_another_contact_is_not_taken_over(cast, visit, customer_id):
    row = promise_row()
    send(cast, visit, [row])
    other = visiting.held(cast, customer_id, -2)
    with pytest.raises(Refused, match="uid_taken"):
        send(cast, other, [row])
    assert again(Promise, row.uid).visit_id == visit.id


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        ({"what": "  "}, "what_missing", "what"),
        ({"days": -30}, "due_early", "due"),
        ({"days": 4000}, "due_far", "due"),
        ({"owner": person(987_654)}, "owner_gone", "owner"),
        ({"owner": unit(987_654)}, "department_gone", "owner"),
        ({"contact_id": 987_654}, "contact_of_other", "contact"),
        ({"uid": "no uuid"}, "uid_taken", None),
    ],
)
def test_what_cannot_be_promised_is_refused_at_its_field_and_stores_nothing(cast, visit, facts, code, field):
    row = promise_row(**facts)
    with pytest.raises(Refused) as refused:
        send(cast, visit, [promise_row(), row])
    assert (refused.value.code, refused.value.values.get("field"), refused.value.values["row"]) == (
        code, field, row.uid,
    )  # fmt: skip
    assert db.session.query(Promise).count() == 0


def test_a_department_without_people_keeps_no_promise(cast, visit):
    nobody, _people = department(cast)
    with pytest.raises(Refused, match="department_empty"):
        send(cast, visit, [promise_row(owner=unit(nobody))])


def test_a_department_is_told_by_who_leads_it_else_by_those_who_work_in_it(cast, customer_id):
    led, (jan, piet) = department(cast, "Jan Magazijn", "Piet Chauffeur", led_by=0)
    promise(cast, customer_id, owner=unit(led))
    assert (notices(jan), notices(piet)) == (["promise_given"], [])
    free, (kim, bo) = department(cast, "Kim Kantoor", "Bo Balie", name="Binnendienst")
    promise(cast, customer_id, owner=unit(free))
    assert (notices(kim), notices(bo)) == (["promise_given"], ["promise_given"])


def test_added_twice_by_the_same_form_is_one_promise(cast, customer_id):
    row = promise_row()
    for _ in range(2):
        assert followups.add(Promise, customer_id, row, cast.me("seller")) == row.uid
    assert db.session.query(Promise).count() == 1
    with pytest.raises(Refused, match="made_late"):
        followups.add(
            Promise, customer_id, promise_row(), cast.me("seller"), made_on=clock.today() + timedelta(days=1)
        )
