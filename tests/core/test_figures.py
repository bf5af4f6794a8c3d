"""The registry of figures, with toy figures over rows that the test makes up, on both databases."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Boolean, Date, Integer, Select, String, cast, column, literal, select, union_all

from portal.core import figures
from portal.core.figures import N_, Also, Better, Column, Figure, FigureUnit, Per, Scope, ScopeKind, Show
from tests.figures import assert_equals_recount

COLUMNS = (
    column("id", Integer),
    column("person_id", Integer),
    column("name", String),
    column("done", Boolean),
    column("due", Boolean),
    column("amount", BigInteger),
    column("revenue", BigInteger),
    column("currency", String),
    column("step", String),
    column("source", String),
    column("source_on", Date),
)
PERSON, YEAR = Scope(ScopeKind.PERSON, 1), figures.year(2026)
DAY = date(2026, 10, 31)
STEPS = {"none": N_("No"), "some": N_("Yes")}
Row = tuple[Any, ...]

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


def typed(value: Any, one: Any) -> Any:
    """A value as a column of its type; SQLite would make a number of a date that is cast."""
    stated = literal(value, one.type)
    return (stated if isinstance(value, date) else cast(stated, one.type)).label(one.name)


def selected(rows: list[Row]) -> Select:
    """A SELECT that gives these rows; nothing for none."""
    if not rows:
        return select(*(cast(literal(None), one.type).label(one.name) for one in COLUMNS)).where(literal(1) == 0)
    made = [select(*(typed(value, one) for value, one in zip(row, COLUMNS, strict=True))) for row in rows]
    return select(union_all(*made).subquery("made"))


def toy(rows: Any, measure: Any, unit: FigureUnit = FigureUnit.COUNT, **more: Any) -> Figure:
    """A figure over given rows: a SELECT, or a list."""
    return Figure(
        code="toy",
        name=N_("Name"),
        rule=N_("Rule"),
        unit=unit,
        better=Better.NEUTRAL,
        periods=(Per.YEAR,),
        scopes=tuple(ScopeKind),
        rows=lambda _scope, _period: rows,
        columns=(Column("name", N_("Name")), Column("amount", N_("Amount"), Show.MONEY)),
        measure=measure,
        person="person_id",
        **more,
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
def test_every_measure_equals_a_recount_of_its_rows(app: Flask, made: list[Row]) -> None:
    rows = [(number, *row, "CRM", DAY) for number, row in enumerate(made, start=1)]
    also = tuple(Also(N_("Name"), unit, measure) for unit, measure in MEASURES)
    assert_equals_recount(toy(selected(rows), figures.tally(), also=also, order="name"), PERSON, YEAR)
    as_list = [dict(zip((one.name for one in COLUMNS), row, strict=True)) for row in rows]
    by_list = figures.read(toy(as_list, figures.tally(), also=also), PERSON, YEAR, full=True)
    by_select = figures.read(toy(selected(rows), figures.tally(), also=also), PERSON, YEAR, full=True)
    assert (by_list.counted, by_list.facts) == (by_select.counted, by_select.facts)
