"""A device whose clock is wrong: neither the order nor the time of what it sends is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask

from portal.coaching.models import RideAlongForm, Side
from portal.core import clock
from portal.core.db import db
from tests.cast import Cast
from tests.coaching.making import OWN, criteria, put, ride_along
from tests.privacy.making import agree


@pytest.fixture(autouse=True)
def coached(app: Flask, cast: Cast) -> None:
    agree()
    criteria()


def address(uid: str) -> str:
    return f"/coaching/{uid}/self"


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.zone()).astimezone(UTC)


@pytest.mark.parametrize(("written", "status"), [(-1, 200), (1, 422)])
@pytest.mark.parametrize("wrong", [timedelta(days=1), timedelta(days=-20_000)], ids=["a day ahead", "1970"])
def test_a_device_with_a_wrong_clock_changes_neither_the_order_nor_when_it_was(
    cast: Cast, sign_in: Callable, wrong: timedelta, written: int, status: int
) -> None:
    ride = ride_along(cast.seller, cast.manager, rated=False)
    moment = ride.completed_at + timedelta(hours=written)
    with clock.at(ride.completed_at + timedelta(hours=2)):
        there = {"there": clock.now() + wrong, "written_at": (moment + wrong).isoformat()}
        answer = put(sign_in(cast.manager), address(ride.uid), cast.manager, OWN, **there)
    assert answer.status_code == status
    form = db.session.get(RideAlongForm, (ride.id, Side.SELLER))
    assert (form is not None) == (status == 200)
    assert form is None or form.written_at == max(moment, midnight(ride.day))


def test_a_clock_that_ran_ahead_and_was_put_right_since_loses_no_rating(cast: Cast, sign_in: Callable) -> None:
    ride = ride_along(cast.seller, cast.manager, rated=False)
    told_at = (clock.now() + timedelta(days=1)).isoformat()
    answer = put(sign_in(cast.manager), address(ride.uid), cast.manager, OWN, written_at=told_at)
    assert answer.status_code == 200
    form = db.session.get(RideAlongForm, (ride.id, Side.SELLER))
    assert midnight(ride.day) <= form.written_at <= clock.now()
