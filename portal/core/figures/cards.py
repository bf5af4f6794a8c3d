"""A figure in the reader's words: what the card, the page and a frozen copy draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core import charts, i18n, settings
from portal.core.figures.measures import Counted, Share, Value
from portal.core.figures.periods import Per, Period
from portal.core.figures.reading import Ask, Reading, read_all
from portal.core.figures.registry import FIGURES, Figure, FigureUnit, Scope, Sight, sights, strongest
from portal.core.figures.rows import address
from portal.core.numbers import format_amount, format_percent

WHOLE_FROM = 100_000  # hundredths: from a thousand on, cents say nothing


@dataclass(frozen=True)
class Shown:
    """A value as text, with what it is made of ("7 of 9"); `size` is the number for a chart (money in hundredths)."""

    text: str
    detail: str = ""
    size: float | None = None
    currency: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a distribution in words; `part` is its share of all."""

    label: str
    count: int
    part: float


@dataclass(frozen=True)
class Card:
    """What the macro `figure_card` draws. `state` is value, empty, hidden or off."""

    code: str
    name: str
    rule: str
    unit: str
    better: str
    period: str
    scope: str = ""
    state: str = "value"
    values: tuple[Shown, ...] = ()
    steps: tuple[Step, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    rows: int = 0
    smallest: int = 0
    source: str = ""
    source_on: date | None = None
    as_of: datetime | None = None
    href: str = ""
    frozen: bool = False
    points: tuple[dict[str, Any], ...] = ()
    about: Scope | None = None


def card(me: Any, code: str, scope: Scope, period: Period) -> Card | None:
    """The card of one figure; None when this reader sees no figure of that scope."""
    found = cards(me, [(code, scope, period)])
    return found[0] if found else None


def cards(me: Any, wanted: Sequence[tuple[str, Scope, Period]]) -> list[Card]:
    """The cards of those figures that this reader may see, in the order asked: one question for all numbers."""
    found = {scope: sights(me, scope) for scope in dict.fromkeys(one[1] for one in wanted)}
    asks: list[Ask] = []
    made: list[Card | None] = []  # None: one of `asks`, in the same order
    for code, scope, period in wanted:
        figure = FIGURES[code]
        sight = strongest(figure, found[scope]) if scope.kind in figure.scopes else None
        if sight in (Sight.FULL, Sight.GROUP, Sight.SUM):
            asks.append(Ask(figure, scope, period, full=sight is Sight.FULL))
            made.append(None)
        elif sight is Sight.OFF:
            made.append(_off(figure, scope, period))
    readings = iter(read_all(asks))
    return [one or card_of(next(readings)) for one in made]


def _off(figure: Figure, scope: Scope, period: Period) -> Card:
    """A figure that its reader would see if figures about persons were on there."""
    return Card(
        figure.code,
        _(figure.name),
        _(figure.rule),
        figure.unit.value,
        figure.better.value,
        period.label,
        state="off",
        about=scope,
    )


def trend(me: Any, code: str, scope: Scope, periods: Sequence[Period]) -> tuple[dict[str, Any], ...]:
    """The same figure over several periods, as points for `chart_trend` (label, value, text); money has no trend here.

    A period without a value, or one that is hidden, is a gap in the line.
    """
    if FIGURES[code].unit in (FigureUnit.MONEY, FigureUnit.DISTRIBUTION):
        return ()
    made = cards(me, [(code, scope, period) for period in periods])  # all of them or, for a stranger, none
    return tuple(
        {
            "label": period.short,
            "value": one.values[0].size if one.values else None,
            "text": one.values[0].text if one.values else "",
        }
        for one, period in zip(made, periods, strict=False)
    )


def card_of(reading: Reading, *, linked: bool = True) -> Card:
    """A reading in the language being spoken."""
    figure = reading.figure
    plain = Card(
        figure.code,
        _(figure.name),
        _(figure.rule),
        figure.unit.value,
        figure.better.value,
        reading.period.label,
        rows=reading.rows,
        as_of=reading.as_of,
        href=address(figure.code, reading.scope, reading.period) if linked else "",
        about=reading.scope,
    )
    if reading.hidden:
        return replace(plain, state="hidden", smallest=settings.get("minimum_group"))
    if reading.empty:
        return replace(plain, state="empty")
    steps = [(_(share.label) if share.label else _("Not stated"), share.count) for share in reading.counted.shares]
    return replace(
        plain,
        values=shown(reading.counted, figure.unit),
        steps=_steps(steps),
        facts=tuple((_(also.name), in_words(counted, also.unit)) for also, counted in reading.facts),
        source=reading.source,
        source_on=reading.source_on,
    )


def card_of_copy(copy: dict[str, Any]) -> Card:
    """A frozen copy (`frozen`) in the reader's language: its own words and numbers, not today's."""
    period = Period(
        date.fromisoformat(copy["period"]["starts"]),
        date.fromisoformat(copy["period"]["ends"]),
        Per(copy["period"]["per"]),
    )
    facts = [(i18n.text_in(fact["name"]), in_words(_counted(fact), FigureUnit(fact["unit"]))) for fact in copy["facts"]]
    state = "hidden" if copy["hidden"] else "value" if copy["values"] or copy["shares"] else "empty"
    state = "off" if copy.get("off") else state
    return Card(
        copy["code"],
        i18n.text_in(copy["name"]),
        i18n.text_in(copy["rule"]),
        copy["unit"],
        copy["better"],
        period.label,
        scope=copy["scope"]["name"],
        state=state,
        smallest=copy["smallest"],
        values=shown(_counted(copy), FigureUnit(copy["unit"])),
        steps=_steps([(i18n.text_in(share["label"]), share["count"]) for share in copy["shares"]]),
        facts=tuple(facts),
        rows=copy["rows"],
        source=copy["source"],
        source_on=date.fromisoformat(copy["source_on"]) if copy["source_on"] else None,
        as_of=datetime.fromisoformat(copy["as_of"]),
        frozen=True,
    )


def _counted(copy: dict[str, Any]) -> Counted:
    values = [Value(one["numerator"], one["denominator"], one["currency"]) for one in copy["values"]]
    shares = [Share(one["code"], i18n.text_in(one["label"]), one["count"]) for one in copy.get("shares", ())]
    return Counted(0, tuple(values), tuple(shares))


def _steps(counted: list[tuple[str, int]]) -> tuple[Step, ...]:
    total = sum(count for _label, count in counted)
    return tuple(Step(label, count, count / total if total else 0.0) for label, count in counted)


def shown(counted: Counted, unit: FigureUnit) -> tuple[Shown, ...]:
    """The values that are there, as text."""
    held = [(value, value.number) for value in counted.values]
    return tuple(_shown(value, number, unit) for value, number in held if number is not None)


def _shown(value: Value, number: Fraction, unit: FigureUnit) -> Shown:
    size = float(number)
    if unit is FigureUnit.PERCENT:
        if value.currency:
            over, under = (money(amount, value.currency) for amount in (value.numerator, value.denominator))
        else:
            over, under = i18n.format_number(value.numerator), i18n.format_number(value.denominator)
        return Shown(percent(number), _("%(part)s of %(whole)s", part=over, whole=under), size * 100, value.currency)
    if unit is FigureUnit.MONEY:
        return Shown(money(value.numerator, value.currency), size=size, currency=value.currency)
    if unit is FigureUnit.DAYS:
        text = ngettext("%(days)s day", "%(days)s days", 1 if number == 1 else 2, days=_decimal(number))
        return Shown(text, size=size)
    return Shown(_decimal(number), size=size)


def in_words(counted: Counted, unit: FigureUnit) -> str:
    """A further fact on one line."""
    steps = (f"{_(one.label) if one.label else _('Not stated')}: {one.count}" for one in counted.shares if one.count)
    return " · ".join([*(one.text for one in shown(counted, unit)), *steps]) or "–"


def percent(number: Fraction) -> str:
    """A share as a whole percentage; never 100% while something is missing, never 0% while something is there."""
    hundredths = round(number * 10_000)
    if 0 < number < 1:
        hundredths = min(max(hundredths, 100), 9_900)
    return format_percent(hundredths, 0)


def money(hundredths: int, currency: str) -> str:
    """An amount; without cents from a thousand on."""
    return format_amount(hundredths, currency or None, 0 if abs(hundredths) >= WHOLE_FROM else None)


def _decimal(number: Fraction) -> str:
    return i18n.format_number(float(round(number, 1)))


def install_figures(app: Flask) -> None:
    """What the macros of figures and charts ask."""
    charts.install_charts(app)
    app.jinja_env.globals["card_of_copy"] = card_of_copy
