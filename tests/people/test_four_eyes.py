"""Nobody gives rights to themselves: a position, a unit to lead, a grant, or a place as deputy or adviser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.people.me import Me
from portal.people.models import Absence, Person
from portal.people.services import absences, positions, units
from tests.cast import Cast

WEEK = timedelta(days=7)


def position(me: Me, cast: Cast) -> None:
    positions.add(me, me.id, job=(cast.seller_role, None), unit=cast.team, starts=clock.today())


def lead(me: Me, cast: Cast) -> None:
    units.hand_over(me, cast.team, person=me.id, starts=clock.today())


def grant(me: Me, cast: Cast) -> None:
    positions.grant(me, me.id, kind="hr", unit=cast.company, starts=clock.today(), ends=None)


def deputy(me: Me, cast: Cast) -> None:
    today = clock.today()
    absences.add(me, cast.manager, starts=today, ends=today + WEEK, deputy=me.id)


def adviser(me: Me, cast: Cast) -> None:
    positions.advise(me, cast.seller, adviser=me.id, starts=clock.today(), ends=None)


@pytest.mark.parametrize("taken", [position, lead, grant, deputy, adviser])
def test_an_administrator_takes_no_rights(cast: Cast, taken: Callable[[Me, Cast], None]) -> None:
    with pytest.raises(Refused) as refused:
        taken(cast.me("admin"), cast)
    assert refused.value.code == "for_oneself"


def test_another_administrator_gives_them(cast: Cast) -> None:
    me, today = cast.me("hr"), clock.today()
    units.hand_over(me, cast.team, person=cast.admin, starts=today + WEEK)
    absences.add(me, cast.director, starts=today, ends=today + WEEK, deputy=cast.admin)


def test_a_deputy_who_was_chosen_by_somebody_else_may_have_the_dates_put_right(cast: Cast) -> None:
    today = clock.today()
    absences.add(cast.me("hr"), cast.manager, starts=today, ends=today + WEEK, deputy=cast.admin)
    absence = db.session.scalars(select(Absence)).one()
    rev = db.session.get(Person, cast.manager).rev
    absences.change(
        cast.me("admin"), cast.manager, absence.id, rev, starts=today, ends=today + 2 * WEEK, deputy=cast.admin
    )
