"""What waits on a person, from all domains."""

from __future__ import annotations

from portal.people.me import Me
from portal.profiles import queries as profiles


def count(me: Me) -> int:
    """How many things wait, counted up to a hundred."""
    return profiles.count_waiting(me)


def items(me: Me) -> list[profiles.Waiting]:
    """The things themselves, most urgent first."""
    return profiles.waiting_on(me)
