"""What a person decides about an imported document: the new role's name, the unit, and what was understood of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient

from portal.core.db import db, write
from portal.people.models import Grant, GrantKind, Position, Role, RoleLevel, Unit, UnitKind
from portal.profiles.models import Profile
from tests.cast import LONG_AGO, Cast
from tests.pages import Page
from tests.profiles.test_imports import TEXT, picked

Browse = Callable[..., Page]
SignIn = Callable[[int], FlaskClient]
NORWEGIAN = """Stillingsbeskrivelse: Ruteplanlegger

Formål
Ruteplanleggeren sørger for at kundene får besøk til avtalt tid.

Hovedoppgaver
- planlegger besøkene for hver uke
- avtaler endringer med kundene
"""


def imported(sign_in: SignIn, who: int, text: str = TEXT, locale: str = "nl") -> str:
    """The address of the page on which profiles are picked."""
    return sign_in(who).post("/profiles/import", data={"text": text}, headers={"Accept-Language": locale}).location


def chosen(page: Page, name: str) -> str:
    """What stands chosen in a select."""
    select = page.html.split(f'name="{name}"')[1].split("</select>")[0]
    found = [re.findall('value="([^"]*)"', option)[0] for option in re.findall("<option[^>]*>", select)
             if " selected" in option]
    return found[0] if found else ""


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_the_new_role_gets_the_names_that_were_given(
    cast: Cast, browse: Browse, sign_in: SignIn, locale: str
) -> None:
    address = imported(sign_in, cast.hr, locale=locale)
    page = browse(cast.hr, address, locale=locale)
    said = {"nl": "Naam van de nieuwe rol in het Noors", "nb": "Navnet på den nye rollen på norsk"}[locale]
    assert said in page.text
    fields = page.forms[-1]["fields"]
    assert (fields["name-nl-0"], fields["name-nb-0"]) == ("Routeplanner", "")
    named = picked(cast, 0, **{"name-nl-0": " Planner  van routes", "name-nb-0": "Ruteplanlegger"})
    assert sign_in(cast.hr).post(address, data={**named, "unit": cast.no}).status_code == 422
    again = browse(cast.hr, address, method="POST", data={**named, "unit": cast.no}, locale=locale)
    assert again.forms[-1]["fields"]["name-nb-0"] == "Ruteplanlegger"
    assert sign_in(cast.hr).post(address, data=named).status_code == 303
    role = db.session.get(Role, db.session.query(Profile).one().role_id)
    assert role.title == {"nl": "Planner van routes", "nb": "Ruteplanlegger"}


def test_a_role_that_exists_is_not_named_anew(cast: Cast, sign_in: SignIn) -> None:
    address = imported(sign_in, cast.hr)
    chosen_role = {"role-0": str(cast.seller_role), "name-nl-0": "Heel anders"}
    assert sign_in(cast.hr).post(address, data=picked(cast, 0, **chosen_role)).status_code == 303
    assert db.session.query(Profile).one().role_id == cast.seller_role
    assert db.session.get(Role, cast.seller_role).title == {"nl": "Verkoper", "nb": "Selger"}


def test_roles_of_one_title_are_told_apart(cast: Cast, browse: Browse, sign_in: SignIn) -> None:
    with write() as session:
        other = Role(code="verkoper-no", title={"nl": "Verkoper", "nb": "Selger"}, family="sales", country="NO")
        session.add(other)
        session.flush()
        session.add_all(RoleLevel(role_id=other.id, code=code, rank=rank) for rank, code in enumerate("AB", 1))
        ended = Position(person_id=cast.hr, role_id=other.id, unit_id=cast.no, starts=LONG_AGO, ends=date(2021, 1, 1))
        session.add(ended)
    page = browse(cast.hr, imported(sign_in, cast.hr))
    assert "Verkoper (Nederland · niveau A · 2 houders)" in page.text
    assert "Verkoper (Noorwegen · niveaus A, B · 0 houders)" in page.text
    assert "Verkoopmanager (" not in page.text


@pytest.mark.parametrize(("text", "unit", "country"), [(TEXT, "nl", "NL"), (NORWEGIAN, "no", "NO")])
def test_the_unit_begins_where_the_language_is_spoken(
    cast: Cast, browse: Browse, sign_in: SignIn, text: str, unit: str, country: str
) -> None:
    with write() as session:
        session.add(Grant(person_id=cast.hr, kind=GrantKind.HR, unit_id=cast.company, starts=LONG_AGO))
    page = browse(cast.hr, imported(sign_in, cast.hr, text))
    assert (chosen(page, "unit"), chosen(page, "country")) == (str(getattr(cast, unit)), country)


def test_among_teams_none_is_chosen_and_one_is_asked_for(cast: Cast, browse: Browse, sign_in: SignIn) -> None:
    with write() as session:
        teams = session.query(Unit.id).where(Unit.kind == UnitKind.TEAM, Unit.name.in_(["Team Midden", "Team Oslo"]))
        session.add_all(
            Grant(person_id=cast.manager, kind=GrantKind.HR, unit_id=team, starts=LONG_AGO) for (team,) in teams
        )
    address = imported(sign_in, cast.manager)
    assert chosen(browse(cast.manager, address), "unit") == "0"
    answer = browse(cast.manager, address, method="POST", data=picked(cast, 0, unit=0))
    assert answer.status == 422
    assert "Kies het organisatieonderdeel waar het bij hoort." in answer.text
    assert db.session.query(Profile).count() == 0


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_what_was_understood_is_shown_before_there_is_a_draft(
    cast: Cast, browse: Browse, sign_in: SignIn, locale: str
) -> None:
    page = browse(cast.hr, imported(sign_in, cast.hr, locale=locale), locale=locale)
    understood = page.html.split('class="document understood"')[1].split("</details>")[0]
    heading = {"nl": "Kerntaken", "nb": "Hovedoppgaver"}[locale]
    for words in ("Planning", "stemt wijzigingen af met de klanten", heading):
        assert words in understood
    assert db.session.query(Profile).count() == 0
