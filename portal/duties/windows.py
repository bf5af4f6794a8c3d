"""The windows of the calendar in which recurring work falls. Pure: no database, no clock.

A day lies in exactly one window of each interval, and the windows of an interval follow each other without gaps.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from portal.profiles.duty import A_YEAR, Every

__all__ = ["ASKS_BEFORE", "A_YEAR", "Window", "asks_from", "asks_until", "between", "every_of", "first_from",
           "following", "window"]  # fmt: skip

Window = tuple[date, date]  # first and last day

ANCHOR = date(2024, 1, 1)  # a Monday: pairs of weeks are counted from here
A_DAY, A_WEEK = timedelta(days=1), 7
MONTHS = {Every.MONTH: 1, Every.TWO_MONTHS: 2, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}
WEEKS = {Every.WEEK: 1, Every.TWO_WEEKS: 2}
# Calendar days before the due date from which it asks for attention.
ASKS_BEFORE = {
    Every.WEEK: 2, Every.TWO_WEEKS: 3, Every.MONTH: 10, Every.TWO_MONTHS: 15, Every.QUARTER: 21, Every.HALF_YEAR: 28,
    Every.YEAR: 42,
}  # fmt: skip


def window(every: Every, day: date) -> Window:
    """The window of this interval in which a day lies: ISO weeks (Monday to Sunday), or months of the calendar year."""
    if every in WEEKS:
        length = WEEKS[every] * A_WEEK
        starts = day - timedelta(days=(day - ANCHOR).days % length)
        return starts, starts + timedelta(days=length - 1)
    months = MONTHS[every]
    first = (day.month - 1) // months * months + 1
    last = first + months - 1
    return date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1])


def following(every: Every, starts: date) -> Window:
    """The window after the one that begins on `starts`."""
    return window(every, window(every, starts)[1] + A_DAY)


def first_from(every: Every, day: date) -> date:
    """The first day of the first window that begins on this day or later."""
    starts, ends = window(every, day)
    return starts if starts == day else ends + A_DAY


def between(every: Every, since: date, until: date) -> Iterator[Window]:
    """The windows that share a day with a period, in order."""
    found = window(every, since)
    while found[0] <= until:
        yield found
        found = following(every, found[0])


def every_of(starts: date, ends: date) -> Every:
    """The interval of which these two days are a window. Raises `ValueError` for a period that is none."""
    for every in Every:
        if window(every, starts) == (starts, ends):
            return every
    raise ValueError(f"{starts} to {ends} is no window")


def asks_from(every: Every, starts: date, due: date) -> date:
    """From when it waits on its owner: some days before it is due, never before its window."""
    return max(starts, due - timedelta(days=ASKS_BEFORE[every]))


def asks_until(every: Every, starts: date) -> date:
    """Until when a missed one still asks: the last day of the window that comes after its own."""
    return following(every, starts)[1]
