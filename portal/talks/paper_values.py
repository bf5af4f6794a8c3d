"""The forms of a talk: their fields (portal.core.flat), and what the minutes say.

Earlier agreements and measures are named by their keys (a12, m5), criteria by theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask_babel import gettext as _

from portal.coaching.scale import NONE, SCORES
from portal.core import clock
from portal.core.flat import Fields, Flat, chosen, day_in, line
from portal.talks import blocks
from portal.talks.models import AdviceKind, AgreedWith, Measure, Outcome

AGREED = (1, 2, 3, 4, 5)
MEASURES = (1, 2, 3)
THEN = ("none", "support", "advice")
RATINGS = (*map(str, SCORES), NONE)
AHEAD = timedelta(days=731)
LONG, SHORT = 4_000, 500
MOST_NAMES = 300
BLOCK = "|".join(blocks.FULL)
KEY = r"[\w.-]{1,40}"
_TOGGLES = {
    "prepare": re.compile(rf"kept-[am]\d{{1,10}}=(done|partly|not)|score-{KEY}=({'|'.join(RATINGS)})"),
    "minutes": re.compile(rf"kept-[am]\d{{1,10}}=(done|partly|not)|then=({'|'.join(THEN)})"),
}
_TYPED = {
    "prepare": re.compile(rf"note-({BLOCK})|why-[am]\d{{1,10}}|saw-{KEY}"),
    "minutes": re.compile(
        rf"remark-({BLOCK})|why-[am]\d{{1,10}}|agree-[1-5]-(what|who|due)|measure-[1-3]-(kind|what|owner|due)"
        r"|advice_kind|advice_text|next_on"
    ),
}
_RADIO = re.compile(rf"kept-[am]\d{{1,10}}|score-{KEY}|then")


def _most(name: str) -> int:
    return LONG if name.partition("-")[0] in {"note", "remark", "advice_text"} else SHORT


FIELDS = {kind: Fields(typed, _TOGGLES[kind], _RADIO, _most, MOST_NAMES) for kind, typed in _TYPED.items()}


def blank(kind: str, names: Iterable[str]) -> Flat:
    """The empty form: `names` are the keys of earlier agreements and measures, and the criteria (prepare)."""
    told: Flat = {}
    for name in names:
        options = [one.value for one in Outcome] if name.startswith("kept-") else RATINGS
        told |= {f"{name}={option}": "" for option in options}
        told[name.replace("kept-", "why-", 1).replace("score-", "saw-", 1)] = ""
    if kind == "prepare":
        return told | {f"note-{block}": "" for block in blocks.FULL}
    told |= {f"remark-{block}": "" for block in blocks.FULL} | {f"then={one}": "" for one in THEN}
    for no in AGREED:
        told |= {f"agree-{no}-what": "", f"agree-{no}-who": AgreedWith.SELLER.value, f"agree-{no}-due": ""}
    for no in MEASURES:
        told |= {
            f"measure-{no}-kind": Measure.TRAINING.value, f"measure-{no}-what": "", f"measure-{no}-owner": "manager",
            f"measure-{no}-due": "",
        }  # fmt: skip
    return told | {"advice_kind": AdviceKind.GUIDANCE.value, "advice_text": "", "next_on": ""}


@dataclass(frozen=True)
class Agreed:
    """One agreement of the form."""

    no: int
    what: str
    who: AgreedWith
    due: date


@dataclass(frozen=True)
class Supported:
    """One measure of the form; `owner` is seller or manager."""

    no: int
    kind: Measure
    what: str
    owner: str
    due: date


@dataclass
class Minutes:
    """What the minutes say, read; `errors` by the name of the field when they cannot be taken like this."""

    outcomes: dict[str, tuple[Outcome, str]] = field(default_factory=dict)
    agreed: list[Agreed] = field(default_factory=list)
    then: str = "none"
    support: list[Supported] = field(default_factory=list)
    advice: tuple[AdviceKind, str] | None = None
    next_on: date | None = None
    errors: dict[str, str] = field(default_factory=dict)


def says_something(values: Flat) -> bool:
    """Whether a preparation holds anything."""
    return any(value.strip() for value in values.values())


def read(values: Flat, day: date, asked: Iterable[str]) -> Minutes:
    """What the minutes of a talk of this day say; `asked` are the keys of agreements that wait for an outcome."""
    told = Minutes(errors=FIELDS["minutes"].too_long(values))
    for key in asked:
        _outcome(told, values, key)
    for no in AGREED:
        _agreement(told, values, no, day)
    told.then = chosen(values, "then") or "none"
    if told.then == "support":
        for no in MEASURES:
            _measure(told, values, no, day)
        if not told.support and not any(name.startswith("measure-") for name in told.errors):
            told.errors["measure-1-what"] = _("Write at least one measure, or choose that nothing more follows.")
    elif told.then == "advice":
        kind, text = values.get("advice_kind", ""), values.get("advice_text", "").strip()
        if not text:
            told.errors["advice_text"] = _("Write what you advise, or choose that nothing more follows.")
        told.advice = (AdviceKind(kind) if kind in set(AdviceKind) else AdviceKind.OTHER, text)
    told.next_on = _day(told, values, "next_on")
    if told.next_on and told.next_on <= day:
        told.errors["next_on"] = _("The next talk is after this one.")
    remarks = any(value.strip() for name, value in values.items() if name.startswith("remark-"))
    if not (told.errors or told.agreed or remarks):
        told.errors["agree-1-what"] = _("Write at least one agreement, or a remark.")
    return told


def _outcome(told: Minutes, values: Flat, key: str) -> None:
    picked, why = chosen(values, f"kept-{key}"), values.get(f"why-{key}", "").strip()
    if not picked and key.startswith("a"):
        told.errors[f"kept-{key}"] = _("Say what became of this agreement.")
    elif picked in {Outcome.PARTLY, Outcome.NOT} and not why and key.startswith("a"):
        told.errors[f"why-{key}"] = _("Write why, in a few words.")
    if picked:
        told.outcomes[key] = (Outcome(picked), why)


def _agreement(told: Minutes, values: Flat, no: int, day: date) -> None:
    name = f"agree-{no}"
    what = line(values, f"{name}-what")
    if not what:
        return
    who, due = values.get(f"{name}-who", ""), _due(told, values, f"{name}-due", day)
    told.agreed.append(Agreed(no, what, AgreedWith(who) if who in set(AgreedWith) else AgreedWith.SELLER, due or day))


def _measure(told: Minutes, values: Flat, no: int, day: date) -> None:
    name = f"measure-{no}"
    what = line(values, f"{name}-what")
    if not what:
        return
    typed, due = values.get(f"{name}-kind", ""), _due(told, values, f"{name}-due", day)
    kind = Measure(typed) if typed in set(Measure) else Measure.OTHER
    owner = "seller" if values.get(f"{name}-owner") == "seller" else "manager"
    told.support.append(Supported(no, kind, what, owner, due or day))


def _due(told: Minutes, values: Flat, name: str, day: date) -> date | None:
    due = _day(told, values, name)
    if due is None and name not in told.errors:
        told.errors[name] = _("Fill in by when.")
    elif due and due < day:
        told.errors[name] = _("Choose the day of the talk or later.")
    return due


def _day(told: Minutes, values: Flat, name: str) -> date | None:
    day = day_in(values, name, told.errors)
    if day and day > clock.today() + AHEAD:
        told.errors[name] = _("Choose a day within two years from now.")
        return None
    return day
