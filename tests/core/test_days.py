"""Dates are read as people in both countries type them, and never guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.days import read_day

SPELLINGS = ["5-3-2026", "05-03-2026", "5.3.2026", " 05.03.2026 ", "5/3/2026", "5 3 2026", "05032026", "2026-03-05"]
NONSENSE = ["", "5-3-26", "3/13/2026", "31-02-2026", "5-3/2026", "morgen", "5-3-0026", "05-03-2026 09:00", "٥-٣-٢٠٢٦"]


@pytest.mark.parametrize("typed", SPELLINGS)
def test_one_day_in_every_way_it_is_written(typed: str) -> None:
    assert read_day(typed) == date(2026, 3, 5)


@pytest.mark.parametrize("typed", NONSENSE)
def test_what_could_be_read_in_two_ways_or_does_not_exist_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"day|month|year"):
        read_day(typed)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_comes_back_from_both_spellings(day: date) -> None:
    assert read_day(f"{day:%d-%m-%Y}") == read_day(f"{day:%d.%m.%Y}") == read_day(day.isoformat()) == day
