"""A copy of a figure for a document that is signed: its numbers, its rule and its words as they were at that moment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext

from portal.core import clock, i18n, settings
from portal.core.figures.measures import Counted
from portal.core.figures.periods import Period
from portal.core.figures.reading import Ask, Reading, read_all
from portal.core.figures.registry import FIGURES, Scope, ScopeKind, is_off, scope_name


def _in_each(sentence: str) -> dict[str, str]:
    """An interface sentence in each language, to be kept: the catalogue may say it otherwise next year."""
    made = {}
    for locale in i18n.LOCALES:
        with i18n.speaking(locale):
            made[locale] = gettext(sentence)
    return made


def _values(counted: Counted) -> list[dict[str, Any]]:
    return [
        {"numerator": value.numerator, "denominator": value.denominator, "currency": value.currency}
        for value in counted.values
        if value.denominator
    ]


def _shares(counted: Counted) -> list[dict[str, Any]]:
    return [
        {"code": share.code, "label": _in_each(share.label or "Not stated"), "count": share.count}
        for share in counted.shares
    ]


def frozen(code: str, scope: Scope, period: Period) -> dict[str, Any]:
    """The figure as JSON, drawn later by the macro `frozen_figure`. A group below the minimum size is hidden in it.

    Where figures about persons are off nothing is counted: a copy is read by others than the person.
    """
    return frozen_all([code], scope, period)[0]


def frozen_all(codes: Sequence[str], scope: Scope, period: Period) -> list[dict[str, Any]]:
    """The same of several figures, in their order; as many questions as for one."""
    asked = [FIGURES[code] for code in codes]
    about = [bool(figure.person or scope.kind is ScopeKind.PERSON) for figure in asked]
    off = any(about) and is_off(None, scope)
    readings = iter(
        read_all([Ask(figure, scope, period) for figure, who in zip(asked, about, strict=True) if not (off and who)])
    )
    name = scope_name(scope)
    return [
        _copy(Reading(figure, scope, period, clock.now(), Counted(0)), name, off=True) if off and who
        else _copy(next(readings), name, off=False)
        for figure, who in zip(asked, about, strict=True)
    ]  # fmt: skip


def _copy(reading: Reading, name: str, *, off: bool) -> dict[str, Any]:
    figure, scope, period, counted = reading.figure, reading.scope, reading.period, reading.counted
    return {
        "shape": 1,
        "code": figure.code,
        "name": _in_each(figure.name),
        "rule": _in_each(figure.rule),
        "unit": figure.unit.value,
        "better": figure.better.value,
        "scope": {"kind": scope.kind.value, "id": scope.id, "name": name},
        "period": {
            "starts": period.starts.isoformat(),
            "ends": period.ends.isoformat(),
            "per": period.per.value,
        },
        "as_of": reading.as_of.isoformat(),
        "rows": reading.rows,
        "values": [] if reading.empty else _values(counted),
        "shares": [] if reading.empty else _shares(counted),
        "facts": [
            {
                "name": _in_each(also.name),
                "unit": also.unit.value,
                "values": _values(found),
                "shares": _shares(found),
            }
            for also, found in reading.facts
            if reading.rows
        ],
        "source": reading.source,
        "source_on": reading.source_on.isoformat() if reading.source_on else None,
        "hidden": reading.hidden,
        "off": off,
        "smallest": settings.get("minimum_group") if reading.hidden else 0,
    }
