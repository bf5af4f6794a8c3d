"""A ride-along that was begun by mistake is removed by its coach, whole, and only while nothing was handed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.coaching.models import RideAlong, RideAlongForm, RideAlongState, Side
from portal.coaching.services import forms
from portal.coaching.services.forms import Sending
from portal.core import clock
from portal.core.audit import Audit
from portal.core.db import db, write
from portal.core.notices import Notice
from portal.people.me import load
from portal.privacy.models import Hold
from tests.cast import Cast
from tests.coaching.making import criteria, put, ride_along, told
from tests.privacy.making import agree


@pytest.fixture(autouse=True)
def coached(app: Flask, cast: Cast) -> None:
    agree()
    criteria()


def begun(cast: Cast) -> RideAlong:
    return ride_along(cast.seller, cast.manager, state=RideAlongState.OPEN, rated=False)


def left() -> list[int]:
    db.session.rollback()
    return list(db.session.scalars(select(RideAlong.id)))


def drop(client: object, ride: RideAlong) -> int:
    return client.post(f"/coaching/{ride.uid}/drop").status_code


def own_draft(cast: Cast, ride: RideAlong, *, finished: bool = False) -> None:
    values = {"score-C3=4": "on", "own": "De opening ging goed."}
    forms.receive(ride.uid, Side.SELLER, load(cast.seller), Sending(values, 0, finished))


def test_it_leaves_every_list_and_asks_nobody_for_anything(cast: Cast, sign_in: Callable, browse: Callable) -> None:
    ride = begun(cast)
    assert "Jezelf beoordelen" in browse(cast.seller, "/").text
    page = browse(cast.manager, f"/coaching/{ride.uid}/form")
    assert f'action="/coaching/{ride.uid}/drop"' in page.html
    answer = sign_in(cast.manager).post(f"/coaching/{ride.uid}/drop")
    assert (answer.status_code, answer.location) == (303, "/coaching/")
    assert left() == []
    assert db.session.scalars(select(RideAlongForm)).all() == []
    assert "Jezelf beoordelen" not in browse(cast.seller, "/").text
    assert ride.uid not in browse(cast.manager, "/coaching/").html
    assert "Sanne Visser" not in browse(cast.hr, "/coaching/coverage").text
    codes = db.session.scalars(select(Audit.code).where(Audit.kind == "ride_along")).all()
    assert "ride_along_dropped" in codes


@pytest.mark.parametrize(
    ("who", "status"),
    [("seller", 403), ("director", 403), ("hr", 403), ("hr2", 403), ("colleague", 404), ("deputy", 404),
     ("stranger", 404), ("admin", 404), ("hr_no", 404), ("manager", 303)],
)  # fmt: skip
def test_only_its_coach_removes_it(cast: Cast, sign_in: Callable, who: str, status: int) -> None:
    ride = begun(cast)
    assert drop(sign_in(getattr(cast, who)), ride) == status
    assert len(left()) == (0 if status == 303 else 1)


@pytest.mark.parametrize("state", [RideAlongState.COMPLETED, RideAlongState.SIGNED])
def test_what_was_completed_or_signed_stays(cast: Cast, sign_in: Callable, state: RideAlongState) -> None:
    ride = ride_along(cast.seller, cast.manager, state=state)
    drop(sign_in(cast.manager), ride)
    assert left() == [ride.id]


def test_what_the_seller_rated_stays_and_is_not_offered(cast: Cast, sign_in: Callable, browse: Callable) -> None:
    ride = begun(cast)
    own_draft(cast, ride, finished=True)
    client = sign_in(cast.manager)
    assert "/drop" not in browse(cast.manager, f"/coaching/{ride.uid}/form").html
    drop(client, ride)
    assert left() == [ride.id]


def test_a_seller_who_had_begun_to_rate_is_told(cast: Cast, sign_in: Callable) -> None:
    ride = begun(cast)
    own_draft(cast, ride)
    drop(sign_in(cast.manager), ride)
    assert left() == []
    told_to = db.session.scalars(select(Notice.person_id).where(Notice.code == "ride_along_dropped")).all()
    assert told_to == [cast.seller]


def test_nothing_goes_while_one_of_the_two_is_in_a_dispute(cast: Cast, sign_in: Callable) -> None:
    ride = begun(cast)
    with write() as session:
        session.add(Hold(person_id=cast.seller, reason="Geschil", starts=clock.today(), made_by_id=cast.hr))
    client = sign_in(cast.manager)
    drop(client, ride)
    assert left() == [ride.id]
    assert "HR" in client.get(f"/coaching/{ride.uid}/form").text


@pytest.mark.parametrize(
    ("who", "side", "base"), [("manager", "form", 0), ("manager", "form", 1), ("seller", "self", 0)]
)
def test_a_device_that_still_holds_it_is_told_and_never_brings_it_back(
    cast: Cast, sign_in: Callable, who: str, side: str, base: int
) -> None:
    ride = begun(cast)
    drop(sign_in(cast.manager), ride)
    person = getattr(cast, who)
    about = {"seller_id": str(cast.seller), "kind": "ride_along", "day": clock.today().isoformat()}
    answer = put(sign_in(person), f"/coaching/{ride.uid}/{side}", person, told(), base=base, about=about)
    assert answer.status_code == 422
    assert "verwijderd" in answer.json["summary"]
    assert left() == []


def test_who_knew_nothing_of_it_learns_nothing(cast: Cast, sign_in: Callable) -> None:
    ride = begun(cast)
    drop(sign_in(cast.manager), ride)
    answer = put(sign_in(cast.colleague), f"/coaching/{ride.uid}/form", cast.colleague, told(), base=1)
    assert answer.status_code == 404
