"""Every code of plans has its words, in both languages."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.core import i18n
from portal.plans import content, words
from portal.plans.lists import STANDINGS
from portal.plans.models import Business, Measure, Need, PlanKind, Stage, Step
from portal.plans.readiness import Finding
from portal.visits.models import Channel

TABLES = [
    (words.KINDS, PlanKind), (words.NEEDS, Need), (words.STEPS, Step), (words.MEASURES, Measure),
    (words.BUSINESS, Business), (words.CHANNELS, Channel), (words.FREQUENCIES, content.PER_YEAR),
    (words.BUDGETS, content.BUDGET_KINDS), (words.STANCES, content.STANCES),
]


@pytest.mark.parametrize(("table", "codes"), TABLES)
def test_every_code_has_a_word(table: dict, codes: object) -> None:
    assert set(table) == set(codes)


def test_every_standing_and_section_has_a_word() -> None:
    assert set(words.STANDINGS) == set(STANDINGS)
    assert {*Stage} - {Stage.AT_WORK} <= set(words.STANDINGS)
    used = {name for names in (*content.SECTIONS.values(), *content.MORE.values()) for name in names}
    assert used <= set(words.SECTIONS)


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_words_speak_the_readers_language(app: Flask, locale: str) -> None:
    with app.test_request_context(), i18n.speaking(locale):
        assert words.kind("portfolio") == {"nl": "Portefeuilleplan", "nb": "Porteføljeplan"}[locale]
        assert words.standing("in_review")[0] == {"nl": "Ingediend", "nb": "Sendt til godkjenning"}[locale]
        assert words.frequency(4) == {"nl": "elk kwartaal", "nb": "hvert kvartal"}[locale]
        assert words.finding(Finding("no_goal")).endswith(".")
        assert words.value("revenue", 1_234_50, "EUR").replace("\xa0", " ") == {
            "nl": "€ 1.234,50", "nb": "1 234,50 €"}[locale]
        assert "12" in words.value("share", 12_00, "EUR")
