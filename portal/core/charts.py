"""Geometry of the charts: positions in percent across and pixels down, so that words keep their size on a phone.

The macros in templates/macros/chart_*.html draw it. A value is a number in its unit: percent points, whole counts,
days, or hundredths of a currency; None is a gap. Axes of bars and columns begin at zero.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel import Locale, numbers
from flask import Flask
from flask_babel import ngettext

from portal.core import i18n
from portal.core.numbers import format_amount, format_percent

TOP, HEIGHT = 14, 184  # of the plot, in pixels; the words below it have their own room
APART = 15  # pixels between two labels at the end of lines
STEPS = (1, 2, 2.5, 5, 10)
COMPACT = (1_000_000_000, 1_000_000)  # written with a word (mld., mln.), the same for every number of a plot
LETTER, NARROW, WIDE = 6.2, 230, 340  # pixels: a letter, and the room for words below a plot
Point = Mapping[str, Any]
Span = tuple[float, float, float]  # the lowest and highest line of the grid, and the step between


@dataclass(frozen=True)
class Tick:
    """A line of the grid: `at` pixels from the top (or percent across)."""

    at: float
    text: str
    zero: bool


@dataclass(frozen=True)
class Dot:
    """A point of a line; `rank` thins the words below: 0 stays, 1 gives way in a narrow place, 2 is never written."""

    x: float
    y: float | None
    label: str
    text: str
    rank: int
    short: str


@dataclass(frozen=True)
class Drawn:
    """One line: its dots, its path in a box of 100 by `HEIGHT`, and where its name stands at the right."""

    label: str
    dots: tuple[Dot, ...]
    path: str
    end: Dot | None
    label_y: float


@dataclass(frozen=True)
class Bar:
    """A bar from zero: `start` and `size` on the axis, `mark` where its target stands."""

    label: str
    text: str
    start: float
    size: float
    negative: bool
    mark: float | None = None
    mark_text: str = ""
    share: str = ""
    at: float = 0.0
    rank: int = 0
    empty: bool = False


@dataclass(frozen=True)
class Axis:
    """The numbers beside a plot: its ticks, where zero lies, and how much room (a class) the words at its left take."""

    ticks: tuple[Tick, ...]
    zero: float
    room: str


def say(value: float | None, unit: str, currency: str = "") -> str:
    """A value in the reader's words: 78%, € 1.240, 12 dagen, 1.240."""
    if value is None:
        return "–"
    if unit == "percent":
        return format_percent(round(value * 100), 0)
    if unit == "money":
        return format_amount(round(value), currency or None, 0)
    text = i18n.format_number(round(value, 1))
    if unit == "days":
        return ngettext("%(days)s day", "%(days)s days", 1 if value == 1 else 2, days=text)
    return text


def short(value: float, unit: str, top: float) -> str:
    """The same in a plot that reaches to `top`: 1,2 mln., or 800.000 below a million, and no sign of the currency."""
    locale = Locale.parse(i18n.REGION[i18n.current()])
    if unit == "percent":
        return format_percent(round(value * 100), 0)
    plain = value / 100 if unit == "money" else value
    scale = top / 100 if unit == "money" else top
    for unit_of in COMPACT:
        if scale >= unit_of and plain:
            figures = i18n.format_number(round(plain / unit_of, 1 if scale >= unit_of * 10 else 2))
            return numbers.format_compact_decimal(unit_of, locale=locale).replace("1", figures, 1)
    return i18n.format_number(round(plain, 2 if scale < 10 else 1 if scale < 100 else 0))


def ends(values: Sequence[float | None], unit: str) -> Span:
    """The lowest and highest line of the grid and the step between: round numbers around the values and zero."""
    held = [value for value in values if value is not None and math.isfinite(value)]
    low, high = min([0.0, *held]), max([0.0, *held])
    if unit == "percent" and low == 0 and 40 < high <= 100:
        return 0.0, 100.0, 25.0
    if low == high:
        high = {"percent": 100.0, "money": 10_000.0}.get(unit, 4.0)
    rough = (high - low) / 4
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * one for one in STEPS if power * one >= rough * 0.999)
    if unit in ("count", "days"):
        step = max(1.0, math.ceil(step))
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step


def axis(values: Sequence[float | None], unit: str, span: Span | None = None) -> Axis:
    """The grid of a plot that stands upright; `span` instead of the ends that its values ask for."""
    low, high, step = span or ends(values, unit)
    count = round((high - low) / step)
    ticks = []
    for number in range(count + 1):
        value = low + number * step
        is_zero = abs(value) < step / 1e6
        ticks.append(Tick(_down(value, low, high), short(0 if is_zero else value, unit, max(high, -low)), is_zero))
    widest = max(len(tick.text) for tick in ticks)
    return Axis(tuple(ticks), _down(0, low, high), "room-s" if widest < 5 else "room-m" if widest < 7 else "room-l")


def _down(value: float, low: float, high: float) -> float:
    return round(TOP + (high - value) / (high - low) * (HEIGHT - TOP), 1)


def _known(points: Sequence[Point]) -> list[float | None]:
    return [None if point.get("value") is None else round(float(point["value"]), 4) for point in points]


def _text(point: Point, unit: str, currency: str) -> str:
    return point.get("text") or say(point.get("value"), unit, currency)


def lines(
    series: Sequence[Mapping[str, Any]], unit: str, currency: str = "", span: Span | None = None
) -> dict[str, Any]:
    """Lines over time; `series`: dicts with `label` and `points` (label, value, text if wanted), the newest first.

    `span` is for a scale that has ends of its own, which need not be zero.
    """
    values = [value for one in series for value in _known(one["points"])]
    grid = axis(values, unit, span)
    low, high, _step = span or ends(values, unit)
    longest = max((one["points"] for one in series), key=len, default=())
    drawn = [_line(one, unit, currency, (low, high)) for one in series]
    labels = [(one.end.y, number) for number, one in enumerate(drawn) if one.end and one.end.y is not None]
    placed = dict(zip((number for _, number in sorted(labels)), _apart([y for y, _ in sorted(labels)]), strict=True))
    return {
        "axis": grid,
        "height": HEIGHT,
        "empty": all(value is None for value in values),
        "across": [point["label"] for point in longest],
        "below": max((one.dots for one in drawn), key=len, default=()),
        "lines": [
            Drawn(one.label, one.dots, one.path, one.end, placed.get(number, 0)) for number, one in enumerate(drawn)
        ],
    }


def _line(one: Mapping[str, Any], unit: str, currency: str, span: tuple[float, float]) -> Drawn:
    points, values = one["points"], _known(one["points"])
    last = max(1, len(points) - 1)
    ranks = _ranks([point["label"] for point in points])
    dots = tuple(
        Dot(
            round(1 + 98 * (number / last if len(points) > 1 else 0.5), 2),
            None if value is None else _down(value, *span),
            point["label"],
            _text(point, unit, currency),
            ranks[number],
            short(value, unit, span[1]) if unit == "money" and value is not None else _text(point, unit, currency),
        )
        for number, (point, value) in enumerate(zip(points, values, strict=True))
    )
    path, pen = [], "M"
    for dot in dots:
        if dot.y is None:
            pen = "M"
            continue
        path.append(f"{pen}{dot.x} {dot.y}")
        pen = "L"
    end = next((dot for dot in reversed(dots) if dot.y is not None), None)
    return Drawn(str(one.get("label", "")), dots, "".join(path), end, 0)


def _ranks(labels: Sequence[str]) -> list[int]:
    """Which words below a plot are written: all that fit, counted back from the last one."""
    widest = max((len(label) for label in labels), default=1) * LETTER + 8
    wide = max(1, math.ceil(len(labels) * widest / WIDE))
    narrow = wide * max(1, math.ceil(len(labels) * widest / NARROW / wide))
    back = [len(labels) - 1 - number for number in range(len(labels))]
    return [0 if one % narrow == 0 else 1 if one % wide == 0 else 2 for one in back]


def _apart(heights: list[float]) -> list[float]:
    """The same heights, pushed down where two would stand upon each other, and back up from the bottom."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + APART) if placed else height)
    overflow = placed[-1] - HEIGHT if placed else 0
    if overflow > 0:
        for number in range(len(placed) - 1, -1, -1):
            limit = HEIGHT if number == len(placed) - 1 else placed[number + 1] - APART
            placed[number] = min(placed[number], limit)
    return [round(one, 1) for one in placed]


def bars(items: Sequence[Point], unit: str, currency: str = "") -> dict[str, Any]:
    """Lying bars from zero, each with its `target` when it has one (label, value, target)."""
    values = _known(items)
    targets = _known([{"value": one.get("target")} for one in items])
    held = [value for value in (*values, *targets) if value is not None]
    low, high = min([0.0, *held]), max([0.0, *held])
    span = (high - low) or 1.0
    return {
        "zero": _across(0, low, span),
        "negatives": low < 0,
        "bars": [
            _bar(one, value, target, low, span, unit, currency)
            for one, value, target in zip(items, values, targets, strict=True)
        ],
    }


def _across(value: float, low: float, span: float) -> float:
    return round((value - low) / span * 100, 2)


def _bar(
    one: Point, value: float | None, target: float | None, low: float, span: float, unit: str, currency: str
) -> Bar:
    shown = value or 0.0
    start, stop = sorted((_across(0, low, span), _across(shown, low, span)))
    share = (
        format_percent(round(shown / target * 10_000), 0)
        if value is not None and value >= 0 and target and target > 0
        else ""
    )
    return Bar(
        one["label"],
        _text(one, unit, currency),
        start,
        round(stop - start, 2),
        shown < 0,
        None if target is None else _across(target, low, span),
        "" if target is None else one.get("target_text") or say(target, unit, currency),
        share,
        empty=value is None,
    )


def columns(items: Sequence[Point], unit: str, currency: str = "") -> dict[str, Any]:
    """Standing columns from zero (label, value)."""
    values = _known(items)
    grid = axis(values, unit)
    low, high, _step = ends(values, unit)
    room = 100 / max(1, len(items))
    ranks, made = _ranks([one["label"] for one in items]), []
    for number, (one, value) in enumerate(zip(items, values, strict=True)):
        top, bottom = sorted((_down(value or 0.0, low, high), grid.zero))
        made.append(
            Bar(
                one["label"],
                _text(one, unit, currency),
                top,
                round(bottom - top, 1),
                negative=(value or 0) < 0,
                mark_text="" if value is None else short(value, unit, max(high, -low)),
                at=round(room * (number + 0.5), 2),
                rank=ranks[number],
                empty=value is None,
            )
        )
    width = round(min(room * 0.62, 14), 2)
    return {"axis": grid, "height": HEIGHT, "columns": made, "width": width, "worded": len(items) <= 8}


def shares(steps: Sequence[Any]) -> dict[str, Any]:
    """A whole in ordered steps: where each begins and how wide it is, in percent (label, count)."""
    counts = [(_of(step, "label"), int(_of(step, "count"))) for step in steps]
    total, at, made = sum(count for _, count in counts), 0.0, []
    for number, (label, count) in enumerate(counts):
        part = count / total * 100 if total else 0.0
        tint = round(number / max(1, len(counts) - 1) * 4)
        made.append(
            {
                "label": label,
                "count": count,
                "start": round(at, 2),
                "size": round(part, 2),
                "tint": tint,
                "percent": format_percent(round(part * 100), 0),
            }
        )
        at += part
    return {"total": total, "steps": made}


def _of(step: Any, name: str) -> Any:
    return step[name] if isinstance(step, Mapping) else getattr(step, name)


def spark(points: Sequence[Point]) -> str:
    """The path of a small line in a box of 100 by 28; empty for fewer than two values."""
    values = _known(points)
    held = [value for value in values if value is not None]
    if len(held) < 2:
        return ""
    low, high = min(0.0, *held), max(held)
    span, path, pen = (high - low) or 1.0, "", "M"
    for number, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        x, y = number / (len(values) - 1) * 96 + 2, 26 - (value - low) / span * 24
        path += f"{pen}{x:.1f} {y:.1f}"
        pen = "L"
    return path


def install_charts(app: Flask) -> None:
    """What the chart macros ask."""
    app.jinja_env.globals["charts"] = {
        "lines": lines,
        "bars": bars,
        "columns": columns,
        "shares": shares,
        "spark": spark,
        "say": say,
    }
