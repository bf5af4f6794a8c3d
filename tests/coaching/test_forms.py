"""The two forms of a ride-along: born once, drafts, completing, blind rating, putting right; from pages and devices."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.coaching import beginning, calendar
from portal.coaching.models import (
    GrowthEvidence,
    Rating,
    RideAlong,
    RideAlongForm,
    RideAlongState,
    RideAlongVisit,
    Side,
)
from portal.core import clock
from portal.core.db import db, write
from portal.core.notices import Notice, Urgency
from portal.people.me import load
from portal.people.models import RoleLevel
from portal.privacy.models import Covers
from tests.cast import Cast
from tests.coaching.making import OWN, SEEN, criteria, put, ride_along, senior, told
from tests.customers.making import customer
from tests.privacy.making import agree, disagree
from tests.visits.making import visit


@pytest.fixture(autouse=True)
def coached(app: Flask, cast: Cast) -> None:
    agree()
    criteria()


@pytest.fixture
def about(cast: Cast) -> dict[str, str]:
    return {"seller_id": str(cast.seller), "kind": "ride_along", "day": clock.today().isoformat()}


def address(uid: str, side: str = "form") -> str:
    return f"/coaching/{uid}/{side}"


def only() -> RideAlong:
    db.session.rollback()
    return db.session.scalars(select(RideAlong)).one()


def test_a_form_born_on_a_device_is_stored_once_with_every_word(cast: Cast, sign_in: Callable, about: Any) -> None:
    client, uid, key = sign_in(cast.manager), str(uuid.uuid4()), str(uuid.uuid4())
    values = told(**{"extra-1-customer": "Bakker", "extra-1-role=joint": "on", "extra-1-result": "Proefzending"})
    first = put(client, address(uid), cast.manager, values, about=about, key=key)
    again = put(client, address(uid), cast.manager, values, about=about, key=key)
    assert first.json == again.json
    assert first.json["state"] == "sent"
    ride = only()
    assert (ride.seller_id, ride.coach_id, ride.focus) == (cast.seller, cast.manager, "C3")
    assert ride.keep == "De rust aan tafel."
    assert ride.state is RideAlongState.COMPLETED
    rated = {row.key: (row.score, row.observation) for row in db.session.scalars(select(Rating))}
    assert rated == {"C3": (2, "Onderbrak twee keer."), "C1": (4, ""), "C2": (None, "")}
    row = db.session.scalars(select(RideAlongVisit)).one()
    assert (row.customer, row.role, row.result, row.visit_id) == ("Bakker", "joint", "Proefzending", None)


def test_a_draft_stays_with_its_writer_and_goes_on_from_its_revision(
    cast: Cast, sign_in: Callable, about: Any
) -> None:
    client, uid = sign_in(cast.manager), str(uuid.uuid4())
    kept = put(client, address(uid), cast.manager, {"keep": "Rust"}, about=about, finished=False).json
    assert (kept["state"], kept["rev"]) == ("draft", 1)
    assert only().state is RideAlongState.OPEN
    assert only().keep == ""
    late = put(client, address(uid), cast.manager, {"keep": "Anders"}, base=0, finished=False)
    assert (late.status_code, late.json["rev"], late.json["values"]["keep"]) == (409, 1, "Rust")
    assert put(client, address(uid), cast.manager, told(), base=1).json["rev"] == 2


def test_completing_asks_for_what_makes_a_result(cast: Cast, sign_in: Callable, about: Any) -> None:
    answer = put(sign_in(cast.manager), address(str(uuid.uuid4())), cast.manager, {}, about=about)
    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {"focus", "keep", "change", "commitment", "commitment_on", "score-A1"}
    assert db.session.scalar(select(func.count()).select_from(RideAlong)) == 0


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({f"also={key}": "on" for key in ("A1", "A2", "A3", "A4", "B1", "B2")}, "also"),
        ({"commitment_on": "31-02-2027"}, "commitment_on"),
        ({"commitment_on": "2020-01-01"}, "commitment_on"),
        ({"saw-D1": "Niets gezien"}, "score-D1"),
        ({"day": "2100-01-01"}, "day"),
        ({"visit-999=on": "on"}, "visit-999"),
        ({"keep": "x" * 2_001}, "keep"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    cast: Cast, sign_in: Callable, about: Any, more: dict[str, str], field: str
) -> None:
    answer = put(sign_in(cast.manager), address(str(uuid.uuid4())), cast.manager, told() | more, about=about)
    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {field}


def test_a_number_that_no_visit_can_have_is_passed_over(cast: Cast, sign_in: Callable, about: Any) -> None:
    client, uid, values = sign_in(cast.manager), str(uuid.uuid4()), told(**{"visit-9999999999=on": "on"})
    assert put(client, address(uid), cast.manager, values, about=about, finished=False).status_code == 200
    assert client.get(address(uid)).status_code == 200
    assert put(client, address(uid), cast.manager, values, base=1).status_code == 200
    assert db.session.scalars(select(RideAlongVisit)).all() == []


def test_visits_of_the_calendar_come_with_their_customer(cast: Cast, sign_in: Callable, about: Any) -> None:
    row = visit(cast, customer("Bakker", cast.team, cast.seller), purpose="Jaarafspraak")
    page = sign_in(cast.manager).get(f"/coaching/new/{cast.seller}").text
    assert f'name="visit-{row.id}"' in page
    assert "Jaarafspraak" in page
    values = told(**{f"visit-{row.id}=on": "on", f"purpose-{row.id}": "Prijs", f"occasion-{row.id}=negotiation": "on"})
    assert put(sign_in(cast.manager), address(str(uuid.uuid4())), cast.manager, values, about=about).status_code == 200
    kept = db.session.scalars(select(RideAlongVisit)).one()
    assert (kept.visit_id, kept.purpose, kept.occasion) == (row.id, "Prijs", "negotiation")
    assert kept.customer == "Bakker"


def test_the_seller_hears_at_once_in_words_that_fit(cast: Cast) -> None:
    first = ride_along(cast.seller, cast.manager, rated=False)
    notice = db.session.scalars(select(Notice).where(Notice.subject_id == first.id)).one()
    assert (notice.person_id, notice.code, notice.urgency) == (cast.seller, "ride_along_rate_first", Urgency.DECISION)


def test_the_manager_hears_that_a_colleague_coached(cast: Cast) -> None:
    senior(cast, cast.colleague)
    ride = ride_along(cast.seller, cast.colleague)
    codes = db.session.execute(select(Notice.person_id, Notice.code).where(Notice.subject_id == ride.id)).all()
    assert (cast.manager, "ride_along_by_colleague") in codes
    assert (cast.manager, "ride_along_by_colleague") not in db.session.execute(
        select(Notice.person_id, Notice.code).where(Notice.subject_id == ride_along(cast.seller, cast.manager).id)
    ).all()


def test_both_rate_apart_and_neither_learns_it_from_a_conflict(cast: Cast, sign_in: Callable) -> None:
    ride = ride_along(cast.seller, cast.manager, state=RideAlongState.OPEN)
    refused = put(sign_in(cast.manager), address(ride.uid, "self"), cast.manager, {"own": "x"}, finished=False)
    assert refused.status_code == 422
    assert "Ik vatte samen." not in refused.text
    assert put(sign_in(cast.seller), address(ride.uid), cast.seller, {"keep": "x"}).status_code == 403
    for stranger in (cast.colleague, cast.deputy, cast.stranger, cast.admin):
        answer = put(sign_in(stranger), address(ride.uid, "self"), stranger, OWN)
        assert (answer.status_code, "Ik vatte" in answer.text) == (404, False)


def test_the_seller_rates_on_the_tablet_of_the_coach_and_takes_it_over_later(
    cast: Cast, sign_in: Callable, about: Any
) -> None:
    uid = str(uuid.uuid4())  # the seller's form may arrive before the coach's
    passed = put(sign_in(cast.manager), address(uid, "self"), cast.manager, OWN, about=about)
    assert passed.json["state"] == "sent"
    form = db.session.get(RideAlongForm, (only().id, Side.SELLER))
    assert (form.by_id, form.sent["own"]) == (cast.manager, "De opening ging goed.")
    again = put(sign_in(cast.manager), address(uid, "self"), cast.manager, {"own": "Anders"}, base=1)
    assert again.status_code == 422
    assert "De opening ging goed." not in again.text
    assert put(sign_in(cast.manager), address(uid), cast.manager, told(), about=about).json["state"] == "sent"
    told_of_it = select(Notice.code).where(Notice.person_id == cast.seller, Notice.code == "ride_along_rated_here")
    assert db.session.scalars(told_of_it).all() == ["ride_along_rated_here"]
    assert "De opening ging goed." in sign_in(cast.seller).get(address(uid, "self")).text
    draft = put(sign_in(cast.seller), address(uid, "self"), cast.seller, OWN, base=1, finished=False)
    right = put(sign_in(cast.seller), address(uid, "self"), cast.seller, OWN | {"own": "Anders"}, base=2)
    assert (draft.json["state"], right.json["state"]) == ("draft", "sent")
    own = OWN | {"own": "Nog anders"}
    assert put(sign_in(cast.seller), address(uid, "self"), cast.seller, own, base=3).status_code == 422


@pytest.mark.parametrize(("written", "status"), [(-1, 200), (1, 422)])
def test_a_passed_rating_comes_late_only_when_it_was_written_before_completing(
    cast: Cast, sign_in: Callable, written: int, status: int
) -> None:
    ride = ride_along(cast.seller, cast.manager, rated=False)
    moment = (ride.completed_at + timedelta(hours=written)).isoformat()
    client = sign_in(cast.manager)
    with clock.at(ride.completed_at + timedelta(hours=2)):
        unfinished = put(client, address(ride.uid, "self"), cast.manager, OWN, finished=False, written_at=moment)
        assert unfinished.status_code == 422
        assert put(client, address(ride.uid, "self"), cast.manager, OWN, written_at=moment).status_code == status


def test_where_coaching_is_switched_off_an_open_form_is_kept_on_the_device_and_a_finished_one_signed(
    cast: Cast, sign_in: Callable
) -> None:
    done = ride_along(cast.seller, cast.manager)
    under_way = ride_along(cast.seller, cast.manager, state=RideAlongState.OPEN, rated=False)
    disagree("NL", Covers.COACHING)
    for finished in (True, False):
        refused = put(sign_in(cast.manager), address(under_way.uid), cast.manager, told(), base=1, finished=finished)
        assert refused.status_code == 422
        assert put(sign_in(cast.seller), address(under_way.uid, "self"), cast.seller, OWN).status_code == 422
    typed = sign_in(cast.manager).post(address(under_way.uid), data={"base": 1, "keep": "Blijft staan"})
    assert (typed.status_code, "Blijft staan" in typed.text) == (422, True)
    assert sign_in(cast.seller).post(f"/coaching/{done.uid}/sign", data={"rev": done.rev}).status_code == 303
    assert db.session.get(RideAlong, done.id, populate_existing=True).state is RideAlongState.SIGNED


def test_the_day_is_not_moved_to_one_on_which_the_coach_might_not_coach(
    cast: Cast, sign_in: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    ride = ride_along(cast.seller, cast.manager, state=RideAlongState.OPEN, rated=False)
    monkeypatch.setattr(beginning, "may_coach", lambda _me, _seller, day=None: day == ride.day)
    other = (ride.day - timedelta(days=1)).isoformat()
    client = sign_in(cast.manager)
    put(client, address(ride.uid), cast.manager, told() | {"day": other}, base=1, finished=False)
    assert only().day == ride.day
    refused = put(client, address(ride.uid), cast.manager, told() | {"day": other}, base=2)
    assert set(refused.json["errors"]) == {"day"}


def test_a_visit_that_the_coach_does_not_see_gives_no_name(cast: Cast, sign_in: Callable) -> None:
    row = visit(cast, customer("Bakker", cast.team, cast.seller))
    for who, names in ((cast.manager, {row.id: "Bakker"}), (cast.stranger, {})):
        assert calendar.customers_of(load(who), cast.seller, [row.id]) == names


def test_the_seller_may_put_an_own_rating_right_until_the_coach_completes(cast: Cast, sign_in: Callable) -> None:
    ride = ride_along(cast.seller, cast.manager, state=RideAlongState.OPEN)
    changed = put(sign_in(cast.seller), address(ride.uid, "self"), cast.seller, OWN | {"saw-C3": "Toch niet."}, base=1)
    assert changed.json["state"] == "sent"
    own = db.session.scalars(select(Rating).where(Rating.side == Side.SELLER)).one()
    assert (own.score, own.observation) == (5, "Toch niet.")


def test_putting_right_after_completing_shows_and_keeps_each_rating_with_its_evidence(
    cast: Cast, sign_in: Callable
) -> None:
    ride = ride_along(cast.seller, cast.manager)
    kept = db.session.scalars(select(Rating).where(Rating.key == "C3", Rating.side == Side.COACH)).one()
    gone = db.session.scalars(select(Rating).where(Rating.key == "C1", Rating.side == Side.COACH)).one()
    with write() as session:
        level = session.scalars(select(RoleLevel)).first()
        for rating in (kept, gone):
            session.add(
                GrowthEvidence(
                    person_id=cast.seller, role_id=cast.seller_role, level_id=level.id, part_key="k",
                    rating_id=rating.id, added_by_id=cast.manager, added_at=clock.now(),
                )
            )
    values = {name: value for name, value in told().items() if not name.startswith("score-C1")} | {"saw-C3": "Eenmaal."}
    assert put(sign_in(cast.manager), address(ride.uid), cast.manager, values, base=1).json["state"] == "sent"
    now = only()
    assert now.rev == ride.rev + 1
    assert db.session.scalars(select(GrowthEvidence.rating_id)).all() == [kept.id]
    assert db.session.get(Rating, kept.id).observation == "Eenmaal."
    assert db.session.scalars(select(Notice).where(Notice.code == "ride_along_changed")).one().person_id == cast.seller


def test_a_signed_one_changes_no_more(cast: Cast, sign_in: Callable) -> None:
    ride = ride_along(cast.seller, cast.manager, state=RideAlongState.SIGNED)
    assert put(sign_in(cast.manager), address(ride.uid), cast.manager, told(), base=1).status_code == 422
    assert put(sign_in(cast.seller), address(ride.uid, "self"), cast.seller, OWN, base=1).status_code == 422
    assert sign_in(cast.manager).get(address(ride.uid)).status_code == 303


def test_the_next_one_opens_with_the_last_promise_and_suggests_what_to_look_at(cast: Cast, browse: Callable) -> None:
    first = ride_along(cast.seller, cast.manager, day=clock.today() - timedelta(days=30))
    page = browse(cast.manager, f"/coaching/new/{cast.seller}")
    assert "Vat elk gesprek samen." in page.text
    assert re.search(r'name="focus" value="C3"[^>]* checked', page.html)
    assert re.search(r'name="also" value="C1"[^>]* checked', page.html)
    assert not re.search(r'name="also" value="C2"[^>]* checked', page.html)  # not observed counts nowhere
    assert 'name="score-C3" value="2" checked' not in page.html
    fields = page.forms[-2]["fields"]
    assert fields["previous"] == str(first.id)


def test_what_was_seen_least_lately_is_suggested_also_from_earlier_ones(cast: Cast, browse: Callable) -> None:
    for days, scores in ((60, {"D1": 1, "C1": 1}), (30, {"C1": 5, "A1": 3, "A2": 4, "A3": 4, "A4": 4})):
        on = clock.today() - timedelta(days=days)
        plain = {name: value for name, value in told(on).items() if not name.startswith("score-")}
        values = plain | {f"score-{key}={score}": "on" for key, score in scores.items()}
        ride_along(cast.seller, cast.manager, day=on, values=values | {"score-C3=3": "on"})
    html = browse(cast.manager, f"/coaching/new/{cast.seller}").html
    assert set(re.findall(r'name="also" value="(\w+)"[^>]* checked', html)) == {"D1", "A1", "A2", "A3", "A4"}


def test_without_a_script_the_seller_rates_too(cast: Cast, sign_in: Callable) -> None:
    ride = ride_along(cast.seller, cast.manager, rated=False)
    client, page = sign_in(cast.seller), address(ride.uid, "self")
    wrong = client.post(page, data={"base": "0", "own": "Goed"})
    assert (wrong.status_code, "Goed" in wrong.text) == (422, True)
    assert client.post(page, data={"base": "0", "own": "Goed", "finished": "0"}).location == page
    done = client.post(page, data={"base": "1", "own": "Goed", "score-C3": "3"})
    assert (done.status_code, done.location) == (303, f"/coaching/{ride.uid}")
    assert "Onderbrak twee keer." in client.get(done.location).text
    assert client.get(page).status_code == 303  # both are open: nothing is put right any more


def test_without_a_script_the_page_makes_it_and_says_what_is_missing(cast: Cast, sign_in: Callable) -> None:
    client, start = sign_in(cast.manager), f"/coaching/new/{cast.seller}"
    uid = str(uuid.uuid4())
    wrong = client.post(start, data={"uid": uid, "keep": "Rust", "focus": "C3", "base": "0"})
    assert wrong.status_code == 422
    assert "Rust" in wrong.text
    assert 'href="#change"' in wrong.text
    draft = client.post(start, data={"uid": uid, "keep": "Rust", "base": "0", "finished": "0"})
    assert draft.location == address(uid)
    assert client.get(start).location == address(uid)  # today's goes on
    posted = {"base": "1", "focus": "C3", "score-C3": "4", "keep": "a", "change": "b", "commitment": "c"}
    posted["commitment_on"] = (clock.today() + timedelta(days=7)).isoformat()
    done = client.post(address(uid), data=posted)
    assert (done.status_code, done.location) == (303, f"/coaching/{uid}")
    assert only().state is RideAlongState.COMPLETED


def test_the_page_shows_what_another_device_stored_meanwhile(cast: Cast, sign_in: Callable) -> None:
    ride = ride_along(cast.seller, cast.manager, state=RideAlongState.OPEN, rated=False, values={"keep": "Elders"})
    late = sign_in(cast.manager).post(address(ride.uid), data={"base": "0", "keep": "Hier", "finished": "0"})
    assert late.status_code == 409
    assert "Elders" in late.text
    assert "Hier" in late.text


def test_without_an_agreement_none_begins_and_one_sentence_says_why(
    cast: Cast, sign_in: Callable, browse: Callable, about: Any
) -> None:
    disagree("NL", Covers.COACHING)
    page = browse(cast.manager, f"/coaching/new/{cast.seller}")
    assert "Coaching staat in dit land uit" in page.text
    assert "data-outbox" not in page.html
    refused = put(sign_in(cast.manager), address(str(uuid.uuid4())), cast.manager, told(), about=about)
    assert refused.status_code == 422
    assert "Coaching staat in dit land uit" in refused.json["summary"] or refused.json["summary"]
    assert db.session.scalar(select(func.count()).select_from(RideAlong)) == 0


@pytest.mark.parametrize("who", ["colleague", "deputy", "hr", "stranger", "admin", "seller"])
def test_nobody_else_gives_birth_to_one(cast: Cast, sign_in: Callable, about: Any, who: str) -> None:
    me = getattr(cast, who)
    assert put(sign_in(me), address(str(uuid.uuid4())), me, told(), about=about).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(RideAlong)) == 0


@pytest.mark.parametrize(
    "body", [{}, {"seller_id": "x"}, {"seller_id": "1", "day": "gisteren"}, {"seller_id": "9" * 30}]
)
def test_a_birth_without_sense_is_refused(cast: Cast, sign_in: Callable, body: dict[str, str]) -> None:
    answer = put(sign_in(cast.manager), address(str(uuid.uuid4())), cast.manager, told(), about=body)
    assert answer.status_code == 422


def test_a_device_cannot_send_what_is_not_there_or_is_of_somebody_else(
    cast: Cast, sign_in: Callable, about: Any
) -> None:
    client = sign_in(cast.manager)
    assert put(client, address(str(uuid.uuid4())), cast.manager, told()).status_code == 404
    assert put(client, address(str(uuid.uuid4())), cast.manager, told(), base=3, about=about).status_code == 404
    assert put(client, address(str(uuid.uuid4())), cast.seller, told(), about=about).status_code == 403


def test_listening_in_uses_the_same_form(cast: Cast, sign_in: Callable, about: Any) -> None:
    values = told(**{"kind=listening": "on", "kind=ride_along": ""}) | SEEN
    assert put(sign_in(cast.manager), address(str(uuid.uuid4())), cast.manager, values, about=about).status_code == 200
    assert only().kind == "listening"
