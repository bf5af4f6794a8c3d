"""What a contact agreement puts in the calendar: evenly spread, only what is to come, and nothing lost by a change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, write
from portal.visits.models import Channel, Visit, VisitState
from portal.visits.services.agreement import Agreed, agree, place_of, spread
from tests.plans import making

YEAR = (date(2028, 1, 1), date(2028, 12, 31))  # a leap year


def on(month, day=12):
    return clock.at(datetime(2028, month, day, 9, tzinfo=UTC))


@given(
    starts=st.dates(date(2000, 1, 1), date(2100, 1, 1)), length=st.integers(2, 800), times=st.integers(1, 60),
    place=st.floats(0, 0.999),
)
def test_contacts_lie_on_working_days_within_the_period_one_after_the_other(starts, length, times, place):
    ends = starts + timedelta(days=length)
    days = spread(starts, ends, times, place)
    assert len(days) == times
    assert all(starts <= day <= ends and day.isoweekday() < 6 for day in days)
    assert days == sorted(days)
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    assert not gaps or max(gaps) - min(gaps) <= 4  # a weekend more or less


def test_a_weekend_alone_has_no_day():
    assert spread(date(2028, 1, 1), date(2028, 1, 2), 2) == []


def test_lines_with_the_same_frequency_do_not_fall_on_the_same_days():
    starts = {spread(*YEAR, 4, place_of(7, number))[0] for number in range(30)}
    assert len(starts) >= 20
    assert all(0.3 <= place_of(plan, number) < 0.9 for plan in range(1, 50) for number in range(50))


@pytest.fixture
def plan_id(app, cast):
    return making.plan(cast)


@pytest.fixture
def line(app, cast, plan_id):
    customer_id = db.session.execute(db.text("SELECT customer_id FROM plan")).scalar_one()

    def made(per_year, **changes):
        return Agreed(**{
            "part_key": "k1", "customer_id": customer_id, "branch_id": None, "contact_id": None,
            "person_id": cast.seller, "channel": Channel.VISIT, "purpose": "Overleg", "per_year": per_year, **changes,
        })

    return made


def agreed(plan_id, *lines):
    with write():
        return agree(plan_id, lines, *YEAR)


def contacts(*conditions):
    db.session.expire_all()
    found = select(Visit).where(Visit.ended_on.is_(None), *conditions).order_by(Visit.due)
    return db.session.scalars(found).all()


def test_approval_in_the_year_plans_only_what_is_to_come(plan_id, line):
    with on(6):
        assert agreed(plan_id, line(12)) == len(contacts())
        assert min(row.due for row in contacts()) > clock.today()
        assert 6 <= len(contacts()) <= 7


@pytest.mark.parametrize(("before", "after"), [(12, 26), (26, 12), (12, 1), (2, 52)])
def test_another_frequency_in_june_keeps_the_past_and_plans_the_rest_anew(plan_id, line, before, after):
    with on(1, 1):
        agreed(plan_id, line(before))
    with on(6):
        day = clock.today()
        past = [(row.id, row.due) for row in contacts(Visit.due <= day)]
        planned = agreed(plan_id, line(after))
        assert [(row.id, row.due) for row in contacts(Visit.due <= day)] == past
        coming = [row.due for row in contacts(Visit.due > day)]
        expected = [one for one in spread(*YEAR, after, place_of(plan_id, 0)) if one > day]
        assert coming == expected
        assert planned == len(expected)


def test_contacts_keep_their_ids_and_days_while_the_frequency_stays(plan_id, line):
    with on(1, 1):
        agreed(plan_id, line(12))
        before = [(row.id, row.due) for row in contacts()]
    with on(6):
        agreed(plan_id, line(12, purpose="Iets anders", channel=Channel.PHONE))
        assert [(row.id, row.due) for row in contacts()] == before
        assert {row.purpose for row in contacts(Visit.due > clock.today())} == {"Iets anders"}
        assert {row.purpose for row in contacts(Visit.due <= clock.today())} == {"Overleg"}


def test_a_contact_that_was_moved_stays_moved(plan_id, line):
    with on(1, 1):
        agreed(plan_id, line(4))
        with write() as session:
            moved = session.scalars(select(Visit).order_by(Visit.due.desc())).first()
            due, moved.day = moved.due, date(2028, 12, 29)
        agreed(plan_id, line(4))
        assert (contacts()[-1].day, contacts()[-1].due) == (date(2028, 12, 29), due)
        agreed(plan_id, line(3))
        assert contacts(Visit.id == moved.id)[0].day == date(2028, 12, 29)
        assert len(contacts()) == 4


def test_a_line_that_was_dropped_and_comes_back_is_planned_again(plan_id, line):
    with on(1, 1):
        agreed(plan_id, line(12))
        ids = {row.id for row in contacts()}
    with on(6):
        assert agreed(plan_id) == 0
        assert contacts(Visit.due > clock.today()) == []
        assert agreed(plan_id, line(12)) >= 6
        assert {row.id for row in contacts()} <= ids


def changed(row, **facts):
    with write() as session:
        found = session.get(Visit, row.id)
        for name, value in facts.items():
            setattr(found, name, value)


def test_an_appointment_that_the_agreement_drops_stands_on_its_own(plan_id, line):
    with on(1, 1):
        agreed(plan_id, line(12))
    with on(6):
        coming = contacts(Visit.due > clock.today())
        changed(coming[0], at="10:30")
        changed(coming[1], state=VisitState.HELD, day=clock.today())
        agreed(plan_id)
        left = contacts(Visit.day >= clock.today())
        assert {row.id for row in left} == {coming[0].id, coming[1].id}
        assert {(row.plan_id, row.due) for row in left} == {(None, None)}


def test_the_window_of_an_agreed_contact_lies_half_its_interval_around_its_day(plan_id, line):
    with on(1, 1):
        agreed(plan_id, line(12))
        first = contacts()[0]
        assert (first.window_from, first.window_to) == (first.due - timedelta(days=15), first.due + timedelta(days=15))
        assert first.counts_on == first.due == first.day


def test_an_agreement_with_somebody_else_gives_the_contacts_to_come_to_them(cast, plan_id, line):
    with on(1, 1):
        agreed(plan_id, line(12))
    with on(6):
        agreed(plan_id, line(12, person_id=cast.colleague))
        assert {row.person_id for row in contacts(Visit.due > clock.today())} == {cast.colleague}
        assert {row.person_id for row in contacts(Visit.due <= clock.today())} == {cast.seller}
