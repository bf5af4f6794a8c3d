"""What the pages of a talk ask the database: a handful of questions, as many after ten ride-alongs as after one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.coaching.models import RideAlongState
from portal.core import clock
from portal.core.db import db
from portal.talks.models import TalkAgreement
from portal.talks.services import talks
from portal.talks.services.papers import MINUTES
from tests.cast import Cast
from tests.coaching.making import ride_along
from tests.queries import counted
from tests.talks import making
from tests.talks.making import said, send, sign

LIMITS = {
    "the seller prepares": 7, "the manager prepares": 7, "minutes": 8, "planned, for the seller": 6,
    "held, for the seller": 7, "held, for the manager": 8, "signed, for the manager": 4,
}  # fmt: skip


@pytest.fixture(autouse=True)
def ready(cast: Cast) -> None:
    making.ready()


def judging() -> dict[str, str]:
    """Minutes that say of every open agreement that it is done."""
    making.fresh()
    open_ = db.session.scalars(select(TalkAgreement.id).where(TalkAgreement.outcome.is_(None))).all()
    return said() | {f"kept-a{agreed}=done": "on" for agreed in open_}


def finish(cast: Cast, uid: str) -> str:
    """Hold a planned talk; its minutes judge all that was agreed before."""
    talks.begin(cast.me("manager"), uid)
    send(cast, uid, "manager", judging(), form=MINUTES)
    return uid


def pages_of(cast: Cast) -> list[tuple[int, str]]:
    """The pages of LIMITS in their order, of a talk that was signed, one that was held and one that is planned."""
    signed = finish(cast, making.plan(cast, days=0))
    sign(cast, signed)
    talk, prepared = finish(cast, making.plan(cast, days=0)), making.plan(cast, days=0)
    return [
        (cast.seller, f"/talks/{prepared}/prepare"), (cast.manager, f"/talks/{prepared}/prepare"),
        (cast.manager, f"/talks/{talk}/minutes"), (cast.seller, f"/talks/{prepared}"), (cast.seller, f"/talks/{talk}"),
        (cast.manager, f"/talks/{talk}"), (cast.manager, f"/talks/{signed}"),
    ]  # fmt: skip


def test_each_page_stays_within_its_questions_however_much_there_is_to_talk_about(
    cast: Cast, sign_in: Callable
) -> None:
    def asked(who: int, address: str) -> int:
        client = sign_in(who)
        client.get(address)
        with counted() as sent:
            assert client.get(address).status_code == 200, address
        return len(sent)

    ride_along(cast.seller, cast.manager, day=clock.today(), state=RideAlongState.SIGNED)
    pages = pages_of(cast)
    few = [asked(*page) for page in pages]
    assert all(many <= most for many, most in zip(few, LIMITS.values(), strict=True)), dict(
        zip(LIMITS, few, strict=True)
    )
    for days in range(5):
        ride_along(cast.seller, cast.manager, day=clock.today() - timedelta(days=days))
    finish(cast, pages[0][1].split("/")[2])
    assert [asked(*page) for page in pages_of(cast)] == few
