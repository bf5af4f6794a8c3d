"""What settles an obligation: the event itself, by whomever, inside the window. Nothing is ticked."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from portal.coaching.models import RideAlong, RideAlongForm, RideAlongKind, RideAlongState, Side
from portal.coaching.services import forms, sign
from portal.core import clock
from portal.core.db import db, write
from portal.core.errors import Refused, Stale, TooLate
from portal.duties import settling
from portal.duties.models import Obligation
from portal.duties.services import notes
from portal.people.services import absences
from portal.talks.models import TalkForm
from portal.talks.services import talks
from portal.talks.services.talks import Appointment
from tests.cast import Cast
from tests.coaching import making as coaching
from tests.duties import making
from tests.duties.making import NOTE, RIDE, TALKS
from tests.talks import making as talking

MARCH, TENTH = date(2027, 3, 1), date(2027, 3, 10)
LISTEN = "aaaa0005"


@pytest.fixture(autouse=True)
def march(cast: Cast) -> None:
    """The manager's profile is in force since 1 March, and both sides may be rated."""
    making.ready(cast)
    coaching.criteria()
    with making.at(MARCH):
        making.profile(cast, {**making.MANAGER, LISTEN: making.duty("month", by="listening")})


def done(part_key: str, about: int) -> date | None:
    """The day on which the first one of these was done."""
    making.fresh()
    one = select(settling.done_on()).where(
        Obligation.part_key == part_key, Obligation.about_id == about, Obligation.starts <= MARCH
    )
    day = db.session.scalar(one.order_by(Obligation.starts.desc()).limit(1))
    held = select(settling.is_done()).where(
        Obligation.part_key == part_key, Obligation.about_id == about, Obligation.starts <= MARCH
    )
    assert bool(db.session.scalar(held)) is (day is not None)
    return day


def test_a_completed_ride_along_settles_its_own_only(app: Flask, cast: Cast) -> None:
    with making.at(TENTH):
        coaching.ride_along(cast.seller, cast.manager)
    assert done(RIDE, cast.seller) == TENTH
    assert done(RIDE, cast.colleague) is done(LISTEN, cast.seller) is done(TALKS, cast.seller) is None


def test_a_ride_along_that_is_opened_again_and_put_right_settles_what_it_now_is(app: Flask, cast: Cast) -> None:
    with making.at(TENTH):
        ride = coaching.ride_along(cast.seller, cast.manager, state=RideAlongState.SIGNED)
        uid = ride.uid
        making.fresh()
        sign.reopen(ride.id, cast.me("manager"), ride.rev, "Het was meeluisteren.")
        assert done(RIDE, cast.seller) == TENTH, "it stays completed while it is put right"
        rev = db.session.scalars(select(RideAlongForm.rev).where(RideAlongForm.side == Side.COACH)).one()
        values = coaching.told(**{"kind=listening": "on"})
        forms.receive(uid, Side.COACH, cast.me("manager"), forms.Sending(values, rev, True))
    assert (done(LISTEN, cast.seller), done(RIDE, cast.seller)) == (TENTH, None)


def test_an_event_that_is_no_longer_finished_settles_nothing(app: Flask, cast: Cast) -> None:
    with making.at(TENTH):
        ride = coaching.ride_along(cast.seller, cast.manager)
        with write() as session:
            session.get_one(RideAlong, ride.id).state = RideAlongState.OPEN
    assert done(RIDE, cast.seller) is None


def test_a_form_that_is_open_is_under_way(app: Flask, cast: Cast) -> None:
    with making.at(TENTH):
        coaching.ride_along(cast.seller, cast.manager, state=RideAlongState.OPEN)
        assert done(RIDE, cast.seller) is None
        waiting = select(Obligation.about_id).where(Obligation.part_key == RIDE, settling.is_under_way())
        assert db.session.scalars(waiting).all() == [cast.seller]


def test_it_does_not_matter_who_rode_along(app: Flask, cast: Cast) -> None:
    with making.at(TENTH):
        coaching.ride_along(cast.seller, cast.director, state=RideAlongState.SIGNED)
    assert done(RIDE, cast.seller) == TENTH


def test_listening_in_is_settled_by_listening_only(app: Flask, cast: Cast) -> None:
    with making.at(TENTH):
        coaching.ride_along(
            cast.seller, cast.manager, kind=RideAlongKind.LISTENING, values=coaching.told(**{"kind=listening": "on"})
        )  # fmt: skip
    assert (done(LISTEN, cast.seller), done(RIDE, cast.seller)) == (TENTH, None)


@pytest.mark.parametrize(("day", "settles"), [
    (date(2027, 2, 28), False), (MARCH, True), (date(2027, 3, 31), True), (date(2027, 4, 1), False),
])  # fmt: skip
def test_only_a_day_inside_the_window_settles(app: Flask, cast: Cast, day: date, settles: bool) -> None:
    with making.at(day):
        coaching.ride_along(cast.seller, cast.manager)
    assert done(RIDE, cast.seller) == (day if settles else None)


def test_a_talk_settles_when_it_was_held_not_when_it_is_planned(app: Flask, cast: Cast) -> None:
    with making.at(TENTH):
        wanted = Appointment(TalkForm.SHORT, TENTH, "10:00", "nl")
        uid = talks.plan(cast.me("manager"), cast.seller, wanted)
        assert done(TALKS, cast.seller) is None
        talks.begin(cast.me("manager"), uid)
        talking.send(cast, uid, "manager", talking.said(), form=talking.MINUTES)
    assert done(TALKS, cast.seller) == TENTH
    [found] = settling.events([one.id for one in making.owed(TALKS)]).values()
    assert (found.day, found.uid) == (TENTH, uid)
    with app.test_request_context():
        assert found.link == f"/talks/{uid}"


def test_a_dated_note_settles_what_the_portal_does_not_know(app: Flask, cast: Cast) -> None:
    [week] = making.owed(NOTE)
    me = cast.me("manager")
    with making.at(date(2027, 3, 4)):
        notes.write_note(me, week.id, 0, done_on=date(2027, 3, 3), text=" Weekbericht verstuurd. ")
        assert done(NOTE, cast.manager) == date(2027, 3, 3)
        assert settling.event(week.id).link == ""
        with pytest.raises(Stale):
            notes.write_note(me, week.id, 0, done_on=MARCH, text="Nog eens.")
        notes.write_note(me, week.id, 1, done_on=MARCH, text="Op maandag.")
        assert done(NOTE, cast.manager) == MARCH
        notes.remove(me, week.id, 2)
    assert done(NOTE, cast.manager) is None


@pytest.mark.parametrize(("code", "day", "text"), [
    ("outside_window", date(2027, 3, 8), "Later."), ("outside_window", date(2027, 2, 28), "Eerder."),
    ("outside_window", None, "Wanneer?"), ("day_to_come", date(2027, 3, 5), "Morgen."), ("no_note", MARCH, "  "),
    ("note_long", MARCH, "x" * 2_001),
])  # fmt: skip
def test_a_note_says_what_was_done_on_a_day_of_its_window(
    app: Flask, cast: Cast, code: str, day: date | None, text: str
) -> None:
    [week] = making.owed(NOTE)
    with app.test_request_context(), making.at(date(2027, 3, 4)), pytest.raises(Refused) as refused:
        notes.write_note(cast.me("manager"), week.id, 0, done_on=day, text=text)
    assert refused.value.code == code and refused.value.values["field"] in {"done_on", "text"}


def test_only_who_owes_it_writes_the_note_and_only_where_a_note_settles(app: Flask, cast: Cast) -> None:
    [week] = making.owed(NOTE)
    ride = making.owed(RIDE)[0]
    with making.at(date(2027, 3, 4)):
        with pytest.raises(TooLate):
            notes.write_note(cast.me("director"), week.id, 0, done_on=MARCH, text="Voor de ander.")
        with pytest.raises(Refused, match="noted_elsewhere"):
            notes.write_note(cast.me("manager"), ride.id, 0, done_on=MARCH, text="Meegereden.")
    with making.at(date(2027, 3, 20)), pytest.raises(TooLate, match="over_already"):
        notes.write_note(cast.me("manager"), week.id, 0, done_on=MARCH, text="Te laat.")


def test_what_is_done_neither_pauses_nor_moves(app: Flask, cast: Cast) -> None:
    with making.at(TENTH):
        coaching.ride_along(cast.seller, cast.manager)
        before = making.owed(RIDE, about_id=cast.seller)[0]
        absences.add(cast.me("seller"), cast.seller, starts=clock.today(), ends=date(2027, 3, 31), deputy=None)
    after = making.owed(RIDE, about_id=cast.seller)[0]
    assert (after.standing, after.due, after.rev) == (before.standing, before.due, before.rev)
