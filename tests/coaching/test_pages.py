"""What the pages of coaching show first, and whom they leave out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal.coaching.models import RideAlongState
from portal.core.db import write
from portal.people.models import Position, Role
from tests.cast import Cast
from tests.coaching.making import criteria, ride_along
from tests.privacy.making import agree


@pytest.fixture(autouse=True)
def coached(cast: Cast) -> None:
    agree()
    criteria()


def test_the_seller_reads_three_lines_then_what_to_talk_about_then_signs(cast: Cast, browse: Callable) -> None:
    ride = ride_along(cast.seller, cast.manager)
    html = browse(cast.seller, f"/coaching/{ride.uid}", locale="nl").html
    places = [html.index(f'id="{part}"') for part in ("result", "apart", "sign", "ratings")]
    assert places == sorted(places)
    talk = html[places[1] : places[2]]
    assert "Luisteren en samenvatten" in talk and talk.count('<th scope="row"') == 1
    assert '<details class="fold card flush" id="ratings">' in html


def test_what_the_seller_left_out_is_said_in_one_line(cast: Cast, browse: Callable) -> None:
    ride = ride_along(cast.seller, cast.manager)
    page = browse(cast.manager, f"/coaching/{ride.uid}", locale="nl")
    assert page.text.count("De verkoper heeft deze niet ingevuld.") == 1
    assert ">–<" not in page.html


def test_nothing_is_said_of_the_seller_before_the_own_rating(cast: Cast, browse: Callable) -> None:
    ride = ride_along(cast.seller, cast.manager, rated=False)
    page = browse(cast.manager, f"/coaching/{ride.uid}", locale="nl")
    assert "niet ingevuld" not in page.text
    assert 'id="ratings" open' in page.html


@pytest.mark.parametrize("state", [RideAlongState.OPEN, RideAlongState.COMPLETED])
def test_the_seller_sees_the_own_rating_alone_without_a_column_for_the_coach(
    cast: Cast, browse: Callable, state: RideAlongState
) -> None:
    ride = ride_along(cast.seller, cast.manager, state=state, rated=state is RideAlongState.OPEN)
    page = browse(cast.seller, f"/coaching/{ride.uid}", locale="nl")
    assert "Onderbrak twee keer." not in page.text
    assert ("Ik vatte samen." in page.text) is (state is RideAlongState.OPEN)


def test_who_does_not_work_with_customers_is_not_among_my_people(cast: Cast, browse: Callable) -> None:
    with write() as session:
        office = session.scalar(select(Role.id).where(Role.code == "hr"))
        session.scalars(select(Position).where(Position.person_id == cast.colleague)).one().role_id = office
    page = browse(cast.manager, "/coaching/").text
    assert "Sanne Visser" in page
    assert "Kees Collega" not in page
