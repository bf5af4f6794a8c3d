"""How much of what a document states was read into its right place.

A fact is a value with the place it belongs in: a task of an area, an item of a cell of the matrix, a label's value.
What the importer adds of its own counts against it as much as what it misses.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

Fact = tuple[str, ...]


class Score(NamedTuple):
    """The facts that agree, those that were missed, and those that the document does not state."""

    right: int
    missed: list[Fact]
    invented: list[Fact]

    @property
    def recall(self) -> float:
        return self.right / (self.right + len(self.missed))

    @property
    def strict(self) -> float:
        return self.right / (self.right + len(self.missed) + len(self.invented))


def plain(text: str) -> str:
    """One spelling for texts that differ only in case, white space or the mark they end with."""
    return re.sub(r"\s+", " ", text).strip().rstrip(" .;,:").casefold()


def score(expected: dict[str, Any], read: dict[str, Any]) -> Score:
    """What was read (as JSON) beside what was written down by hand: `begin … end` stands for a whole text."""
    written, understood = [("", "language", expected["language"])], [("", "language", read["language"])]
    for place, (profile, found) in enumerate(_pairs(expected["profiles"], read["profiles"])):
        written += [(str(place), *fact) for fact in (_expected(profile) if profile else ())]
        understood += [(str(place), *fact) for fact in (_facts(found) if found else ())]
    left, missed = list(understood), []
    for fact in written:
        match = next((other for other in left if _same(fact, other)), None)
        if match is None:
            missed.append(fact)
        else:
            left.remove(match)
    return Score(len(written) - len(missed), missed, left)


def _pairs(expected: list[dict[str, Any]], read: list[dict[str, Any]]) -> Iterator[tuple[Any, Any]]:
    """Profiles of the same title beside each other, what is left in the order of the document."""
    left = list(read)
    found = [next((one for one in left if plain(one["title"]) == plain(wanted["title"])), None) for wanted in expected]
    left = [one for one in read if one not in found]
    for wanted, one in zip(expected, found, strict=True):
        yield wanted, one or (left.pop(0) if left else None)
    yield from ((None, one) for one in left)


def _same(wanted: Fact, found: Fact) -> bool:
    return len(wanted) == len(found) and all(map(_agrees, wanted, found))


def _agrees(wanted: str, found: str) -> bool:
    start, gap, end = wanted.partition(" … ")
    if not gap:
        return plain(wanted) == plain(found)
    found = plain(found)
    return found.startswith(plain(start)) and found.endswith(plain(end))


def _expected(profile: dict[str, Any]) -> Iterator[Fact]:
    areas = [{**area, "core_tasks": area.get("tasks", [])} for area in profile.get("areas", [])]
    yield from _facts({**profile, "result_areas": areas, "working_conditions": profile.get("conditions", [])})


def _facts(profile: dict[str, Any]) -> Iterator[Fact]:
    yield ("title", profile["title"])
    for code in profile.get("levels", []):
        yield ("level", code)
    for section in ("context", "purpose", "characteristics"):
        if profile.get(section):
            yield (section, profile[section])
    for label, text in profile.get("organisation", {}).items():
        yield ("organisation", label, text)
    for area in profile["result_areas"]:
        yield from _area(area)
    for row in profile.get("criteria", []):
        yield ("criterion", row["title"])
        levels = row["items"] if profile.get("levels") else {"": next(iter(row["items"].values()))}
        for code, items in levels.items():
            yield from (("item", row["title"], code, item) for item in items)
    yield from (("condition", text) for text in profile.get("working_conditions", []))
    yield from (("placeholder", text) for text in profile.get("placeholders", []))
    for name, bounds in profile.get("figures", {}).items():
        yield ("figure", name, str(list(bounds)))
    yield from (("unplaced", text) for text in profile.get("unplaced", []))


def _area(area: dict[str, Any]) -> Iterator[Fact]:
    name = area["title"]
    yield ("area", name)
    if area.get("result"):
        yield ("result", name, area["result"])
    for task in area.get("core_tasks", []):
        text, children = (task, []) if isinstance(task, str) else (task["text"], task["children"])
        yield ("task", name, text)
        yield from (("sub_task", name, text, child) for child in children)
    yield from (("indicator", name, text) for text in area.get("indicators", []))
