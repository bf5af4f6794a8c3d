"""The registry of figures, with toy figures over rows that the test makes up, on both databases."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core import clock, figures, i18n
from portal.core.figures import N_, Also, FigureUnit, Per, Scope, ScopeKind
from portal.core.figures.cards import percent
from tests.cast import Cast
from tests.figures import COLUMNS, assert_equals_recount, registered, selected, toy
from tests.queries import counted

PERSON, YEAR = Scope(ScopeKind.PERSON, 1), figures.year(2026)
DAY = date(2026, 10, 31)
STEPS = {"none": N_("No"), "some": N_("Yes")}

cents = st.one_of(st.none(), st.integers(-99_999_999_999_999, 99_999_999_999_999))
rows_made = st.lists(
    st.tuples(
        st.integers(1, 6),
        st.text("abcØé", min_size=1, max_size=4),
        st.booleans() | st.none(),
        st.booleans(),
        cents,
        cents,
        st.sampled_from(["EUR", "NOK"]),
        st.sampled_from(["none", "some", "odd", None]),
    ),
    max_size=12,
)


MEASURES = (
    (FigureUnit.PERCENT, figures.share("done")),
    (FigureUnit.PERCENT, figures.share("done", of="due")),
    (FigureUnit.COUNT, figures.tally()),
    (FigureUnit.COUNT, figures.tally("done")),
    (FigureUnit.MONEY, figures.total("amount")),
    (FigureUnit.COUNT, figures.total("amount", currency="")),
    (FigureUnit.PERCENT, figures.ratio("amount", "revenue", currency="currency")),
    (FigureUnit.PERCENT, figures.ratio("amount", "revenue")),
    (FigureUnit.DAYS, figures.middle("amount")),
    (FigureUnit.DISTRIBUTION, figures.spread("step", STEPS)),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows_made)
def test_every_measure_equals_a_recount_of_its_rows(app: Flask, made: list[tuple[Any, ...]]) -> None:
    rows = [(number, *row, "CRM", DAY) for number, row in enumerate(made, start=1)]
    also = tuple(Also(N_("Name"), unit, measure) for unit, measure in MEASURES)
    assert_equals_recount(toy(selected(rows), figures.tally(), also=also, order="name"), PERSON, YEAR)
    as_list = [dict(zip((one.name for one in COLUMNS), row, strict=True)) for row in rows]
    by_list = figures.read(toy(as_list, figures.tally(), also=also), PERSON, YEAR, full=True)
    by_select = figures.read(toy(selected(rows), figures.tally(), also=also), PERSON, YEAR, full=True)
    assert (by_list.counted, by_list.facts) == (by_select.counted, by_select.facts)


def test_the_median_of_an_even_number_lies_between_the_two_in_the_middle(app: Flask) -> None:
    versions = [{"id": number, "person_id": 1, "name": "", "amount": held} for number, held in enumerate((1, 2, 3, 9))]
    reading = figures.read(toy(versions, figures.middle("amount")), PERSON, YEAR)
    assert [value.number for value in reading.counted.values] == [Fraction(5, 2)]
    with i18n.speaking("nl"):
        assert figures.card_of(reading, linked=False).values[0].text == "2,5"


@pytest.mark.parametrize(
    ("done", "of", "text"),
    [(0, 3, "0%"), (1, 1000, "1%"), (1, 2, "50%"), (2, 3, "67%"), (999, 1000, "99%"), (3, 3, "100%"), (4, 3, "133%")],
)
def test_a_percentage_is_whole_only_when_nothing_is_missing(app: Flask, done: int, of: int, text: str) -> None:
    with i18n.speaking("nl"):
        assert percent(Fraction(done, of)) == text


def test_nothing_to_divide_by_is_an_empty_figure_and_no_zero(app: Flask) -> None:
    rows = [{"id": 1, "person_id": 1, "name": "", "done": True, "due": False}]
    reading = figures.read(toy(rows, figures.share("done", of="due"), FigureUnit.PERCENT), PERSON, YEAR)
    assert reading.empty and figures.card_of(reading, linked=False).state == "empty"


def test_a_small_group_is_hidden_from_its_members_and_from_signed_copies(app: Flask, cast: Cast) -> None:
    rows = [{"id": number, "person_id": number % 3, "name": ""} for number in range(1, 9)]
    group = Scope(ScopeKind.TEAM, cast.team)
    with registered(toy(rows, figures.tally())) as (small,):
        assert figures.read(small, group, YEAR).hidden and not figures.read(small, group, YEAR).rows
        assert figures.read(small, group, YEAR, full=True).rows == 8
        assert not figures.read(small, Scope(ScopeKind.PERSON, cast.seller), YEAR).hidden
        copy = figures.frozen("toy", group, YEAR)
    assert copy["hidden"] and not copy["values"] and figures.card_of_copy(copy).smallest == 4


def test_a_frozen_copy_keeps_its_numbers_and_words_in_each_language(app: Flask, cast: Cast) -> None:
    rows = [
        {
            "id": 1,
            "person_id": 1,
            "name": "",
            "amount": 125_000,
            "currency": "NOK",
            "source": "ERP",
            "source_on": date(2026, 10, 31),
            "done": True,
            "step": "some",
        }
    ]
    money = toy(
        rows,
        figures.total("amount"),
        FigureUnit.MONEY,
        imported=("source", "source_on"),
        also=(Also(N_("Reason"), FigureUnit.PERCENT, figures.share("done")),),
    )
    with registered(money):
        copy = json.loads(json.dumps(figures.frozen("toy", Scope(ScopeKind.PERSON, cast.seller), YEAR)))
    assert copy["name"] == {"nl": "Naam", "nb": "Navn", "en": "Name"}
    with i18n.speaking("nb"):
        card = figures.card_of_copy(copy)
    assert (card.name, card.scope, card.period, card.source_on) == ("Navn", "Sanne Visser", "2026", date(2026, 10, 31))
    shown = [card.values[0].text, card.facts[0][1]]
    assert [text.replace("\xa0", " ") for text in shown] == ["1 250 kr", "100 %"]


def test_one_question_answers_for_many_figures_and_periods(app: Flask, cast: Cast) -> None:
    rows = selected([(1, 1, "a", True, True, 5, 5, "EUR", "some", "ERP", YEAR.starts)])
    also = (Also(N_("Name"), FigureUnit.PERCENT, figures.share("done")),)
    with registered(toy(rows, figures.tally(), also=also), toy(rows, figures.tally(), code="other")):
        mine = Scope(ScopeKind.PERSON, cast.seller)
        wanted = [(code, mine, figures.month(2026, number)) for code in ("toy", "other") for number in range(1, 13)]
        with app.test_request_context(), counted() as asked:
            found = figures.cards(cast.me("seller"), wanted)
    assert [one.values[0].text for one in found] == ["1"] * 24
    assert len([one for one in asked if "rows_" in one]) == 1


def test_a_stranger_gets_no_cards(app: Flask, cast: Cast) -> None:
    with registered(toy([], figures.tally())), app.test_request_context():
        assert figures.cards(cast.me("stranger"), [("toy", Scope(ScopeKind.PERSON, cast.seller), YEAR)]) == []
        assert figures.trend(cast.me("stranger"), "toy", Scope(ScopeKind.PERSON, cast.seller), [YEAR]) == ()


@pytest.mark.parametrize(
    ("period", "before", "after"),
    [
        (figures.month(2026, 1), figures.month(2025, 12), figures.month(2026, 2)),
        (figures.quarter(2026, 4), figures.quarter(2026, 3), figures.quarter(2027, 1)),
        (figures.year(2026), figures.year(2025), figures.year(2027)),
    ],
)
def test_periods_follow_each_other(app: Flask, period: figures.Period, before: Any, after: Any) -> None:
    with clock.at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        assert (period.previous, period.next) == (before, after)
        assert figures.asked_period({name: str(value) for name, value in period.query.items()}, tuple(Per)) == period
        assert figures.year(2027).next is None and figures.year(2000).previous is None


def test_a_figure_of_people_and_groups_says_whose_its_rows_are() -> None:
    with pytest.raises(ValueError, match="whose each row is"):
        toy([], figures.tally(), person="")


def test_a_distribution_is_not_made_into_a_number() -> None:
    with pytest.raises(ValueError, match="gives no percent"):
        toy([], figures.spread("step", STEPS), FigureUnit.PERCENT)
