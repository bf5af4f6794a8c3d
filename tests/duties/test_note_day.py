"""The day with which a dated note begins: the last working day up to today, inside the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from portal.core import clock
from portal.profiles.duty import Every, SettledBy
from tests.cast import Cast
from tests.duties import owing
from tests.pages import Page


@pytest.mark.parametrize(
    ("window", "now", "shown"),
    [
        pytest.param(Every.WEEK, date(2026, 11, 22), "20-11-2026", id="on Sunday the Friday before"),
        pytest.param(Every.WEEK, date(2026, 11, 19), "19-11-2026", id="on a working day that day"),
        pytest.param(Every.MONTH, date(2026, 12, 26), "24-12-2026", id="at Christmas the day before it"),
        pytest.param(Every.MONTH, date(2026, 8, 2), "02-08-2026", id="never before the window"),
    ],
)
def test_a_note_begins_with_the_last_working_day(
    app: Flask, cast: Cast, browse: Callable[..., Page], window: Every, now: date, shown: str
) -> None:
    with clock.at(datetime(now.year, now.month, now.day, 12, tzinfo=UTC)):
        duty = owing.duty(owing.profile(cast, cast.manager_role), cast.manager_role, SettledBy.NOTE, window)
        page = browse(cast.manager, f"/duties/{owing.owe(duty, cast.manager, cast.manager, now)}")
    assert f'value="{shown}"' in page.html
