"""The scale of both instruments: behaviour that is seen, not marks. Not observed counts nowhere."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.core.policy import N_

SCORES = (1, 2, 3, 4, 5)
NONE = "none"  # the value of a form field for "not observed"; stored as None
ANCHORED = (1, 3, 5)  # the steps with an anchor of their own; 2 and 4 lie between
SPAN = (1, 5, 1)  # of the axis of a chart, with its step
APART = 2  # from this difference on the two ratings are something to talk about

_WORDS = {
    1: N_("Not to be seen yet"),
    2: N_("Now and then"),
    3: N_("As a rule"),
    4: N_("Strong"),
    5: N_("Example for others"),
    None: N_("Not observed"),
}


def word(score: int | None) -> str:
    """A step of the scale in words; None is not observed."""
    return _(_WORDS[score])


def legend() -> str:
    """The steps that have an anchor, with their words."""
    return " · ".join(f"{score} {word(score)}" for score in ANCHORED)


def score_of(value: str) -> int | None:
    """The score of a form field: 1 to 5, None for "none". Raises `ValueError` for anything else."""
    if value == NONE:
        return None
    if value not in map(str, SCORES):
        raise ValueError("not a step of the scale")
    return int(value)
