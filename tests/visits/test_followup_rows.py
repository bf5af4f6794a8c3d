"""The rows of promises kept, counted by hand: on time, late, still open, dropped, of a department."""

from __future__ import annotations

import pytest

from portal.core.db import db
from portal.core.figures import Per, Scope, ScopeKind, of_day
from portal.visits import followup_rows
from portal.visits.models import Promise
from portal.visits.services import followup_moves as moves
from tests.plans import making
from tests.visits.promising import day, department, person, promise, unit


@pytest.fixture
def made(app, cast):
    customer_id = making.customer(cast, "Bakkerij Jansen")
    unit_id, (jan,) = department(cast, "Jan Magazijn")

    def done(row, on, who="seller"):
        moves.done(cast.me(who), Promise, row.uid, 1, day=day(on), outcome="")

    done(promise(cast, customer_id, -3, what="op tijd"), -4)
    done(promise(cast, customer_id, -3, what="te laat"), -1)
    promise(cast, customer_id, -2, what="nog open")
    promise(cast, customer_id, 0, what="vandaag")
    promise(cast, customer_id, 5, what="komt nog")
    moves.drop(cast.me("seller"), Promise, promise(cast, customer_id, -2, what="vervallen").uid, 1, "Hoeft niet")
    promise(cast, customer_id, -5, what="van de afdeling", owner=unit(unit_id))
    promise(cast, customer_id, -5, what="van Jan", owner=person(jan))
    return jan


def rows_of(scope):
    found = {}
    for days in (-40, 0):  # the days may lie in two years
        period = of_day(Per.YEAR, day(days))
        rows = db.session.execute(followup_rows.promises(scope, period))
        found |= {row.what: (row.kept, row.days_late) for row in rows}
    return found


def test_another_day_agreed_after_the_first_had_passed_does_not_make_it_kept(cast, app):
    customer_id = making.customer(cast, "Bakkerij Jansen")

    def moved(row, *steps):
        for rev, (due, agreed) in enumerate(steps, 1):
            days = {"due": day(due), "agreed_on": day(agreed)}
            moves.move_due(cast.me("seller"), Promise, row.uid, rev, reason="Vroeg de klant", **days)
        return row.uid, len(steps) + 1

    def done(uid, rev, on):
        moves.done(cast.me("seller"), Promise, uid, rev, day=day(on), outcome="")

    done(*moved(promise(cast, customer_id, -6, what="op tijd verzet"), (-2, -6)), -2)
    done(*moved(promise(cast, customer_id, -6, what="te laat verzet"), (-2, -5)), -2)
    moved(promise(cast, customer_id, -6, what="twee keer verzet"), (-1, -5), (5, -2))
    mine = rows_of(Scope(ScopeKind.PERSON, cast.seller))
    assert mine == {"op tijd verzet": (True, 0), "te laat verzet": (False, 4), "twee keer verzet": (False, 6)}


def test_promises_count_to_who_keeps_them_and_those_of_a_department_to_who_made_them(cast, made):
    mine = {"op tijd": (True, 0), "te laat": (False, 2), "nog open": (False, 2), "van de afdeling": (False, 5)}
    assert rows_of(Scope(ScopeKind.PERSON, cast.seller)) == mine
    assert rows_of(Scope(ScopeKind.PERSON, made)) == {"van Jan": (False, 5)}
    assert rows_of(Scope(ScopeKind.TEAM, cast.team)) == mine
    assert rows_of(Scope(ScopeKind.COMPANY, cast.company)) == mine | {"van Jan": (False, 5)}
