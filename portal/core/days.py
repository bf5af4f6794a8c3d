"""Dates as people type them.

A text field, not the browser's date field: that one holds the Tab key and follows the browser's
language instead of the reader's.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any

from babel.dates import get_month_names
from flask_babel import gettext as _
from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from portal.core.i18n import LOCALES, format_date

EARLIEST, LATEST = 1900, 2200
_PARTS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})\s*(?P<mark>[-./ ])\s*(?P<month>\d{1,2})\s*(?P=mark)\s*(?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})", re.ASCII),
)
_IN_WORDS = re.compile(r"(?P<day>[0-9]{1,2})\.?\s+(?P<month>[^\W\d_]+)\.?\s+(?P<year>[0-9]{4})")


class NoSuchDay(ValueError):
    """Written as a day, but the calendar does not have it: 31-2-2026."""


@cache
def _months() -> dict[str, int]:
    """The months by their names and short names in the languages of the portal."""
    return {
        name.rstrip(".").casefold(): number
        for locale in LOCALES
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=locale).items()
    }


def read_day(typed: str) -> date:
    """The day somebody typed: 5-3-2026, 05.03.2026, 5/3/2026, 05032026, 2026-03-05, 5 maart 2026 or 5. mars 2026.

    The day comes first, or the year. Raises `NoSuchDay` for a day the calendar does not have and `ValueError` for
    anything else: a year of two figures or a month first could be read in two ways.
    """
    text = typed.strip()
    found = next((match for form in (*_PARTS, _IN_WORDS) if (match := form.fullmatch(text))), None)
    if found is None:
        raise ValueError("no day")
    named = found["month"]
    month = int(named) if named.isdecimal() else _months().get(named.casefold())
    if month is None:
        raise ValueError("no month")
    year = int(found["year"])
    try:
        day = date(year, month, int(found["day"]))
    except ValueError:
        raise NoSuchDay("no such day") from None
    if not EARLIEST <= day.year <= LATEST:
        raise NoSuchDay("no year of the portal")
    return day


class DayField(Field):
    """A day, shown and typed as the reader writes it; `data` is a `date` or None."""

    widget = TextInput()
    example_year = 2026  # a form about another year says so

    @property
    def example(self) -> str:
        """A day written as the reader writes it, for the hint."""
        return format_date(date(self.example_year, 12, 31), "short")

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return format_date(self.data, "short") if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was posted; an empty field is None, for the validators to judge."""
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = read_day(valuelist[0])
        except NoSuchDay:
            sentence = _("This date does not exist. Write it like this: %(example)s", example=self.example)
            raise ValueError(sentence) from None
        except ValueError:
            raise ValueError(_("Write the date like this: %(example)s", example=self.example)) from None

    def pre_validate(self, _form: Any) -> None:
        """What was typed and is no day is said as such: `required` would say that nothing is there."""
        if self.process_errors:
            raise StopValidation
