"""Workbooks (.xlsx): the zip around them opened without trust, one sheet read row by row."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from portal.imports.reading.refusals import COLUMN_LIMIT, MEGABYTE, Refusal, Refused
from portal.imports.reading.text import tidied

PART_COUNT = 2_000
UNPACKED_LIMIT = 300 * MEGABYTE
RATIO_LIMIT = 200
_MACRO = re.compile(r"vba(project|data)|macrosheets", re.IGNORECASE)
_TOP = 64 * 1024  # a part that has not begun by then hides something
_DTD = re.compile(rb"<!\s*(doctype|entity)", re.IGNORECASE)
_ROOT = re.compile(rb"<[A-Za-z_]")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_BAD = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError,
        NotImplementedError, RuntimeError, ParseError, DefusedXmlException, InvalidFileException)  # fmt: skip


def checked(content: bytes) -> None:
    """Looks at the zip before anything in it is unpacked. Raises Refused: bomb, macro, locked, mismatch, unreadable."""
    try:
        zipped = zipfile.ZipFile(io.BytesIO(content))
        entries = zipped.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise Refused(Refusal.UNREADABLE) from error
    names = {entry.filename for entry in entries}
    if len(entries) > PART_COUNT or sum(entry.file_size for entry in entries) > UNPACKED_LIMIT:
        raise Refused(Refusal.BOMB)
    if sum(entry.compress_size for entry in entries) > len(content):  # parts overlap
        raise Refused(Refusal.BOMB)
    for entry in entries:
        _part_fits(entry)
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Refused(Refusal.UNKNOWN_TYPE if "mimetype" in names else Refusal.MISMATCH)
    for name in names:
        if name.endswith((".xml", ".rels")):
            _declares_nothing(zipped, name)


def _part_fits(entry: zipfile.ZipInfo) -> None:
    if entry.file_size > MEGABYTE and entry.file_size > RATIO_LIMIT * max(entry.compress_size, 1):
        raise Refused(Refusal.BOMB)
    if entry.flag_bits & 0x1:
        raise Refused(Refusal.LOCKED)
    if _MACRO.search(entry.filename):
        raise Refused(Refusal.MACRO)


def _declares_nothing(zipped: zipfile.ZipFile, name: str) -> None:
    """Raises Refused(unreadable) when a part declares a document type: entities reach into files and other hosts."""
    try:
        with zipped.open(name) as part:
            start = part.read(_TOP).replace(b"\x00", b"")
    except _BAD as error:
        raise Refused(Refusal.UNREADABLE) from error
    root = _ROOT.search(start)
    if _DTD.search(start[: root.start()] if root else start) or (root is None and len(start) == _TOP):
        raise Refused(Refusal.UNREADABLE)


class Workbook:
    """The visible sheets of a workbook and the rows of one. Raises Refused."""

    def __init__(self, content: bytes) -> None:
        checked(content)
        warnings.simplefilter("ignore")  # about styles and extensions that a table does not need
        try:
            self._book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            self._sheets = {one.title: one for one in self._book.worksheets if one.sheet_state == "visible"}
        except _BAD as error:
            raise Refused(Refusal.UNREADABLE) from error
        self.hidden = len(self._book.worksheets) - len(self._sheets)
        self._percent: dict[int, bool] = {}

    def sheet(self, asked: str = "") -> str:
        """The sheet asked for, else the first with anything in it."""
        if asked in self._sheets:
            return asked
        for title in self._sheets:
            if any(any(cells) for _, (_line, cells) in zip(range(50), self.rows(title), strict=False)):
                return title
        raise Refused(Refusal.NO_SHEET)

    @property
    def names(self) -> list[str]:
        """The names of the visible sheets."""
        return list(self._sheets)

    def formulas(self, title: str) -> bool:
        """Whether the sheet holds formulas: their values are those of when it was saved."""
        tail = b""
        try:
            with self._book._archive.open(self._sheets[title]._worksheet_path) as part:  # noqa: SLF001 - see docstring
                while piece := part.read(256 * 1024):
                    if _FORMULA.search(tail + piece):
                        return True
                    tail = piece[-8:]
        except _BAD as error:
            raise Refused(Refusal.UNREADABLE) from error
        return False

    def rows(self, title: str) -> Iterator[tuple[int, list[Any]]]:
        """(row of the sheet, cells): text as str, others as [kind, text]; see `cell`. Raises Refused."""
        sheet = self._sheets[title]
        sheet.reset_dimensions()  # what the file claims of itself may be a million rows of 16,384
        try:
            for line, row in enumerate(sheet.iter_rows(), start=1):
                cells = [self._cell(one) for one in row]
                while cells and cells[-1] == "":
                    cells.pop()
                if len(cells) > COLUMN_LIMIT:
                    raise Refused(Refusal.TOO_WIDE, limit=COLUMN_LIMIT)
                yield line, cells
        except _BAD as error:
            raise Refused(Refusal.UNREADABLE) from error

    def _cell(self, found: Any) -> Any:
        value = found.value
        if value is None:
            return ""
        if isinstance(value, str):
            text = tidied(value)  # a formula gives its value, so what begins with = is a text: guarded as in a CSV
            return f"'{text}" if text.startswith("=") else text
        if isinstance(value, int | float) and not isinstance(value, bool):
            style = found._style_id  # noqa: SLF001 - asked once per style: its number format is slow
            if style not in self._percent:
                self._percent[style] = "%" in (found.number_format or "")
            value = value * 100 if self._percent[style] else value
        return cell(value)


def cell(value: Any) -> Any:
    """A typed value for the pipe: ["n", "1234.5"] number, ["d", "2026-01-31"] day, ["b", "1"] yes; else its text."""
    if isinstance(value, bool):
        return ["b", "1" if value else "0"]
    if isinstance(value, int | float):
        return ["n", f"{value:.15g}"]
    if isinstance(value, datetime):
        whole = value.time().isoformat() == "00:00:00"
        return ["d", value.date().isoformat()] if whole else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return ["d", value.isoformat()]
    return str(value)
