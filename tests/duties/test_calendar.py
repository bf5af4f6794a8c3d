"""A whole year of a sales manager in two countries, day by day, against a calendar made by hand.

2028 has a leap day, begins on a Saturday (in ISO week 52 of 2027), King's Day on a Thursday, 17 May on a Wednesday,
Easter on 16 April and Christmas on a Monday. In Norway Maundy Thursday is free too, so that the week before Easter ends
on a Wednesday there.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.core import clock
from portal.duties.models import Obligation, Standing
from portal.duties.services.rhythms import For, end, set_rhythm
from portal.profiles.duty import Every, SettledBy
from tests.cast import Cast
from tests.duties import making
from tests.duties.making import NOTE, RIDE, TALKS, YEAR

# first day   last day    due in NL   due in NO
WEEKS = """
2028-01-03  2028-01-09  2028-01-07  2028-01-07
2028-01-10  2028-01-16  2028-01-14  2028-01-14
2028-01-17  2028-01-23  2028-01-21  2028-01-21
2028-01-24  2028-01-30  2028-01-28  2028-01-28
2028-01-31  2028-02-06  2028-02-04  2028-02-04
2028-02-07  2028-02-13  2028-02-11  2028-02-11
2028-02-14  2028-02-20  2028-02-18  2028-02-18
2028-02-21  2028-02-27  2028-02-25  2028-02-25
2028-02-28  2028-03-05  2028-03-03  2028-03-03
2028-03-06  2028-03-12  2028-03-10  2028-03-10
2028-03-13  2028-03-19  2028-03-17  2028-03-17
2028-03-20  2028-03-26  2028-03-24  2028-03-24
2028-03-27  2028-04-02  2028-03-31  2028-03-31
2028-04-03  2028-04-09  2028-04-07  2028-04-07
2028-04-10  2028-04-16  2028-04-13  2028-04-12
2028-04-17  2028-04-23  2028-04-21  2028-04-21
2028-04-24  2028-04-30  2028-04-28  2028-04-28
2028-05-01  2028-05-07  2028-05-05  2028-05-05
2028-05-08  2028-05-14  2028-05-12  2028-05-12
2028-05-15  2028-05-21  2028-05-19  2028-05-19
2028-05-22  2028-05-28  2028-05-26  2028-05-26
2028-05-29  2028-06-04  2028-06-02  2028-06-02
2028-06-05  2028-06-11  2028-06-09  2028-06-09
2028-06-12  2028-06-18  2028-06-16  2028-06-16
2028-06-19  2028-06-25  2028-06-23  2028-06-23
2028-06-26  2028-07-02  2028-06-30  2028-06-30
2028-07-03  2028-07-09  2028-07-07  2028-07-07
2028-07-10  2028-07-16  2028-07-14  2028-07-14
2028-07-17  2028-07-23  2028-07-21  2028-07-21
2028-07-24  2028-07-30  2028-07-28  2028-07-28
2028-07-31  2028-08-06  2028-08-04  2028-08-04
2028-08-07  2028-08-13  2028-08-11  2028-08-11
2028-08-14  2028-08-20  2028-08-18  2028-08-18
2028-08-21  2028-08-27  2028-08-25  2028-08-25
2028-08-28  2028-09-03  2028-09-01  2028-09-01
2028-09-04  2028-09-10  2028-09-08  2028-09-08
2028-09-11  2028-09-17  2028-09-15  2028-09-15
2028-09-18  2028-09-24  2028-09-22  2028-09-22
2028-09-25  2028-10-01  2028-09-29  2028-09-29
2028-10-02  2028-10-08  2028-10-06  2028-10-06
2028-10-09  2028-10-15  2028-10-13  2028-10-13
2028-10-16  2028-10-22  2028-10-20  2028-10-20
2028-10-23  2028-10-29  2028-10-27  2028-10-27
2028-10-30  2028-11-05  2028-11-03  2028-11-03
2028-11-06  2028-11-12  2028-11-10  2028-11-10
2028-11-13  2028-11-19  2028-11-17  2028-11-17
2028-11-20  2028-11-26  2028-11-24  2028-11-24
2028-11-27  2028-12-03  2028-12-01  2028-12-01
2028-12-04  2028-12-10  2028-12-08  2028-12-08
2028-12-11  2028-12-17  2028-12-15  2028-12-15
2028-12-18  2028-12-24  2028-12-22  2028-12-22
2028-12-25  2028-12-31  2028-12-29  2028-12-29
"""
MONTHS = """
2028-01-01  2028-01-31  2028-01-31  2028-01-31
2028-02-01  2028-02-29  2028-02-29  2028-02-29
2028-03-01  2028-03-31  2028-03-31  2028-03-31
2028-04-01  2028-04-30  2028-04-28  2028-04-28
2028-05-01  2028-05-31  2028-05-31  2028-05-31
2028-06-01  2028-06-30  2028-06-30  2028-06-30
2028-07-01  2028-07-31  2028-07-31  2028-07-31
2028-08-01  2028-08-31  2028-08-31  2028-08-31
2028-09-01  2028-09-30  2028-09-29  2028-09-29
2028-10-01  2028-10-31  2028-10-31  2028-10-31
2028-11-01  2028-11-30  2028-11-30  2028-11-30
2028-12-01  2028-12-31  2028-12-29  2028-12-29
"""
TWO_MONTHS = """
2028-01-01  2028-02-29  2028-02-29  2028-02-29
2028-03-01  2028-04-30  2028-04-28  2028-04-28
2028-05-01  2028-06-30  2028-06-30  2028-06-30
2028-07-01  2028-08-31  2028-08-31  2028-08-31
2028-09-01  2028-10-31  2028-10-31  2028-10-31
2028-11-01  2028-12-31  2028-12-29  2028-12-29
"""
A_YEAR = """
2028-01-01  2028-12-31  2028-12-29  2028-12-29
"""
Dated = list[tuple[date, date, date]]
LAST_YEAR = date(2027, 12, 20)


def table(written: str, country: str) -> Dated:
    """The rows as (first day, last day, due)."""
    rows = [[date.fromisoformat(day) for day in line.split()] for line in written.strip().splitlines()]
    return [(starts, ends, no if country == "NO" else nl) for starts, ends, nl, no in rows]


def opened(found: list[Obligation]) -> Dated:
    """The windows of the year, each on its first day and no other."""
    of_year = [one for one in found if one.starts.year == 2028]
    assert [one.opened_at.astimezone(clock.zone()).date() for one in of_year] == [one.starts for one in of_year]
    assert {one.standing for one in of_year} <= {Standing.OWED}
    return [(one.starts, one.ends, one.due) for one in of_year]


def each_night(since: date, until: date) -> None:
    """The clock's job half an hour into each local day, also when the clock goes forward or back that night."""
    day = since
    while day <= until:
        with clock.at(datetime.combine(day, time(0, 30), ZoneInfo("Europe/Amsterdam"))):
            making.look()
        day += timedelta(days=1)


def test_a_sales_manager_s_year_in_both_countries_is_the_calendar_made_by_hand(cast: Cast) -> None:
    making.ready(cast)
    with making.at(LAST_YEAR):
        selger = making.norway(cast)
        making.profile(cast)
    each_night(LAST_YEAR, date(2028, 12, 31))
    for country, owner, sellers in (("NL", cast.manager, (cast.seller, cast.colleague)),
                                    ("NO", cast.stranger, (selger,))):  # fmt: skip
        assert opened(making.owed(NOTE, owner_id=owner)) == table(WEEKS, country)
        assert opened(making.owed(YEAR, owner_id=owner)) == table(A_YEAR, country)
        for seller in sellers:
            assert opened(making.owed(RIDE, owner_id=owner, about_id=seller)) == table(MONTHS, country)
            assert opened(making.owed(TALKS, owner_id=owner, about_id=seller)) == table(TWO_MONTHS, country)
        assert {one.country for one in making.owed(owner_id=owner)} == {country}
    assert {one.owner_id for one in making.owed()} == {cast.manager, cast.stranger}
    assert {one.by for one in making.owed(RIDE)} == {SettledBy.RIDE_ALONG}


def test_the_year_begins_in_week_53_of_the_year_before(cast: Cast) -> None:
    making.ready(cast)
    with making.at(date(2026, 12, 1)):
        making.profile(cast)
    each_night(date(2026, 12, 21), date(2027, 1, 11))
    weeks = [(one.starts, one.ends, one.due) for one in making.owed(NOTE, owner_id=cast.manager)][1:]
    assert weeks == [
        (date(2026, 12, 21), date(2026, 12, 27), date(2026, 12, 24)),  # Friday is Christmas Day
        (date(2026, 12, 28), date(2027, 1, 3), date(2026, 12, 31)),  # Friday is New Year's Day
        (date(2027, 1, 4), date(2027, 1, 10), date(2027, 1, 8)),
        (date(2027, 1, 11), date(2027, 1, 17), date(2027, 1, 15)),
    ]


def test_a_window_opens_with_the_local_day_not_with_that_of_the_clock(cast: Cast) -> None:
    making.ready(cast)
    with making.at(date(2028, 2, 1)):
        making.profile(cast)
        making.look()
    with clock.at(datetime(2028, 5, 31, 21, 59, tzinfo=ZoneInfo("UTC"))):
        making.look()
    assert [one.starts.month for one in making.owed(RIDE, about_id=cast.seller)] == [2, 3, 4, 5]
    with clock.at(datetime(2028, 5, 31, 22, 1, tzinfo=ZoneInfo("UTC"))):
        making.look()
    assert making.owed(RIDE, about_id=cast.seller)[-1].starts == date(2028, 6, 1)


def test_a_late_look_opens_what_a_look_each_day_opened_and_another_one_nothing(cast: Cast) -> None:
    making.ready(cast)
    with making.at(date(2028, 2, 1)):
        making.profile(cast)
        assert making.look() == 0
    with making.at(date(2028, 5, 20)):
        assert making.look() > 0
        assert making.look() == 0
    assert [row for row in table(WEEKS, "NL") if date(2028, 1, 30) < row[0] <= date(2028, 5, 20)] == [
        (one.starts, one.ends, one.due) for one in making.owed(NOTE, owner_id=cast.manager)
    ]
    assert [row for row in table(MONTHS, "NL") if date(2028, 2, 1) <= row[0] <= date(2028, 5, 20)] == [
        (one.starts, one.ends, one.due) for one in making.owed(RIDE, about_id=cast.seller)
    ]


# A monthly ride-along that becomes quarterly or yearly on a day: what is owed after it, by hand. The window of the new
# cadence that runs is owed where the month in which it changed is over before that window asks for attention.
RARER = {
    ("quarter", date(2028, 4, 10)): "2028-04-01/2028-04-30 2028-04-01/2028-06-30 2028-07-01/2028-09-30",
    ("quarter", date(2028, 5, 22)): "2028-05-01/2028-05-31 2028-04-01/2028-06-30 2028-07-01/2028-09-30",
    ("quarter", date(2028, 6, 12)): "2028-06-01/2028-06-30 2028-07-01/2028-09-30",  # June asks already
    ("quarter", date(2028, 7, 1)): "2028-07-01/2028-09-30",
    ("two_months", date(2028, 5, 22)): "2028-05-01/2028-05-31 2028-05-01/2028-06-30 2028-07-01/2028-08-31",
    ("year", date(2028, 9, 11)): "2028-09-01/2028-09-30 2028-01-01/2028-12-31 2029-01-01/2029-12-31",
    ("year", date(2028, 11, 20)): "2028-11-01/2028-11-30 2029-01-01/2029-12-31",  # asked from 17 November on
}


@pytest.mark.parametrize(("every", "day"), RARER)
def test_a_rarer_version_leaves_no_time_without_work(cast: Cast, every: str, day: date) -> None:
    making.ready(cast)
    with making.at(date(2028, 3, 1)):
        document_id = making.profile(cast, {RIDE: making.RIDE_ALONG})
    with making.at(day - timedelta(days=1)):
        making.look()
    with making.at(day):
        making.new_version(cast, document_id, {RIDE: making.duty(every)}, day)
    for later in (day, day + timedelta(days=25), date(2029, 1, 2) if every == "year" else date(2028, 7, 3)):
        with making.at(max(day, later)):
            making.look()
            assert making.look() == 0
    found = [
        f"{one.starts}/{one.ends}" for one in making.owed(RIDE, about_id=cast.seller)
        if one.ends >= day and one.standing is Standing.OWED
    ]  # fmt: skip
    assert sorted(found) == sorted(RARER[every, day].split())


def test_a_rhythm_that_ends_for_a_rarer_profile_leaves_none_either(cast: Cast) -> None:
    making.ready(cast)
    with making.at(date(2028, 3, 1)):
        making.profile(cast, {RIDE: making.duty("quarter")})
        rhythm_id = set_rhythm(
            cast.me("manager"), SettledBy.RIDE_ALONG, Every.MONTH, For(person_id=cast.seller), reason="Net begonnen"
        )
    for day in (date(2028, 3, 1), date(2028, 4, 3)):
        with making.at(day):
            making.look()
    with making.at(date(2028, 4, 12)):
        end(cast.me("manager"), rhythm_id, 1)
    for day in (date(2028, 5, 2), date(2028, 7, 3)):
        with making.at(day):
            making.look()
    assert [(one.starts, one.ends) for one in making.owed(RIDE, about_id=cast.seller)][-3:] == [
        (date(2028, 4, 1), date(2028, 4, 30)), (date(2028, 4, 1), date(2028, 6, 30)),
        (date(2028, 7, 1), date(2028, 9, 30)),
    ]  # fmt: skip
    assert [(one.starts, one.ends) for one in making.owed(RIDE, about_id=cast.colleague)] == [
        (date(2028, 4, 1), date(2028, 6, 30)), (date(2028, 7, 1), date(2028, 9, 30))
    ]  # fmt: skip


def test_late_looks_and_daily_ones_open_the_same_of_a_rarer_version(cast: Cast) -> None:
    making.ready(cast)
    with making.at(date(2028, 3, 1)):
        document_id = making.profile(cast, {RIDE: making.RIDE_ALONG})
        making.new_version(cast, document_id, {RIDE: making.duty("quarter")}, date(2028, 4, 10))
        making.look()
    with making.at(date(2028, 7, 20)):
        making.look()
    assert [(one.starts.month, one.ends.month) for one in making.owed(RIDE, about_id=cast.seller)] == [
        (3, 3), (4, 4), (4, 6), (7, 9)
    ]  # fmt: skip
