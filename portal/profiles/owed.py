"""What the tasks of a version ask again and again: what its author confirmed, and what the words propose beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.documents import content
from portal.documents.content import Body, Part, Stale
from portal.profiles.cadence import Found, consulted, recognise
from portal.profiles.duty import OTHERS
from portal.profiles.part_edits import Change
from portal.profiles.terms import folded, is_term

TASKS = frozenset({"core_task", "sub_task"})
CADENCE = ("every", "per", "by", "words")
Other = Mapping[str, Any]  # {"role": 3}, {"unit": 3}, {"body": 3} or {"term": "directie"}


@dataclass(frozen=True)
class Line:
    """What stands below a task on the edit page.

    `duty`: as stored; `found`: what the words say beside it, empty when that was answered; `consulted`: the terms in
    brackets that the words consult, while nobody answered that either; `differs`: what the words say for sure where
    another cadence is stored; `moved`: the text was rewritten since, and does not say for sure what is stored.
    """

    duty: Mapping[str, Any] = field(default_factory=dict)
    found: Found = field(default_factory=Found)
    consulted: tuple[str, ...] = ()
    differs: str = ""
    moved: bool = False
    doubts: tuple[str, ...] = ()  # why the rewritten text leaves doubt

    @property
    def is_sure(self) -> bool:
        """The proposal can be confirmed with one tap."""
        return self.found.sure or (not self.found and bool(self.consulted))

    @property
    def asks(self) -> bool:
        """Something waits for the author's answer."""
        return bool(self.found or self.consulted)

    @property
    def names(self) -> list[str]:
        """The consulted terms in their brackets."""
        return [f"[{term}]" for term in self.consulted]

    @property
    def proposed(self) -> dict[str, Any]:
        """The duty that one tap stores."""
        made = dict(self.duty)
        if self.found.sure:
            made.pop("none", None)
            made |= {"every": str(self.found.every), "per": str(self.found.per), "by": str(self.found.by)}
        if self.consulted:
            made["consulted"] = [{"term": term} for term in self.consulted]
        return made


def duty_of(part: Part) -> dict[str, Any]:
    """What a task says beyond its words; empty for other parts and where nothing was said."""
    return part["data"].get("duty", {}) if part["kind"] in TASKS else {}


def digest(text: str) -> str:
    """A short mark of the words that somebody answered, whatever the spaces between them."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def line(part: Part, source: str) -> Line:
    """What stands below a task; `source` is the language of the profile, in which it is understood."""
    if part["kind"] not in TASKS:
        return Line()
    duty, text = duty_of(part), part["text"].get(source, "")
    found, differs, moved, doubts = recognise(text, source), "", False, ()
    if duty.get("none") or duty.get("every"):
        differs = str(found.every) if found.sure and duty.get("every") not in {None, found.every} else ""
        answered_to = duty.get("words", digest(text))
        moved = bool(duty.get("every") and answered_to != digest(text) and (differs or not found.sure))
        doubts = found.reasons if moved else ()
        found = Found()
    whom = [] if any(name in duty for name in OTHERS) or duty.get("none") else consulted(text, source)
    return Line(duty, found, tuple(dict.fromkeys(folded(one) for one in whom if is_term(one))), differs, moved, doubts)


def answered(key: str, answer: str, source: str, *, seen: int, base: int, edit: str) -> Change:
    """Confirm what the words propose (`answer` "confirm"), or say that there is no recurring work ("none").

    `seen` and `base`: the revisions of text and data that the person saw. Raises Stale, Gone.
    """

    def change(body: Body) -> Body:
        part = content.get(body, key)
        asked = line(part, source)
        if answer == "confirm" and not asked.is_sure:
            return body  # sent twice
        if part["rev"].get(source, 0) != seen:
            raise Stale(key)
        duty = asked.proposed if answer == "confirm" else without_work(asked.duty)
        duty = _about(duty, part, source)
        return content.write_data(body, key, {"duty": duty}, base=base, edit=edit)

    return change


def without_work(duty: Mapping[str, Any]) -> dict[str, Any]:
    """The same duty with nothing that comes back; who else is in it stays."""
    return {"none": True, **{name: value for name, value in duty.items() if name not in {*CADENCE, "none"}}}


def store(key: str, duty: Mapping[str, Any], source: str, *, base: int, edit: str) -> Change:
    """What the form of a duty says. Raises Stale (theirs: the whole data), Gone."""

    def change(body: Body) -> Body:
        made = _about(duty, content.get(body, key), source)
        return content.write_data(body, key, {"duty": made or None}, base=base, edit=edit)

    return change


def _about(duty: Mapping[str, Any], part: Part, source: str) -> dict[str, Any]:
    """The same with a mark of the text it is about, where something comes back."""
    made = {name: value for name, value in duty.items() if name != "words"}
    return made | {"words": digest(part["text"].get(source, ""))} if made.get("every") else made


def creates(body: Iterable[Part]) -> list[Part]:
    """The tasks whose confirmed cadence makes somebody owe something, in reading order."""
    return [part for part in body if duty_of(part).get("every")]


def unanswered(body: Iterable[Part], source: str) -> list[tuple[Part, Line]]:
    """The tasks in whose words something comes back that nobody confirmed or put aside."""
    lines = ((part, line(part, source)) for part in body if part["kind"] in TASKS)
    return [(part, one) for part, one in lines if one.found]
