"""HR opens a record with a stated reason; the person sees who read what and why; nobody can edit it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core import clock
from portal.core.audit import Audit
from portal.core.db import db
from portal.core.notices import Notice
from portal.people.models import Person
from portal.privacy import keeping, openings, readings
from portal.privacy.models import Opening, Reading
from tests.cast import Cast
from tests.privacy.making import a_kind

ADDRESS = "/admin/privacy/open/toy/1"


@pytest.fixture(autouse=True)
def kind(app: Flask, cast: Cast) -> Iterator[None]:
    with a_kind(cast.seller, {1: date(2026, 6, 1)}):
        yield


@pytest.mark.parametrize("name", Cast.PEOPLE)
def test_only_hr_in_scope_opens_it_and_only_with_a_reason(app: Flask, cast: Cast, sign_in, name: str) -> None:
    client = sign_in(getattr(cast, name))
    may = name in {"hr", "hr2"}
    assert client.get(ADDRESS).status_code == (200 if may else 404)
    assert client.post(ADDRESS, data={"reason": " "}).status_code == (422 if may else 404)
    answer = client.post(ADDRESS, data={"reason": "Klacht over het gesprek"})
    assert answer.status_code == (303 if may else 404)
    if may:
        assert answer.location == "/toy/1"
        assert client.get(ADDRESS).status_code == 303, "it is open already"
    assert db.session.scalar(select(Opening.id).limit(1)) is (1 if may else None)


def test_it_is_open_until_the_end_of_the_day_and_for_this_reader_only(app: Flask, cast: Cast, sign_in) -> None:
    sign_in(cast.hr).post(ADDRESS, data={"reason": "Klacht"})
    hr, other = cast.me("hr"), cast.me("hr2")
    assert openings.current(hr, "toy", 1).reason == "Klacht"
    assert openings.current(other, "toy", 1) is None
    assert openings.current(hr, "toy", 2) is None
    found = select(Person.id).where(Person.id == cast.seller)
    assert db.session.scalar(found.where(openings.opened(hr, "toy", 1))) == cast.seller
    assert db.session.scalar(found.where(openings.opened(other, "toy", 1))) is None
    with clock.at(clock.now() + timedelta(days=1)):
        assert openings.current(hr, "toy", 1) is None
        assert db.session.scalar(found.where(openings.opened(hr, "toy", 1))) is None


def test_the_person_is_told_and_sees_who_read_it_and_why(app: Flask, cast: Cast, sign_in, browse) -> None:
    sign_in(cast.hr).post(ADDRESS, data={"reason": "Klacht over het gesprek"})
    notice = db.session.scalars(select(Notice)).one()
    assert (notice.person_id, notice.code, notice.quote) == (cast.seller, "record_opened", "Klacht over het gesprek")
    readings.note(cast.me("hr"), "toy", 1, cast.seller)
    readings.note(cast.me("manager"), "toy", 1, cast.seller)
    page = browse(cast.seller, "/me/data")
    assert "Hanneke Roos" in page.text and "Klacht over het gesprek" in page.text
    assert "Marloes van Dam" in page.text
    assert "Hanneke Roos" in browse(cast.hr2, f"/admin/privacy/people/{cast.seller}").text
    assert "iets over jou ingezien" in browse(cast.seller, "/notices").text
    row = db.session.scalars(select(Audit).where(Audit.code == "record_opened")).one()
    assert "Klacht" not in str(row.data), "free text stands apart, where retention can erase it"


@pytest.mark.parametrize("name", Cast.PEOPLE)
def test_the_log_of_a_person_is_for_hr_in_scope(app: Flask, cast: Cast, sign_in, name: str) -> None:
    expected = {"hr": 200, "hr2": 200, "hr_no": 404}
    answer = sign_in(getattr(cast, name)).get(f"/admin/privacy/people/{cast.seller}")
    assert answer.status_code == expected.get(name, 403)


def test_a_reading_is_written_once_a_day_and_never_for_oneself(app: Flask, cast: Cast) -> None:
    manager = cast.me("manager")
    for _again in range(2):
        readings.note(manager, "toy", 1, cast.seller)
    readings.note(cast.me("seller"), "toy", 1, cast.seller)
    assert [one.name for one in readings.readers("toy", 1)] == ["Marloes van Dam"]
    with clock.at(clock.now() + timedelta(days=1)):
        readings.note(manager, "toy", 1, cast.seller)
    assert len(readings.readers("toy", 1)) == 2
    assert [one.kind for one in readings.about(cast.seller)] == ["toy", "toy"]


def test_no_address_changes_the_log(app: Flask, cast: Cast) -> None:
    """Who reads a row only adds it: no route and no service takes a reading's number."""
    taking = [rule.rule for rule in app.url_map.iter_rules() if "reading_id" in rule.arguments]
    assert not taking
    readings.note(cast.me("manager"), "toy", 1, cast.seller)
    assert db.session.scalars(select(Reading.reader_id)).all() == [cast.manager]


def test_the_note_at_the_foot_of_a_form_says_until_when_and_who(app: Flask, cast: Cast) -> None:
    readings.note(cast.me("manager"), "toy", 1, cast.seller)
    with app.test_request_context():
        made = keeping.of("toy", 1, cast.seller, "NL", date(2026, 6, 1), None, cast.me("seller"))
        assert made.until == date(2028, 6, 1) and made.months_after_leaving == 6
        assert [one.name for one in made.readers] == ["Marloes van Dam"]
        assert made.may_ask
        assert not keeping.of("toy", 1, cast.seller, "NL", date(2026, 6, 1), None, cast.me("manager")).may_ask


def test_months_end_on_the_last_day_of_a_shorter_one() -> None:
    assert keeping.months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert keeping.months_before(date(2026, 3, 31), 13) == date(2025, 2, 28)
    assert keeping.months_after(date(2026, 12, 1), 24) == date(2028, 12, 1)
