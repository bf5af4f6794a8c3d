"""Every (state, move, person) of the table: who may, who is too late, who is refused, and who sees nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from portal.core.db import db
from portal.documents.models import Draft, Outcome, State
from portal.profiles.workflow import PROFILE
from tests.cast import Cast
from tests.profiles.rounds import Round
from tools.workflow_docs import FOLDER, page

STATES = {
    State.DRAFT: lambda made: None,
    State.IN_REVIEW: lambda made: made.submit("manager"),
    State.CHANGES_REQUESTED: lambda made: (
        made.submit("manager"), made.decide(Outcome.REQUEST_CHANGES, comment="Korter.")
    ),
    State.APPROVED: lambda made: (made.submit("manager"), made.decide(Outcome.APPROVE)),
}
# Who reads the draft at all; of them, who may make which move. hr submitted it, so hr may not decide or publish.
READERS = {"hr", "hr2", "director", "manager"}
MAY = {
    "submit": {"hr", "hr2"},
    "withdraw": {"hr", "hr2"},
    "approve": {"manager"},
    "request_changes": {"manager"},
    "publish": {"hr2", "director"},
    "discard": {"hr", "hr2"},
}
REPLAYED = {("approve", State.APPROVED), ("request_changes", State.CHANGES_REQUESTED)}


def posted(made: Round, move: str) -> tuple[str, dict[str, object]]:
    """The address and the fields of a move."""
    number, seat = made.number or 1, made.cast.manager
    return {
        "submit": ("submit", {"reviewers": [made.cast.director], "due": "2099-01-05", "note": ""}),
        "withdraw": ("withdraw", {"seen": number}),
        "approve": ("decide", {"seen": number, "seat": seat, "outcome": "approve", "comment": ""}),
        "request_changes": (
            "decide", {"seen": number, "seat": seat, "outcome": "request_changes", "comment": "Korter."}
        ),
        "discard": ("discard", {"seen": db.session.query(Draft.rev).scalar()}),
        "publish": ("publish", {"seen": number, "valid_from": "2099-01-05", "ask": "y"}),
    }[move]


def expected(move: str, state: State, who: str, *, ever_submitted: bool) -> set[int]:
    """The statuses that the table promises: 303 done, 403 may see but not act, 404 a stranger, 409 too late."""
    if who not in READERS:
        return {404}
    if not ever_submitted and who == "manager":  # nobody is invited yet: leads holders, so reads, may not act
        return {403}
    if who not in MAY[move] and not (move == "publish" and who == "hr" and not ever_submitted):
        return {403}
    if state in PROFILE.by_name[move].source:
        return {422} if move == "discard" and ever_submitted else {303}
    if (move, state) in REPLAYED:  # the manager made this very move already: a second press is a success
        return {303}
    # Too late: submitting shows the review page with a word about it; the rest redraws with 409.
    return {303} if move == "submit" else {409}


@pytest.mark.parametrize("state", list(STATES))
@pytest.mark.parametrize("move", list(PROFILE.by_name))
def test_every_person_gets_what_the_table_promises(
    app: Flask, cast: Cast, sign_in: Callable, move: str, state: State
) -> None:
    made = Round(cast)
    STATES[state](made)
    before = db.session.query(Draft.state).scalar()
    ever = made.number > 0
    for who in sorted(Cast.PEOPLE, key=lambda name: name in MAY[move]):  # those who may, last: they change the state
        if who in MAY[move] and who != min(MAY[move]):
            continue
        where, fields = posted(made, move)
        answer = sign_in(getattr(cast, who)).post(f"/profiles/{made.id}/{where}", data=fields)
        assert answer.status_code in expected(move, state, who, ever_submitted=ever), (who, answer.status_code)
        now = db.session.query(Draft.state).scalar()
        if answer.status_code != 303 or state not in PROFILE.by_name[move].source:
            assert now == before, who
        elif PROFILE.by_name[move].target is not None:
            assert now == PROFILE.by_name[move].target
        else:
            assert now is None


def test_the_printed_workflow_is_the_table() -> None:
    assert (FOLDER / "profile.md").read_text("utf8") == page(PROFILE), "run `python -m tools.workflow_docs`"


def test_every_state_can_be_reached_and_left() -> None:
    reached = {PROFILE.initial, *(move.target for move in PROFILE.moves)}
    of_plans = {State.AWAITING_SECOND, State.REJECTED}
    assert set(State) - of_plans <= reached
    for state in set(State) - of_plans:
        assert PROFILE.possible(state), state
