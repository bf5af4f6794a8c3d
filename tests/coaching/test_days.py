"""The day of a form: another one than today, prepared the evening before, keyed in from paper; its visits with it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from portal.coaching import paper, result
from portal.coaching.models import RideAlongState
from portal.coaching.views import person
from portal.core import clock, i18n
from tests.cast import Cast
from tests.coaching.making import criteria, ride_along, told
from tests.customers.making import customer
from tests.privacy.making import agree
from tests.visits.making import visit


@pytest.fixture(autouse=True)
def coached(app: Flask, cast: Cast) -> None:
    agree()
    criteria()
    visit(cast, customer("Bakker", cast.team, cast.seller))
    visit(cast, customer("Slager", cast.team, cast.seller), 1)


def tomorrow() -> date:
    return clock.today() + timedelta(days=1)


def short(day: date) -> str:
    return day.strftime("%d-%m-%Y")


def test_a_blank_form_is_prepared_for_another_day_with_the_visits_of_that_day(cast: Cast, browse: Callable) -> None:
    for address in (f"/coaching/new/{cast.seller}?day={tomorrow()}", f"/coaching/new/{cast.seller}/{tomorrow()}"):
        page = browse(cast.manager, address)
        assert "Slager" in page.text and "Bakker" not in page.text
        assert page.html.count(f'name="day" value="{short(tomorrow())}"') == 2  # the second form of the page too
        assert "data-born-day" not in page.html
        assert f'data-contact-day="{tomorrow()}"' in page.html
        assert f'action="/coaching/new/{cast.seller}"' in page.html


def test_the_blank_forms_of_today_say_for_which_day_they_were_drawn(cast: Cast, browse: Callable) -> None:
    today = clock.today()
    assert f'data-born-day="{today}"' in browse(cast.manager, f"/coaching/new/{cast.seller}").html
    assert f'data-born-day="{today}"' in browse(cast.seller, "/visits/report/new").html


@pytest.mark.parametrize("day", ["morgen", "2019-01-01", "2199-01-01"])
def test_a_day_that_no_ride_along_has_is_today(cast: Cast, browse: Callable, day: str) -> None:
    assert f'data-visits-day="{clock.today()}"' in browse(cast.manager, f"/coaching/new/{cast.seller}?day={day}").html


def test_the_form_of_that_day_that_is_under_way_is_gone_on_with(cast: Cast, sign_in: Callable) -> None:
    day = clock.today() - timedelta(days=2)
    ride = ride_along(cast.seller, cast.manager, state=RideAlongState.OPEN, rated=False, day=day)
    client = sign_in(cast.manager)
    assert client.get(f"/coaching/new/{cast.seller}?day={day}").location == f"/coaching/{ride.uid}/form"
    assert client.get(f"/coaching/new/{cast.seller}").status_code == 200


def test_another_day_in_the_form_brings_its_visits_and_keeps_what_was_typed(cast: Cast, sign_in: Callable) -> None:
    ride = ride_along(cast.seller, cast.manager, state=RideAlongState.OPEN, rated=False)
    typed = {"day": short(tomorrow()), "keep": "Rust aan tafel"}
    client = sign_in(cast.manager)
    for address in (f"/coaching/new/{cast.seller}/visits", f"/coaching/{ride.uid}/visits"):
        whole = client.post(address, data=typed)
        assert (whole.status_code, "Slager" in whole.text, "Bakker" in whole.text) == (200, True, False)
        assert "Rust aan tafel" in whole.text
        part = client.post(address, data=typed, headers={"HX-Request": "true", "HX-Request-Type": "partial"}).text
        assert part.strip().startswith('<div id="visits"')
        assert f'data-visits-day="{tomorrow()}"' in part
        assert "Slager" in part
    ticked = re.search(r'name="(visit-\d+)"', client.get(f"/coaching/{ride.uid}/form").text)[1]
    both = client.post(f"/coaching/{ride.uid}/visits", data={**typed, ticked: "on"}).text
    assert "Slager" in both and "Bakker" in both, "what was ticked stays in sight"


@pytest.mark.parametrize("who", ["seller", "deputy", "director", "stranger"])
def test_nobody_else_asks_for_visits_through_a_form(cast: Cast, sign_in: Callable, who: str) -> None:
    ride = ride_along(cast.seller, cast.manager, state=RideAlongState.OPEN, rated=False)
    assert sign_in(getattr(cast, who)).post(f"/coaching/{ride.uid}/visits").status_code in {403, 404}


def test_the_paper_has_the_visits_of_its_day_and_a_place_for_everything(
    cast: Cast, sign_in: Callable, browse: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[dict] = []
    monkeypatch.setattr(person, "pdf", lambda paper: drawn.append(paper) or b"%PDF")
    sign_in(cast.manager).get(f"/coaching/new/{cast.seller}/paper.pdf?day={tomorrow()}")
    made = json.dumps(drawn, ensure_ascii=False)
    assert "Slager" in made and "Bakker" not in made
    for words in ("Meeluisteren", "Ondersteuning", "Volgende meereisdag", "Rol van de coach", "Zelfbeoordeling van"):
        assert words in made, words
    own = drawn[0]["sections"][-1]
    assert own["apart"] and sum(block["block"] == "boxes" for block in own["blocks"]) == 18
    assert f"/coaching/new/{cast.seller}/paper.pdf" in browse(cast.manager, "/coaching/").html
    assert f"/paper.pdf?day={tomorrow()}" in browse(cast.manager, f"/coaching/new/{cast.seller}?day={tomorrow()}").html


def test_all_forms_under_way_are_listed_and_taken_along_for_today_and_the_next_working_day(
    cast: Cast, browse: Callable
) -> None:
    before = clock.today() - timedelta(days=3)
    rides = [
        ride_along(cast.seller, cast.manager, state=RideAlongState.OPEN, rated=False, day=day)
        for day in (before, clock.today())
    ]
    html = browse(cast.manager, "/coaching/").html
    today, later = (found.split() for found in re.findall(r'data-take-along="([^"]*)"', html))
    forms = [f"/coaching/{ride.uid}/form" for ride in rides]
    assert today == [f"/coaching/new/{cast.colleague}", *forms]
    day = clock.add_working_days(clock.today(), 1)
    assert set(later) == {f"/coaching/new/{one}/{day}" for one in (cast.seller, cast.colleague)} | set(forms)
    assert all(f'href="{form}"' in html for form in forms)


def test_the_questions_for_the_conversation_stand_in_the_form_of_the_coach_alone(cast: Cast, browse: Callable) -> None:
    ride = ride_along(cast.seller, cast.manager, state=RideAlongState.OPEN, rated=False)
    html = browse(cast.manager, f"/coaching/{ride.uid}/form").html
    assert html.count("Vragen voor het gesprek") == 4
    assert html.count("Wat wilde je met dit bezoek bereiken?") == 1
    assert "Vragen voor het gesprek" not in browse(cast.seller, f"/coaching/{ride.uid}/self").html


def test_what_kind_of_contact_it_was_stands_beside_the_role_on_page_and_paper(cast: Cast, browse: Callable) -> None:
    said = {"extra-1-customer": "Bakker", "extra-1-role=joint": "on", "extra-1-occasion=complaint": "on"}
    ride = ride_along(cast.seller, cast.manager, values=told(**said))
    assert "Klacht" in browse(cast.manager, f"/coaching/{ride.uid}").text
    with i18n.speaking("nl"):
        assert "Klacht" in json.dumps(paper.document(result.body_of(ride.id), None), ensure_ascii=False)
