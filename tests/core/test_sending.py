"""What a device sends has a shape, whatever form it is of; what does not is refused in words."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from werkzeug.exceptions import RequestEntityTooLarge

from portal.core import clock, receipts, sending
from portal.core.db import write
from portal.core.errors import Refused, Stale
from portal.core.sending import Invalid, KeyTaken, OtherPerson

KEY = "7d9f6f0e-6b63-4f0b-8b64-0f7f4f2f8d11"
BODY = {"person": 7, "form": 1, "base": 0, "values": {"keep": "Luisteren"}, "finished": True}
BODY |= {"about": {"day": "2026-1-5"}}


@pytest.fixture
def request_with(app):
    def made(body, key=KEY, **more):
        return app.test_request_context("/", method="PUT", json=body, headers={"Idempotency-Key": key}, **more)

    return made


def taken(request_with, body, key=KEY):
    with request_with(body, key):
        return sending.take(7)


def answered(request_with, receive, body=BODY, refusals=None):
    with request_with(body):
        found = sending.answer(7, receive, refusals)
    response, status = found if isinstance(found, tuple) else (found, 200)
    return status, response.json


def test_what_was_sent_is_read_whole(request_with):
    sent = taken(request_with, BODY | {"written_at": "2026-01-05T12:00:00+01:00"})
    assert (sent.person, sent.key, sent.base, sent.finished) == (7, KEY, 0, True)
    assert (sent.values, sent.about) == ({"keep": "Luisteren"}, {"day": "2026-1-5"})
    assert sent.written_at == datetime(2026, 1, 5, 11, tzinfo=UTC)


def test_a_draft_of_before_says_what_it_is_about_under_its_old_name(request_with):
    body = {name: value for name, value in BODY.items() if name != "about"} | {"visit": {"customer_id": 3, "at": None}}
    assert taken(request_with, body).about == {"customer_id": "3"}
    assert taken(request_with, body | {"visit": None}).about is None


def test_what_has_no_known_shape_is_refused_in_words(request_with):
    for odd in ({"form": 2}, {"form": True}, {"values": []}):
        with pytest.raises(Invalid):
            taken(request_with, BODY | odd)
    with pytest.raises(Invalid):
        taken(request_with, BODY, key="geen sleutel")
    for nobody in ([], "x", BODY | {"person": 8}, BODY | {"person": "7"}):
        with pytest.raises(OtherPerson):
            taken(request_with, nobody)
    sent = taken(request_with, BODY | {"base": "1", "written_at": 12, "about": "x", "finished": "yes"})
    assert (sent.base, sent.written_at, sent.about, sent.finished) == (-1, None, None, False)


def test_too_much_is_not_read(request_with):
    with request_with({"values": {"keep": "x" * sending.MOST_BYTES}}), pytest.raises(RequestEntityTooLarge):
        sending.take(7)


def test_every_outcome_has_an_answer_that_the_device_knows(request_with):
    def raises(error):
        def receive(_sent):
            raise error

        return receive

    assert answered(request_with, lambda sent: {"rev": 1, "key": sent.key}) == (200, {"rev": 1, "key": KEY})
    assert answered(request_with, raises(Stale(4, {"keep": "b"}))) == (409, {"rev": 4, "values": {"keep": "b"}})
    assert answered(request_with, raises(Refused("other_person"))) == (403, {"code": "other_person"})
    assert answered(request_with, lambda _sent: {}, BODY | {"person": 8})[0] == 403
    status, said = answered(request_with, raises(Invalid({"keep": "Te lang."})))
    assert (status, said["errors"]) == (422, {"keep": "Te lang."})
    assert said["summary"]
    status, said = answered(request_with, raises(Refused("signed")), refusals={"signed": "It was signed."})
    assert (status, said) == (422, {"errors": {}, "summary": "It was signed."})
    status, said = answered(request_with, raises(KeyTaken()))
    assert (status, said["errors"]) == (422, {})
    with pytest.raises(Refused):
        answered(request_with, raises(Refused("unknown")))


def test_a_key_is_known_again_only_where_it_was_given(app):
    uid, key = str(uuid.uuid4()), str(uuid.uuid4())
    with write():
        receipts.give(key, 7, "ride_along", uid, {"rev": 1})
    with write():
        assert sending.earlier(key, 7, "ride_along", uid)["rev"] == 1
        assert sending.earlier(str(uuid.uuid4()), 7, "ride_along", uid) is None
        assert sending.earlier("", 7, "ride_along", uid) is None
        with pytest.raises(KeyTaken):
            sending.earlier(key, 7, "ride_along_self", uid)


def test_a_clock_that_is_wrong_is_bounded_by_the_day_and_by_now(app):
    now, today = clock.now(), clock.today()
    assert sending.written(now + timedelta(days=3), today) <= clock.now()
    assert sending.written(now - timedelta(days=9), today).astimezone(clock.zone()).date() == today
    assert sending.written(None, date(2026, 1, 5)) >= now


@pytest.mark.parametrize("wrong", [timedelta(days=1), timedelta(days=-20_000), timedelta(hours=-5)])
def test_a_moment_by_a_clock_that_is_wrong_is_set_right_by_what_the_device_says_the_time_is(request_with, wrong):
    there = clock.now() + wrong
    written_at = (there - timedelta(minutes=30)).isoformat()
    with request_with(BODY | {"written_at": written_at}) as context:
        context.request.environ["HTTP_DEVICE_CLOCK"] = there.isoformat()
        sent = sending.take(7)
    assert abs(sent.written_at - (clock.now() - timedelta(minutes=30))) < timedelta(minutes=1)


@pytest.mark.parametrize("there", ["", "gisteren", "0001-01-01T00:00:00+00:00"])
def test_what_a_device_says_of_its_clock_breaks_nothing(request_with, there):
    with request_with(BODY | {"written_at": "9999-12-30T00:00:00+00:00"}) as context:
        context.request.environ["HTTP_DEVICE_CLOCK"] = there
        assert sending.take(7).written_at in {None, datetime(9999, 12, 30, tzinfo=UTC)}


def test_a_clock_that_is_nearly_right_is_believed(request_with):
    with request_with(BODY | {"written_at": "2026-01-05T12:00:00+01:00"}) as context:
        context.request.environ["HTTP_DEVICE_CLOCK"] = (clock.now() + timedelta(minutes=1)).isoformat()
        assert sending.take(7).written_at == datetime(2026, 1, 5, 11, tzinfo=UTC)
