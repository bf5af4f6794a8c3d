"""Where coaching begins, what waits on whom, coverage without content, and what the form costs in taps and bytes."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask_babel import refresh

from portal.coaching.models import RideAlongState
from portal.core import clock
from portal.home import waiting
from portal.people.me import load
from portal.privacy.models import Covers
from tests.cast import Cast, absent
from tests.coaching.making import criteria, put, ride_along, senior, told
from tests.pages import Page
from tests.privacy.making import agree, disagree
from tests.queries import counted


@pytest.fixture(autouse=True)
def coached(app: Flask, cast: Cast) -> None:
    agree()
    criteria()


def asks(browse: Callable, person_id: int) -> str:
    return browse(person_id, "/").text


def test_a_coach_sees_each_of_the_own_people_with_the_last_time_and_the_promise(cast: Cast, browse: Callable) -> None:
    then = clock.today() - timedelta(days=20)
    ride_along(cast.seller, cast.manager, day=then, values=told(then, next_on=clock.today().isoformat()))
    page = browse(cast.manager, "/coaching/")
    assert "Sanne Visser" in page.text
    assert "Kees Collega" in page.text
    assert "Vat elk gesprek samen." in page.text
    assert "Laatste meereisdag" in page.text
    assert "Volgende afgesproken" in page.text
    assert f"/coaching/new/{cast.seller}" in page.html


def test_no_score_stands_on_any_list(cast: Cast, browse: Callable) -> None:
    ride_along(cast.seller, cast.manager, state=RideAlongState.SIGNED)
    for who, address in (("manager", "/coaching/"), ("seller", "/coaching/"), ("hr", "/coaching/coverage")):
        page = browse(getattr(cast, who), address).text
        for words in ("Onderbrak", "Soms", "Sterk", "Luisteren en samenvatten", "Gemiddeld"):
            assert words not in page, (who, words)


def test_today_is_taken_along_with_the_blank_forms_and_those_under_way(cast: Cast, browse: Callable) -> None:
    ride = ride_along(cast.seller, cast.manager, state=RideAlongState.OPEN, rated=False)
    html = browse(cast.manager, "/coaching/").html
    taken = re.search(r'data-take-along="([^"]*)"', html)[1].split()
    assert taken == [f"/coaching/new/{cast.colleague}", f"/coaching/{ride.uid}/form"]


def test_a_form_under_way_is_gone_on_with(cast: Cast, browse: Callable) -> None:
    ride = ride_along(cast.seller, cast.manager, state=RideAlongState.OPEN, rated=False)
    assert f"/coaching/{ride.uid}/form" in browse(cast.manager, "/coaching/").html
    assert "Meereisdag afronden" in asks(browse, cast.manager)
    assert "Jezelf beoordelen" in asks(browse, cast.seller)


def test_today_asks_the_seller_first_to_rate_then_to_sign_and_the_coach_to_read_a_remark(
    cast: Cast, browse: Callable
) -> None:
    ride_along(cast.seller, cast.manager, rated=False)
    assert "lees dan het resultaat" in asks(browse, cast.seller)
    ride_along(cast.seller, cast.manager)
    assert "onderteken als gezien" in asks(browse, cast.seller)
    assert "Meereisdag" not in asks(browse, cast.manager)
    signed = ride_along(cast.seller, cast.manager, state=RideAlongState.SIGNED, remark="Ik zie het anders.")
    assert "Lees de opmerking" in asks(browse, cast.manager)
    browse(cast.manager, f"/coaching/{signed.uid}")
    assert "Lees de opmerking" not in asks(browse, cast.manager)


def test_the_count_of_the_menu_is_the_number_of_lines(cast: Cast, app: Flask) -> None:
    ride_along(cast.seller, cast.manager, rated=False)
    ride_along(cast.seller, cast.manager)
    ride_along(cast.seller, cast.manager, state=RideAlongState.OPEN, rated=False)
    for who, many in (("seller", 3), ("manager", 1), ("director", 0)):
        me = load(getattr(cast, who))
        with app.test_request_context():
            assert waiting.count(me) == many, who
            assert len(waiting.items(me)) == many, who


def test_deputies_and_administrators_have_no_coaching(cast: Cast, sign_in: Callable) -> None:
    ride_along(cast.seller, cast.manager)
    absent(cast)
    for name in ("deputy", "admin", "colleague"):
        client = sign_in(getattr(cast, name))
        assert client.get("/coaching/").status_code == 403, name
        assert client.get("/coaching/coverage").status_code == 403, name
        assert 'href="/coaching/"' not in client.get("/").text, name


def test_coverage_tells_line_and_hr_when_and_who_and_nothing_else(cast: Cast, browse: Callable) -> None:
    ride_along(cast.seller, cast.manager, state=RideAlongState.SIGNED)
    for name in ("director", "hr", "hr2"):
        page = browse(getattr(cast, name), "/coaching/coverage")
        assert "Sanne Visser" in page.text, name
        assert "Marloes van Dam" in page.text, name
        assert "Vat elk gesprek samen." not in page.text, name
    assert "/privacy/open/ride_along/" in browse(cast.hr, "/coaching/coverage").html
    assert "/privacy/open/ride_along/" not in browse(cast.director, "/coaching/coverage").html
    for name in ("hr_no", "stranger"):
        assert "Sanne Visser" not in browse(getattr(cast, name), "/coaching/coverage").text, name


def test_coverage_goes_on_where_the_page_ended(cast: Cast, browse: Callable) -> None:
    for days in range(27):
        ride_along(cast.seller, cast.manager, day=clock.today() - timedelta(days=days), rated=False)
    first = browse(cast.director, "/coaching/coverage")
    onward = re.search(r'href="(/coaching/coverage\?after=[^"]+)"', first.html)[1]
    assert first.html.count('class="item"') == 25
    assert browse(cast.director, onward).html.count('class="item"') == 2
    assert browse(cast.director, "/coaching/coverage?after=x_y").status == 200


def test_without_an_agreement_the_coach_reads_why(cast: Cast, browse: Callable) -> None:
    disagree("NL", Covers.COACHING)
    page = browse(cast.manager, "/coaching/")
    assert "Coaching staat in dit land uit" in page.text
    assert "/coaching/new/" not in page.html


def test_somebody_else_is_found_by_name(cast: Cast, browse: Callable) -> None:
    assert "Marloes van Dam" in browse(cast.director, "/coaching/new?q=marl").text
    assert "Sanne Visser" not in browse(cast.director, "/coaching/new?q=marl").text
    assert "Sanne Visser" not in browse(cast.stranger, "/coaching/new").text


def test_a_senior_colleague_has_the_team(cast: Cast, browse: Callable) -> None:
    senior(cast, cast.colleague)
    page = browse(cast.colleague, "/coaching/")
    assert "Sanne Visser" in page.text
    assert "Marloes van Dam" not in page.text


def test_as_many_questions_for_ten_rides_as_for_one(cast: Cast, sign_in: Callable) -> None:
    def questions(who: int, address: str) -> int:
        client = sign_in(who)
        client.get(address)
        with counted() as sent:
            assert client.get(address).status_code == 200
        return len(sent)

    at = [(cast.manager, "/coaching/"), (cast.seller, "/coaching/"), (cast.hr, "/coaching/coverage"),
          (cast.manager, f"/coaching/new/{cast.seller}")]  # fmt: skip
    ride_along(cast.seller, cast.manager, day=clock.today() - timedelta(days=40))
    few = [questions(*one) for one in at]
    for days in range(1, 10):
        ride_along(cast.seller, cast.manager, day=clock.today() - timedelta(days=days), rated=bool(days % 2))
        ride_along(cast.colleague, cast.manager, day=clock.today() - timedelta(days=days))
    assert [questions(*one) for one in at] == few
    assert few == [2, 2, 2, 4]


def test_a_ride_along_asks_no_more_than_its_limit_however_many_there_were(cast: Cast, sign_in: Callable) -> None:
    def questions(who: int, address: str) -> int:
        client = sign_in(who)
        client.get(address)
        with counted() as sent:
            assert client.get(address).status_code == 200
        return len(sent)

    open_ = ride_along(cast.seller, cast.manager, state=RideAlongState.OPEN, rated=False)
    rated = ride_along(cast.seller, cast.manager, day=clock.today() - timedelta(days=50))
    signed = ride_along(
        cast.seller, cast.manager, day=clock.today() - timedelta(days=60), state=RideAlongState.SIGNED
    )
    at = [(cast.manager, f"/coaching/{open_.uid}/form", 4), (cast.seller, f"/coaching/{open_.uid}/self", 3),
          (cast.seller, f"/coaching/{rated.uid}", 7), (cast.seller, f"/coaching/{signed.uid}", 3),
          (cast.manager, f"/coaching/{signed.uid}", 4)]  # fmt: skip
    few = [questions(*one) for *one, _most in at]
    assert [many <= most for many, (*_one, most) in zip(few, at, strict=True)] == [True] * len(at), few
    for days in range(1, 6):
        ride_along(cast.seller, cast.manager, day=clock.today() - timedelta(days=days), rated=bool(days % 2))
    assert [questions(*one) for *one, _most in at] == few


def test_the_usual_form_is_a_handful_of_taps_and_all_of_it_eighteen(cast: Cast, browse: Callable) -> None:
    """Each step is a control of its own: one tap a criterion, nothing to open before it, no page in between."""
    then = clock.today() - timedelta(days=30)
    usual = told(then, **{f"score-{key}=2": "on" for key in ("A1", "B1", "C5")})
    ride_along(cast.seller, cast.manager, day=then, values=usual)
    html = browse(cast.manager, f"/coaching/new/{cast.seller}").html
    form = html[html.index('id="ride"'):html.index("</form>", html.index('id="ride"'))]
    keys = set(re.findall(r'name="score-(\w+)"', form))
    assert len(keys) == 18
    for key in keys:
        steps = re.findall(rf'<input type="radio" name="score-{key}" value="(\w+)"( checked)?', form)
        assert steps == [(step, "") for step in ("1", "2", "3", "4", "5", "none")]
    assert len(re.findall(r'name="also" value="\w+"[^>]* checked', form)) <= 5
    assert len(re.findall(r'name="focus" value="\w+"[^>]* checked', form)) == 1
    assert 'class="criteria-all">' in form  # the others are one tap away


def test_the_form_is_light_enough_for_a_telephone(cast: Cast, sign_in: Callable) -> None:
    html = Page.fetch(sign_in(cast.manager), f"/coaching/new/{cast.seller}").html
    assert len(gzip.compress(html.encode())) < 12_000


def test_the_seller_reads_who_coached_in_norwegian(cast: Cast, browse: Callable) -> None:
    ride = ride_along(cast.seller, cast.manager, rated=False)
    refresh()  # the tests share one context, in which another language was spoken already
    page = browse(cast.seller, f"/coaching/{ride.uid}/self", locale="nb")
    assert "Din egenvurdering" in page.text
    assert "Ikke å se ennå" in page.text


def test_the_second_form_of_the_page_is_empty_and_covered(cast: Cast, sign_in: Callable, browse: Callable) -> None:
    ride = ride_along(cast.seller, cast.manager, state=RideAlongState.OPEN, rated=False)
    put(sign_in(cast.manager), f"/coaching/{ride.uid}/self", cast.manager, {"own": "Half"}, finished=False)
    html = browse(cast.manager, f"/coaching/{ride.uid}/form").html
    assert re.search(r'data-passed data-name="Sanne Visser"[^>]* hidden', html)
    assert f'data-subject="{ride.uid}.self" data-rev="1"' in html
    assert "Half" not in html
