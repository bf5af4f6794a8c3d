"""The load check: what the roles ask about each seller, as a norm, against the working days of the coming month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core import clock, settings
from portal.core.db import db, write
from portal.duties import load
from portal.duties.models import Rhythm, Standing
from portal.people import line
from portal.people.models import FOREVER, Absence, Lead, Position
from portal.privacy.models import Covers
from portal.profiles.duty import Every, SettledBy
from tests.cast import LONG_AGO, Cast
from tests.duties import making, owing
from tests.pages import Page
from tests.plans import sums
from tests.privacy.making import disagree

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
Browse = Callable[..., Page]
SignIn = Callable[[int], FlaskClient]
RIDES, TALKS = SettledBy.RIDE_ALONG, SettledBy.TALK


@pytest.fixture(autouse=True)
def held_clock() -> Iterator[None]:
    with clock.at(NOON):
        yield


@pytest.fixture
def rides(app: Flask, cast: Cast) -> Any:
    """The profile of the manager asks a ride-along a month with each seller."""
    making.ready(cast)
    return owing.duty(owing.profile(cast, cast.manager_role), cast.manager_role, RIDES, Every.MONTH)


def rhythm(cast: Cast, every: Every, starts: date, **whom: Any) -> None:
    sums.add(Rhythm(by=RIDES, every=every, starts=starts, set_by_id=cast.director, set_at=NOON, **whom))


def lines(cast: Cast, who: str = "manager") -> list[tuple[SettledBy, Every, int, Fraction]]:
    mine = load.loads(cast.me(who)).mine
    return [(one.by, one.every, one.sellers, one.days) for one in mine.lines] if mine else []


def test_the_load_is_sellers_times_what_the_role_asks_against_the_coming_month(
    cast: Cast, rides: Any, browse: Browse
) -> None:
    owing.duty(rides.document_id, cast.manager_role, TALKS, Every.TWO_MONTHS)
    assert lines(cast) == [(RIDES, Every.MONTH, 2, Fraction(2)), (TALKS, Every.TWO_MONTHS, 2, Fraction(1, 4))]
    mine = load.loads(cast.me("manager")).mine
    assert (mine.month.starts, mine.days, mine.sellers) == (date(2026, 6, 1), 22, 2)
    page = browse(cast.manager, "/duties/load")
    assert "2 verkopers × 1 meereisdag, elke maand = 2 dagen per maand" in page.text
    assert "Juni 2026: 2,2 dagen van 22 werkdagen" in page.text and "Er zijn meer" not in page.text
    assert "Een eenmalige vrijstelling" in page.text


def test_neither_a_waiver_nor_the_absence_of_a_seller_changes_the_norm(cast: Cast, rides: Any) -> None:
    before = lines(cast)
    made = owing.owe(rides, cast.manager, cast.seller, NOON.date(), Standing.WAIVED)
    owing.waive(made, cast.manager)
    owing.owe(rides, cast.manager, cast.colleague, NOON.date(), Standing.PAUSED)
    sums.add(Absence(person_id=cast.seller, starts=date(2026, 5, 1), ends=date(2026, 7, 31)))
    assert before == lines(cast) == [(RIDES, Every.MONTH, 2, Fraction(2))]


def test_each_seller_counts_at_the_rhythm_that_holds_for_them_in_the_coming_month(cast: Cast, rides: Any) -> None:
    rhythm(cast, Every.QUARTER, date(2026, 1, 1), person_id=cast.seller)
    assert lines(cast) == [(RIDES, Every.MONTH, 1, Fraction(1)), (RIDES, Every.QUARTER, 1, Fraction(1, 3))]
    rhythm(cast, Every.TWO_MONTHS, date(2026, 6, 15), unit_id=cast.team)
    assert lines(cast)[0][:3] == (RIDES, Every.MONTH, 1), "it holds from July on"
    rhythm(cast, Every.TWO_WEEKS, date(2026, 5, 21), country="NL")
    rhythm(cast, Every.WEEK, date(2026, 1, 1), country="NO")
    assert lines(cast)[0] == (RIDES, Every.TWO_WEEKS, 1, Fraction(26, 12)), "set today for the first window after it"


def test_two_duties_that_one_visit_settles_take_its_days_once(cast: Cast, rides: Any) -> None:
    owing.duty(rides.document_id, cast.manager_role, RIDES, Every.MONTH, part_key="again001")
    owing.duty(rides.document_id, cast.manager_role, RIDES, Every.QUARTER, part_key="again002")
    assert lines(cast) == [(RIDES, Every.MONTH, 2, Fraction(2))], "twelve visits a year, not twenty-eight"


def test_what_is_not_agreed_on_or_not_in_force_then_is_no_load(cast: Cast, rides: Any, browse: Browse) -> None:
    with write() as session:
        session.merge(rides).ends = date(2026, 5, 31)
    assert load.loads(cast.me("manager")).mine is None
    with write() as session:
        session.merge(rides).ends = FOREVER
    assert lines(cast)
    disagree("NL", Covers.COACHING)
    assert "2 verkopers ×" not in browse(cast.manager, "/duties/load").text


def test_who_lead_together_owe_each_seller_once(cast: Cast) -> None:
    making.ready(cast)
    making.profile(cast, {making.RIDE: making.RIDE_ALONG})
    with write() as session:
        session.add(Lead(unit_id=cast.team, person_id=cast.stranger, starts=LONG_AGO))
        session.add(Position(person_id=cast.stranger, role_id=cast.manager_role, unit_id=cast.team, starts=LONG_AGO))
        line.rebuild()
    with making.at(date(2026, 6, 1)):
        making.look()
    opened = Counter(one.owner_id for one in making.owed(by=RIDES, starts=date(2026, 6, 1)))
    assert opened[min(cast.manager, cast.stranger)] >= 2
    assert opened == {one.id: one.sellers for one in load.loads(cast.me("director")).others}


def test_the_norm_is_what_a_clock_opens_in_a_month_without_absence(cast: Cast) -> None:
    making.ready(cast)
    making.profile(cast)
    with making.at(date(2026, 6, 1)):
        making.look()
    for by, every in ((RIDES, Every.MONTH), (TALKS, Every.TWO_MONTHS)):
        opened = [one for one in making.owed(by=by, owner_id=cast.manager) if one.ends >= date(2026, 6, 1)]
        assert [one[:3] for one in lines(cast) if one[0] is by] == [(by, every, len(opened))]


def test_own_absence_takes_working_days_and_too_much_is_said_not_stopped(
    cast: Cast, rides: Any, browse: Browse
) -> None:
    sums.add(Absence(person_id=cast.manager, starts=date(2026, 5, 20), ends=date(2026, 6, 29)))
    [other] = load.loads(cast.me("director")).others
    assert (other.days, other.is_too_much) == (1, True)
    assert "Er zijn meer dagen in het veld nodig" in browse(cast.manager, "/duties/load").text
    assert "Marloes van Dam Meer dan er zijn 2 verkopers × 1 meereisdag" in browse(cast.director, "/duties/load").text
    other = load.loads(cast.me("stranger"))
    assert not other.mine and not other.others, "nobody else's line"


def test_many_managers_come_page_by_page(
    cast: Cast, rides: Any, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    making.move(cast.colleague, making.second_team(cast, cast.stranger), date(2026, 5, 1))
    monkeypatch.setattr(load, "MOST", 1)
    first = load.loads(cast.me("director"))
    assert first.onward == first.others[0].id
    page = browse(cast.director, "/duties/load")
    assert f"/duties/load?after={first.onward}" in page.html
    second = load.loads(cast.me("director"), first.onward)
    assert {one.id for one in [*first.others, *second.others]} == {cast.manager, cast.stranger} and not second.onward
    assert "Grootte van teams" not in browse(cast.director, f"/duties/load?after={first.onward}").text


def test_the_field_days_are_a_choice_of_the_organisation(
    cast: Cast, rides: Any, browse: Browse, sign_in: SignIn
) -> None:
    form = browse(cast.admin, "/admin/duties/change")
    fields = next(one["fields"] for one in form.forms if "ride_along" in one["fields"])
    assert fields["listening"] == "0,5"

    def save(**more: str) -> int:
        sent = fields | more
        return sign_in(cast.admin).post(
            "/admin/duties/change", data=sent, headers={"Accept-Language": "nl"}
        ).status_code  # fmt: skip

    assert save(ride_along="elf") == save(ride_along="11") == save(ride_along="-1") == save(talk="") == 422
    assert save(ride_along="1,5") == 303 and save(ride_along="2") == 409
    db.session.rollback()
    assert settings.get("field_days") == {"ride_along": 1.5, "listening": 0.5, "talk": 0.25}
    assert load.loads(cast.me("manager")).mine.needed == 3
    assert "1,5" in browse(cast.admin, "/admin/duties").text
    assert browse(cast.manager, "/admin/duties/change").status == 403
