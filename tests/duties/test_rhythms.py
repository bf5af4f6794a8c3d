"""Rhythms: a person's over that of the nearest unit over that of the country, from the next window on."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from portal.core.db import db
from portal.core.errors import Refused, Stale, TooLate
from portal.core.notices import Notice
from portal.duties import policy
from portal.duties.models import Rhythm
from portal.duties.rhythms import rhythm_of
from portal.duties.services.rhythms import For, end, set_rhythm
from portal.profiles.duty import Every, SettledBy
from tests.cast import Cast, absent
from tests.duties import making
from tests.duties.making import RIDE, TALKS

MARCH = date(2027, 3, 1)  # a Monday
RIDES = SettledBy.RIDE_ALONG
WHY = "Sanne begint net."


@pytest.fixture(autouse=True)
def march(cast: Cast) -> None:
    """The manager's profile is in force since 1 March, with a ride-along each month."""
    making.ready(cast)
    with making.at(MARCH):
        making.profile(cast)
        making.look()


def starts(about: int, part_key: str = RIDE) -> list[date]:
    """The first days of the windows about somebody."""
    return [one.starts for one in making.owed(part_key, about_id=about)]


def test_a_person_s_rhythm_goes_before_the_unit_s_and_that_before_the_country_s(cast: Cast) -> None:
    with making.at(date(2027, 3, 2)):
        hr, director, manager = cast.me("hr"), cast.me("director"), cast.me("manager")
        set_rhythm(hr, RIDES, Every.HALF_YEAR, For(country="NL"))
        assert rhythm_of(RIDES, [cast.seller], date(2027, 7, 1))[cast.seller].every == "half_year"
        set_rhythm(director, RIDES, Every.YEAR, For(unit_id=cast.company))
        assert rhythm_of(RIDES, [cast.seller], date(2028, 1, 1))[cast.seller].every == "year"
        set_rhythm(director, RIDES, Every.QUARTER, For(unit_id=cast.nl))
        set_rhythm(manager, RIDES, Every.TWO_MONTHS, For(unit_id=cast.team))
        set_rhythm(manager, RIDES, Every.WEEK, For(person_id=cast.seller), reason=WHY)
        found = rhythm_of(RIDES, [cast.seller, cast.colleague, cast.hr, cast.stranger], date(2028, 1, 1))
        assert [found[who].every for who in (cast.seller, cast.colleague, cast.hr)] == ["week", "two_months", "quarter"]
        assert found[cast.stranger].every == "year", "of the company: Norway has none of its own"
        assert rhythm_of(SettledBy.TALK, [cast.seller])[cast.seller] is None


def test_a_rhythm_holds_from_its_first_window_on_and_what_runs_stays(cast: Cast) -> None:
    with making.at(date(2027, 3, 3)):
        set_rhythm(cast.me("manager"), RIDES, Every.TWO_WEEKS, For(person_id=cast.seller), reason=WHY)
        set_rhythm(cast.me("manager"), RIDES, Every.TWO_MONTHS, For(unit_id=cast.team), starts=date(2027, 4, 1))
    assert starts(cast.seller) == starts(cast.colleague) == [MARCH]
    with making.at(date(2027, 5, 2)):
        making.look()
    assert starts(cast.seller) == [MARCH, date(2027, 3, 8), date(2027, 3, 22), date(2027, 4, 5), date(2027, 4, 19)]
    assert starts(cast.colleague) == [MARCH, date(2027, 4, 1), date(2027, 5, 1)], "the team's begins with May and June"
    assert making.owed(RIDE, about_id=cast.colleague)[-1].ends == date(2027, 6, 30)
    assert starts(cast.seller, TALKS) == [MARCH, date(2027, 5, 1)]


def test_a_rhythm_that_ends_gives_the_profile_s_own_back(cast: Cast) -> None:
    with making.at(MARCH):
        rhythm_id = set_rhythm(cast.me("manager"), RIDES, Every.WEEK, For(person_id=cast.seller), reason=WHY)
    with making.at(date(2027, 3, 22)):
        making.look()
        assert starts(cast.seller) == [MARCH, date(2027, 3, 8), date(2027, 3, 15), date(2027, 3, 22)]
        end(cast.me("director"), rhythm_id, 1)
        with pytest.raises(TooLate, match="rhythm_over"):
            end(cast.me("director"), rhythm_id, 2)
    with making.at(date(2027, 4, 2)):
        making.look()
    assert starts(cast.seller)[4:] == [date(2027, 4, 1)]


def test_one_that_has_not_begun_is_removed(cast: Cast) -> None:
    with making.at(MARCH):
        rhythm_id = set_rhythm(
            cast.me("manager"), RIDES, Every.WEEK, For(unit_id=cast.team), starts=date(2027, 4, 1)
        )  # fmt: skip
        end(cast.me("manager"), rhythm_id, 1)
        assert db.session.scalars(select(Rhythm)).all() == []
        with pytest.raises(TooLate, match="gone"):
            end(cast.me("manager"), rhythm_id, 1)


def test_another_rhythm_for_the_same_replaces_the_one_before(cast: Cast) -> None:
    me = cast.me("manager")
    with making.at(MARCH):
        set_rhythm(me, RIDES, Every.WEEK, For(unit_id=cast.team))
        set_rhythm(me, RIDES, Every.QUARTER, For(unit_id=cast.team), starts=date(2027, 6, 1))
    with making.at(date(2027, 4, 1)):
        set_rhythm(me, RIDES, Every.MONTH, For(unit_id=cast.team))
    making.fresh()
    rows = db.session.execute(select(Rhythm.every, Rhythm.starts, Rhythm.ends).order_by(Rhythm.starts)).all()
    assert rows == [
        ("week", MARCH, date(2027, 3, 31)), ("month", date(2027, 4, 1), date(9999, 12, 31))
    ]  # fmt: skip


def test_one_that_is_replaced_holds_until_the_first_window_of_its_successor(cast: Cast) -> None:
    me, team = cast.me("manager"), For(unit_id=cast.team)
    with making.at(date(2027, 3, 2)):
        set_rhythm(me, RIDES, Every.TWO_MONTHS, team)
    with making.at(date(2027, 5, 3)):
        set_rhythm(me, RIDES, Every.YEAR, team)
        set_rhythm(me, RIDES, Every.QUARTER, team)  # it was a mistake
    making.fresh()
    rows = db.session.execute(select(Rhythm.every, Rhythm.starts, Rhythm.ends).order_by(Rhythm.starts)).all()
    assert rows == [
        ("two_months", date(2027, 3, 2), date(2027, 6, 30)), ("quarter", date(2027, 5, 3), date(9999, 12, 31))
    ]  # fmt: skip
    for day in (date(2027, 5, 4), date(2027, 6, 2), date(2027, 7, 1)):
        with making.at(day):
            making.look()
    assert starts(cast.seller) == [MARCH, date(2027, 4, 1), date(2027, 5, 1), date(2027, 7, 1)], "no June"


def test_a_seller_hears_of_their_own_rhythm_with_the_reason(cast: Cast) -> None:
    with making.at(MARCH):
        with pytest.raises(Refused, match="no_reason"):
            set_rhythm(cast.me("manager"), RIDES, Every.WEEK, For(person_id=cast.seller))
        set_rhythm(cast.me("manager"), RIDES, Every.WEEK, For(person_id=cast.seller), reason=WHY)
    found = db.session.execute(select(Notice.person_id, Notice.code, Notice.quote)).all()
    assert [row for row in found if row.code != "duty_begins"] == [(cast.seller, "rhythm_of_person", WHY)]


@pytest.mark.parametrize(("name", "person", "team", "country"), [
    ("manager", True, True, False), ("director", True, True, True), ("hr", False, False, True),
    ("hr_no", False, False, False), ("seller", False, False, False), ("admin", False, False, False),
    ("stranger", False, False, False), ("deputy", False, False, False),
])  # fmt: skip
def test_who_leads_sets_it_and_for_a_country_its_director_or_hr(
    app: Flask, cast: Cast, name: str, person: bool, team: bool, country: bool
) -> None:
    for whom, allowed in ((For(person_id=cast.seller), person), (For(unit_id=cast.team), team), (For("NL"), country)):
        with making.at(MARCH):
            absent(cast)
            if allowed:
                assert set_rhythm(cast.me(name), RIDES, Every.WEEK, whom, reason=WHY)
            else:
                with pytest.raises(Refused, match="not_yours"):
                    set_rhythm(cast.me(name), RIDES, Every.WEEK, whom, reason=WHY)


@pytest.mark.parametrize(("code", "by", "whom", "day"), [
    ("no_rhythm", SettledBy.NOTE, For("NL"), None), ("no_rhythm", RIDES, For(), None),
    ("no_rhythm", RIDES, For("NL", 1), None), ("rhythm_passed", RIDES, For("NL"), date(2027, 2, 28)),
    ("rhythm_far", RIDES, For("NL"), date(2028, 3, 5)),
])  # fmt: skip
def test_a_rhythm_is_of_one_scope_and_of_days_to_come(
    app: Flask, cast: Cast, code: str, by: SettledBy, whom: For, day: date | None
) -> None:
    with making.at(MARCH), pytest.raises(Refused, match=code):
        set_rhythm(cast.me("director"), by, Every.WEEK, whom, starts=day)


def test_a_rhythm_is_ended_by_who_may_set_it(app: Flask, cast: Cast) -> None:
    with making.at(MARCH):
        rhythm_id = set_rhythm(cast.me("director"), RIDES, Every.WEEK, For("NL"))
        assert policy.END_RHYTHM.load(cast.me("hr"), rhythm_id=rhythm_id).id == rhythm_id
        with pytest.raises(NotFound):
            policy.END_RHYTHM.load(cast.me("manager"), rhythm_id=rhythm_id)
        with pytest.raises(TooLate, match="gone"):
            end(cast.me("manager"), rhythm_id, 1)
        with pytest.raises(Stale):
            end(cast.me("hr"), rhythm_id, 3)


def test_who_comes_in_the_middle_of_a_window_has_the_rhythm_of_where_they_come(cast: Cast) -> None:
    with making.at(date(2027, 3, 2)):
        set_rhythm(cast.me("director"), RIDES, Every.QUARTER, For(unit_id=cast.team))
    with making.at(date(2027, 4, 5)):
        making.look()
        making.move(cast.deputy, cast.team, date(2027, 4, 5))
    assert [(one.starts, one.ends) for one in making.owed(RIDE, about_id=cast.deputy)] == [
        (date(2027, 4, 1), date(2027, 6, 30))
    ]  # fmt: skip


def test_who_moves_keeps_the_rhythm_of_the_window_that_runs(cast: Cast) -> None:
    with making.at(date(2027, 3, 3)):
        team = making.second_team(cast, cast.deputy)
        set_rhythm(cast.me("director"), RIDES, Every.QUARTER, For(unit_id=team))
        making.move(cast.seller, team, date(2027, 4, 5))
    for day in (date(2027, 4, 1), date(2027, 4, 5), date(2027, 4, 20), date(2027, 5, 3), date(2027, 7, 1)):
        with making.at(day):
            making.look()
    assert [(one.starts, one.owner_id) for one in making.owed(RIDE, about_id=cast.seller)] == [
        (MARCH, cast.manager), (date(2027, 4, 1), cast.deputy), (date(2027, 4, 1), cast.deputy),
        (date(2027, 7, 1), cast.deputy),
    ]  # fmt: skip
