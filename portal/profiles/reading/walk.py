"""Every text of a profile in the order of its sections, and the check that no line of the source was lost."""

import re
from collections.abc import Iterator

from portal.profiles.reading.model import Item, Reading, ReadProfile

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_LINKS = {"en", "og", "samt"}  # a linking word goes when one sentence about the organisation becomes two lines
_ORDINAL = re.compile(r"^\s*\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-z]|[ivxIVX]{1,4})(?:[.)]?\s+|[.)](?=[A-ZÀ-Þ]))|^\s*o\s+")


def _deep(items: list[Item]) -> Iterator[Item]:
    for item in items:
        yield item
        yield from _deep(item.children)


def all_items(profile: ReadProfile) -> Iterator[Item]:
    """Every text with its source lines; titles and organisation lines as items of their own."""
    for items in (profile.definition, profile.purpose, profile.context, profile.characteristics):
        yield from _deep(items)
    for line in profile.organisation:
        yield Item(f"{line.label}: {line.value}" if line.label else line.value, line.lines, line.unsure)
    for area in profile.result_areas:
        yield Item(area.title, area.lines, area.unsure)
        for items in (area.result, area.core_tasks, area.indicators):
            yield from _deep(items)
    for criterion in profile.criteria:
        yield Item(criterion.title, criterion.lines)
        for items in criterion.items.values():
            yield from _deep(items)
    yield from _deep(profile.working_conditions)
    yield from _deep(profile.unplaced)


def about_the_job(profile: ReadProfile) -> Iterator[Item]:
    """Every text but tasks and indicators: a number in those ("calls ten customers a week") says what is to be done."""
    duties = {
        id(item)
        for area in profile.result_areas
        for items in (area.core_tasks, area.indicators)
        for item in _deep(items)
    }
    yield from (item for item in all_items(profile) if id(item) not in duties)


def texts_of(profile: ReadProfile) -> Iterator[str]:
    """Title and texts; a cell that a merged table cell shares among levels counts once."""
    yield profile.title
    by_identity = {id(item): item for item in list(all_items(profile))}
    yield from (item.text for item in by_identity.values())


def words_of(text: str) -> list[str]:
    """The words of a text for comparison: small letters, no marks."""
    return _WORD.findall(text.lower())


def _said_by_line(reading: Reading) -> dict[int, set[str]]:
    said: dict[int, set[str]] = {}

    def take(text: str, lines: list[int]) -> None:
        for number in lines:
            said.setdefault(number, set()).update(words_of(text))

    for note in reading.notes:
        take(" ".join(str(value) for value in note.values.values()), note.lines)
    for item in reading.headings:
        take(item.text, item.lines)
    for profile in reading.profiles:
        take(profile.title, profile.title_lines)
        for level in profile.levels:
            take(f"{level.code} {level.label}", level.lines)
        for item in (*all_items(profile), *profile.headings):
            take(item.text, item.lines)
    return said


def lost_words(reading: Reading) -> list[tuple[int, list[str]]]:
    """Source lines with words that nothing which came from the line repeats; empty when no line was lost. Ordinals
    and list marks are no words.
    """
    said = _said_by_line(reading)
    out = []
    for line in reading.lines:
        known = said.get(line.number, set())
        text = line.text if not set(words_of(line.text)) - known else _ORDINAL.sub(" ", line.text, count=1)
        lost = [word for word in words_of(text) if word not in known and word not in _LINKS]
        if lost:
            out.append((line.number, lost))
    return out
