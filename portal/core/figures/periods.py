"""The stretches of time that figures are counted over: years, quarters, months."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from babel.dates import format_date, format_skeleton

from portal.core import clock
from portal.core.i18n import REGION, current

EARLIEST = 2000  # before this no figure is kept
AHEAD = 1  # years: plans are made for next year


class Per(StrEnum):
    """How long a period is."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"


MONTHS = {Per.YEAR: 12, Per.QUARTER: 3, Per.MONTH: 1}
SKELETONS = {Per.YEAR: "y", Per.QUARTER: "yQQQ", Per.MONTH: "yMMMM"}
SHORT = {Per.YEAR: "y", Per.QUARTER: "QQQ yy", Per.MONTH: "LLL yy"}


@dataclass(frozen=True)
class Period:
    """From `starts` to `ends`, both inclusive."""

    starts: date
    ends: date
    per: Per

    @property
    def label(self) -> str:
        """The period in the reader's words: 2026, K1 2026, maart 2026."""
        return format_skeleton(SKELETONS[self.per], self.starts, locale=REGION[current()])

    @property
    def short(self) -> str:
        """The same below a chart: 2026, K1 26, mrt 26."""
        return format_date(self.starts, SHORT[self.per], locale=REGION[current()])

    @property
    def query(self) -> dict[str, int]:
        """The part of an address that names this period."""
        made = {"year": self.starts.year}
        if self.per is Per.QUARTER:
            made["quarter"] = (self.starts.month + 2) // 3
        if self.per is Per.MONTH:
            made["month"] = self.starts.month
        return made

    @property
    def previous(self) -> Period | None:
        """The period before, None where the portal's time begins."""
        day = self.starts - timedelta(days=1)
        return of_day(self.per, day) if day.year >= EARLIEST else None

    @property
    def next(self) -> Period | None:
        """The period after, None beyond next year."""
        day = self.ends + timedelta(days=1)
        return of_day(self.per, day) if day.year <= clock.today().year + AHEAD else None


def of_day(per: Per, day: date) -> Period:
    """The period of that length in which a day lies."""
    length = MONTHS[per]
    first = (day.month - 1) // length * length + 1
    last = first + length - 1
    return Period(date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1]), per)


def year(number: int) -> Period:
    """A calendar year."""
    return of_day(Per.YEAR, date(number, 1, 1))


def quarter(number: int, which: int) -> Period:
    """A quarter (1 to 4) of a year."""
    return of_day(Per.QUARTER, date(number, which * 3, 1))


def month(number: int, which: int) -> Period:
    """A month (1 to 12) of a year."""
    return of_day(Per.MONTH, date(number, which, 1))


def asked_period(values: Mapping[str, str], periods: tuple[Per, ...]) -> Period | None:
    """The period that an address names, the present one when it names none; None for a period that is not offered."""
    given = {name: values[name] for name in Per if values.get(name)}
    if not all(text.isascii() and text.isdigit() and len(text) <= 4 for text in given.values()):
        return None
    number = {Per(name): int(text) for name, text in given.items()}
    per = Per.MONTH if Per.MONTH in number else Per.QUARTER if Per.QUARTER in number else Per.YEAR
    if not number:
        return of_day(periods[0], clock.today())
    stated = number.get(Per.YEAR, clock.today().year)
    which = number.get(per, 1) if per is not Per.YEAR else 1
    if per not in periods or not EARLIEST <= stated <= clock.today().year + AHEAD:
        return None
    if not 1 <= which <= 12 // MONTHS[per]:
        return None
    return of_day(per, date(stated, which * MONTHS[per], 1))
