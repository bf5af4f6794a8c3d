"""From rows of cells to a table: where the names of the columns stand, and what is no row of it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from portal.core.alphabet import fold
from portal.imports.reading.columns import Watch, decimal_of, evidence
from portal.imports.reading.refusals import COLUMN_LIMIT, ROW_LIMIT, Refusal, Refused

TOP = 30  # rows among which the names of the columns stand
Line = tuple[int, list[Any]]


def plain(word: Any) -> str:
    """A name of a column without case, marks and doubled spaces."""
    text = word if isinstance(word, str) else word[1]
    return re.sub(r"[^\w%]+", " ", fold(text)).strip()


def _head(top: list[Line], words: Collection[str]) -> int:
    """The place among the first rows of the one with the names of the columns; -1 when there is none."""
    scores = [len({plain(cell) for cell in cells if cell != ""} & set(words)) for _line, cells in top]
    best = max(scores, default=0)
    if best >= 2 or (best and max(len(cells) for _line, cells in top) <= 2):
        return scores.index(best)
    widths = [sum(cell != "" for cell in cells) for _line, cells in top]
    usual = sorted(widths)[len(widths) // 2]
    for place, (_line, cells) in enumerate(top):
        if widths[place] >= max(1, 0.6 * usual):
            named = all(isinstance(cell, str) and not evidence(cell) and "@" not in cell for cell in cells)
            return place if named else -1
    return -1


class Table:
    """Reads a table row by row. `words` are the names that its columns may have; `asked` is the row (counted as people
    do) with the names of the columns, 0 when there are none, None to find out.
    """

    def __init__(self, rows: Iterable[Line], words: Collection[str], asked: int | None = None) -> None:
        self._rows, self._words, self._asked = iter(rows), words, asked
        self._watches: list[Watch] = []
        self.header, self.count = 0, 0
        self.notes = {"empty_rows": 0, "title_rows": 0, "repeated_heads": 0, "empty_columns": 0}

    def body(self) -> Iterator[Line]:
        """The rows below the names, without empty ones. Raises Refused: no_rows, too_many_rows, too_wide."""
        start, names = self._start()
        self._watches = [Watch(name) for name in names]
        head = [plain(name) for name in names]
        for line, given in itertools.chain(start, self._rows):
            cells = _trimmed(given)
            if not cells:
                self.notes["empty_rows"] += 1
                continue
            if self.header and [plain(cell) for cell in cells] == head[: len(cells)] and len(cells) > 1:
                self.notes["repeated_heads"] += 1
                continue
            self.count += 1
            if self.count > ROW_LIMIT:
                raise Refused(Refusal.TOO_MANY_ROWS, limit=ROW_LIMIT)
            self._see(cells)
            yield line, cells
        if not self.count:
            raise Refused(Refusal.NO_ROWS)

    def _start(self) -> tuple[list[Line], list[str]]:
        """The first rows of the body and the names of the columns."""
        top = [(line, _trimmed(cells)) for line, cells in itertools.islice(self._rows, TOP)]
        filled = [one for one in top if one[1]]
        if not filled:
            more = ((line, kept) for line, cells in self._rows if (kept := _trimmed(cells)))
            filled = top = list(itertools.islice(more, 1))
        if not filled:
            raise Refused(Refusal.EMPTY)
        if self._asked is not None:
            place = next((at for at, (line, _cells) in enumerate(filled) if line == self._asked), -1)
        else:
            place = _head(filled, self._words)
        if place < 0:
            return top, []
        self.header = filled[place][0]
        self.notes["title_rows"] = place
        names = [cell if isinstance(cell, str) else cell[1] for cell in filled[place][1]]
        if len(names) > COLUMN_LIMIT:
            raise Refused(Refusal.TOO_WIDE, limit=COLUMN_LIMIT)
        return [one for one in top if one[0] > self.header], names

    def _see(self, cells: list[Any]) -> None:
        while len(self._watches) < len(cells):
            if len(self._watches) >= COLUMN_LIMIT:
                raise Refused(Refusal.TOO_WIDE, limit=COLUMN_LIMIT)
            self._watches.append(Watch(""))
        for watch, cell in zip(self._watches, cells, strict=False):
            watch.see(cell)

    def summary(self) -> dict[str, Any]:
        """What was found, once the rows have passed: columns, decimal mark, notes with their counts."""
        columns = [watch.said() for watch in self._watches]
        self.notes["empty_columns"] = sum(not one["filled"] for one in columns)
        return {
            "columns": columns,
            "decimal": decimal_of(columns),
            "header": self.header,
            "rows": self.count,
            "notes": {code: count for code, count in self.notes.items() if count},
        }


def _trimmed(cells: list[Any]) -> list[Any]:
    end = len(cells)
    while end and cells[end - 1] == "":
        end -= 1
    return cells[:end]
