"""Sales targets: who sets and who sees them, what holds and what held, and input that is not a target."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import Forbidden

from portal.core.audit import Audit
from portal.core.db import db
from portal.core.notices import Notice
from portal.plans import targets
from portal.plans.models import Target, TargetMeasure, TargetScope
from tests.cast import Cast, absent
from tests.pages import Page
from tests.plans import sums

PERSON, UNIT = TargetScope.PERSON, TargetScope.UNIT
FORM = {"amount": "1.250.000", "currency": "EUR", "measure": "revenue", "agreed_on": "05-01-2026", "note": "Samen"}


def set_for(actor: Any, scope: TargetScope, about: int, amount: int = 100_00, **facts: Any) -> None:
    given = {
        "measure": TargetMeasure.REVENUE, "currency": "EUR", "amount": amount, "agreed_with": None,
        "agreed_on": date(2026, 1, 5), "note": "",
    }  # fmt: skip
    targets.set_target(actor, scope, about, 2026, **given | facts)


@pytest.mark.parametrize(
    ("name", "scope", "about", "may"),
    [
        ("manager", PERSON, "seller", True),
        ("director", PERSON, "seller", True),
        ("director", PERSON, "manager", True),
        ("seller", PERSON, "seller", False),
        ("manager", PERSON, "manager", False),
        ("colleague", PERSON, "seller", False),
        ("stranger", PERSON, "seller", False),
        ("hr", PERSON, "seller", False),
        ("deputy", PERSON, "seller", False),  # deputises today, but a target is of the line itself
        ("manager", UNIT, "team", True),
        ("director", UNIT, "team", True),
        ("director", UNIT, "company", True),
        ("manager", UNIT, "nl", False),
        ("seller", UNIT, "team", False),
    ],
)
def test_only_the_line_above_sets_a_target(
    app: Flask, cast: Cast, name: str, scope: TargetScope, about: str, may: bool
) -> None:
    absent(cast)
    if may:
        set_for(cast.me(name), scope, getattr(cast, about))
    else:
        with pytest.raises(Forbidden):
            set_for(cast.me(name), scope, getattr(cast, about))
    assert db.session.query(Target).count() == may


def test_a_change_adds_a_row_and_the_newest_holds(app: Flask, cast: Cast) -> None:
    boss = cast.me("manager")
    set_for(boss, PERSON, cast.seller, 100_00)
    set_for(boss, PERSON, cast.seller, 100_00)  # sent twice
    set_for(boss, PERSON, cast.seller, 90_00, agreed_with=cast.seller, note="Less")
    set_for(boss, PERSON, cast.seller, 5_00, currency="NOK")
    set_for(boss, PERSON, cast.seller, 30_00, measure=TargetMeasure.MARGIN)
    rows = targets.history(PERSON, cast.seller, 2026)
    assert [(row.amount, row.holds) for row in rows] == [(30_00, True), (5_00, True), (90_00, True), (100_00, False)]
    assert (rows[2].set_by, rows[2].agreed_with) == ("Marloes van Dam", "Sanne Visser")
    held = targets.holding({(PERSON, cast.seller), (UNIT, cast.seller)}, 2026)
    assert held == {(PERSON, cast.seller): {"EUR": 90_00, "NOK": 5_00}}
    assert targets.holding({(PERSON, cast.seller)}, 2025) == {}


def test_who_gets_a_target_is_told_and_the_history_keeps_it(app: Flask, cast: Cast) -> None:
    set_for(cast.me("manager"), PERSON, cast.seller)
    set_for(cast.me("manager"), UNIT, cast.team)
    assert [row.person_id for row in db.session.scalars(select(Notice))] == [cast.seller]
    assert [row.kind for row in db.session.scalars(select(Audit).where(Audit.code == "target_set"))] == [
        "person", "unit"
    ]  # fmt: skip


def test_a_manager_sets_a_target_and_the_seller_reads_it(
    app: Flask, cast: Cast, sign_in: Callable[[int], Any], browse: Callable[..., Page]
) -> None:
    address = f"/reports/targets/person/{cast.seller}?year=2026"
    response = sign_in(cast.manager).post(address, data=FORM | {"agreed_with": str(cast.seller)})
    assert response.status_code == 303
    page = browse(cast.seller, address)
    assert "€ 1.250.000" in page.text.replace("\xa0", " ") and "Samen" in page.text and "Marloes van Dam" in page.text
    assert not any("amount" in form["fields"] for form in page.forms)
    assert sign_in(cast.seller).post(address, data=FORM).status_code == 403
    assert sign_in(cast.colleague).get(address).status_code == 404
    listed = browse(cast.manager, f"/reports/targets?unit={cast.team}&year=2026")
    assert "€ 1.250.000" in listed.text.replace("\xa0", " ") and "Niet vastgesteld" in listed.text


def test_a_seller_who_opens_targets_comes_to_their_own(app: Flask, cast: Cast, sign_in: Callable[[int], Any]) -> None:
    response = sign_in(cast.seller).get("/reports/targets?year=2026")
    assert response.status_code == 302 and response.location.startswith(f"/reports/targets/person/{cast.seller}")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"amount": "-5"}, "0 in of meer"),
        ({"amount": ""}, "Vul het bedrag in"),
        ({"amount": "veel"}, "Schrijf"),
        ({"amount": "1e9"}, "Schrijf"),
        ({"amount": "9" * 40}, "lang"),
        ({"currency": "XXX"}, "Kies"),
        ({"measure": "luck"}, "Kies"),
        ({"agreed_on": "31-2-2026"}, "bestaat niet"),
        ({"agreed_on": ""}, "Vul de dag in"),
        ({"agreed_on": "01-01-2199"}, "tot en met vandaag"),
        ({"agreed_with": "1"}, "Kies"),
        ({"note": "x" * 2001}, "2000"),
    ],
)
def test_what_is_no_target_is_said_at_its_field_and_lost_by_nobody(
    app: Flask, cast: Cast, sign_in: Callable[[int], Any], wrong: dict[str, str], says: str
) -> None:
    page = Page.fetch(
        sign_in(cast.manager), f"/reports/targets/person/{cast.seller}?year=2026", method="POST", data=FORM | wrong
    )
    assert page.status == 422 and says in page.text
    assert FORM["note"] in page.html or "note" in wrong
    assert not db.session.query(Target).count()


@pytest.mark.parametrize("path", ["person/0", "person/999", "body/1", "unit/999"])
def test_an_address_that_names_nothing_is_not_there(
    app: Flask, cast: Cast, sign_in: Callable[[int], Any], path: str
) -> None:
    assert sign_in(cast.director).get(f"/reports/targets/{path}").status_code == 404
    assert sign_in(cast.director).get(f"/reports/targets/person/{cast.seller}?year=1900").status_code == 404


def test_a_unit_without_a_target_shows_the_sum_of_the_nearest_below(app: Flask, cast: Cast) -> None:
    keys = {(UNIT, cast.company), (UNIT, cast.nl), (UNIT, cast.team)}
    assert targets.reaching(keys, 2026) == {}
    boss = cast.me("manager")
    set_for(boss, PERSON, cast.seller, 100_00)
    set_for(boss, PERSON, cast.colleague, 40_00)
    found = targets.reaching(keys, 2026)
    assert found[UNIT, cast.company] == found[UNIT, cast.team] == targets.Reached({"EUR": 140_00}, 0, 2)
    set_for(boss, UNIT, cast.team, 500_00)
    found = targets.reaching(keys, 2026)
    assert found[UNIT, cast.team] == targets.Reached({"EUR": 500_00})
    assert found[UNIT, cast.nl] == found[UNIT, cast.company] == targets.Reached({"EUR": 500_00}, 1, 0)


def test_units_open_their_members_and_the_form_says_what_to_weigh(
    app: Flask, cast: Cast, browse: Callable[..., Page]
) -> None:
    made = sums.customer("K", cast.team, cast.seller)
    sums.turnover(made, date(2025, 3, 1), 812_00)
    listed = browse(cast.director, f"/reports/targets?unit={cast.nl}&year=2026")
    assert f'href="/reports/targets?unit={cast.team}&amp;year=2026"' in listed.html
    below = browse(cast.director, f"/reports/targets?unit={cast.team}&year=2026")
    assert f"/reports/targets/person/{cast.seller}" in below.html
    form = browse(cast.manager, f"/reports/targets/person/{cast.seller}?year=2026")
    assert "Omzet in 2025: € 812." in form.text.replace("\xa0", " ")
