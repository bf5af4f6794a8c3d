"""The feed of one's own calendar: an address that is a secret, and what programs read at it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.core import clock
from portal.core.audit import Audit
from portal.core.db import db, write
from portal.people.models import Absence, Person
from portal.visits.models import CalendarFeed, Visit, VisitState
from portal.visits.services import outside
from tests.cast import Cast
from tests.plans import sums
from tests.visits.calendar_rows import contact
from tests.visits.rfc import Component, read

NOON = datetime(2026, 6, 15, 10, tzinfo=UTC)
TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def in_june() -> Any:
    with clock.at(NOON):
        yield


@pytest.fixture
def shop(app: Flask, cast: Cast) -> int:
    return sums.customer('Bakkerij; Zon, "Zn"', cast.team, cast.seller)


def events(app: Flask, token: str) -> dict[str, Component]:
    """What a program reads, by UID."""
    answer = app.test_client().get(f"/visits/feed/{token}.ics")
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    calendar = read(answer.data)
    assert not calendar.has("METHOD")
    return {one.one("UID").value: one for one in calendar.inside if one.kind == "VEVENT"}


def status(app: Flask, token: str) -> int:
    return app.test_client().get(f"/visits/feed/{token}.ics").status_code


def uid(visit_id: int) -> str:
    return db.session.get(Visit, visit_id).uid


def test_a_feed_holds_sixty_days_back_and_a_year_ahead(app: Flask, cast: Cast, shop: int) -> None:
    days = {number: TODAY + timedelta(days=number) for number in (-61, -60, 0, 366, 367)}
    made = {number: contact(shop, cast.seller, day) for number, day in days.items()}
    contact(shop, cast.colleague, TODAY)
    contact(shop, cast.seller, TODAY, ended_on=TODAY)
    found = events(app, outside.make_feed(cast.me("seller")))
    assert set(found) == {uid(made[number]) for number in (-60, 0, 366)}


def test_days_appointments_and_cancelled_contacts_look_as_they_are(app: Flask, cast: Cast, shop: int) -> None:
    whole = contact(shop, cast.seller, TODAY, at=None)
    timed = contact(shop, cast.seller, TODAY, minutes=45)
    off = contact(shop, cast.seller, TODAY, state=VisitState.CANCELLED_BY_CUSTOMER)
    with write() as session:
        session.add(Absence(person_id=cast.seller, starts=TODAY, ends=TODAY))
    found = events(app, outside.make_feed(cast.me("seller")))
    assert len(found) == 3
    day = found[uid(whole)]
    assert (day.one("DTSTART").value, day.one("DTEND").value) == ("20260615", "20260616")
    assert day.one("TRANSP").value == "TRANSPARENT"
    assert found[uid(timed)].one("DTSTART").value == "20260615T093000"
    assert found[uid(timed)].one("DTEND").value == "20260615T101500"
    assert found[uid(timed)].text("SUMMARY") == 'Bezoek: Bakkerij; Zon, "Zn"'
    assert found[uid(off)].one("STATUS").value == "CANCELLED"
    assert all(one.one("STATUS").value == "CONFIRMED" for key, one in found.items() if key != uid(off))


def test_an_empty_feed_is_a_calendar_too(app: Flask, cast: Cast) -> None:
    assert events(app, outside.make_feed(cast.me("admin"))) == {}


def test_only_the_newest_address_of_an_open_account_opens(app: Flask, cast: Cast) -> None:
    me = cast.me("seller")
    first, second = outside.make_feed(me), outside.make_feed(me)
    assert (status(app, first), status(app, second), status(app, "wrong")) == (404, 200, 404)
    with write() as session:
        session.get(Person, cast.seller).disabled_at = clock.now()
    assert status(app, second) == 404
    with write() as session:
        session.get(Person, cast.seller).disabled_at = None
    outside.end_feed(me)
    assert status(app, second) == 404
    kept = list(db.session.scalars(db.select(Audit.code).order_by(Audit.id)))
    assert kept == ["feed_made", "feed_renewed", "feed_ended"]


def test_the_table_keeps_no_secret_and_when_it_was_read_by_the_hour(app: Flask, cast: Cast) -> None:
    token = outside.make_feed(cast.me("seller"))

    def held() -> CalendarFeed:
        db.session.expire_all()
        return db.session.get(CalendarFeed, cast.seller)

    assert token not in held().token_hash and held().read_at is None
    for minutes, read_at in ((0, 0), (59, 0), (61, 61)):
        with clock.at(NOON + timedelta(minutes=minutes)):
            assert status(app, token) == 200
        assert held().read_at == NOON + timedelta(minutes=read_at)


def test_reading_too_often_and_guessing_are_stopped_for_a_while(app: Flask, cast: Cast) -> None:
    token = outside.make_feed(cast.me("seller"))
    assert [status(app, token) for _ in range(outside.READS + 1)].index(429) == outside.READS
    assert [status(app, f"guess{number}") for number in range(outside.MISSES + 1)].index(429) == outside.MISSES
    with clock.at(NOON + timedelta(minutes=16)):
        assert (status(app, token), status(app, "guess")) == (200, 404)


def test_the_page_of_ones_own_makes_shows_once_and_ends_it(
    app: Flask, cast: Cast, shop: int, sign_in: Any, browse: Any
) -> None:
    before = browse(cast.seller, "/me")
    assert "Adres maken" in before.text and "Adres vervangen" not in before.text
    shown = browse(cast.seller, "/visits/feed", method="POST")
    (address,) = re.findall(r'value="([^"]+\.ics)"', shown.html)
    token = address.rsplit("/", 1)[1].removesuffix(".ics")
    assert status(app, token) == 200
    after = browse(cast.seller, "/me")
    assert token not in after.html and "Adres vervangen" in after.text
    assert sign_in(cast.seller).post("/visits/feed/end").status_code == 303
    assert status(app, token) == 404


def test_the_wish_for_invitations_is_off_until_it_is_chosen(cast: Cast, shop: int, sign_in: Any, browse: Any) -> None:
    def ticked() -> bool:
        return bool(re.search(r'id="invitations-wanted"[^>]* checked', browse(cast.seller, "/me").html))

    assert not ticked()
    assert sign_in(cast.seller).post("/visits/invitations", data={"wanted": "y"}).status_code == 303
    assert ticked()
    assert "seller@rayon.example" in browse(cast.seller, "/me").text
    assert sign_in(cast.seller).post("/visits/invitations").status_code == 303
    assert not ticked()


def test_who_has_no_contacts_is_not_bothered_with_calendars(cast: Cast, browse: Any) -> None:
    assert "eigen agenda" not in browse(cast.admin, "/me").text
