"""Duties out of published profiles."""

from __future__ import annotations

from datetime import date

from portal.core.db import write
from portal.duties import projecting
from portal.duties.models import Standing
from portal.profiles import services as profiles
from portal.profiles.duty import Every, Per, SettledBy
from tests.cast import Cast
from tests.duties import making

MONDAY = date(2027, 1, 4)


def test_each_duty_with_a_cadence_is_a_row_and_what_it_asks_is_owed_at_once(cast: Cast) -> None:
    making.ready(cast)
    without = {"aaaa0008": {"none": True}, "aaaa0009": {"supports": [{"role": cast.seller_role}]}}
    with making.at(MONDAY):
        document_id = making.profile(cast, {**making.MANAGER, "aaaa0007": making.PLAN, **without})
        assert making.look() == 0
    rows = making.duties_of(document_id)
    assert {one.part_key: (one.every, one.per, one.by) for one in rows} == {
        making.NOTE: (Every.WEEK, Per.ONCE, SettledBy.NOTE),
        making.RIDE: (Every.MONTH, Per.SELLER, SettledBy.RIDE_ALONG),
        making.TALKS: (Every.TWO_MONTHS, Per.SELLER, SettledBy.TALK),
        making.YEAR: (Every.YEAR, Per.ONCE, SettledBy.NOTE),
        "aaaa0007": (Every.YEAR, Per.CUSTOMER, SettledBy.PLAN),
    }
    assert {(one.role_id, one.starts, one.text["nl"]) for one in rows if one.part_key == making.NOTE} == {
        (cast.manager_role, MONDAY, "Rapporteert wekelijks aan de directie.")
    }
    assert {one.part_key for one in making.owed()} == set(making.MANAGER), "plans are asked for by their own rule"


def test_projecting_twice_changes_nothing(cast: Cast) -> None:
    with making.at(MONDAY):
        making.profile(cast)
        with write():
            assert projecting.project() == 0


def test_nothing_is_owed_while_the_author_has_not_confirmed_how_often(cast: Cast) -> None:
    making.ready(cast)
    with making.at(MONDAY):
        document_id = making.profile(cast, {making.RIDE: {}})
        making.look()
    assert making.duties_of(document_id) == making.owed() == []


def test_a_profile_of_another_role_asks_it_of_who_holds_that_one_from_now_on(cast: Cast) -> None:
    making.ready(cast)
    with making.at(MONDAY):
        document_id = making.profile(cast, {making.NOTE: making.WEEKLY_NOTE})
        making.look()
    with making.at(date(2027, 1, 11)):
        making.look()
    with making.at(date(2027, 1, 12)):
        profiles.change_facts(document_id, cast.me("hr"), seen=1, role_id=cast.seller_role)
        making.look()
    assert {one.standing for one in making.owed(starts=date(2027, 1, 11), owner_id=cast.manager)} == {Standing.ENDED}
    with making.at(date(2027, 1, 18)):
        making.look()
    assert {one.owner_id for one in making.owed(starts=MONDAY)} == {cast.manager}
    assert {one.owner_id for one in making.owed(starts=date(2027, 1, 18))} == {cast.seller, cast.colleague}
