"""Registry of what each domain holds about a person, for the export of one's own data (GDPR art. 15 and 20)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Gather = Callable[[int], list[dict[str, Any]]]


@dataclass(frozen=True)
class Source:
    """One part of the export: its code (the key in the JSON), its heading, and what gives its rows."""

    code: str
    name: str
    gather: Gather


SOURCES: dict[str, Source] = {}


def source(code: str, name: str, gather: Gather) -> None:
    """Register a part once. `gather(person_id)` gives rows that JSON can hold, with readable keys in English.

    Values may be texts, numbers, days and moments in ISO form, lists and mappings of these. People other than the
    person stand there by their role ("coach", "manager"), by name only where the person knew it from the record.
    """
    if code in SOURCES:
        raise RuntimeError(f"source of own data {code} is declared twice")
    SOURCES[code] = Source(code, name, gather)
