"""Registry of what each domain holds about a person, for the export of one's own data (GDPR art. 15 and 20)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from portal.core.db import db
from portal.core.policy import N_
from portal.core.subjects import names_of

Gather = Callable[[int], list[dict[str, Any]]]


@dataclass(frozen=True)
class Source:
    """One part of the export: its code (the key in the JSON), its heading, and what gives its rows."""

    code: str
    name: str
    gather: Gather
    labels: Mapping[str, str]


# Keys that many parts share, in words for the readable document.
LABELS = {
    "id": N_("Number"),
    "day": N_("Day"),
    "date": N_("Date"),
    "at": N_("When"),
    "starts": N_("From"),
    "ends": N_("To and including"),
    "due": N_("Due"),
    "state": N_("State"),
    "stage": N_("Stage"),
    "kind": N_("Kind"),
    "name": N_("Name"),
    "title": N_("Title"),
    "text": N_("Text"),
    "what": N_("What"),
    "reason": N_("Reason"),
    "note": N_("Note"),
    "remark": N_("Remark"),
    "year": N_("Year"),
    "number": N_("Number"),
    "customer": N_("Customer"),
    "unit": N_("Unit"),
    "role": N_("Role"),
    "level": N_("Level"),
    "country": N_("Country"),
    "purpose": N_("Purpose"),
    "result": N_("Result"),
    "channel": N_("Channel"),
    "answer": N_("Answer"),
    "reader": N_("Read by"),
    "about": N_("About"),
    "document": N_("Document"),
    "plan": N_("Account plan"),
    "done_on": N_("Done on"),
    "created_at": N_("Made on"),
    "changed_at": N_("Changed on"),
    "body": N_("Content"),
    "locale": N_("Language"),
    "amount": N_("Amount"),
    "currency": N_("Currency"),
    "event": N_("What happened"),
    "email": N_("E-mail address"),
    "reached": N_("Purpose reached"),
    "said": N_("What was said"),
    "signal": N_("Signal"),
    "next_step": N_("Next step"),
    "made_on": N_("Made on"),
    "outcome": N_("Outcome"),
    "by_you": N_("By you"),
    "own_act": N_("Done by you"),
    "quote": N_("Quote"),
    "read_at": N_("Read on"),
    "minutes": N_("Minutes"),
    "comment": N_("Comment"),
    "versions": N_("Versions"),
    "measure": N_("Measured in"),
    "agreed_on": N_("Agreed on"),
    "asked_at": N_("Asked on"),
    "answered_at": N_("Answered on"),
    "sent_at": N_("Sent on"),
    "started_at": N_("Logged in on"),
    "seen_at": N_("Last used"),
}

SOURCES: dict[str, Source] = {}


def source(code: str, name: str, gather: Gather, labels: Mapping[str, str] | None = None) -> None:
    """Register a part once. `gather(person_id)` gives rows that JSON can hold, with readable keys in English.

    Values may be texts, numbers, days and moments in ISO form, lists and mappings of these. People other than the
    person stand there by their role ("coach", "manager"), by name only where the person knew it from the record.
    `labels` words its keys (English source) for the readable document.
    """
    if code in SOURCES:
        raise RuntimeError(f"source of own data {code} is declared twice")
    SOURCES[code] = Source(code, name, gather, labels or {})


def rows_of(
    model: Any,
    column: Any,
    person_id: int,
    *,
    about: Mapping[str, tuple[str, str]] | None = None,
    leave_out: Collection[str] = (),
    limit: int = 20_000,
) -> list[dict[str, Any]]:
    """The rows of a table in which a column names the person, as JSON can hold them.

    `about` turns the id in a column into what the thing is called: {"customer_id": ("customer", "customer")} gives the
    key "customer" and asks the kind "customer" for names. Other ids of people are left out, so that nobody else's name
    leaves; so are the columns of `leave_out`. The columns of the person are left out too: all rows are theirs.
    """
    table = model.__table__
    rows = db.session.execute(select(table).where(column == person_id).limit(limit)).mappings().all()
    named = about or {}
    names = {
        key: names_of(kind, {row[key] for row in rows if row[key] is not None}) for key, (_to, kind) in named.items()
    }
    people = {one.name for one in table.columns if any(key.column.table.name == "person" for key in one.foreign_keys)}
    dropped = (people | set(leave_out) | {"rev"}) - named.keys()
    return [_plain(row, named, names, dropped) for row in rows]


def _plain(row: Any, named: Mapping[str, tuple[str, str]], names: dict[str, Any], dropped: set[str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in row.items():
        if key in named:
            made[named[key][0]] = names[key].get(value)
        elif key not in dropped and value is not None:
            made[key] = value.isoformat() if isinstance(value, date) else value
    return made
