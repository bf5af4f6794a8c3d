"""Rows as read understood as rows of a kind: which column is which, and what each cell says."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext

from portal.core.i18n import LOCALES, speaking
from portal.imports.cells import Unreadable, text_of, value_of
from portal.imports.models import ImportRow, ImportRun
from portal.imports.reading.columns import evidence
from portal.imports.reading.table import plain
from portal.imports.registry import Column, Fate, ImportKind, Outcome, Row, refuse

TOTAL = re.compile(
    r"(?:sub|eind|delsum |grand )?\s*(?:totaal|totalen|totals?|totalt|totaler|sum|som)"
    r"(?:\s*[:\-]?\s*(?:\d{4}|eur|nok|omzet|omsetning|turnover|generaal|all\w*|van .{1,30}|for .{1,30}))?\s*[:.]?",
    re.IGNORECASE,
)


def words_of(column: Column) -> set[str]:
    """The names that files give this column, plain."""
    names = {column.name, column.code, *column.headers}
    for locale in LOCALES:
        with speaking(locale):
            names.add(gettext(column.name))
    return {plain(name) for name in names}


def all_words(kind: ImportKind) -> set[str]:
    """The names of all its columns."""
    return set().union(*(words_of(column) for column in kind.columns))


def recognised(kind: ImportKind, names: list[str]) -> dict[str, Any]:
    """Which column of the file is which of the kind, by their names: {code: {"at": place}}."""
    found, taken = {}, set()
    written = [plain(name) for name in names]
    bare = [plain(re.sub(r"[(\[].*?[)\]]", "", name)) for name in names]
    for spelled in (written, bare):
        for column in kind.columns:
            known = words_of(column)
            place = next((at for at, name in enumerate(spelled) if name and name in known and at not in taken), None)
            if place is not None and column.code not in found:
                found[column.code] = {"at": place}
                taken.add(place)
    return found


def missing(kind: ImportKind, mapping: dict[str, Any]) -> list[Column]:
    """The required columns that nothing was chosen for."""
    return [column for column in kind.columns if column.required and column.code not in mapping]


class Reader:
    """Understands the rows of one run."""

    def __init__(self, kind: ImportKind, run: ImportRun) -> None:
        self.kind, self._run = kind, run
        self._given = frozenset(run.mapping)
        self._keys = [column.code for column in kind.columns if column.key]
        self._marks = {column.code: self.mark(column.code) for column in kind.columns}
        self._read: dict[tuple[str, str], Any] = {}  # columns repeat themselves: months, groups, customers

    def row(self, stored: ImportRow) -> Row | Outcome:
        """The row, or why it is none: refused for a cell, skipped as the totals of others."""
        if self._is_total(stored.cells):
            return Outcome(Fate.SKIPPED, "totals_row")
        values: dict[str, Any] = {}
        for column in self.kind.columns:
            chosen = self._run.mapping.get(column.code)
            if chosen is None:
                values[column.code] = None
                continue
            cell = self.cell(stored.cells, column.code)
            try:
                values[column.code] = self._value(cell, column, chosen.get("locale", ""))
            except Unreadable as bad:
                return refuse(bad.code, column.code, text_of(cell)[:200], **bad.data)
        return Row(stored.line, values, self._given)

    def _value(self, cell: Any, column: Column, locale: str) -> Any:
        if not isinstance(cell, str):
            return value_of(cell, column, self._marks[column.code], locale)
        known = (column.code, cell)
        if known not in self._read:
            self._read[known] = value_of(cell, column, self._marks[column.code], locale)
        return self._read[known]

    def key(self, row: Row) -> str:
        """What tells the row apart within its file; empty when the kind has no key, or it is empty here."""
        held = self.kind.identity(row.values) if self.kind.identity else [row.values[code] for code in self._keys]
        parts = [str(part or "").casefold() for part in held]
        return "\x1f".join(parts)[:400] if any(parts) else ""

    def cell(self, cells: list[Any], code: str) -> Any:
        """The cell that holds a column of the kind; what was fixed for every row otherwise."""
        chosen = self._run.mapping.get(code, {})
        if "fixed" in chosen:
            return chosen["fixed"]
        at = chosen.get("at", -1)
        return cells[at] if 0 <= at < len(cells) else ""

    def written(self, cells: list[Any], code: str) -> str:
        """The cell of a column as text."""
        return text_of(self.cell(cells, code))

    def mark(self, code: str) -> str:
        """The decimal mark in a column: as the person chose for the file, else as it was seen there."""
        if self._run.chosen.get("decimal"):
            return self._run.chosen["decimal"]
        at = self._run.mapping.get(code, {}).get("at", -1)
        columns = self._run.found.get("columns", [])
        return (columns[at]["decimal"] if 0 <= at < len(columns) else "") or self._run.decimal

    def _is_total(self, cells: list[Any]) -> bool:
        filled = [cell for cell in cells if cell != ""]
        words = list(itertools.islice((cell for cell in filled if not _is_figure(cell)), 2))
        if len(filled) > len(words) == 1 and isinstance(words[0], str) and TOTAL.fullmatch(words[0]):
            return _first_word(cells, words[0])
        own = [code for code in self._keys if "at" in self._run.mapping.get(code, {})]
        nameless = own and all(self.cell(cells, code) == "" for code in own)
        return bool(nameless and filled and not words)


def _first_word(cells: Iterable[Any], word: str) -> bool:
    """Whether nothing but empty cells stands before the word: a name that begins with Total has its number first."""
    return next(cell for cell in cells if cell != "") == word


def _is_figure(cell: Any) -> bool:
    return bool(evidence(cell)) if isinstance(cell, str) else cell[0] == "n"
