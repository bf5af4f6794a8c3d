"""The one shape of what waits on a person: every domain gives its own list, Today shows them together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Task:
    """One thing to do, in the reader's language: what it is about, what is asked, and where it is done.

    `key` is unique on the page. `macro` names a template with a macro `row(task)` for what can be done in the list
    itself; `facts` is what that macro needs. `stands_for_more`: a link to things that are not listed themselves.
    """

    key: str
    title: str
    says: str
    address: str
    beside: str = ""
    due: date | None = None
    since: datetime | None = None
    for_name: str = ""
    macro: str = ""
    facts: Any = None
    stands_for_more: bool = False
