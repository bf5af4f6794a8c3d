"""Whom "my team" means: the same people in the calendar, in the lists of promises and complaints, and in what is taken
along.
"""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, write
from portal.visits import exporting, followup_queries, team
from portal.visits.models import Promise, Visit
from portal.visits.queries import TEAM, Wanted
from tests.cast import Cast, absent
from tests.plans import making as plans
from tests.visits import making
from tests.visits.promising import day


@pytest.fixture
def everybody(app, cast: Cast) -> Cast:
    """Each of the cast has a contact, and a promise of their own to keep."""
    customer_id = plans.customer(cast)
    for name in Cast.PEOPLE:
        making.visit(cast, customer_id, owner=name)
    with write() as session:
        session.add_all(
            Promise(
                uid=str(uuid.uuid4()), customer_id=customer_id, what=name, made_on=clock.today(), due=day(7),
                made_by_id=getattr(cast, name), owner_id=getattr(cast, name), created_at=clock.now(),
            )
            for name in Cast.PEOPLE
        )
    return cast


def in_calendar(me):
    return set(team.whose(me, Wanted(scope=TEAM), team.members(me)))


def in_promises(me):
    return {file.owner_id for file in followup_queries.page(Promise, me, followup_queries.Wanted(whose="team"))[0]}


def taken_along(me, code, person):
    scope = exporting.EXPORTS[code].scopes(me)[exporting.TEAM]
    return set(db.session.scalars(select(person).where(scope)))


@pytest.mark.parametrize(("who", "people"), [
    ("manager", ("seller", "colleague")), ("deputy", ("seller", "colleague")), ("stranger", ("hr_no",)), ("seller", ()),
    ("director", ("manager", "deputy", "hr", "hr2", "admin", "stranger")),
])  # fmt: skip
def test_every_list_means_the_same_people(everybody, who, people):
    absent(everybody)
    me, expected = everybody.me(who), {getattr(everybody, name) for name in people}
    assert in_calendar(me) == expected
    assert in_promises(me) == expected
    assert taken_along(me, "visits", Visit.person_id) == taken_along(me, "promises", Promise.owner_id) == expected
