"""Every (state, move, person) of the plan's table: who may, who is too late, who is refused, and who sees nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, g

from portal.core import clock
from portal.core.db import write
from portal.customers.models import Contributor
from portal.documents.models import Outcome, State
from portal.plans import advice, approval
from portal.plans.models import Stage, Step
from portal.plans.workflow import LIFE, PLAN
from tests.cast import LONG_AGO, Cast, absent
from tests.plans import making
from tools.workflow_docs import FOLDER, page

# What each is to the plan of the seller. The deputy stands in for the absent manager; HR advises on request.
ROLES = {
    "seller": "owner", "colleague": "contributor", "hr_no": "partner", "manager": "approver", "deputy": "deputy",
    "director": "second line", "hr": "adviser", "stranger": "stranger",
}
MOVES = tuple(PLAN.by_name)
STATES = (State.DRAFT, State.IN_REVIEW, State.CHANGES_REQUESTED, State.AWAITING_SECOND, State.REJECTED, State.APPROVED)
OWNERS = {"submit", "withdraw", "restart", "discard"}
OVER = {"approver", "deputy", "second line"}
FIRST, SECOND = {"approver", "deputy"}, {"second line"}


class Made:
    """A plan in a state, with the whole cast around it; the manager is absent today."""

    def __init__(self, cast: Cast, state: State) -> None:
        self.cast = cast
        making.allow(cast, discount=500)
        customer = making.customer(cast, partner="hr_no")
        with write() as session:
            session.add(Contributor(customer_id=customer, person_id=cast.colleague, starts=LONG_AGO))
        absent(cast)
        self.id = making.plan(cast, customer)
        if state is State.AWAITING_SECOND:
            body = making.ready_body(cast.seller)
            asked = {"kind": "discount", "discount": 900}
            body.append(making.content.new_part("budget", text={"nl": "Actie"}, data=asked))
            making.fill(cast, self.id, body)
        self.number = 0
        if state is not State.DRAFT:
            self.number = approval.submit(self.id, cast.me("seller"))
            advice.ask(self.id, cast.me("manager"), cast.hr, advice.Asked.ADVICE, "Wat vind jij?", clock.today())
        self.decide(state)

    def decide(self, state: State) -> None:
        outcome = {
            State.CHANGES_REQUESTED: Outcome.REQUEST_CHANGES, State.REJECTED: Outcome.REJECT,
            State.AWAITING_SECOND: Outcome.APPROVE, State.APPROVED: Outcome.APPROVE,
        }.get(state)
        if outcome:
            approval.decide(
                self.id, self.cast.me("manager"), outcome, seen=self.number, comment="Omdat.", step=Step.SOUND
            )

    def posted(self, move: str) -> tuple[str, dict[str, Any]]:
        """The address and the fields of a move, as its page sends them."""
        decision = {"seen": self.number or 1, "comment": "Omdat.", "back": "review"}
        draft = making.draft_of(self.id)
        return {
            "submit": ("submit", {"note": ""}),
            "withdraw": ("withdraw", {"seen": self.number or 1}),
            "restart": ("restart", {"seen": self.number or 1}),
            "discard": ("discard", {"seen": draft.rev if draft else 1}),
            "approve": ("decide", {**decision, "seat": "approver", "outcome": "approve", "step": "sound"}),
            "approve_second": ("decide", {**decision, "seat": "second", "outcome": "approve"}),
            "request_changes": ("decide", {**decision, "seat": self.seat, "outcome": "request_changes"}),
            "reject": ("decide", {**decision, "seat": self.seat, "outcome": "reject"}),
        }[move]

    @property
    def seat(self) -> str:
        """The seat that a page in this state would show."""
        draft = making.draft_of(self.id)
        return "second" if draft and draft.state is State.AWAITING_SECOND else "approver"


def expected(move: str, state: State, role: str) -> set[int]:
    """The statuses that the table promises. A question for advice ends when the version is let go or turned down."""
    unasked = state in {State.DRAFT, State.REJECTED, State.APPROVED}
    if role == "stranger" or (role == "adviser" and unasked):
        return {404}
    if move in OWNERS:
        return {403} if role != "owner" else _owners(move, state)
    return _deciding(move, state, role) if role in OVER else {403}


def _deciding(move: str, state: State, role: str) -> set[int]:
    done = {"request_changes": State.CHANGES_REQUESTED, "reject": State.REJECTED}
    if role == "approver" and (done.get(move) is state or (move.startswith("approve") and state in APPROVED)):
        return {303}  # this very decision is made already: a button pressed twice
    if state not in PLAN.by_name[move].source or (role == "approver" and state is State.AWAITING_SECOND):
        return {409}  # too late; or took the first seat
    may = SECOND if state is State.AWAITING_SECOND else FIRST
    return {303} if role in may else {403, 409}


APPROVED = {State.APPROVED, State.AWAITING_SECOND}


def _owners(move: str, state: State) -> set[int]:
    if state in PLAN.by_name[move].source:
        return {303}
    return {303, 409} if move == "submit" else {409}


TRIED = [(move, state) for move in MOVES for state in STATES if (move, state) != ("submit", State.CHANGES_REQUESTED)]


MOVED = [(move, state) for move, state in TRIED if any(303 in expected(move, state, role) for role in ROLES.values())]


@pytest.mark.parametrize(("move", "state"), MOVED)  # a version sent back and submitted again: test_approval
def test_every_person_gets_what_the_table_promises(
    app: Flask, cast: Cast, sign_in: Callable, move: str, state: State
) -> None:
    made = Made(cast, state)
    before = making.draft_of(made.id)
    stood = before.state if before else None
    may = [who for who in ROLES if expected(move, state, ROLES[who]) == {303}]
    for who in sorted(ROLES, key=lambda name: name in may):  # those who may, last: they change the state
        if who in may and who != may[0]:
            continue
        where, fields = made.posted(move)
        answer = sign_in(getattr(cast, who)).post(f"/plans/{made.id}/{where}", data=fields)
        wanted = expected(move, state, ROLES[who])
        assert answer.status_code in wanted, (who, ROLES[who], answer.status_code, wanted)
        now = making.draft_of(made.id)
        if answer.status_code != 303:
            assert (now.state if now else None) == stood, who


@pytest.mark.parametrize("state", STATES)
def test_nobody_makes_a_move_that_the_table_does_not_know(
    app: Flask, cast: Cast, sign_in: Callable, state: State
) -> None:
    made, wrong = Made(cast, state), []
    before = making.draft_of(made.id)
    stood = before.state if before else None
    clients = {who: sign_in(getattr(cast, who)) for who in ROLES}
    for move in (move for move, there in TRIED if there is state and (move, there) not in MOVED):
        for who, client in clients.items():
            g.pop("_login_user", None)
            where, fields = made.posted(move)
            status = client.post(f"/plans/{made.id}/{where}", data=fields).status_code
            now = making.draft_of(made.id)
            if status not in expected(move, state, ROLES[who]) or (now.state if now else None) != stood:
                wrong.append((move, who, status, now and now.state))
    assert not wrong


def test_the_printed_workflows_are_the_tables() -> None:
    for flow in (PLAN, LIFE):
        assert (FOLDER / f"{flow.name}.md").read_text("utf8") == page(flow), "run `python -m tools.workflow_docs`"


def test_every_state_can_be_reached_and_left() -> None:
    for flow, final in ((PLAN, {State.APPROVED}), (LIFE, {Stage.CLOSED})):
        reached = {flow.initial, *(move.target for move in flow.moves if move.target)}
        if flow is PLAN:
            reached.add(State.AWAITING_SECOND)  # by an approval beyond the mandate
        named = {state for move in flow.moves for state in move.source}
        assert named <= reached
        assert reached - named == final
