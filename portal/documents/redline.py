"""What changed between two bodies, as the reader's page with marks. A pure value, like the bodies themselves.

Parts are paired by key. Of siblings, the longest run that kept its relative order stays and the rest is moved.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from rapidfuzz.distance import Indel

from portal.documents.content import Body, Part, displaced, grouped, text_in

Op = Literal["same", "del", "ins"]
Words = tuple[tuple[Op, str], ...]
Run = tuple[Op, list[str]]

TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
# Where less than this share of the shorter text (in letters) is kept, marks per word are confetti.
KEPT_AT_LEAST = 0.3
# So few words between two larger changes only interrupt the reader.
ISLAND = 2
NO_RESULT: tuple[str, ...] = ()
# Where a part stands in its source is not something a reader reads.
UNSEEN_DATA = frozenset({"lines", "unsure"})


class Row(NamedTuple):
    """One part of the redline.

    `words`: runs of ("same" | "del" | "ins", text) that together are both texts. `parent`, `depth`: where the row
    is drawn. `data_changed`: names of the data fields that differ, and "kind". `lang`: of the text after,
    `lang_before`: of the text before (they differ when one of them falls back to the source language).
    """

    key: str
    kind: str
    parent: str
    depth: int
    status: Literal["same", "changed", "added", "removed"]
    moved: bool
    words: Words
    data_changed: tuple[str, ...]
    before: Part | None
    after: Part | None
    lang: str
    lang_before: str

    @property
    def part(self) -> Part:
        """The part as it is, or as it was when it is gone."""
        part = self.after or self.before
        if part is None:
            raise ValueError("a row holds a part")
        return part

    @property
    def quiet(self) -> bool:
        """Whether there is nothing to mark."""
        return self.status == "same" and not self.moved


def redline(before: Body, after: Body, locale: str, source: str) -> list[Row]:
    """All rows in the reading order of `after`, what was removed standing where it stood.

    Texts are those a reader of `locale` sees: a missing twin is compared in the `source` language.
    Both bodies are in reading order, as they are stored.
    """
    old = {part["key"]: part for part in before}
    new = {part["key"]: part for part in after}
    moved, groups = _merged(before, after, old, new)
    rows: list[Row] = []

    def walk(parent: str, depth: int) -> None:
        for key in groups.get(parent, NO_RESULT):
            rows.append(_row(old.get(key), new.get(key), parent, depth, key in moved, (locale, source)))
            walk(key, depth + 1)

    walk("", 0)
    return rows


def summary(rows: Iterable[Row]) -> dict[str, int]:
    """How many rows are {"changed", "added", "removed", "moved"}; a row can be both changed and moved."""
    counts = {"changed": 0, "added": 0, "removed": 0, "moved": 0}
    for row in rows:
        if row.status != "same":
            counts[row.status] += 1
        counts["moved"] += row.moved
    return counts


def rebuild(rows: Iterable[Row]) -> tuple[dict[str, str], dict[str, str]]:
    """The texts by key of both sides, read back from the marks."""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for row in rows:
        if row.before is not None:
            before[row.key] = "".join(text for op, text in row.words if op != "ins")
        if row.after is not None:
            after[row.key] = "".join(text for op, text in row.words if op != "del")
    return before, after


def redline_words(before: str, after: str) -> Words:
    """Two plain texts as runs of same, struck and inserted words. Each side reads back exactly from its runs."""
    if before == after:
        return (("same", before),) if before else ()
    if not before or not after:
        return (("ins", after),) if after else (("del", before),)
    runs = _runs(TOKENS.findall(before), TOKENS.findall(after))
    if _too_different(runs, before, after):
        return ("del", before), ("ins", after)
    return tuple((op, "".join(tokens)) for op, tokens in _readable(runs))


def _merged(
    before: Body, after: Body, old: Mapping[str, Part], new: Mapping[str, Part]
) -> tuple[set[str], dict[str, list[str]]]:
    """The keys that moved, and for each parent the keys of both sides in the order to draw them."""
    moved = {key for key, part in new.items() if key in old and old[key]["in"] != part["in"]}
    was = {parent: [part["key"] for part in parts] for parent, parts in grouped(before).items()}
    groups = {parent: [part["key"] for part in parts] for parent, parts in grouped(after).items()}
    for parent, keys in was.items():
        if keys == groups.get(parent):
            continue
        stay = [key for key in keys if key in new and key not in moved]
        moved |= displaced(stay, groups.get(parent, []))
        removed: dict[str, list[str]] = {}
        anchor = ""
        for key in keys:
            if key not in new:
                removed.setdefault(anchor, []).append(key)
            elif key not in moved:
                anchor = key
        if removed:
            groups[parent] = [
                key for here in ("", *groups.get(parent, [])) for key in (here, *removed.get(here, [])) if key
            ]
    return moved, groups


def _row(
    before: Part | None, after: Part | None, parent: str, depth: int, moved: bool, languages: tuple[str, str]  # noqa: FBT001
) -> Row:
    part = after or before or {}
    text, lang = text_in(after, *languages) if after else ("", languages[0])
    if before is after or before == after:
        words: Words = (("same", text),) if text else ()
        return Row(part["key"], part["kind"], parent, depth, "same", moved, words, (), before, after, lang, lang)
    was, lang_before = text_in(before, *languages) if before else ("", lang)
    if before is None or after is None:
        data_changed: tuple[str, ...] = ()
        status = "added" if before is None else "removed"
    else:
        data_changed = _data_changed(before, after)
        status = "changed" if was != text or data_changed else "same"
    if after is None:
        lang = lang_before
    words = redline_words(was, text) if lang == lang_before else _whole(was, text)
    return Row(part["key"], part["kind"], parent, depth, status, moved, words, data_changed, before, after, lang,
               lang_before)


def _data_changed(before: Part, after: Part) -> tuple[str, ...]:
    names = (before["data"].keys() | after["data"].keys()) - UNSEEN_DATA
    found = sorted(name for name in names if before["data"].get(name) != after["data"].get(name))
    return ("kind", *found) if before["kind"] != after["kind"] else tuple(found)


def _whole(before: str, after: str) -> Words:
    runs: tuple[tuple[Op, str], ...] = (("del", before), ("ins", after))
    return tuple(run for run in runs if run[1])


def _runs(before: Sequence[str], after: Sequence[str]) -> list[Run]:
    """The alignment of two lists of tokens: same runs, and between them what was struck, then what was inserted."""
    # A letter per distinct token: strings are aligned several times faster than lists.
    letters = {token: chr(number) for number, token in enumerate(dict.fromkeys([*before, *after]))}
    left, right = ("".join(map(letters.__getitem__, tokens)) for tokens in (before, after))
    runs: list[Run] = []
    struck: list[str] = []
    inserted: list[str] = []
    for tag, start, end, new_start, new_end in Indel.opcodes(left, right).as_list():
        if tag == "equal":
            runs += [("del", struck), ("ins", inserted), ("same", list(before[start:end]))]
            struck, inserted = [], []
        else:
            struck = [*struck, *before[start:end]]
            inserted = [*inserted, *after[new_start:new_end]]
    return [run for run in [*runs, ("del", struck), ("ins", inserted)] if run[1]]


def _too_different(runs: Iterable[Run], before: str, after: str) -> bool:
    kept = sum(len(token) for op, tokens in runs if op == "same" for token in tokens if token[0].isalnum())
    least = KEPT_AT_LEAST * min(len(before), len(after))
    return kept < least and kept < KEPT_AT_LEAST * min(sum(map(str.isalnum, text)) for text in (before, after))


def _readable(runs: Sequence[Run]) -> list[Run]:
    """The runs with the small islands between two changes drawn into one change."""
    regions: list[tuple[list[str], list[str]]] = [([], [])]  # struck and inserted; regions alternate with islands
    islands: list[list[str]] = []
    for op, tokens in runs:
        if op == "same":
            islands.append(tokens)
            regions.append(([], []))
        else:
            regions[-1][op == "ins"].extend(tokens)
    result: list[Run] = []
    struck, inserted = regions[0]
    for island, (next_struck, next_inserted) in zip(islands, regions[1:], strict=True):
        if _is_interruption(island, (struck, inserted), (next_struck, next_inserted)):
            struck, inserted = [*struck, *island, *next_struck], [*inserted, *island, *next_inserted]
        else:
            result += [*_trimmed(struck, inserted), ("same", island)]
            struck, inserted = next_struck, next_inserted
    return _joined([*result, *_trimmed(struck, inserted)])


def _is_interruption(
    island: list[str], left: tuple[list[str], list[str]], right: tuple[list[str], list[str]]
) -> bool:
    if not all(struck or inserted for struck, inserted in (left, right)):
        return False
    # Only insertions (or only deletions) around an island read well as they are.
    if not (left[0] or right[0]) or not (left[1] or right[1]):
        return False
    words = _count(island)
    if 0 < words <= ISLAND:
        return all(max(_count(struck), _count(inserted)) > words for struck, inserted in (left, right))
    return words == 0


def _trimmed(struck: list[str], inserted: list[str]) -> list[Run]:
    """One change without what both its sides begin and end with."""
    if not struck or not inserted:
        return [("del", struck), ("ins", inserted)]
    shorter = min(len(struck), len(inserted))
    head = next((n for n in range(shorter) if struck[n] != inserted[n]), shorter)
    tail = next((n for n in range(shorter - head) if struck[-1 - n] != inserted[-1 - n]), shorter - head)
    return [
        ("same", struck[:head]),
        ("del", struck[head:len(struck) - tail]),
        ("ins", inserted[head:len(inserted) - tail]),
        ("same", struck[len(struck) - tail:]),
    ]


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Without empty runs, and neighbours of one kind as one."""
    result: list[Run] = []
    for op, tokens in runs:
        if tokens and result and result[-1][0] == op:
            result[-1] = (op, result[-1][1] + tokens)
        elif tokens:
            result.append((op, tokens))
    return result


def _count(tokens: Iterable[str]) -> int:
    return sum(token[0].isalnum() for token in tokens)
