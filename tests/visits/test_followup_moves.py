"""What is done with promises and complaints: each move, whom it mails, what waits on whom, the clock's reminders."""

from __future__ import annotations

from datetime import timedelta

import pytest
from werkzeug.exceptions import Forbidden

from portal.core import clock, mail, worker
from portal.core.audit import Audit
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.core.together import ask
from portal.people.me import load
from portal.people.models import MailWish, Person
from portal.people.services.versions import Stale
from portal.visits import followup_jobs, followup_today
from portal.visits.models import Complaint, Promise
from portal.visits.services import followup_moves as moves
from tests.plans import making
from tests.plugins.mailbox import text_of
from tests.visits.promising import again, complaint, day, department, person, promise, unit


@pytest.fixture
def customer_id(app, cast):
    return making.customer(cast, "Bakkerij Jansen", partner="colleague")


@pytest.fixture
def logistics(app, cast):
    return department(cast, "Jan Magazijn", "Piet Chauffeur", led_by=1)


@pytest.fixture
def jan(logistics):
    return logistics[1][0]


@pytest.fixture
def post(box):
    """`post(name)`: subject and text of the mails that came since the last time."""
    read: dict[str, int] = {}
    with write() as session:
        for one in session.query(Person):
            one.mail_decisions, one.locale = MailWish.AT_ONCE, "nl"

    def came(name):
        mail.send_waiting()
        mails = box.to(name)
        new, read[name] = mails[read.get(name, 0) :], len(mails)
        return [" ".join(f"{one['Subject']} {text_of(one)}".split()) for one in new]

    return came


def events(row):
    kind = "promise" if isinstance(row, Promise) else "complaint"
    return [one.code for one in db.session.query(Audit).filter_by(kind=kind, subject_id=row.id).order_by(Audit.id)]


def test_from_promise_to_done_everybody_is_mailed_what_concerns_them(cast, customer_id, jan, post):
    row = promise(cast, customer_id, owner=person(jan))
    (given,) = post("jan")
    for words in ("Voor jou: een toezegging aan Bakkerij Jansen", "Om zeven uur leveren", "Toezegging openen", row.uid):
        assert words in given
    moves.explain(cast.me("seller"), row.uid, 1, "Ook bij sneeuw.")
    (explained,) = post("jan")
    assert "Ook bij sneeuw." in explained
    moves.ask(load(jan), row.uid, 2, "Ook op zaterdag?")
    assert "Ook op zaterdag?" in post("seller")[0]
    assert again(Promise, row.uid).explained_on is None
    moves.explain(cast.me("seller"), row.uid, 3, "Nee, maandag tot en met vrijdag.")
    assert "maandag tot en met vrijdag" in post("jan")[0]
    moves.move_due(
        cast.me("seller"), Promise, row.uid, 4, due=day(20), reason="De klant verbouwt.", agreed_on=clock.today()
    )
    assert "De klant verbouwt." in post("jan")[0]
    moves.done(load(jan), Promise, row.uid, 5, day=clock.today(), outcome="Staat zo in de planning.")
    (told,) = post("seller")
    assert "Staat zo in de planning." in told
    assert "Laat het de klant weten" in told
    assert post("jan") == post("colleague") == []
    stored = again(Promise, row.uid)
    assert (stored.done_on, stored.outcome, stored.moved) == (clock.today(), "Staat zo in de planning.", 1)
    assert events(row) == [
        "promise_added", "promise_explained", "promise_asked", "promise_explained", "promise_moved", "promise_done",
    ]


def test_who_made_it_for_themselves_is_not_mailed_and_need_not_explain(cast, customer_id, post):
    row = promise(cast, customer_id)
    moves.done(cast.me("seller"), Promise, row.uid, 1, day=clock.today(), outcome="")
    assert post("seller") == []
    assert again(Promise, row.uid).explained_on == row.made_on


def test_passing_on_asks_for_an_explanation_anew_and_tells_both(cast, customer_id, logistics, post):
    unit_id, (jan, piet) = logistics
    row = promise(cast, customer_id, owner=unit(unit_id))
    assert len(post("piet")) == 1
    moves.explain(cast.me("seller"), row.uid, 1)
    moves.pass_on(load(piet), Promise, row.uid, 2, person(jan))
    assert "Voor jou" in post("jan")[-1]
    assert again(Promise, row.uid).explained_on is None
    with pytest.raises(Refused, match="owner_elsewhere"):
        moves.pass_on(load(jan), Promise, row.uid, 3, person(cast.hr))
    moves.pass_on(cast.me("colleague"), Promise, row.uid, 3, person(cast.seller))
    assert "Niet meer voor jou" in post("jan")[-1]
    assert again(Promise, row.uid).explained_on == row.made_on


def test_dropped_with_a_reason_and_opened_again(cast, customer_id, jan, post):
    row = promise(cast, customer_id, owner=person(jan))
    with pytest.raises(Refused, match="reason_missing"):
        moves.drop(cast.me("seller"), Promise, row.uid, 1, " ")
    moves.drop(cast.me("seller"), Promise, row.uid, 1, "De klant ziet ervan af.")
    assert "De klant ziet ervan af." in post("jan")[-1]
    with pytest.raises(TooLate, match="followup_moved_on"):
        moves.done(load(jan), Promise, row.uid, 2, day=clock.today(), outcome="")
    with pytest.raises(Forbidden):
        moves.reopen(load(jan), Promise, row.uid, 2)
    moves.reopen(cast.me("seller"), Promise, row.uid, 2)
    assert again(Promise, row.uid).is_open
    assert "Weer open" in post("jan")[-1]


def test_a_complaint_is_settled_with_what_came_of_it(cast, customer_id, jan, post):
    row = complaint(cast, customer_id, owner=person(jan))
    assert "Voor jou: een klacht van Bakkerij Jansen" in post("jan")[0]
    with pytest.raises(Refused, match="outcome_missing"):
        moves.done(load(jan), Complaint, row.uid, 1, day=clock.today(), outcome=" ")
    moves.done(load(jan), Complaint, row.uid, 1, day=clock.today(), outcome="Nieuwe dozen gestuurd.")
    assert "Nieuwe dozen gestuurd." in post("seller")[0]
    moves.reopen(load(jan), Complaint, row.uid, 2)
    assert again(Complaint, row.uid).done_on is None


@pytest.mark.parametrize(
    ("due", "agreed", "code"),
    [(7, 0, "due_same"), (-400, 0, "due_early"), (9, 3, "agreed_day"), (9, -40, "agreed_day")],
)
def test_another_day_is_agreed_on_a_day_that_can_be(cast, customer_id, due, agreed, code):
    row = promise(cast, customer_id)
    with pytest.raises(Refused, match=code):
        moves.move_due(cast.me("seller"), Promise, row.uid, 1, due=day(due), reason="Zo", agreed_on=day(agreed))
    assert again(Promise, row.uid).moved == 0


@pytest.mark.parametrize(("on", "code"), [(1, "done_late"), (-1, "done_early")])
def test_done_on_a_day_from_when_it_was_made_up_to_today(cast, customer_id, on, code):
    row = promise(cast, customer_id)
    with pytest.raises(Refused, match=code):
        moves.done(cast.me("seller"), Promise, row.uid, 1, day=day(on), outcome="")


def test_two_at_once_lose_nothing(cast, customer_id, jan):
    row = promise(cast, customer_id, owner=person(jan))
    moves.change(
        cast.me("colleague"), Promise, row.uid, 1, what="Om acht uur leveren", contact=None, to_whom="Jan de Bakker"
    )
    with pytest.raises(Stale) as stale:
        moves.change(cast.me("seller"), Promise, row.uid, 1, what="Om negen uur", contact=None, to_whom="")
    assert stale.value.now["what"] == "Om acht uur leveren"
    with pytest.raises(Stale):
        moves.done(load(jan), Promise, row.uid, 1, day=clock.today(), outcome="")
    assert again(Promise, row.uid).is_open


def test_reminders_come_the_day_before_and_once_when_late(cast, customer_id, jan, post):
    row = promise(cast, customer_id, 7, owner=person(jan))
    complaint(cast, customer_id, 7, owner=person(jan))
    post("jan")
    now = clock.now()
    for days, expected in ((5, 0), (6, 2), (7, 0), (8, 2), (9, 0)):
        with clock.at(now + timedelta(days=days)):
            for _ in range(2):
                worker.round_of_work()
            assert [len(post(name)) for name in ("jan", "seller")] == [expected, expected], days
    assert again(Promise, row.uid).reminded_on == day(8)


def test_what_is_done_or_came_in_long_late_is_not_reminded_of(cast, customer_id, jan):
    row = promise(cast, customer_id, 7, owner=person(jan))
    moves.done(load(jan), Promise, row.uid, 1, day=clock.today(), outcome="")
    promise(cast, customer_id, -30, owner=person(jan))
    with clock.at(clock.now() + timedelta(days=6)), write():
        assert followup_jobs.remind() == 0


def tasks_of(me):
    return ask(followup_today.tasks(me))


def listed(me):
    return [(one.key.split("-")[0], one.beside, one.for_name) for one in tasks_of(me)]


def test_today_says_what_is_to_keep_to_explain_and_to_settle(cast, customer_id, logistics):
    unit_id, (jan, piet) = logistics
    row = promise(cast, customer_id, owner=person(jan))
    promise(cast, customer_id, 3, owner=unit(unit_id))
    promise(cast, customer_id, 90, owner=person(jan))
    complaint(cast, customer_id, -1)
    department_line = ("department", "", "")  # Piet answers for what the department promised
    assert listed(load(jan)) == [("promise", "Bakkerij Jansen", ""), department_line]
    assert listed(load(piet)) == [("promise", "Bakkerij Jansen (Logistiek)", "")]
    assert [one[0] for one in listed(cast.me("seller"))] == ["complaint", "explain", "explain", "explain"]
    for me in (load(jan), load(piet), cast.me("seller"), cast.me("manager"), cast.me("hr")):
        assert db.session.scalar(followup_today.counting(me, clock.today())) == len(tasks_of(me))
    moves.explain(cast.me("seller"), row.uid, 1)
    moves.done(load(jan), Promise, row.uid, 2, day=clock.today(), outcome="")
    assert listed(load(jan)) == [department_line]
    assert len(listed(cast.me("seller"))) == 3


def test_behind_the_twentieth_stands_a_link_to_all(cast, customer_id, jan):
    for _ in range(21):
        promise(cast, customer_id, owner=person(jan))
    tasks = tasks_of(load(jan))
    assert len(tasks) == 21
    assert tasks[-1].stands_for_more
