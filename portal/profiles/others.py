"""Who else has a part in a duty, beside who holds the role: roles, units, bodies, and terms in brackets, by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.core import i18n
from portal.core.db import db
from portal.documents.content import Body, Part
from portal.people.models import Body as Group
from portal.people.models import Role, Unit
from portal.profiles.cadence import consulted
from portal.profiles.duty import OTHERS
from portal.profiles.owed import duty_of
from portal.profiles.terms import Bindings, folded, terms_in

TABLES: dict[str, tuple[Any, Any]] = {
    "role": (Role, Role.title), "unit": (Unit, Unit.name), "body": (Group, Group.name),
}
LEAST_LETTERS = 4  # of a name that a text is taken to mean


@dataclass(frozen=True)
class Named:
    """The names of roles, units and bodies by (kind, id), in the reader's language.

    `bound`: what terms stand for, for readers; None where the text is worked on and shows its brackets.
    """

    names: Mapping[tuple[str, int], str]
    bound: Bindings | None = None

    def of(self, other: Mapping[str, Any]) -> str:
        """How a reader calls one: its name, what a term stands for, else the term in its brackets."""
        [(kind, value)] = other.items()
        if kind != "term":
            return self.names.get((kind, value), "")
        if self.bound is None:
            return f"[{value}]"
        binding = self.bound.get(value)
        return (binding.in_language(i18n.current()) if binding else "") or value

    def all_of(self, duty: Mapping[str, Any], name: str) -> list[str]:
        """The names in one list of a duty ("supports", "consulted", "informed")."""
        return [said for other in duty.get(name, ()) if (said := self.of(other))]


def named_in(body: Iterable[Part], bound: Bindings | None = None) -> Named:
    """The names that the duties of a text need: a query for each kind that it names, none where it names nobody."""
    wanted: dict[str, set[int]] = {}
    for part in body:
        for name in OTHERS:
            for other in duty_of(part).get(name, ()):
                for kind, value in other.items():
                    wanted.setdefault(kind, set()).add(value)
    return Named(_names({kind: wanted[kind] for kind in TABLES if kind in wanted}), bound)


def everybody() -> Named:
    """The names of all roles, bodies, and units that have not ended: what a form offers. Three queries."""
    return Named(_names(dict.fromkeys(TABLES)))


def _names(wanted: Mapping[str, set[int] | None]) -> dict[tuple[str, int], str]:
    """The names by (kind, id); None for all of a kind."""
    found: dict[tuple[str, int], str] = {}
    for kind, ids in wanted.items():
        table, name = TABLES[kind]
        query = select(table.id, name)
        if ids is not None:
            query = query.where(table.id.in_(ids))
        elif table is Unit:
            query = query.where(Unit.ended_on.is_(None))
        for key, said in db.session.execute(query):
            found[kind, key] = said if isinstance(said, str) else i18n.text_in(said)
    return found


def terms_of(body: Body) -> list[str]:
    """All terms of a text, in the order of the alphabet."""
    return sorted({term for part in body for text in part["text"].values() for term in terms_in(text)})


def consulted_in(part: Part, source: str, everyone: Named) -> list[dict[str, Any]]:
    """Whom the words of a task consult: terms in brackets, and roles, units and bodies that are called by name."""
    found: list[dict[str, Any]] = []
    for whom in consulted(part["text"].get(source, ""), source):
        if whom.startswith("["):
            found.append({"term": folded(whom)})
            continue
        word = whom.casefold()
        for (kind, key), name in everyone.names.items():
            called = name.casefold()
            if len(called) >= LEAST_LETTERS and word.startswith(called):  # "salgssjefen" for "salgssjef"
                found.append({kind: key})
    return found
