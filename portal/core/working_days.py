"""Working days per country: Monday to Friday without public holidays and without days of absence.

The holidays are those of the package `holidays` (docs/adr); where a country is unknown only weekends are no work.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays, list_supported_countries

SATURDAY = 6
A_DAY = timedelta(days=1)
Period = tuple[date, date]  # first and last day


@lru_cache(maxsize=256)
def holidays_of(country: str | None, year: int) -> frozenset[date]:
    """The public holidays of a country (its ISO code) in a year; none for a country nobody knows."""
    if country is None or country not in list_supported_countries():
        return frozenset()
    return frozenset(country_holidays(country, years=year))


@lru_cache(maxsize=100_000)
def is_working_day(day: date, country: str | None) -> bool:
    """Whether people in the country work that day."""
    return day.isoweekday() < SATURDAY and day not in holidays_of(country, day.year)


@lru_cache(maxsize=20_000)
def _worked(starts: date, ends: date, country: str | None) -> tuple[date, ...]:
    days = (starts + timedelta(days=number) for number in range((ends - starts).days + 1))
    return tuple(day for day in days if is_working_day(day, country))


def working_days(starts: date, ends: date, country: str | None, away: Iterable[Period] = ()) -> list[date]:
    """The working days of a period, in order, without those that lie in one of the periods of absence."""
    left = list(_worked(starts, ends, country))
    for first, last in away:
        if first <= ends and last >= starts:
            del left[bisect_left(left, first) : bisect_right(left, last)]
    return left


def add_working_days(start: date, days: int, country: str | None = None) -> date:
    """The date so many working days after `start`, as people in the country work."""
    day = start
    while days > 0:
        day += A_DAY
        days -= is_working_day(day, country)
    return day


def last_working_day(starts: date, ends: date, country: str | None, away: Iterable[Period] = ()) -> date:
    """The last working day of a period that no absence takes.

    Where absence takes them all it is the last one anyway, and the last day of a period without any working day.
    """
    left = working_days(starts, ends, country, away) or _worked(starts, ends, country)
    return left[-1] if left else ends
