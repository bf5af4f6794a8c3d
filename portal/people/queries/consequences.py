"""What a change of leads does to the lines, in words that can be read before it is saved."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.core import i18n
from portal.core.alphabet import sort_key
from portal.core.db import db
from portal.people.models import Person

SHOWN = 6  # names of one group; the rest is counted

Pair = tuple[frozenset[int], frozenset[int]]


@dataclass(frozen=True)
class Group:
    """People who have the same managers before and the same after; `more` counts those who are not named."""

    count: int
    names: str
    more: int
    before: str
    after: str


@dataclass(frozen=True)
class Consequences:
    """From when, for whom, and a mark that another outcome would not have."""

    starts: date
    groups: list[Group]
    mark: str


def of(changes: Mapping[int, Pair], starts: date) -> Consequences | None:
    """The changes by group, largest first; None when nobody gets another manager."""
    if not changes:
        return None
    asked = set(changes) | {one for pair in changes.values() for side in pair for one in side}
    names = dict(db.session.execute(select(Person.id, Person.name).where(Person.id.in_(asked))).all())
    locale = i18n.current()

    def listed(ids: list[int] | frozenset[int]) -> list[str]:
        return sorted((names[one] for one in ids), key=lambda name: sort_key(name, locale))

    together: dict[Pair, list[int]] = {}
    for person, pair in changes.items():
        together.setdefault(pair, []).append(person)
    groups = [
        Group(
            len(who),
            ", ".join(listed(who)[:SHOWN]),
            max(len(who) - SHOWN, 0),
            ", ".join(listed(before)),
            ", ".join(listed(after)),
        )
        for (before, after), who in together.items()
    ]
    outcome = sorted((who, sorted(before), sorted(after)) for who, (before, after) in changes.items())
    mark = f"{zlib.crc32(repr((str(starts), outcome)).encode()):08x}"
    return Consequences(starts, sorted(groups, key=lambda one: -one.count), mark)
