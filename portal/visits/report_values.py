"""The form of a report: its fields (portal.core.flat), and what it says."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask_babel import gettext as _

from portal.core import clock
from portal.core.flat import Fields, Flat, chosen, day_in, line, ticked
from portal.people.forms.fields import number
from portal.visits.followup_owners import Owner, read_owner
from portal.visits.models import ActionStep, Channel, ComplaintKind, Reached
from portal.visits.reporting import Key

ROWS = (1, 2, 3)  # promises, and complaints, that one form holds
AFTER = (7, 14, 30)  # days after the contact, as quick choices for the next step
PROMISE_DAYS = 5  # working days until a promise is due unless said otherwise
BACK = timedelta(days=366)  # a contact longer ago is a slip of the year
AHEAD = timedelta(days=731)
LONGEST = {"said": 20_000, "next_step": 2_000, "signal": 1_000, "products_other": 500, "what": 2_000, "to": 200}
LINE = 300  # characters of any other value
MOST_NAMES = 300
MOST_PRODUCTS = 30

_TOGGLE = re.compile(r"(reached|next_in|channel|product|action-\d{1,10}-\d{1,10}-[\w.-]{1,40})=(.{0,200})", re.DOTALL)
_TYPED = re.compile(
    r"said|signal|next_step|next_on|products_other|day|contact_id|(promise|complaint)-[1-3]-(what|owner|due|to|kind)"
)
_ACTION = re.compile(r"action-(\d{1,10})-(\d{1,10})-([\w.-]{1,40})=(worked_on|done)")
_TOGGLES = re.compile(r"(reached|next_in|channel|product|action-.*)", re.DOTALL)
REQUIRED_OF_ROW = "what"


def row_uid(visit_uid: str, row: str) -> str:
    """The uid of a promise or complaint that a report names in a row, such as promise-1: the same at every sending."""
    return str(uuid.uuid5(uuid.UUID(visit_uid), row))


@dataclass(frozen=True)
class Row:
    """A promise or complaint that the report names."""

    name: str
    what: str
    due: date
    owner: Owner | None
    to_whom: str = ""
    kind: ComplaintKind | None = None


@dataclass
class Said:
    """What a form says, read; `errors` by the name of the field when it cannot be sent like this."""

    day: date
    reached: Reached | None = None
    said: str = ""
    products: list[str] = field(default_factory=list)
    signal: str = ""
    next_step: str = ""
    next_on: date | None = None
    steps: dict[Key, ActionStep] = field(default_factory=dict)
    promises: list[Row] = field(default_factory=list)
    complaints: list[Row] = field(default_factory=list)
    rows: frozenset[str] = frozenset()  # those that the form held, also empty ones
    channel: Channel | None = None
    contact_id: int | None = None
    names_contact: bool = False  # the form said with whom it was, or with nobody in particular
    errors: dict[str, str] = field(default_factory=dict)


def _most(name: str) -> int:
    return LONGEST.get(name) or LONGEST.get(name.rpartition("-")[2]) or LINE


FIELDS = Fields(_TYPED, _TOGGLE, _TOGGLES, _most, MOST_NAMES)


def read(values: Flat, day: date) -> Said:
    """What the form says of a contact that was planned on this day; everything that is wrong stands in `errors`."""
    told = Said(day=min(day, clock.today()), errors=FIELDS.too_long(values))
    _facts(told, values)
    told.reached = Reached(picked) if (picked := chosen(values, "reached")) in set(Reached) else None
    if told.reached is None:
        told.errors["reached"] = _("Say whether the purpose was reached.")
    told.said, told.signal = values.get("said", "").strip(), line(values, "signal")
    told.next_step = values.get("next_step", "").strip()
    if not (told.said or told.next_step or "said" in told.errors):
        told.errors["said"] = _("Write what was said, or what the next step is.")
    told.products = _products(values)
    told.next_on = _next_on(told, values)
    for key, on in values.items():
        if on and (found := _ACTION.fullmatch(key)):
            told.steps[(int(found[1]), int(found[2]) or None, found[3])] = ActionStep(found[4])
    told.promises = [row for no in ROWS if (row := _row(told, values, f"promise-{no}"))]
    told.rows = frozenset(name.removesuffix("-what") for name in values if name.endswith("-what"))
    told.complaints = [row for no in ROWS if (row := _row(told, values, f"complaint-{no}"))]
    return told


def _facts(told: Said, values: Flat) -> None:
    typed = day_in(values, "day", told.errors)
    if typed:
        told.day = typed
        if typed > clock.today():
            told.errors["day"] = _("This day is still to come: a contact took place today or earlier.")
        elif typed < clock.today() - BACK:
            told.errors["day"] = _("This is more than a year ago. Check the date.")
    picked = chosen(values, "channel")
    told.channel = Channel(picked) if picked in set(Channel) else None
    told.names_contact = "contact_id" in values
    typed = values.get("contact_id", "").strip()
    told.contact_id = number(typed)
    if typed and not told.contact_id:
        told.errors["contact_id"] = _("Choose one of this customer.")


def day_of(values: Flat) -> date | None:
    """The day on which the contact took place as the form says it; None when it says none."""
    return day_in(values, "day")


def _products(values: Flat) -> list[str]:
    other = re.split(r"[,;\n]", values.get("products_other", ""))
    found = (" ".join(name.split()) for name in [*ticked(values, "product"), *other])
    return list(dict.fromkeys(name for name in found if name))[:MOST_PRODUCTS]


def _next_on(told: Said, values: Flat) -> date | None:
    typed = day_in(values, "next_on", told.errors)
    after = number(chosen(values, "next_in"))
    day = typed or (told.day + timedelta(days=after) if after in AFTER and "next_on" not in told.errors else None)
    if day and day < told.day:
        told.errors["next_on"] = _("The next step is on the day of the contact or later.")
    elif day and day > clock.today() + AHEAD:
        told.errors["next_on"] = _("Choose a day within two years from now.")
    return day


def _row(told: Said, values: Flat, name: str) -> Row | None:
    """The row when it says something; who only chose an owner or a day said nothing."""
    what = values.get(f"{name}-what", "").strip()
    if not what:
        return None
    due = day_in(values, f"{name}-due", told.errors)
    if due is None and f"{name}-due" not in told.errors:
        due = clock.add_working_days(told.day, PROMISE_DAYS)
    if due and due < told.day:
        told.errors[f"{name}-due"] = _("Choose the day of the contact or later.")
    typed = values.get(f"{name}-owner", "")
    owner = read_owner(typed) if typed else None
    if typed and owner is None:
        told.errors[f"{name}-owner"] = _("Choose one from the list.")
    picked = values.get(f"{name}-kind", "")
    kind = None
    if name.startswith("complaint"):
        kind = ComplaintKind(picked) if picked in set(ComplaintKind) else ComplaintKind.OTHER
    return Row(name, what, due or told.day, owner, line(values, f"{name}-to"), kind)
