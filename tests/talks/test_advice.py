"""An advice to the director: read first by the seller, remarked on, sent, decided; who sees it when."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from portal.core.db import db
from portal.core.notices import Notice
from portal.talks.models import Advice
from tests.cast import Cast
from tests.talks import making

ADVICE = {"then=none": "", "then=advice": "on", "advice_kind": "training", "advice_text": "Een training onderhandelen"}


@pytest.fixture
def uid(cast: Cast) -> str:
    """A talk held by the manager, with an advice that nobody read yet."""
    making.ready()
    return making.held(cast, making.said() | ADVICE)


def row() -> Advice:
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(Advice)).one()


def post(sign_in: Any, who: int, uid: str, move: str, **data: Any) -> int:
    return sign_in(who).post(f"/talks/{uid}/advice/{move}", data={"rev": row().rev, **data}).status_code


def sent(cast: Cast, sign_in: Any, uid: str, remark: str = "") -> None:
    assert post(sign_in, cast.seller, uid, "seen", remark=remark) == 303
    assert post(sign_in, cast.manager, uid, "send") == 303


def test_the_director_reads_it_only_after_the_seller_and_with_the_remark(
    cast: Cast, uid: str, sign_in: Any, browse: Any
) -> None:
    assert sign_in(cast.director).get(f"/talks/{uid}/advice").status_code == 403
    assert post(sign_in, cast.manager, uid, "send") == 422
    sent(cast, sign_in, uid, remark="Liever meereizen")
    page = browse(cast.director, f"/talks/{uid}/advice", locale="nl").text
    assert "Een training onderhandelen" in page and "Liever meereizen" in page
    assert making.SAID["remark-results"] not in page  # nothing else of the talk
    assert sign_in(cast.director).get(f"/talks/{uid}").status_code == 403


def test_the_decision_reaches_both_and_comes_back_in_the_next_talk(
    cast: Cast, uid: str, sign_in: Any, browse: Any
) -> None:
    sent(cast, sign_in, uid)
    assert post(sign_in, cast.director, uid, "decide") == 422
    assert post(sign_in, cast.director, uid, "decide", decision="declined") == 422  # why not?
    assert post(sign_in, cast.director, uid, "decide", decision="partly", text="Alleen de eerste dag") == 303
    told = db.session.scalars(select(Notice.person_id).where(Notice.code == "advice_decided")).all()
    assert sorted(told) == sorted([cast.seller, cast.manager])
    assert "Alleen de eerste dag" in browse(cast.seller, f"/talks/{uid}/advice", locale="nl").text
    assert post(sign_in, cast.director, uid, "decide", decision="agreed") == 409


@pytest.mark.parametrize(("who", "before", "after"), [
    ("seller", 200, 200), ("manager", 200, 200), ("director", 403, 200), ("hr", 403, 403), ("deputy", 404, 404),
    ("colleague", 404, 404), ("stranger", 404, 404), ("admin", 404, 404), ("hr_no", 404, 404),
])  # fmt: skip
def test_who_reads_an_advice(cast: Cast, uid: str, sign_in: Any, who: str, before: int, after: int) -> None:
    assert sign_in(getattr(cast, who)).get(f"/talks/{uid}/advice").status_code == before
    sent(cast, sign_in, uid)
    assert sign_in(getattr(cast, who)).get(f"/talks/{uid}/advice").status_code == after


@pytest.mark.parametrize(("move", "may"), [("seen", "seller"), ("send", "manager"), ("decide", "director")])
def test_each_move_is_for_one(cast: Cast, uid: str, sign_in: Any, move: str, may: str) -> None:
    if move == "decide":
        sent(cast, sign_in, uid)
    for who in set(Cast.PEOPLE) - {may}:
        assert post(sign_in, getattr(cast, who), uid, move, decision="agreed") in {403, 404}, who


def test_what_changed_meanwhile_keeps_what_was_typed(cast: Cast, uid: str, sign_in: Any) -> None:
    answer = sign_in(cast.seller).post(f"/talks/{uid}/advice/seen", data={"rev": 99, "remark": "Mijn woorden"})
    assert answer.status_code == 409 and "Mijn woorden" in answer.text
    assert row().seen_at is None


@pytest.mark.parametrize(("who", "words"), [("seller", "Lees het advies"), ("manager", None), ("director", None)])
def test_today_says_whose_turn_it_is(cast: Cast, uid: str, browse: Any, who: str, words: str | None) -> None:
    page = browse(getattr(cast, who), "/", locale="nl").text
    assert ("Advies aan de directie" in page) is (words is not None)


def test_a_director_lists_what_waits_and_what_was_decided(cast: Cast, uid: str, sign_in: Any, browse: Any) -> None:
    assert "Sanne Visser" not in browse(cast.director, "/talks/advice/", locale="nl").text
    sent(cast, sign_in, uid)
    assert "Sanne Visser" in browse(cast.director, "/talks/advice/", locale="nl").text
    assert sign_in(cast.manager).get("/talks/advice/").status_code == 403
