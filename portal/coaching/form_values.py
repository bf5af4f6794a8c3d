"""The two forms of a ride-along: their fields (portal.core.flat), and what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask_babel import gettext as _

from portal.coaching import scale
from portal.coaching.models import CoachRole, Kept, Occasion, RideAlongKind
from portal.core import clock
from portal.core.flat import Fields, Flat, chosen, day_in, line, ticked
from portal.people.forms.fields import number

Keys = frozenset[str]

EXTRAS = (1, 2, 3)  # visits or calls that one form holds beside those of the calendar
ALSO = 5  # criteria besides the focus
WORDY = 200  # characters from which the meter of a line warns
BACK, AHEAD, PREPARED = timedelta(days=366), timedelta(days=731), timedelta(days=14)
LONGEST = {"promise_note": 1_000, "support": 1_000, "result": 1_000, "purpose": 300, "customer": 200}
LINES = ("keep", "change", "commitment", "own", "saw")
LONG, LINE = 2_000, 300
MOST_NAMES, MOST_VISITS = 800, 20
FACTS = ("purpose", "role", "occasion", "result")

_KEY = r"[\w.-]{1,40}"
_TOGGLE = re.compile(
    rf"(?:kind|promise|focus|also|visit-\d{{1,10}}|(?:role|occasion)-\d{{1,10}}|extra-[1-3]-(?:role|occasion)"
    rf"|score-{_KEY})=[\w.-]{{0,40}}"
)
_TYPED = re.compile(
    rf"day|promise_note|keep|change|commitment|commitment_on|support|next_on|own|saw-{_KEY}|(?:purpose|result)-\d{{1,10}}"
    r"|extra-[1-3]-(?:customer|purpose|result)"
)
_CHOICE = re.compile(
    rf"kind|promise|focus|also|visit-\d+|(?:role|occasion)-\d+|extra-\d-(?:role|occasion)|score-{_KEY}"
)
_VISIT = re.compile(r"visit-(\d{1,10})=on")


def _most(name: str) -> int:
    if name.partition("-")[0] in LINES:
        return LONG
    return LONGEST.get(name) or LONGEST.get(name.partition("-")[0]) or LONGEST.get(name.rpartition("-")[2]) or LINE


FIELDS = Fields(_TYPED, _TOGGLE, _CHOICE, _most, MOST_NAMES)


@dataclass(frozen=True)
class VisitRow:
    """A visit or call of the day; `visit_id` when it stands in the calendar, where its customer stands too."""

    name: str
    visit_id: int | None
    customer: str
    purpose: str
    role: CoachRole | None
    occasion: Occasion | None
    result: str


Ratings = dict[str, tuple[int | None, str]]


@dataclass
class Told:
    """What the coach's form says, read; `errors` by the name of the field when it cannot be completed like this."""

    day: date
    kind: RideAlongKind = RideAlongKind.RIDE_ALONG
    promise: Kept | None = None
    promise_note: str = ""
    visits: list[VisitRow] = field(default_factory=list)
    focus: str = ""
    ratings: Ratings = field(default_factory=dict)
    keep: str = ""
    change: str = ""
    commitment: str = ""
    commitment_on: date | None = None
    support: str = ""
    next_on: date | None = None
    errors: dict[str, str] = field(default_factory=dict)


def read(values: Flat, day: date, keys: Keys) -> Told:
    """What the coach says of a ride-along of this day, with criteria of these keys."""
    told = Told(day=day, errors=FIELDS.too_long(values))
    _when(told, values)
    told.promise = Kept(picked) if (picked := chosen(values, "promise")) in set(Kept) else None
    told.promise_note = values.get("promise_note", "").strip()
    told.visits = visits_in(values)
    told.focus = chosen(values, "focus") if chosen(values, "focus") in keys else ""
    if not told.focus:
        told.errors["focus"] = _("Choose the focus of the day: one criterion.")
    elif len({*ticked(values, "also")} - {told.focus}) > ALSO:
        told.errors["also"] = _("Choose at most five besides the focus: one day is about few things.")
    told.ratings = ratings_in(values, keys, told.errors)
    _result(told, values)
    return told


def _result(told: Told, values: Flat) -> None:
    missing = {
        "keep": _("Write what to keep."), "change": _("Write what to change."),
        "commitment": _("Write the one thing that is promised."),
    }
    for name, sentence in missing.items():
        said = values.get(name, "").strip()
        setattr(told, name, said)
        if not said and name not in told.errors:
            told.errors[name] = sentence
    told.support = values.get("support", "").strip()
    told.commitment_on = ahead(told, values, "commitment_on")
    if told.commitment_on is None and "commitment_on" not in told.errors:
        told.errors["commitment_on"] = _("Fill in by when it is done.")
    told.next_on = ahead(told, values, "next_on")


def _when(told: Told, values: Flat) -> None:
    told.kind = kind_in(values)
    day = day_in(values, "day", told.errors) or told.day
    if day > clock.today():
        told.errors["day"] = _("This day is still to come: complete it on the day itself or later.")
    elif day < clock.today() - BACK:
        told.errors["day"] = _("This is more than a year ago. Check the date.")
    else:
        told.day = day


def kind_in(values: Flat) -> RideAlongKind:
    """With the seller at customers, unless it says that it was listening in."""
    picked = chosen(values, "kind")
    return RideAlongKind(picked) if picked in set(RideAlongKind) else RideAlongKind.RIDE_ALONG


def ahead(told: Told, values: Flat, name: str) -> date | None:
    """A day on or after the ride-along, within two years."""
    day = day_in(values, name, told.errors)
    if day and day < told.day:
        told.errors[name] = _("Choose the day of the ride-along or later.")
    elif day and day > clock.today() + AHEAD:
        told.errors[name] = _("Choose a day within two years from now.")
    return day


def visits_in(values: Flat) -> list[VisitRow]:
    """The visits of the calendar that were ticked, as far as a visit can have the number, then the others typed."""
    found = (_VISIT.fullmatch(name) for name, on in values.items() if on)
    ids = [visit_id for one in found if one and (visit_id := number(one[1]))]
    rows = [_visit(values, f"visit-{visit_id}", f"{{}}-{visit_id}", visit_id) for visit_id in ids[:MOST_VISITS]]
    others = [_visit(values, f"extra-{no}", f"extra-{no}-{{}}") for no in EXTRAS]
    return rows + [row for row in others if row.customer]


def _visit(values: Flat, row: str, fields: str, visit_id: int | None = None) -> VisitRow:
    role, occasion = chosen(values, fields.format("role")), chosen(values, fields.format("occasion"))
    return VisitRow(
        row, visit_id, line(values, fields.format("customer")), line(values, fields.format("purpose")),
        CoachRole(role) if role in set(CoachRole) else None,
        Occasion(occasion) if occasion in set(Occasion) else None, values.get(fields.format("result"), "").strip(),
    )


def ratings_in(values: Flat, keys: Keys, errors: dict[str, str]) -> Ratings:
    """What was rated, by key; at least one. An observation alone does not say which step it shows."""
    found: Ratings = {}
    for key in sorted(keys):
        typed, saw = chosen(values, f"score-{key}"), values.get(f"saw-{key}", "").strip()
        try:
            score = scale.score_of(typed) if typed else None
        except ValueError:
            typed = ""
        if typed:
            found[key] = (score, saw)
        elif saw:
            errors.setdefault(f"score-{key}", _("Choose a step, or say that it was not observed."))
    if not found and not any(name.startswith("score-") for name in errors):
        first = chosen(values, "focus") or next(iter(sorted(keys)), "")
        errors[f"score-{first}"] = _("Rate at least one criterion, or say that it was not observed.")
    return found


@dataclass
class Own:
    """What the seller's form says, read."""

    ratings: Ratings
    own: str
    errors: dict[str, str]


def read_own(values: Flat, keys: Keys) -> Own:
    """The seller's own rating and words, with criteria of these keys."""
    errors = FIELDS.too_long(values)
    ratings = ratings_in(values, keys, errors)
    return Own(ratings, values.get("own", "").strip(), errors)
