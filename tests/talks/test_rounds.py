"""Rounds of talks: who is in one, where each stands, who sees whom, and no content."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.core.i18n import format_date
from portal.core.notices import Notice
from portal.talks import rounds
from portal.talks.models import TalkForm, TalkRound
from portal.talks.services import rounds as moves
from tests import cast as casting
from tests.cast import Cast
from tests.talks import making


@pytest.fixture
def round_id(cast: Cast) -> int:
    """A round of the Dutch company from today for two months."""
    making.ready()
    day = clock.today()
    return moves.begin(cast.me("director"), cast.nl, "Najaar", TalkForm.FULL, day, day + timedelta(days=60))


def stages(cast: Cast, round_id: int, who: str = "director") -> dict[int, str]:
    db.session.rollback()
    me = cast.me(who)
    around = rounds.RoundFile(*db.session.execute(rounds.files(me).where(TalkRound.id == round_id)).one())
    return {one.id: one.stage for one in rounds.coverage(me, around)}


def test_everybody_with_a_manager_stands_in_it_with_the_state_of_the_talk(cast: Cast, round_id: int) -> None:
    assert stages(cast, round_id)[cast.seller] == "none"
    uid = making.plan(cast)
    assert stages(cast, round_id)[cast.seller] == "planned"
    making.send(cast, uid, "seller", making.SELLER)
    assert stages(cast, round_id)[cast.seller] == "planned"
    making.send(cast, uid, "manager", making.MANAGER)
    assert stages(cast, round_id)[cast.seller] == "prepared"


def test_held_and_signed_count_for_more_than_one_that_is_still_planned(cast: Cast, round_id: int) -> None:
    uid = making.held(cast)
    assert stages(cast, round_id)[cast.seller] == "held"
    making.sign(cast, uid)
    making.plan(cast, days=30)
    assert stages(cast, round_id)[cast.seller] == "signed"


def test_somebody_absent_without_a_talk_is_shown_apart(cast: Cast, round_id: int) -> None:
    casting.absent(cast)
    assert stages(cast, round_id)[cast.manager] == "away"
    assert stages(cast, round_id)[cast.seller] == "none"


@pytest.mark.parametrize(("who", "status"), [
    ("director", 200), ("manager", 200), ("hr", 200), ("hr2", 200), ("seller", 404), ("colleague", 404),
    ("deputy", 404), ("admin", 404), ("stranger", 404), ("hr_no", 404),
])  # fmt: skip
def test_who_sees_a_round(cast: Cast, round_id: int, sign_in: Any, who: str, status: int) -> None:
    assert sign_in(getattr(cast, who)).get(f"/talks/rounds/{round_id}").status_code == status


def test_a_manager_sees_only_the_own_people(cast: Cast, round_id: int) -> None:
    assert set(stages(cast, round_id, "manager")) == {cast.seller, cast.colleague}
    assert {cast.seller, cast.colleague, cast.manager} <= set(stages(cast, round_id, "hr"))


def test_a_round_is_begun_where_one_leads_and_its_managers_are_told(cast: Cast, sign_in: Any) -> None:
    making.ready()
    day = clock.today()

    def begin(who: int, unit: int, last: int) -> int:
        given = {"name": "Ronde", "unit": unit, "form": "short", "starts": format_date(day, "short"),
                 "ends": format_date(day + timedelta(days=last), "short")}  # fmt: skip
        return sign_in(who).post("/talks/rounds/new", data=given).status_code

    for who, last in ((cast.manager, 30), (cast.director, -1), (cast.director, 500)):
        assert begin(who, cast.nl, last) == 422
    assert begin(cast.seller, cast.team, 30) == 403
    assert db.session.scalar(select(TalkRound.id)) is None
    assert begin(cast.director, cast.nl, 30) == 303
    told = db.session.scalars(select(Notice.person_id).where(Notice.code == "talk_round_begun")).all()
    assert told == [cast.manager]


def test_who_leads_the_unit_cancels_it(cast: Cast, round_id: int, sign_in: Any) -> None:
    def cancel(who: int) -> int:
        return sign_in(who).post(f"/talks/rounds/{round_id}/cancel", data={"rev": 1}).status_code

    assert [cancel(cast.seller), cancel(cast.manager)] == [404, 403]
    assert cancel(cast.hr) == 303
    db.session.expire_all()
    assert db.session.get(TalkRound, round_id).cancelled_on == clock.today()
