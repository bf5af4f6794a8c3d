"""Dates as people type them.

A text field, not the browser's date field: that one holds the Tab key and follows the browser's
language instead of the reader's.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import Field
from wtforms.widgets import TextInput

from portal.core.i18n import format_date

EARLIEST, LATEST = 1900, 2200
_PARTS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})\s*(?P<mark>[-./ ])\s*(?P<month>\d{1,2})\s*(?P=mark)\s*(?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})", re.ASCII),
)


def read_day(typed: str) -> date:
    """The day somebody typed: 5-3-2026, 05.03.2026, 5/3/2026, 05032026 or 2026-03-05; the day always comes first.

    Raises `ValueError` for anything else: a year of two figures or a month first could be read in two ways.
    """
    for form in _PARTS:
        if found := form.fullmatch(typed.strip()):
            day = date(int(found["year"]), int(found["month"]), int(found["day"]))
            if EARLIEST <= day.year <= LATEST:
                return day
    raise ValueError("no day")


class DayField(Field):
    """A day, shown and typed as the reader writes it; `data` is a `date` or None."""

    widget = TextInput()

    @property
    def example(self) -> str:
        """A day written as the reader writes it, for the hint."""
        return format_date(date(2026, 12, 31), "short")

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
        except ValueError:
            raise ValueError(_("Fill in a date such as %(example)s.", example=self.example)) from None
