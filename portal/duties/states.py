"""Where an obligation stands on a day: the one place where its facts become a word and a colour."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Protocol

from flask_babel import gettext as _

from portal.core.policy import N_
from portal.duties.models import Standing


class State(StrEnum):
    """What a reader is told; derived each time, never stored."""

    UPCOMING = "upcoming"  # too early to ask
    DUE = "due"  # asked now
    WAITING = "waiting"  # begun, and on its way: a talk is planned, a form is open
    DONE = "done"
    OVERDUE = "overdue"  # late, and still asked
    MISSED = "missed"  # its successor is over too: history
    WAIVED = "waived"
    PAUSED = "paused"
    ENDED = "ended"


class Facts(Protocol):
    """What the word is made of."""

    standing: Standing
    done_on: date | None
    waits_on: date | None
    asks_from: date
    due: date
    asks_until: date


WORDS = {
    State.UPCOMING: (N_("Later"), "neutral"),
    State.DUE: (N_("To do"), "info"),
    State.WAITING: (N_("Waiting on another"), "neutral"),
    State.DONE: (N_("Has been done"), "success"),
    State.OVERDUE: (N_("Overdue"), "danger"),
    State.MISSED: (N_("Not done"), "warning"),
    State.WAIVED: (N_("Waived"), "outline"),
    State.PAUSED: (N_("Paused"), "outline"),
    State.ENDED: (N_("Ended"), "outline"),
}
ASKED = (State.OVERDUE, State.DUE)  # waits on who owes it
OPEN = (*ASKED, State.WAITING, State.UPCOMING)
COUNTED = (*OPEN, State.DONE, State.MISSED)  # of what is owed: what coverage counts
STANDING = {Standing.ENDED: State.ENDED, Standing.WAIVED: State.WAIVED, Standing.PAUSED: State.PAUSED}


def state_of(facts: Facts, day: date) -> State:
    """Where it stands on a day. What was done is done, also when it was waived or paused."""
    if facts.done_on is not None and facts.standing is not Standing.ENDED:
        return State.DONE
    if facts.standing in STANDING:
        return STANDING[facts.standing]
    if day > facts.asks_until:
        return State.MISSED
    return State.WAITING if facts.waits_on is not None else _asked(facts, day)


def _asked(facts: Facts, day: date) -> State:
    if day > facts.due:
        return State.OVERDUE
    return State.DUE if day >= facts.asks_from else State.UPCOMING


def word(state: State) -> str:
    """The state in the reader's language."""
    return _(WORDS[state][0])


def colour(state: State) -> str:
    """The colour of its tag."""
    return WORDS[state][1]
