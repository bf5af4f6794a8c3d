"""Dates are read as people in both countries type them, and never guessed."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from portal.core.days import DayField, NoSuchDay, read_day
from portal.core.forms import Form, required

SPELLINGS = ["5-3-2026", "05-03-2026", "5.3.2026", " 05.03.2026 ", "5/3/2026", "5 3 2026", "05032026", "2026-03-05"]
IN_WORDS = ["5. mars 2026", "5 maart 2026", "5 mrt 2026", "5 MARS 2026", "5. mar. 2026", "5 March 2026"]
NONSENSE = [
    "", "5-3-26", "3/13/2026", "31-02-2026", "5-3/2026", "morgen", "5-3-0026", "05-03-2026 09:00", "5. brumaire 2026",
    "٥-٣-٢٠٢٦",
]  # fmt: skip


@pytest.mark.parametrize("typed", SPELLINGS + IN_WORDS)
def test_one_day_in_every_way_it_is_written(typed: str) -> None:
    assert read_day(typed) == date(2026, 3, 5)


@pytest.mark.parametrize("typed", NONSENSE)
def test_what_could_be_read_in_two_ways_or_does_not_exist_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"day|month|year"):
        read_day(typed)


@pytest.mark.parametrize("typed", ["31.2.2026", "31-02-2026", "30 februari 2026", "5-3-0026"])
def test_a_day_that_does_not_exist_is_told_apart(typed: str) -> None:
    with pytest.raises(NoSuchDay):
        read_day(typed)


class Dated(Form):
    day = DayField("Day", [required("Fill in a date.")])


@pytest.mark.parametrize(("typed", "said"), [
    ("31.2.2026", "This date does not exist. Write it like this: 31/12/2026"),
    ("morgen", "Write the date like this: 31/12/2026"),
    ("", "Fill in a date."),
])
def test_the_field_says_what_is_wrong_with_what_was_typed(app: Flask, typed: str, said: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        form = Dated(MultiDict({"day": typed}), meta={"csrf": False})
        assert not form.validate()
        assert form.day.errors == [said]


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_comes_back_from_both_spellings(day: date) -> None:
    assert read_day(f"{day:%d-%m-%Y}") == read_day(f"{day:%d.%m.%Y}") == read_day(day.isoformat()) == day
