"""The charts are honest at every size: bars begin at zero, nothing leaves the plot, nothing is lost in the table."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core import charts, i18n
from tests.cast import Cast
from tests.pages import Page

numbers = st.none() | st.integers(-99_999_999_999_999, 99_999_999_999_999) | st.floats(-1e6, 1e6)
units = st.sampled_from(["percent", "count", "days", "money"])
WITH_APP = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def database() -> str:
    """Charts ask the database nothing: one of the two is enough."""
    return "sqlite"


def points(values: list[Any]) -> list[dict[str, Any]]:
    return [{"label": f"p{number}", "value": value} for number, value in enumerate(values)]


@WITH_APP
@given(st.lists(numbers, max_size=40), units)
def test_columns_stand_on_zero_and_stay_within_the_plot(app: Flask, values: list[Any], unit: str) -> None:
    with i18n.speaking("nl"):
        drawn = charts.columns(points(values), unit, "EUR")
    zero = drawn["axis"].zero
    for one, value in zip(drawn["columns"], values, strict=True):
        assert one.start >= charts.TOP - 0.2 and one.start + one.size <= charts.HEIGHT + 0.2
        assert math.isclose(one.start if (value or 0) < 0 else one.start + one.size, zero, abs_tol=0.2)
        assert 0 <= one.at <= 100 and one.text
    assert sum(tick.zero for tick in drawn["axis"].ticks) == 1


@WITH_APP
@given(st.lists(st.tuples(numbers, numbers), max_size=12), units)
def test_bars_begin_at_zero_and_targets_lie_on_the_same_scale(app: Flask, values: list[Any], unit: str) -> None:
    items = [{"label": "x", "value": value, "target": target} for value, target in values]
    with i18n.speaking("nb"):
        drawn = charts.bars(items, unit, "NOK")
    for one, (value, target) in zip(drawn["bars"], values, strict=True):
        assert one.start >= -0.02 and one.start + one.size <= 100.02
        edge = one.start + one.size if (value or 0) < 0 else one.start
        assert math.isclose(edge, drawn["zero"], abs_tol=0.02)
        assert (one.mark is None) == (target is None)


@WITH_APP
@given(st.lists(st.lists(numbers, max_size=15), min_size=1, max_size=4), units)
def test_lines_stay_within_the_plot_and_their_names_apart(app: Flask, many: list[list[Any]], unit: str) -> None:
    with i18n.speaking("nl"):
        drawn = charts.lines([{"label": str(n), "points": points(one)} for n, one in enumerate(many)], unit, "EUR")
    for line, values in zip(drawn["lines"], many, strict=True):
        assert len(line.dots) == len(values)
        assert all((dot.y is None) == (value is None) for dot, value in zip(line.dots, values, strict=True))
        assert all(0 <= dot.x <= 100 for dot in line.dots)
        assert all(charts.TOP - 0.2 <= dot.y <= charts.HEIGHT + 0.2 for dot in line.dots if dot.y is not None)
    heights = sorted(line.label_y for line in drawn["lines"] if line.end)
    assert all(below - above >= charts.APART - 0.2 for above, below in pairwise(heights))


@WITH_APP
@given(st.lists(st.integers(0, 10_000), max_size=8))
def test_steps_fill_the_whole_without_a_gap(app: Flask, counts: list[int]) -> None:
    with i18n.speaking("nl"):
        drawn = charts.shares([{"label": "x", "count": count} for count in counts])
    at = 0.0
    for step in drawn["steps"]:
        assert math.isclose(step["start"], at, abs_tol=0.1)
        at = step["start"] + step["size"]
    assert math.isclose(at, 100 if sum(counts) else 0, abs_tol=0.1)


def test_the_page_of_components_draws_every_chart_with_its_table(
    app: Flask, cast: Cast, browse: Callable[..., Page]
) -> None:
    page = browse(None, "/style", locale="nb")
    assert page.html.count("Vis som tabell") == 7
    assert "78%" in page.html
    assert "Ingen tall ennå" in page.text and "Vises ikke: gruppen har færre enn 4 personer" in page.text


@pytest.mark.parametrize(
    ("locale", "value", "top", "text"),
    [
        ("nl", 800_000_00, 900_000_00, "800.000"),
        ("nl", 800_000_00, 1_000_000_00, "0,8 mln."),
        ("nl", 1_250_000_00, 2_000_000_00, "1,25 mln."),
        ("nb", 800_000_00, 1_000_000_00, "0,8 mill."),
        ("nl", 0, 1_000_000_00, "0"),
    ],
)
def test_numbers_of_one_plot_are_written_one_way(app: Flask, locale: str, value: int, top: int, text: str) -> None:
    with i18n.speaking(locale):
        assert charts.short(value, "money", top).replace("\xa0", " ") == text


def test_a_month_is_said_as_a_month(app: Flask) -> None:
    for locale, text in (("nl", "januari 2026"), ("nb", "januar 2026"), ("en", "January 2026")):
        with i18n.speaking(locale):
            assert i18n.format_month(date(2026, 1, 1)) == text


def test_a_scale_with_ends_of_its_own_runs_between_them() -> None:
    drawn = charts.lines([{"label": "", "points": points([3, 1, 5])}], "count", span=(1, 5, 1))
    assert [tick.text for tick in drawn["axis"].ticks] == ["1", "2", "3", "4", "5"]
    _middle, low, high = [dot.y for dot in drawn["lines"][0].dots]
    assert (high, low) == (charts.TOP, charts.HEIGHT)
