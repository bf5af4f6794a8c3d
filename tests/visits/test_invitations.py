"""Appointments in one's own mailbox: calendar messages as a strict reader of RFC 5545 and 5546 takes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from portal.core import clock, mail
from portal.core.db import db, write
from portal.core.notices import Notice
from portal.people.models import Person
from portal.visits import effects
from portal.visits.models import Channel, Visit, VisitState
from portal.visits.services import outside
from tests.cast import Cast
from tests.plans import sums
from tests.plugins.mailbox import Box, text_of
from tests.visits.calendar_rows import branch, change, contact, wants
from tests.visits.rfc import Component, calendar_part, scheduled

NOON = datetime(2026, 6, 15, 10, tzinfo=UTC)
DAY = date(2026, 7, 2)


@pytest.fixture(autouse=True)
def in_june() -> Any:
    with clock.at(NOON):
        yield


@pytest.fixture
def shop(app: Flask, cast: Cast) -> int:
    return sums.customer("Bakkerij Zon & Zn", cast.team, cast.seller)


def taken(box: Box, name: str = "seller") -> list[tuple[str, Component]]:
    """What one mailbox was told, in order."""
    mail.send_waiting()
    return [scheduled(calendar_part(message)) for message in box.to(name)]


def told(box: Box, name: str = "seller") -> list[tuple[str, int]]:
    return [(method, int(event.one("SEQUENCE").value)) for method, event in taken(box, name)]


def test_an_appointment_comes_as_an_invitation_that_a_strict_reader_accepts(
    cast: Cast, shop: int, box: Box
) -> None:
    wants(cast.seller)
    town = branch(shop, "Filiaal Centrum", "Utrecht")
    made = contact(shop, cast.seller, DAY, branch_id=town)
    ((method, event),) = taken(box)
    row = db.session.get(Visit, made)
    assert method == "REQUEST"
    assert event.one("UID").value == row.uid
    assert event.one("DTSTART").params["TZID"] == "Europe/Amsterdam"
    assert (event.one("DTSTART").value, event.one("DTEND").value) == ("20260702T093000", "20260702T103000")
    assert event.one("DTSTAMP").value == "20260615T100000Z"
    assert event.one("ATTENDEE").value == "mailto:seller@rayon.example"
    assert event.one("ORGANIZER").value.removeprefix("mailto:") in box.received[0]["From"]
    assert event.text("SUMMARY") == "Bezoek: Bakkerij Zon & Zn"
    assert event.text("LOCATION") == "Filiaal Centrum, Utrecht"
    link = f"https://rayon.firm.example/portaal/visits/{row.uid}"
    assert event.text("DESCRIPTION") == f"Gespreksdoel: Assortiment bespreken\n{link}"
    assert event.one("URL").value == link
    (strict,) = Calendar.from_ical(calendar_part(box.received[0]), multiple=True)
    assert strict.errors == [] and not any(one.errors for one in strict.walk())
    (read,) = strict.walk("VEVENT")
    assert read.start.astimezone(UTC) == datetime(2026, 7, 2, 7, 30, tzinfo=UTC)
    assert read.duration == timedelta(hours=1)
    words = text_of(box.received[0])
    assert "Bakkerij Zon & Zn" in words and link in words and "eigen agenda" in words


def test_each_change_has_the_same_uid_and_a_higher_sequence(cast: Cast, shop: int, box: Box) -> None:
    wants(cast.seller)
    made = contact(shop, cast.seller, DAY)
    for facts in (
        {"day": DAY + timedelta(days=1)}, {"at": "14:00"}, {"minutes": 45}, {"channel": Channel.PHONE},
        {"purpose": "Prijzen"},
    ):
        change(made, **facts)
    change(made, reason="niets dat een agenda toont")
    change(made, state=VisitState.CANCELLED_BY_CUSTOMER)
    change(made, state=VisitState.PLANNED)
    change(made, at=None)
    change(made, at="08:00")
    assert told(box) == [
        *(("REQUEST", number) for number in range(6)), ("CANCEL", 6), ("REQUEST", 7), ("CANCEL", 8), ("REQUEST", 9),
    ]
    assert len({event.one("UID").value for _method, event in taken(box)}) == 1
    assert taken(box)[6][1].text("SUMMARY") == "Telefoon: Bakkerij Zon & Zn"


def test_who_gives_a_contact_away_loses_it_and_the_other_gets_it(cast: Cast, shop: int, box: Box) -> None:
    wants(cast.seller)
    wants(cast.colleague)
    made = contact(shop, cast.seller, DAY)
    change(made, person_id=cast.colleague)
    change(made, at="11:00")
    assert told(box) == [("REQUEST", 0), ("CANCEL", 1)]
    assert told(box, "colleague") == [("REQUEST", 2), ("REQUEST", 3)]
    assert taken(box)[1][1].one("ATTENDEE").value == "mailto:seller@rayon.example"
    change(made, ended_on=clock.today())
    assert told(box, "colleague")[-1] == ("CANCEL", 4)


def test_what_has_no_time_took_place_or_lies_behind_sends_nothing(cast: Cast, shop: int, box: Box) -> None:
    wants(cast.seller)
    contact(shop, cast.seller, DAY, at=None)
    contact(shop, cast.seller, clock.today() - timedelta(days=1))
    contact(shop, cast.seller, clock.today(), state=VisitState.HELD)
    contact(shop, cast.colleague, DAY)
    made = contact(shop, cast.seller, clock.today())
    change(made, state=VisitState.HELD)
    assert told(box) == [("REQUEST", 0)]
    assert not box.to("colleague")


def test_the_message_says_what_held_when_it_was_written(cast: Cast, shop: int, box: Box) -> None:
    wants(cast.seller)
    made = contact(shop, cast.seller, DAY)
    with clock.at(NOON + timedelta(minutes=5)):
        change(made, day=DAY + timedelta(days=7), at="16:15")
        first, second = (event for _method, event in taken(box))
    assert (first.one("DTSTART").value, second.one("DTSTART").value) == ("20260702T093000", "20260709T161500")
    assert (first.one("DTSTAMP").value, second.one("DTSTAMP").value) == ("20260615T100000Z", "20260615T100500Z")


def test_a_change_that_rolled_back_sends_nothing_and_the_next_counts_on(cast: Cast, shop: int, box: Box) -> None:
    wants(cast.seller)
    made = contact(shop, cast.seller, DAY)

    def fail() -> None:
        with write() as session:
            row = session.get(Visit, made)
            row.at = "10:00"
            effects.changed([row], None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    change(made, at="11:00")
    assert told(box) == [("REQUEST", 0), ("REQUEST", 1)]
    assert told(box) == [("REQUEST", 0), ("REQUEST", 1)], "a second round of the worker sends nothing twice"


def test_choosing_sends_what_comes_and_ending_sends_no_more(cast: Cast, shop: int, box: Box) -> None:
    me = cast.me("seller")
    for day in (clock.today(), clock.today() + timedelta(weeks=8)):
        contact(shop, cast.seller, day)
    beyond = contact(shop, cast.seller, clock.today() + timedelta(weeks=8, days=1))
    gone = contact(shop, cast.seller, DAY)
    assert told(box) == []
    outside.choose_invitations(me, wanted=True)
    outside.choose_invitations(me, wanted=True)
    assert told(box) == [("REQUEST", 0)] * 3
    change(gone, at="10:00")
    outside.choose_invitations(me, wanted=False)  # before the worker came round
    change(gone, at="12:00")
    change(beyond, at="12:00")
    assert told(box) == [("REQUEST", 0)] * 3
    change(gone, state=VisitState.CANCELLED_BY_US)
    outside.choose_invitations(me, wanted=True)
    assert told(box)[3:] == [("REQUEST", 1), ("CANCEL", 2), ("REQUEST", 1)]


def test_the_words_are_in_the_language_of_who_gets_them(cast: Cast, shop: int, box: Box) -> None:
    with write() as session:
        session.get(Person, cast.seller).locale = "nb"
    wants(cast.seller)
    contact(shop, cast.seller, DAY)
    ((_method, event),) = taken(box)
    assert event.text("SUMMARY").startswith("Besøk: ") and event.text("DESCRIPTION").startswith("Formål: ")
    assert box.received[0]["Content-Language"] == "nb"


def test_nobody_else_can_see_letters_of_calendars_in_the_portal(
    cast: Cast, shop: int, box: Box, browse: Any
) -> None:
    wants(cast.seller)
    contact(shop, cast.seller, DAY)
    assert "Bakkerij Zon" not in browse(cast.seller, "/notices").text
    assert db.session.scalar(db.select(Notice.read_at)) is not None


NASTY = st.text(
    st.one_of(
        st.sampled_from('\r\n;:,"\\^=\u2028\u2029\u0085\u202e\u2066\u2069\x00\x07\x0b\x1f\x7f\t 🥐🇳🇴שלוםæøåéß'),
        st.characters(codec="utf-8", exclude_categories=["Cs"]),
    ),
    max_size=120,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NASTY, NASTY, NASTY, NASTY)
def test_no_text_breaks_out_of_its_line(app: Flask, customer: str, place: str, purpose: str, name: str) -> None:
    from portal.visits import ical

    with app.test_request_context():
        entry = ical.Entry(
            "3f1c", 4, NOON, customer, place, "visit", purpose, DAY, "23:30", 90, "https://rayon.example/visits/3f1c"
        )
        written = ical.message(ical.REQUEST, entry, "seller@rayon.example", name)
        method, event = scheduled(written)
        assert method == "REQUEST"
        assert event.text("SUMMARY").split(": ", 1)[1] == ical.one_line(customer)
        assert ("Gespreksdoel" in event.text("DESCRIPTION") or "Purpose" in event.text("DESCRIPTION")) == bool(
            ical.plain(purpose).strip()
        )
        assert sum(line.name == "ATTENDEE" for line in event.lines) == 1
        assert event.one("DTEND").value == "20260703T010000"
        (strict,) = Calendar.from_ical(written, multiple=True)
        assert not any(one.errors for one in strict.walk())


@pytest.mark.parametrize(
    "text",
    [
        "a\r\nATTENDEE:mailto:x@evil.example", "b\nEND:VEVENT\nEND:VCALENDAR", "c\u2028METHOD:CANCEL",
        "d\r\r\n\x0b\x0c;e",
    ],
)
def test_lines_that_pose_as_properties_stay_text(cast: Cast, shop: int, box: Box, text: str) -> None:
    wants(cast.seller)
    contact(sums.customer(text.replace("\n", " "), cast.team), cast.seller, DAY, purpose=text)
    ((method, event),) = taken(box)
    assert method == "REQUEST"
    assert event.one("ATTENDEE").value == "mailto:seller@rayon.example"
    assert text[0] in event.text("DESCRIPTION")
