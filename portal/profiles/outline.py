"""A body arranged as the reader's page: sections in reading order, areas as pairs, criteria as a matrix.

A pure value. The reader's page, the redline and the review draw it with the same template
(`profiles/_document.html`); the redline hands in the merged parts of both versions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from portal.core.policy import N_
from portal.documents.content import Part, grouped, text_in
from portal.profiles import terms
from portal.profiles.content import HIDDEN
from portal.profiles.terms import Bindings

Run = tuple[int, int]
DRAWN_ALL_THE_SAME = frozenset({"title", "level", "figure"})  # though their text is hidden from readers

SECTIONS = {
    "definition": N_("Definition of the job"),
    "purpose": N_("Purpose of the job"),
    "context": N_("Context"),
    "characteristics": N_("General characteristics"),
    "org": N_("Place in the organisation"),
    "area": N_("Result areas"),
    "criterion": N_("Level criteria"),
    "condition": N_("Aggravating working conditions"),
    "figure": N_("Key figures"),
    "unplaced": N_("Text without a place"),
}
RELATIONS = {
    "reports_to": N_("Reports to"),
    "manager_kind": N_("Kind of line manager"),
    "leads": N_("Manages"),
    "member_of": N_("Member of"),
    "functional": N_("Functional line"),
    "other": N_("Other"),
}
FIGURES = {
    "customers": N_("Number of customers"),
    "key_customers": N_("Number of key accounts"),
    "team": N_("Team size"),
    "team_with_own_budget": N_("Team size with a budget of one's own"),
    "team_without_own_budget": N_("Team size without a budget of one's own"),
}


@dataclass(frozen=True)
class Task:
    """A core task with its sub-points."""

    part: Part
    points: list[Part]


@dataclass(frozen=True)
class Area:
    """A result area: its result, and its tasks beside its indicators."""

    part: Part
    results: list[Part]
    tasks: list[Task]
    indicators: list[Part]


@dataclass(frozen=True)
class Cell:
    """Neighbouring levels of one criterion and the texts that they share; `items` is empty for a gap."""

    codes: tuple[str, ...]
    items: list[Part]
    first: bool = True  # false where the same texts stood before: levels that are no neighbours
    rows: int = 1  # bands it reaches down over, where its levels have nothing of their own below


@dataclass(frozen=True)
class Criterion:
    """A row of the matrix: bands one below the other, each as wide as all levels."""

    part: Part
    bands: list[list[Cell]]


@dataclass(frozen=True)
class Outline:
    """What `profiles/_document.html` draws. `locale`: the reader's; `source`: the profile's own language.

    `bound`: what placeholders stand for, where readers see it; None where the text is worked on and shows its brackets.
    """

    locale: str
    source: str
    title: Part | None
    paragraphs: dict[str, list[Part]]
    org: list[Part]
    areas: list[Area]
    levels: list[Part]
    criteria: list[Criterion]
    conditions: list[Part]
    figures: list[Part]
    unplaced: list[Part]
    sections: list[str] = field(default_factory=list)
    bound: Bindings | None = None

    def text(self, part: Part) -> tuple[str, str]:
        """The text this reader sees and its language: the source text where the reader's language has none."""
        return text_in(part, self.locale, self.source)

    def pieces(self, text: str, lang: str) -> list[tuple[bool, str]]:
        """A text in pieces: (whether to mark it as a placeholder, words)."""
        return terms.pieces(text) if self.bound is None else terms.filled(text, lang, self.bound)

    def said(self, part: Part) -> tuple[str, str]:
        """The text as this reader sees it, in one piece, and its language: for headings and lists of contents."""
        text, lang = self.text(part)
        return (text if self.bound is None else terms.said(text, lang, self.bound)), lang

    def codes(self) -> list[str]:
        """The level codes, in order."""
        return [level["data"]["code"] for level in self.levels]


def outline(
    parts: Iterable[Part], *, locale: str, source: str, hidden: bool = True, bound: Bindings | None = None
) -> Outline:
    """Arrange parts in reading order; `hidden` leaves out what readers never see. `in` says where each is drawn.

    With `bound` readers see what placeholders stand for; a part that is nothing but an instruction to the author is
    left out.
    """
    drawn = [part for part in parts if not (hidden and part["kind"] in HIDDEN)]
    if bound:
        silent = _silent(drawn, locale, source, bound)
        drawn = [part for part in drawn if part["key"] not in silent]
    groups = grouped(drawn)
    top: dict[str, list[Part]] = {}
    for part in groups.get("", []):
        top.setdefault(part["kind"], []).append(part)
    levels = top.get("level", [])
    codes = [level["data"]["code"] for level in levels]
    sections = [kind for kind in SECTIONS if kind in top]
    if levels and "criterion" not in top:
        sections.append("criterion")
        sections.sort(key=list(SECTIONS).index)
    return Outline(
        locale=locale, source=source, title=next(iter(top.get("title", [])), None),
        paragraphs={kind: top.get(kind, []) for kind in ("definition", "purpose", "context", "characteristics")},
        org=top.get("org", []), areas=[_area(part, groups) for part in top.get("area", [])], levels=levels,
        criteria=[Criterion(part, bands(groups.get(part["key"], []), codes)) for part in top.get("criterion", [])],
        conditions=top.get("condition", []), figures=top.get("figure", []), unplaced=top.get("unplaced", []),
        sections=sections, bound=bound,
    )


def _silent(parts: list[Part], locale: str, source: str, bound: Bindings) -> set[str]:
    """The keys of parts of which a reader sees nothing: neither words nor anything that stands inside."""
    gone: set[str] = set()
    for part in parts:
        text, lang = text_in(part, locale, source)
        if text and part["kind"] not in DRAWN_ALL_THE_SAME and not terms.said(text, lang, bound):
            gone.add(part["key"])
    while back := gone & {part["in"] for part in parts if part["key"] not in gone}:
        gone -= back
    return gone


def _area(part: Part, groups: dict[str, list[Part]]) -> Area:
    inside = groups.get(part["key"], [])
    return Area(
        part,
        [one for one in inside if one["kind"] == "result"],
        [Task(one, groups.get(one["key"], [])) for one in inside if one["kind"] == "core_task"],
        [one for one in inside if one["kind"] == "indicator"],
    )


def bands(cells: list[Part], codes: list[str]) -> list[list[Cell]]:
    """The texts of one criterion as bands of cells: what levels share stands once, spanning them."""
    runs: dict[Run, list[Part]] = {}
    seen: set[tuple[str, Run]] = set()
    for part in cells:
        for run in _runs(part["data"]["levels"], codes):
            if (part["key"], run) not in seen:
                seen.add((part["key"], run))
                runs.setdefault(run, []).append(part)
    rows: list[dict[Run, list[Part]]] = []
    # Widest first, so that what all share opens the row and the single levels stand side by side below it.
    for run in sorted(runs, key=lambda run: (run[0] - run[1], run[0])):
        free = (row for row in rows if all(run[0] >= end or run[1] <= start for start, end in row))
        row = next(free, None)
        if row is None:
            rows.append(row := {})
        row[run] = runs[run]
    shown: set[str] = set()
    return [_band(rows, place, codes, shown) for place in range(len(rows))] or [[Cell(tuple(codes), [])]]


def _runs(levels: list[str], codes: list[str]) -> list[Run]:
    """Neighbouring levels as (from, to) places; a level that the matrix does not have is left out."""
    places = sorted(codes.index(level) for level in levels if level in codes)
    found: list[Run] = []
    for place in places:
        if found and found[-1][1] == place:
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return found or ([(0, len(codes))] if codes else [(0, 1)])


def _band(rows: list[dict[Run, list[Part]]], place: int, codes: list[str], shown: set[str]) -> list[Cell]:
    """The cells of one band; where nothing stands, the text above reaches down, else a gap is left."""
    reached = {column for above in range(place) for run in rows[above] if above + _reach(rows, above, run) > place
               for column in range(*run)}
    starts = {run[0]: run for run in rows[place]}
    cells: list[Cell] = []
    column = gap = 0
    while column <= len(codes):
        ends = column in starts or column in reached or column == len(codes)
        if ends and gap < column:
            cells.append(Cell(tuple(codes[gap:column]), []))
        if column in starts:
            run = starts[column]
            items = rows[place][run]
            known = shown & {part["key"] for part in items}
            cells.append(Cell(tuple(codes[slice(*run)]), items, first=not known, rows=_reach(rows, place, run)))
            shown.update(part["key"] for part in items)
            column = gap = run[1]
            if column == len(codes):
                break
            continue
        column += 1
        if ends:
            gap = column
    return cells


def _reach(rows: list[dict[Run, list[Part]]], place: int, run: Run) -> int:
    """Over how many bands a cell reaches: its own and those right below that leave all its levels empty."""
    count = 1
    for row in rows[place + 1:]:
        if any(other[0] < run[1] and run[0] < other[1] for other in row):
            break
        count += 1
    return count


def drawn_of_figure(text: str, data: dict[str, Any]) -> tuple[bool, bool]:
    """What of a figure is drawn so that nothing stands twice: its range, its text.

    A text that is nothing but numbers and signs ("≤ 14") gives way to the range in the reader's words; the range gives
    way to a text that names all its numbers.
    """
    if not any(sign.isalpha() for sign in text):
        return True, False
    named = {int(re.sub(r"\D", "", number)) for number in re.findall(r"\d{1,3}(?:[.\s]\d{3})+(?!\d)|\d+", text)}
    bounds = {data[side] for side in ("min", "max") if data.get(side) is not None}
    return not bounds <= named, True

