"""The page of a figure: who sees it, its rows page by page, and the workbook."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from portal.core import clock, figures
from portal.core import settings as organisation
from portal.core.audit import Audit
from portal.core.db import db, write
from portal.core.figures import N_, Column, FigureUnit, Per, Period, Scope, ScopeKind, Show
from portal.people.models import Person, Position
from portal.people.scopes import people_in
from tests.cast import Cast, absent
from tests.figures import assert_equals_recount, registered, selected, toy
from tests.pages import Page
from tests.queries import counted

QUERIES = 9  # signed in, language, who may, whether figures are on, name, figures, group size, rows, the menu's count
PEOPLE = ("seller", "colleague", "manager", "director", "deputy", "hr", "admin", "stranger")


def positions(scope: Scope, period: Period) -> Any:
    """The positions held in a scope before a period ended, as rows of a figure."""
    held = select(
        Position.id,
        Person.id.label("person_id"),
        Person.name,
        Position.starts,
        Position.level_id.is_not(None).label("done"),
    ).join(Person, Person.id == Position.person_id)
    held = held.where(Position.starts <= period.ends)
    if scope.kind is ScopeKind.PERSON:
        return held.where(Person.id == scope.id)
    return held.where(Person.id.in_(people_in(scope.id)))


LEVELS = toy(
    positions,
    figures.share("done"),
    FigureUnit.PERCENT,
    order="name",
    periods=(Per.YEAR, Per.MONTH),
    columns=(
        Column("name", N_("Name"), Show.LINK, subject="person", id="person_id"),
        Column("starts", N_("Valid from"), Show.DATE),
    ),
)


@pytest.fixture(autouse=True)
def in_registry() -> Iterator[None]:
    with registered(LEVELS):
        yield


def status(browse: Callable[..., Page], cast: Cast, name: str, kind: str, number: int) -> int:
    return browse(getattr(cast, name), f"/figures/toy?scope={kind}&id={number}&year=2026").status


@pytest.mark.parametrize(
    ("kind", "about", "seen"),
    [
        ("person", "seller", {"seller": 200, "manager": 200, "director": 200}),
        ("person", "manager", {"manager": 200, "director": 200}),
        ("team", "team", {"seller": 200, "colleague": 200, "manager": 200, "director": 200}),
        (
            "team",
            "nl",
            {"director": 200} | dict.fromkeys(("seller", "colleague", "manager", "deputy", "hr", "admin"), 200),
        ),
        ("company", "company", dict.fromkeys(PEOPLE, 403) | {"director": 200}),
        ("customer", "team", {}),
    ],
)
def test_who_sees_a_figure(
    app: Flask, cast: Cast, browse: Callable[..., Page], kind: str, about: str, seen: dict[str, int]
) -> None:
    found = {name: status(browse, cast, name, kind, getattr(cast, about)) for name in PEOPLE}
    assert found == dict.fromkeys(PEOPLE, 404) | seen


def test_a_deputy_sees_only_figures_that_pass_to_a_deputy(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    absent(cast)
    assert status(browse, cast, "deputy", "person", cast.seller) == 404
    with registered(toy(positions, figures.tally(), code="passed", for_deputy=True, columns=LEVELS.columns)):
        page = browse(cast.deputy, f"/figures/passed?scope=person&id={cast.seller}")
        assert page.status == 200 and "Sanne Visser" in page.text


def test_members_see_a_group_only_when_it_is_large_enough(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    address = f"/figures/toy?scope=team&id={cast.team}"
    page = browse(cast.seller, address)
    assert "minder dan 4 mensen" in page.text and "van 3" not in page.text
    assert "1 van 3" in browse(cast.manager, address).text
    with write():
        organisation.change("minimum_group", 3)
    page = browse(cast.seller, address)
    assert "33%" in page.text and "1 van 3" in page.text
    assert "De regels zijn niet voor jou" in page.text and "Kees Collega" not in page.text


def test_a_reader_without_a_scope_in_the_address_sees_their_own(
    app: Flask, cast: Cast, browse: Callable[..., Page]
) -> None:
    page = browse(cast.seller, "/figures/toy", locale="nb")
    assert "Sanne Visser" in page.text and "1 av 1" in page.text and "Hvordan telles dette?" in page.text


@pytest.mark.parametrize(
    "query",
    [
        "scope=team",
        "scope=nobody",
        "id=0",
        f"id={'9' * 30}",
        "id=²",
        "year=1999",
        "year=99999",
        "year=2026&month=13",
        "year=2026&quarter=1",
        "year=x",
    ],
)
def test_an_address_that_names_nothing_is_not_there(
    app: Flask, cast: Cast, browse: Callable[..., Page], query: str
) -> None:
    assert browse(cast.seller, f"/figures/toy?{query}").status == 404


def test_from_a_running_year_one_goes_to_the_month_of_today(
    app: Flask, cast: Cast, browse: Callable[..., Page]
) -> None:
    with clock.at(datetime(2026, 5, 6, 9, tzinfo=UTC)):
        assert "year=2026&amp;month=5" in browse(cast.seller, "/figures/toy?year=2026").html
        assert "year=2025&amp;month=12" in browse(cast.seller, "/figures/toy?year=2025").html
        assert "year=2027&amp;month=1" in browse(cast.seller, "/figures/toy?year=2027").html


def test_a_figure_that_nobody_registered_is_not_there(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    assert browse(cast.seller, "/figures/unknown").status == 404


def test_the_page_asks_as_much_for_many_rows_as_for_few(
    app: Flask, cast: Cast, sign_in: Callable[[int], FlaskClient]
) -> None:
    client = sign_in(cast.director)
    client.get("/figures/toy")
    with counted() as asked:
        assert client.get(f"/figures/toy?scope=company&id={cast.company}&year=2026&month=3").status_code == 200
    assert len(asked) <= QUERIES, asked


def many(_scope: Scope, _period: Period) -> Any:
    """Sixty rows of one person, two by two with the same name, amounts in two currencies."""
    rows = [
        (
            number,
            1,
            f"Naam {(61 - number) // 2:02}",
            number % 2 == 0,
            True,
            number * 100,
            0,
            ("EUR", "NOK")[number % 2],
            None,
            "ERP",
            date(2026, 10, 31),
        )
        for number in range(1, 61)
    ]
    return selected(rows)


@pytest.mark.parametrize("as_list", [False, True])
def test_pages_of_rows_give_each_row_once_forwards_and_back(
    app: Flask, cast: Cast, browse: Callable[..., Page], as_list: bool
) -> None:
    def listed(scope: Scope, period: Period) -> Any:
        return [dict(row) for row in db.session.execute(many(scope, period)).mappings()]

    me, scope, year = cast.me("seller"), Scope(ScopeKind.PERSON, cast.seller), figures.year(2026)
    figure = toy(listed if as_list else many, figures.total("amount"), FigureUnit.MONEY, order="name")
    pages, after = [], ""
    while True:
        page = figures.page_of(figure, scope, year, me, figures.Sight.FULL, after=after)
        pages.append([row["id"] for row in page.rows])
        if page.next is None:
            break
        after = str(page.next)
    assert [len(one) for one in pages] == [25, 25, 10]
    names = {row["id"]: row["name"] for row in listed(scope, year)}
    assert [number for one in pages for number in one] == sorted(names, key=lambda number: (names[number], number))
    back = figures.page_of(figure, scope, year, me, figures.Sight.FULL, before=str(pages[2][0]))
    assert [row["id"] for row in back.rows] == pages[1]
    first = figures.page_of(figure, scope, year, me, figures.Sight.FULL, before=str(pages[1][0]))
    assert [row["id"] for row in first.rows] == pages[0] and first.previous is None
    assert figures.page_of(figure, scope, year, me, figures.Sight.FULL, after="x' OR 1").rows[0]["id"] == pages[0][0]


def test_money_stands_per_currency_with_its_source(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    money = toy(many, figures.total("amount"), FigureUnit.MONEY, code="money", imported=("source", "source_on"))
    with registered(money):
        assert_equals_recount(money, Scope(ScopeKind.PERSON, cast.seller), figures.year(2026))
        page = browse(cast.seller, "/figures/money")
        assert "€ 930" in page.text and "NOK 900" in page.text and "1.830" not in page.text
        assert "Bron: ERP, 31 okt 2026" in page.text
        assert "after=25" in page.html and "60 regels" in page.text


def test_the_workbook_holds_the_rows_and_the_history_who_took_them(
    app: Flask, cast: Cast, sign_in: Callable[[int], FlaskClient]
) -> None:
    money = toy(many, figures.total("amount"), FigureUnit.MONEY, code="money")
    with registered(money):
        answer = sign_in(cast.manager).post(f"/figures/money/export?scope=person&id={cast.seller}&year=2026")
        assert answer.status_code == 200
        assert sign_in(cast.colleague).post(f"/figures/money/export?scope=person&id={cast.seller}").status_code == 404
    rows = list(load_workbook(io.BytesIO(answer.data)).active.values)
    assert len(rows) == 61 and {row[2] for row in rows[1:]} == {"EUR", "NOK"}
    row = db.session.scalars(select(Audit).where(Audit.code == "figure_exported")).one()
    assert (row.kind, row.subject_id, row.actor_id) == ("person", cast.seller, cast.manager)
    assert row.data == {"figure": "money", "rows": 60}


def test_who_sees_a_group_as_its_member_exports_no_rows(
    app: Flask, cast: Cast, sign_in: Callable[[int], FlaskClient]
) -> None:
    answer = sign_in(cast.seller).post(f"/figures/toy/export?scope=team&id={cast.team}")
    assert len(list(load_workbook(io.BytesIO(answer.data)).active.values)) == 1


def test_an_empty_period_says_what_to_expect(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    page = browse(cast.seller, "/figures/toy?year=2019")
    assert "Nog niets om te tellen" in page.text and "Nog geen regels" in page.text
