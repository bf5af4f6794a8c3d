"""Deciding: the version that was seen, the seat it is decided in, replays, and many at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.exceptions import Forbidden

from portal.core import clock
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.core.notices import Notice
from portal.documents import remarks, review
from portal.documents.models import Answer, Decision, Document, Draft, Outcome, RemarkKind, State
from portal.people.models import Position
from portal.profiles import jobs, queries, services
from portal.profiles.workflow import PROFILE as FLOW
from tests.cast import Cast, absent
from tests.profiles.rounds import Round

AT_ONCE = 10


def state() -> State | None:
    return db.session.query(Draft.state).scalar()


def test_a_decision_on_a_replaced_version_is_refused(app: Flask, cast: Cast) -> None:
    made = Round(cast)
    first = made.submit()
    review.withdraw(made.id, FLOW, cast.me("hr"), seen=first)
    made.submit()
    with pytest.raises(TooLate, match="replaced"):
        review.decide(made.id, FLOW, cast.me("manager"), Outcome.APPROVE, "", seen=first, seat=cast.manager)
    assert state() is State.IN_REVIEW


def test_the_same_decision_twice_is_one(app: Flask, cast: Cast) -> None:
    made = Round(cast)
    made.submit("manager", "director")
    first, second = made.decide(Outcome.APPROVE), made.decide(Outcome.APPROVE)
    assert first.id == second.id
    with pytest.raises(TooLate, match="seat_decided"):
        made.decide(Outcome.REQUEST_CHANGES, comment="Toch niet.")
    assert db.session.query(Decision).count() == 1


def test_all_reviewers_have_to_approve(app: Flask, cast: Cast) -> None:
    made = Round(cast)
    made.submit("manager", "director")
    made.decide(Outcome.APPROVE)
    assert state() is State.IN_REVIEW
    made.decide(Outcome.APPROVE, who="director")
    assert state() is State.APPROVED


def test_asking_for_changes_needs_a_reason_of_ones_own(app: Flask, cast: Cast) -> None:
    made = Round(cast)
    made.submit("manager", "director")
    made.ask(who="director")
    with pytest.raises(Refused, match="reason_needed"):
        made.decide(Outcome.REQUEST_CHANGES, who="manager")
    made.decide(Outcome.REQUEST_CHANGES, who="director")
    assert state() is State.CHANGES_REQUESTED


def test_a_deputy_who_reviews_too_decides_once_in_each_seat(app: Flask, cast: Cast) -> None:
    absent(cast)
    made = Round(cast)
    made.submit("manager", "deputy")
    own = made.decide(Outcome.APPROVE, who="deputy", seat=cast.deputy)
    again = made.decide(Outcome.APPROVE, who="deputy", seat=cast.deputy)
    assert again.id == own.id
    assert state() is State.IN_REVIEW
    other = made.decide(Outcome.APPROVE, who="deputy", seat=cast.manager)
    assert (own.deputy_of_id, other.deputy_of_id) == (None, cast.manager)
    assert state() is State.APPROVED


def test_nobody_takes_a_seat_that_is_not_theirs(app: Flask, cast: Cast) -> None:
    made = Round(cast)
    made.submit("manager", "director")
    for who, seat in (("director", cast.manager), ("hr2", cast.hr2), ("hr", cast.hr), ("deputy", cast.manager)):
        with pytest.raises(Forbidden):
            made.decide(Outcome.APPROVE, who=who, seat=seat)


def test_the_notice_of_a_deputy_names_who_is_absent(app: Flask, cast: Cast) -> None:
    absent(cast)
    made = Round(cast)
    made.submit("manager")
    codes = {row.person_id: row.code for row in db.session.query(Notice)}
    assert codes == {cast.manager: "profile_to_review", cast.deputy: "profile_to_review_for"}
    made.decide(Outcome.REQUEST_CHANGES, who="deputy", seat=cast.manager, comment="Korter graag.")
    told = db.session.query(Notice).filter_by(person_id=cast.hr).one()
    assert (told.data["actor"], told.data["on_behalf_of"]) == ("Daan Plaats", "Marloes van Dam")
    assert told.quote == "Korter graag."


def test_one_mail_carries_the_decision_and_all_that_was_said(app: Flask, cast: Cast) -> None:
    made = Round(cast)
    made.submit()
    made.ask("Noem de regio.")
    remarks.remark(made.id, cast.me("manager"), RemarkKind.COMMENT, "Mooi stuk.", locale="nl", snapshot=made.number)
    made.decide(Outcome.REQUEST_CHANGES, comment="Bijna.")
    (told,) = db.session.query(Notice).filter_by(person_id=cast.hr)
    assert told.quote == "Bijna.\n\n1. Noem de regio.\n\nMooi stuk."


def test_the_second_pair_of_eyes_hears_that_it_can_be_published(app: Flask, cast: Cast) -> None:
    made = Round(cast)
    made.submit()
    made.decide(Outcome.APPROVE)
    told = {(row.person_id, row.code) for row in db.session.query(Notice)}
    assert (cast.hr2, "profile_to_publish") in told
    assert (cast.hr, "profile_to_publish") not in told


def test_a_version_is_withdrawn_though_one_reviewer_decided(app: Flask, cast: Cast) -> None:
    made = Round(cast)
    made.submit("manager", "director")
    made.decide(Outcome.APPROVE)
    review.withdraw(made.id, FLOW, cast.me("hr"), seen=made.number)
    assert state() is State.DRAFT
    assert not queries.waiting_on(cast.me("director"))


def test_answers_are_open_until_the_version_is_sent_again(app: Flask, cast: Cast) -> None:
    made = Round(cast)
    made.submit()
    request = made.ask()
    with pytest.raises(TooLate):
        made.answer(request)
    made.decide(Outcome.REQUEST_CHANGES)
    with pytest.raises(Refused, match="reason_needed"):
        made.answer(request, Answer.NOT_DONE)
    made.answer(request, Answer.NOT_DONE, "De regio wisselt.")
    made.answer(request, Answer.DONE)
    made.submit()
    with pytest.raises(TooLate):
        made.answer(request, Answer.NOT_DONE, "Toch niet.")


def test_a_remark_needs_the_version_still_under_discussion(app: Flask, cast: Cast) -> None:
    made = Round(cast)
    first = made.submit()
    made.decide(Outcome.REQUEST_CHANGES, comment="Korter.")
    made.ask("Ook dit nog.", who="manager")  # a second voice is still heard while changes are made
    made.answer(db.session.query(review.Remark).one().id)
    made.submit()
    made.number = first
    with pytest.raises(TooLate, match="replaced"):
        made.ask("Te laat.")


def test_a_reviewer_takes_back_a_remark_until_it_counts(app: Flask, cast: Cast) -> None:
    made = Round(cast)
    made.submit()
    request = made.ask()
    remarks.take_back(made.id, request, cast.me("manager"))
    with pytest.raises(Refused, match="reason_needed"):
        made.decide(Outcome.REQUEST_CHANGES)
    request = made.ask("Korter.")
    made.decide(Outcome.REQUEST_CHANGES)
    with pytest.raises(TooLate):
        remarks.take_back(made.id, request, cast.me("manager"))


def test_a_later_day_comes_by_itself_and_asks_the_holders_then(app: Flask, cast: Cast) -> None:
    made = Round(cast)
    made.submit()
    made.decide(Outcome.APPROVE)
    day = clock.today() + timedelta(days=10)
    made.publish(valid_from=day)
    assert db.session.get(Document, made.id).in_force is None
    asked = db.session.query(Notice).filter_by(code="profile_to_acknowledge")
    assert asked.count() == 0
    with clock.at(clock.now() + timedelta(days=10)):
        with write():
            assert jobs.put_in_force() == 1
        with write():
            assert jobs.put_in_force() == 0
        assert db.session.get(Document, made.id).in_force == made.number
        assert {row.person_id for row in asked} == {cast.seller, cast.colleague}
        assert [one.code for one in queries.waiting_on(cast.me("seller"))] == ["acknowledge"]


def test_a_day_in_the_past_is_refused(app: Flask, cast: Cast) -> None:
    made = Round(cast)
    made.submit()
    made.decide(Outcome.APPROVE)
    with pytest.raises(Refused, match="in_the_past"):
        made.publish(valid_from=clock.today() - timedelta(days=1))


def test_without_asking_nobody_has_to_confirm(app: Flask, cast: Cast) -> None:
    made = Round(cast)
    made.submit()
    made.decide(Outcome.APPROVE)
    made.publish(ask=False)
    assert not queries.waiting_on(cast.me("seller"))
    assert db.session.query(Notice).filter_by(code="profile_to_acknowledge").count() == 0


def test_acting_on_a_thing_reads_the_notices_about_it(app: Flask, cast: Cast) -> None:
    made = Round(cast)
    made.submit()
    made.decide(Outcome.APPROVE)
    assert db.session.query(Notice).filter_by(person_id=cast.manager, read_at=None).count() == 0


def at_once(app: Flask, act: Callable[[int], object]) -> list[object]:
    """Ten people press at the same moment; what each got, or the error."""
    start, got = threading.Barrier(AT_ONCE), [None] * AT_ONCE

    def press(place: int) -> None:
        with app.app_context():
            start.wait()
            try:
                got[place] = act(place)
            except Exception as error:  # noqa: BLE001 - what each of them got is the subject
                got[place] = error
            finally:
                db.session.remove()

    db.session.remove()
    threads = [threading.Thread(target=press, args=(place,)) for place in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def test_ten_decisions_at_once_for_one_seat_are_one(app: Flask, cast: Cast) -> None:
    absent(cast)
    made = Round(cast)
    made.submit("manager")
    people = [cast.me("manager" if place % 2 else "deputy") for place in range(AT_ONCE)]
    got = at_once(
        app,
        lambda place: review.decide(
            made.id, FLOW, people[place], Outcome.APPROVE, "", seen=made.number, seat=cast.manager
        ).id,
    )
    assert db.session.query(Decision).count() == 1
    assert all(isinstance(one, int | TooLate) for one in got), got
    assert state() is State.APPROVED


def test_ten_publications_at_once_are_one(app: Flask, cast: Cast) -> None:
    made = Round(cast)
    made.submit()
    made.decide(Outcome.APPROVE)
    people = [cast.me("hr2" if place % 2 else "director") for place in range(AT_ONCE)]
    got = at_once(
        app,
        lambda place: services.publish(
            made.id, people[place], seen=made.number, valid_from=clock.today(), ask=True
        ),
    )
    assert [type(one) for one in got].count(type(None)) == 1
    assert [type(one) for one in got].count(TooLate) == AT_ONCE - 1
    holders = db.session.query(Position).filter_by(role_id=cast.seller_role).count()
    assert db.session.query(Notice).filter_by(code="profile_to_acknowledge").count() == holders
