"""Who may decide: the SQL of the lists and the rule of the page say the same, in any organisation; nobody decides twice
or on their own plan, also not as a deputy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import delete, insert, select

from portal.core import clock
from portal.core.db import db, write
from portal.documents.models import Decision, Document, Draft, Outcome, State, Turn
from portal.people import line
from portal.people.me import load
from portal.people.models import Absence, Line, Person, Via
from portal.plans import approval, seats
from portal.plans.models import Step
from portal.plans.to_decide import to_decide
from tests.cast import Cast, absent
from tests.plans import making

PEOPLE = ("seller", "manager", "deputy", "director", "hr", "colleague")


@dataclass(frozen=True)
class Stands:
    """One line over the owner: who, how many steps up, for whom, and whether it runs today."""

    over: str
    steps: int
    instead_of: str | None
    runs: bool


LINES = some.lists(
    some.builds(
        Stands, some.sampled_from(PEOPLE), some.integers(1, 4), some.none() | some.sampled_from(PEOPLE), some.booleans()
    ),
    max_size=8,
)
TURNS = some.sampled_from([(State.IN_REVIEW, Turn.APPROVER), (State.AWAITING_SECOND, Turn.SECOND)])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=LINES, turn=TURNS, escalated=some.booleans(), disabled=some.sets(some.sampled_from(PEOPLE), max_size=2),
    first=some.none() | some.sampled_from(PEOPLE),
)
def test_the_list_is_the_rule(app, cast, lines, turn, escalated, disabled, first) -> None:
    plan_id = db.session.scalar(select(Document.id)) or making.submitted(cast)[0]
    arrange(cast, plan_id, lines, turn, escalated, disabled, first)
    draft = making.draft_of(plan_id)
    listed = select(Document.id).join(Draft, Draft.document_id == Document.id)
    for name in PEOPLE:
        me = load(getattr(cast, name))
        by_list = db.session.scalar(listed.where(Document.id == plan_id, seats.at_my_seat(me))) is not None
        right = seats.right_of(me.id, cast.seller, plan_id, draft.turn, draft.submitted, draft.escalated_at)
        if name not in disabled:  # who cannot sign in sees no list
            assert by_list == (right is not None), (name, lines, turn)
        if right is not None:
            assert me.id != cast.seller
            assert not (draft.turn is Turn.SECOND and name == first)


def arrange(cast: Cast, plan_id, lines, turn, escalated, disabled, first) -> None:
    """Write the organisation and the state of the version as they are to be."""
    day = clock.today()
    with write() as session:
        session.execute(delete(Line))
        for one in lines:
            via = Via.DEPUTY if one.instead_of else Via.LEAD
            session.execute(
                insert(Line).values(
                    over_id=getattr(cast, one.over), person_id=cast.seller, via=via, steps=one.steps,
                    for_id=getattr(cast, one.instead_of) if one.instead_of else None,
                    starts=day - timedelta(days=9), ends=day if one.runs else day - timedelta(days=1),
                )
            )
        for name in PEOPLE:
            session.get(Person, getattr(cast, name)).disabled_at = clock.now() if name in disabled else None
        draft = session.query(Draft).filter_by(document_id=plan_id).one()
        draft.state, draft.turn = turn
        draft.escalated_at = clock.now() if escalated else None
        session.execute(delete(Decision))
        if first:
            session.add(
                Decision(
                    document_id=plan_id, number=draft.submitted, seat=seats.APPROVER, outcome=Outcome.APPROVE,
                    person_id=getattr(cast, first), comment="", at=clock.now(),
                )
            )


def beyond(cast: Cast) -> tuple[int, int]:
    """A submitted plan that goes beyond the mandate."""
    making.allow(cast, discount=500)
    body = making.ready_body(cast.seller)
    body.append(making.content.new_part("budget", text={"nl": "x"}, data={"kind": "discount", "discount": 900}))
    return making.submitted(cast, body=body)


def away(cast: Cast, who: str, deputy: str) -> None:
    with write() as session:
        session.add(
            Absence(
                person_id=getattr(cast, who), deputy_id=getattr(cast, deputy), starts=clock.today(), ends=clock.today()
            )
        )
        line.rebuild()


def approve(cast: Cast, who: str, plan: tuple[int, int]) -> State | None:
    approval.decide(plan[0], cast.me(who), Outcome.APPROVE, seen=plan[1], step=Step.SOUND)
    draft = making.draft_of(plan[0])
    return draft.state if draft else None


def test_the_deputy_of_the_next_line_is_no_second_pair_of_eyes(app: Flask, cast: Cast) -> None:
    away(cast, "director", "manager")
    plan = beyond(cast)
    assert approve(cast, "manager", plan) is State.AWAITING_SECOND
    assert not to_decide(cast.me("manager")).rows
    assert approve(cast, "director", plan) is None


def test_the_next_line_in_place_of_the_manager_has_decided_for_both(app: Flask, cast: Cast) -> None:
    away(cast, "manager", "director")
    assert approve(cast, "director", beyond(cast)) is None


def test_one_deputy_of_both_takes_one_seat(app: Flask, cast: Cast) -> None:
    absent(cast)
    away(cast, "director", "deputy")
    plan = beyond(cast)
    assert approve(cast, "deputy", plan) is State.AWAITING_SECOND
    with pytest.raises(Exception, match=r"403|seat_decided"):
        approval.decide(plan[0], cast.me("deputy"), Outcome.REJECT, seen=plan[1], comment="Nee")


def test_a_seller_who_deputises_for_the_manager_does_not_decide_on_the_own_plan(app: Flask, cast: Cast) -> None:
    away(cast, "manager", "seller")
    plan = making.submitted(cast)
    assert not to_decide(cast.me("seller")).rows
    with pytest.raises(Exception, match="403"):
        approve(cast, "seller", plan)
    assert [row.plan_id for row in to_decide(cast.me("manager")).rows] == [plan[0]]


def test_a_disabled_manager_gives_way_to_the_next_line(app: Flask, cast: Cast) -> None:
    with write() as session:
        session.get(Person, cast.manager).disabled_at = clock.now()
    plan = making.submitted(cast)
    assert [row.plan_id for row in to_decide(cast.me("director")).rows] == [plan[0]]
    assert approve(cast, "director", plan) is None
