"""Figures and charts for the style page, with the numbers of an invented team."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from portal.core.figures.cards import Card, Shown, Step

MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
THIS_YEAR = (8, 21, 38, 52, 61, 68, 72, 74, 83, 89, 92, None)
LAST_YEAR = (5, 12, 25, 34, 47, 55, 58, 60, 71, 78, 80, 84)
TURNOVER = (182_400_00, 176_900_00, 241_300_00, 228_700_00, 219_500_00, 252_800_00)


def _points(values: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [{"label": label, "value": value} for label, value in zip(MONTHS, values, strict=False)]


def _card(code: str, name: str, rule: str, unit: str, **more: Any) -> Card:
    return Card(code, name, rule, unit, more.pop("better", "higher"), "2026", **{"href": "#figures", "rows": 9} | more)


def sample_cards() -> list[Card]:
    """One card in each state."""
    approved = (
        "Klanten van wie het plan dit jaar verplicht en goedgekeurd is, gedeeld door klanten met een verplicht plan."
    )
    steps = (
        Step("Volledig onderbouwd", 11, 0.44),
        Step("Grotendeels onderbouwd", 8, 0.32),
        Step("Deels onderbouwd", 4, 0.16),
        Step("Niet onderbouwd", 2, 0.08),
    )
    moment = datetime(2026, 10, 31, 8, 15, tzinfo=UTC)
    return [
        _card(
            "approved",
            "Goedgekeurde accountplannen",
            approved,
            "percent",
            facts=(("Op tijd", "56%"),),
            values=(Shown("78%", "7 van 9", 78.0),),
            points=tuple(_points(THIS_YEAR)),
        ),
        _card(
            "turnover",
            "Portefeuilleomzet",
            "Omzet van de klanten in de portefeuille.",
            "money",
            values=(Shown("€ 1.301.600", currency="EUR"), Shown("412 900 kr", currency="NOK")),
            source="ERP-export",
            source_on=date(2026, 10, 31),
        ),
        _card(
            "drafts",
            "Conceptversies",
            "Ingediende versies tot de goedkeuring; automatisch opslaan telt niet mee.",
            "count",
            better="neutral",
            values=(Shown("2,5"),),
            facts=(("Dagen bij de verkoper", "6 dagen"), ("Dagen bij de beslisser", "3 dagen")),
        ),
        _card(
            "substantiation",
            "Onderbouwing",
            "De beoordeling van de onderbouwing bij het besluit.",
            "distribution",
            better="neutral",
            steps=steps,
        ),
        _card(
            "kept",
            "Nagekomen toezeggingen",
            "Op tijd gedaan, gedeeld door wat gedaan moest zijn.",
            "percent",
            state="empty",
        ),
        _card(
            "group",
            "Bijstellingen",
            "Goedgekeurde bijstellingen na de eerste goedkeuring.",
            "count",
            better="neutral",
            state="hidden",
            smallest=4,
        ),
        _card(
            "copy",
            "Goedgekeurde accountplannen",
            approved,
            "percent",
            values=(Shown("64%", "9 van 14", 64.0),),
            frozen=True,
            as_of=moment,
            scope="Sanne Visser",
            href="",
        ),
    ]


def sample_charts() -> dict[str, Any]:
    """The data of each chart, with what is hard to draw: one point, below zero, nothing, very large."""
    return {
        "trend": [{"label": "2026", "points": _points(THIS_YEAR)}, {"label": "2025", "points": _points(LAST_YEAR)}],
        "one": [{"label": "", "points": _points((37,))}],
        "bars": [
            {"label": "Retail", "value": 824_000_00, "target": 780_000_00},
            {"label": "Horeca en catering", "value": 412_500_00, "target": 560_000_00},
            {"label": "Industrie", "value": 96_400_00, "target": 240_000_00},
            {"label": "Nieuwe klanten", "value": -12_500_00, "target": 60_000_00},
        ],
        "columns": [{"label": label, "value": value} for label, value in zip(MONTHS, TURNOVER, strict=False)],
        "margin": [
            {"label": str(year), "value": value}
            for year, value in (
                (2022, 31_000_00),
                (2023, 12_500_00),
                (2024, -18_200_00),
                (2025, 8_400_00),
                (2026, 40_900_00),
            )
        ],
        "huge": [
            {"label": str(year), "value": value}
            for year, value in ((2024, 99_999_999_999_999), (2025, 1), (2026, 45_000_000_000_000))
        ],
        "steps": [
            {"label": "Volledig onderbouwd", "count": 11},
            {"label": "Grotendeels onderbouwd", "count": 8},
            {"label": "Deels onderbouwd", "count": 4},
            {"label": "Niet onderbouwd", "count": 0},
            {"label": "Niet beoordeeld", "count": 2},
        ],
    }
