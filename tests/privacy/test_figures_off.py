"""Figures about persons where nothing was agreed: for the person alone, and groups without anybody's rows."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from portal.core import clock, figures, settings
from portal.core.db import write
from portal.core.figures import Scope, ScopeKind, Sight
from portal.privacy.models import Covers
from tests.cast import Cast, absent
from tests.figures import registered, toy
from tests.home.test_figures import LEVELS, positions
from tests.pages import Page
from tests.plans import sums
from tests.privacy.making import disagree

PEOPLE = ("seller", "colleague", "manager", "director", "deputy", "hr", "admin", "stranger")


@pytest.fixture(autouse=True)
def off(app: Flask, cast: Cast) -> Iterator[None]:
    disagree("NL", Covers.FIGURES)
    with registered(LEVELS), clock.at(sums.NOON):
        yield


def smallest(number: int) -> None:
    with write():
        settings.change("minimum_group", number)


@pytest.mark.parametrize(
    "address",
    ["/figures/toy?scope=person&id={0}", "/reports/?person={0}", "/reports/plans?person={0}",
     "/reports/targets?person={0}", "/reports/targets/person/{0}"],
)  # fmt: skip
@pytest.mark.parametrize("name", PEOPLE)
def test_nobody_but_the_person_sees_a_figure_of_a_person(
    app: Flask, cast: Cast, browse: Callable[..., Page], address: str, name: str
) -> None:
    page = browse(getattr(cast, name), address.format(cast.seller))
    if name == "seller":
        assert page.status in (200, 302)
    elif name in ("manager", "director"):
        assert page.status == 403
        assert "Kengetallen staan uit" in page.text and "Ada Beheer" in page.text
        assert "Wie ze aan kan zetten" in page.text
    else:
        assert page.status == 404


def test_norway_agreed_so_its_figures_are_on(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    assert browse(cast.director, f"/figures/toy?scope=person&id={cast.stranger}").status == 200
    assert not figures.is_off(cast.me("director"), Scope(ScopeKind.PERSON, cast.hr_no))
    assert figures.is_off(cast.me("director"), Scope(ScopeKind.COMPANY, cast.company)), "some of them work in NL"
    assert not figures.is_off(cast.me("director"), Scope(ScopeKind.TEAM, cast.no))


def test_a_deputy_sees_no_figure_of_a_person_either(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    absent(cast)
    with registered(toy(positions, figures.tally(), code="passed", for_deputy=True, columns=LEVELS.columns)):
        assert browse(cast.deputy, f"/figures/passed?scope=person&id={cast.seller}").status == 403
        page = browse(cast.deputy, f"/figures/passed?scope=team&id={cast.team}")
        assert page.status == 200 and "Sanne Visser" not in page.text


def test_a_group_has_a_number_from_its_minimum_size_and_no_rows(
    app: Flask, cast: Cast, browse: Callable[..., Page], sign_in: Any
) -> None:
    address = f"/figures/toy?scope=team&id={cast.team}"
    page = browse(cast.manager, address)
    assert "minder dan 4 mensen" in page.text and "van 3" not in page.text
    smallest(3)
    page = browse(cast.manager, address)
    assert "1 van 3" in page.text and "De regels staan uit" in page.text and "Kees Collega" not in page.text
    answer = sign_in(cast.manager).post(address.replace("/toy", "/toy/export"))
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet.max_row == 1, "the workbook has its head and nobody's row"


def test_cards_say_that_they_are_off(app: Flask, cast: Cast) -> None:
    period = figures.year(2026)
    person, team = Scope(ScopeKind.PERSON, cast.seller), Scope(ScopeKind.TEAM, cast.team)
    with app.test_request_context():
        me = cast.me("manager")
        assert [card.state for card in figures.cards(me, [("toy", person, period), ("toy", team, period)])] == [
            "off", "hidden"
        ]  # fmt: skip
        assert figures.cards(cast.me("seller"), [("toy", person, period)])[0].state == "value"
        assert figures.cards(cast.me("stranger"), [("toy", person, period)]) == []
        assert figures.trend(me, "toy", person, [period])[0]["value"] is None
        assert figures.may_see(me, LEVELS, person) is Sight.OFF
        assert figures.may_see(me, LEVELS, team) is Sight.SUM


def test_a_copy_in_a_document_holds_no_number(app: Flask, cast: Cast) -> None:
    with app.test_request_context():
        copy = figures.frozen("toy", Scope(ScopeKind.PERSON, cast.seller), figures.year(2026))
        assert copy["off"] and copy["rows"] == 0 and not copy["values"]
        assert figures.card_of_copy(copy).state == "off"
        other = figures.frozen("toy", Scope(ScopeKind.PERSON, cast.stranger), figures.year(2026))
        assert not other["off"] and other["values"]


def test_plans_added_up_name_nobody(app: Flask, cast: Cast, browse: Callable[..., Page], sign_in: Any) -> None:
    ours = sums.customer("K", cast.team, cast.seller)
    sums.required(ours, cast.seller)
    sums.turnover(ours, sums.NOON.date().replace(day=1), 10_00)
    address = f"/reports/plans?unit={cast.team}"
    assert browse(cast.manager, address).status == 403, "two sellers: too few to add up"
    smallest(2)
    page = browse(cast.manager, address)
    assert page.status == 200
    assert "Sanne Visser" not in page.text and "Kees Collega" not in page.text
    sheet = sign_in(cast.manager).post(f"/reports/plans/export?unit={cast.team}")
    cells = [cell.value for row in load_workbook(io.BytesIO(sheet.data)).active for cell in row]
    assert "Sanne Visser" not in cells
    page = browse(cast.manager, f"/reports/targets?unit={cast.team}")
    assert page.status == 200 and "Sanne Visser" not in page.text
    assert browse(cast.manager, f"/reports/?unit={cast.team}").status == 200
    assert browse(cast.manager, "/reports/plans").status == 200


def test_the_page_of_one_s_own_figures_stays(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    sums.required(sums.customer("K", cast.team, cast.seller), cast.seller)
    page = browse(cast.seller, "/reports/plans")
    assert page.status == 200 and "Sanne Visser" in page.text
    assert "staan uit" not in page.text
