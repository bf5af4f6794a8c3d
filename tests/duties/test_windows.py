"""Windows of the calendar and working days, by hand and by law."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core import clock
from portal.core.working_days import holidays_of, is_working_day, last_working_day, working_days
from portal.duties import windows
from portal.profiles.duty import A_YEAR, Every

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
EVERY = st.sampled_from(Every)
A_DAY = timedelta(days=1)
SLOW = settings(deadline=None)  # the holidays of a year are worked out once, whenever it is first asked for


@SLOW
@given(EVERY, DAYS)
def test_a_day_lies_in_one_window_and_each_of_its_days_lies_in_the_same_one(every: Every, day: date) -> None:
    starts, ends = windows.window(every, day)
    assert starts <= day <= ends
    assert windows.window(every, starts) == windows.window(every, ends) == (starts, ends)
    assert windows.window(every, ends + A_DAY)[0] == ends + A_DAY == windows.following(every, starts)[0]
    assert windows.window(every, starts - A_DAY)[1] == starts - A_DAY


@SLOW
@given(EVERY, DAYS, st.integers(0, 900))
def test_the_windows_of_a_period_cover_each_of_its_days_once(every: Every, since: date, days: int) -> None:
    until = since + timedelta(days=days)
    found = list(windows.between(every, since, until))
    assert found[0][0] <= since <= found[0][1] and found[-1][0] <= until <= found[-1][1]
    assert all(one[1] + A_DAY == other[0] for one, other in pairwise(found))


@SLOW
@given(EVERY, DAYS)
def test_a_window_tells_its_interval_and_when_it_asks(every: Every, day: date) -> None:
    starts, ends = windows.window(every, day)
    assert windows.every_of(starts, ends) is every
    assert windows.first_from(every, starts) == starts and windows.first_from(every, starts + A_DAY) == ends + A_DAY
    due = last_working_day(starts, ends, "NO")
    assert starts <= windows.asks_from(every, starts, due) <= due <= ends < windows.asks_until(every, starts)


@SLOW
@given(DAYS, st.integers(0, 120), st.integers(0, 130), st.sampled_from(["NL", "NO", None]))
def test_absence_only_takes_working_days(starts: date, days: int, away: int, country: str | None) -> None:
    ends, gone = starts + timedelta(days=days), (starts, starts + timedelta(days=away))
    whole, left = working_days(starts, ends, country), working_days(starts, ends, country, [gone])
    assert left == [day for day in whole if day > gone[1]]
    assert last_working_day(starts, ends, country, [gone]) == (left or whole or [ends])[-1]


def test_a_period_that_is_no_window_has_no_interval() -> None:
    with pytest.raises(ValueError, match="no window"):
        windows.every_of(date(2027, 1, 1), date(2027, 1, 30))


@pytest.mark.parametrize(
    ("every", "day", "starts", "ends"),
    [
        (Every.WEEK, date(2027, 1, 1), date(2026, 12, 28), date(2027, 1, 3)),  # ISO week 53 of 2026
        (Every.WEEK, date(2027, 1, 4), date(2027, 1, 4), date(2027, 1, 10)),  # ISO week 1 of 2027
        (Every.WEEK, date(2028, 1, 1), date(2027, 12, 27), date(2028, 1, 2)),  # ISO week 52 of 2027
        (Every.WEEK, date(2028, 3, 26), date(2028, 3, 20), date(2028, 3, 26)),  # the clock goes forward on Sunday
        (Every.WEEK, date(2028, 10, 29), date(2028, 10, 23), date(2028, 10, 29)),  # and back
        (Every.TWO_WEEKS, date(2024, 1, 14), date(2024, 1, 1), date(2024, 1, 14)),
        (Every.TWO_WEEKS, date(2024, 1, 15), date(2024, 1, 15), date(2024, 1, 28)),
        (Every.TWO_WEEKS, date(2023, 12, 31), date(2023, 12, 18), date(2023, 12, 31)),
        (Every.TWO_WEEKS, date(2027, 1, 1), date(2026, 12, 28), date(2027, 1, 10)),  # 78 pairs after the first one
        (Every.MONTH, date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
        (Every.MONTH, date(2027, 2, 28), date(2027, 2, 1), date(2027, 2, 28)),
        (Every.TWO_MONTHS, date(2028, 2, 29), date(2028, 1, 1), date(2028, 2, 29)),
        (Every.TWO_MONTHS, date(2028, 12, 31), date(2028, 11, 1), date(2028, 12, 31)),
        (Every.QUARTER, date(2028, 5, 17), date(2028, 4, 1), date(2028, 6, 30)),
        (Every.HALF_YEAR, date(2028, 7, 1), date(2028, 7, 1), date(2028, 12, 31)),
        (Every.YEAR, date(2028, 2, 29), date(2028, 1, 1), date(2028, 12, 31)),
    ],
)
def test_windows_of_the_calendar(every: Every, day: date, starts: date, ends: date) -> None:
    assert windows.window(every, day) == (starts, ends)


@pytest.mark.parametrize("every", Every)
def test_so_many_windows_begin_in_a_year(every: Every) -> None:
    begun = [starts for starts, _ends in windows.between(every, date(2028, 1, 1), date(2028, 12, 31))]
    assert len([day for day in begun if day.year == 2028]) == A_YEAR[every]


@pytest.mark.parametrize(
    ("every", "ends", "due", "asks", "until"),
    [
        (Every.WEEK, date(2028, 3, 5), date(2028, 3, 3), date(2028, 3, 1), date(2028, 3, 12)),
        (Every.MONTH, date(2028, 2, 29), date(2028, 2, 29), date(2028, 2, 19), date(2028, 3, 31)),
        (Every.TWO_MONTHS, date(2028, 12, 31), date(2028, 12, 29), date(2028, 12, 14), date(2029, 2, 28)),
        (Every.QUARTER, date(2028, 6, 30), date(2028, 6, 30), date(2028, 6, 9), date(2028, 9, 30)),
        (Every.HALF_YEAR, date(2028, 6, 30), date(2028, 6, 30), date(2028, 6, 2), date(2028, 12, 31)),
        (Every.YEAR, date(2028, 12, 31), date(2028, 12, 29), date(2028, 11, 17), date(2029, 12, 31)),
    ],
)
def test_it_asks_some_days_before_and_until_the_next_one_is_over(
    every: Every, ends: date, due: date, asks: date, until: date
) -> None:
    starts = windows.window(every, ends)[0]
    assert last_working_day(starts, ends, "NL") == due
    assert (windows.asks_from(every, starts, due), windows.asks_until(every, starts)) == (asks, until)


# As the lists of public holidays of both countries have them.
NL_2028 = [(1, 1), (4, 14), (4, 16), (4, 17), (4, 27), (5, 25), (6, 4), (6, 5), (12, 25), (12, 26)]
NO_2028 = [(1, 1), (4, 13), (4, 14), (4, 16), (4, 17), (5, 1), (5, 17), (5, 25), (6, 4), (6, 5), (12, 25), (12, 26)]
NL_2027 = [(1, 1), (3, 26), (3, 28), (3, 29), (4, 27), (5, 6), (5, 16), (5, 17), (12, 25), (12, 26)]
NO_2027 = [(1, 1), (3, 25), (3, 26), (3, 28), (3, 29), (5, 1), (5, 6), (5, 16), (5, 17), (12, 25), (12, 26)]


@pytest.mark.parametrize(
    ("country", "year", "days"),
    [("NL", 2028, NL_2028), ("NO", 2028, NO_2028), ("NL", 2027, NL_2027), ("NO", 2027, NO_2027)],
)
def test_public_holidays(country: str, year: int, days: list[tuple[int, int]]) -> None:
    assert sorted(holidays_of(country, year)) == [date(year, *day) for day in days]


def test_an_unknown_country_has_weekends_only() -> None:
    assert holidays_of("XX", 2028) == holidays_of(None, 2028) == frozenset()
    assert is_working_day(date(2028, 12, 25), None) and not is_working_day(date(2028, 12, 24), None)


def test_liberation_day_is_free_in_the_netherlands_once_in_five_years() -> None:
    assert is_working_day(date(2028, 5, 5), "NL") and not is_working_day(date(2030, 5, 5), "NL")


def test_the_same_month_is_due_on_other_days_in_two_countries() -> None:
    march = (date(2029, 3, 1), date(2029, 3, 31))  # Easter is on 1 April
    assert last_working_day(*march, "NL") == date(2029, 3, 29)
    assert last_working_day(*march, "NO") == date(2029, 3, 28)


def test_a_period_without_working_days_is_due_on_its_last_day() -> None:
    weekend = (date(2028, 1, 1), date(2028, 1, 2))
    assert working_days(*weekend, "NL") == [] and last_working_day(*weekend, "NL") == date(2028, 1, 2)


@pytest.mark.parametrize(("country", "day", "days", "found"), [
    ("NL", date(2028, 4, 26), 1, date(2028, 4, 28)),  # King's Day
    ("NO", date(2028, 4, 26), 1, date(2028, 4, 27)),
    ("NO", date(2028, 5, 16), 1, date(2028, 5, 18)),  # 17 May
    ("NL", date(2028, 5, 16), 1, date(2028, 5, 17)),
    ("NO", date(2028, 4, 12), 1, date(2028, 4, 18)),  # Maundy Thursday to Easter Monday
    (None, date(2028, 4, 12), 1, date(2028, 4, 13)),
    ("NL", date(2028, 12, 22), 5, date(2029, 1, 3)),
])  # fmt: skip
def test_so_many_working_days_later_is_a_working_day_of_the_country(
    country: str | None, day: date, days: int, found: date
) -> None:
    assert clock.add_working_days(day, days, country) == found
