"""What changed between two bodies, arranged as the reader's page, with marks per word. A pure value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.documents import redline
from portal.documents.content import Body, Part
from portal.documents.redline import Row
from portal.profiles.outline import Outline, outline

MARKS = {"same": "same", "ins": "add", "del": "remove"}


@dataclass(frozen=True)
class Changes:
    """A redline as a page: `page` holds the parts of both versions in their places, `rows` the marks by key."""

    page: Outline
    rows: dict[str, Row]
    counts: dict[str, int]
    languages: tuple[str, ...]

    def row(self, part: Part) -> Row:
        """The marks of a part."""
        return self.rows[part["key"]]

    def pieces(self, part: Part) -> list[tuple[str, str]]:
        """The words of a part with their marks, as the `diff` macro takes them."""
        return [(MARKS[op], text) for op, text in self.rows[part["key"]].words]

    def marked(self) -> list[Row]:
        """The rows with something to see, in reading order."""
        return [row for row in self.rows.values() if not row.quiet]

    @property
    def number(self) -> int:
        """How many items changed in any way."""
        return len(self.marked())

    def text(self, key: str) -> str:
        """The text of an item as it is now, or as it was when it is gone; empty when it is unknown."""
        row = self.rows.get(key)
        return "" if row is None else self.page.text(row.part)[0]

    def label(self, key: str) -> str:
        """A few words to recognise an item by."""
        row = self.rows.get(key)
        return "" if row is None else self.page.text(row.part)[0]


def changes(before: Body | None, after: Body, *, locale: str, source: str, hidden: bool = False) -> Changes:
    """The redline from `before` to `after` (without marks when there is no version before)."""
    rows = redline.redline(after if before is None else before, after, locale, source)
    merged = [_in_place(row) for row in rows]
    return Changes(
        outline(merged, locale=locale, source=source, hidden=hidden),
        {row.key: row for row in rows},
        redline.summary(rows),
        tuple(languages_of([*(before or []), *after], source)),
    )


def _in_place(row: Row) -> dict[str, Any]:
    """The part where the redline draws it: what was removed stands where it stood."""
    return {**row.part, "in": row.parent}


def languages_of(parts: Iterable[Part], source: str) -> list[str]:
    """The languages in which a body has any text, its own first."""
    held = {locale for part in parts for locale, text in part["text"].items() if text}
    return [source, *sorted(held - {source})]
