"""Text with separators: its encoding, its delimiter and its rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from portal.imports.reading.refusals import Refusal, Refused

DELIMITERS = (";", "\t", ",", "|")
ENCODINGS = ("utf-8", "windows-1252", "utf-16-le", "utf-16-be")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SAMPLE = 60  # rows that decide on the delimiter
_LONGEST_CELL = 32_767  # as in a workbook; a longer one is a quotation mark that was never closed
_EXCEL_TEXT = re.compile(r'="([^"]*)"')
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0xFEFF])


def decoded(content: bytes, asked: str = "") -> tuple[str, str]:
    """(encoding, text): as asked for, else by its mark, else UTF-8, else Windows-1252.

    Raises Refused: encoding, mismatch for what is no text.
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            return name, _strict(content[len(mark) :], name)
    if asked:
        return asked, _strict(content, asked)
    if wide := _without_mark(content[:2000]):
        return wide, _strict(content, wide)
    if b"\x00" in content:
        raise Refused(Refusal.MISMATCH)
    try:
        return "utf-8", content.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252", _strict(content, "windows-1252")


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode({"windows-1252": "cp1252"}.get(encoding, encoding))
    except (UnicodeDecodeError, LookupError) as error:
        raise Refused(Refusal.ENCODING) from error


def _without_mark(start: bytes) -> str:
    """UTF-16 that says not so: Western text has a zero byte in every pair."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    half = max(len(start) // 2, 1)
    if odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.1 * half else ""


def delimiter_of(text: str) -> str:
    """The separator that divides most rows into the same number of cells, more than one; `;` where none does."""
    best = (0.0, 0, ";")
    for order, candidate in enumerate(DELIMITERS):
        widths = [len(row) for row in _first(text, candidate) if any(cell.strip() for cell in row)]
        divided = [width for width in widths if width > 1]
        if not divided:
            continue
        width, often = Counter(divided).most_common(1)[0]
        best = max(best, (often / len(widths), min(width, 50) - order / 10, candidate))
    return best[2]


def _first(text: str, delimiter: str) -> Iterator[list[str]]:
    rows = csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter)
    try:
        for _number, row in zip(range(_SAMPLE), rows, strict=False):
            yield row
    except csv.Error:
        return


def said_first(text: str) -> tuple[str, str]:
    """(delimiter, text without the line): Excel's first line `sep=;`, or an empty delimiter and the text as it is."""
    found = re.match(r"sep=(.)\r?\n", text)
    return (found[1], text[found.end() :]) if found else ("", text)


def rows_of(text: str, delimiter: str, first_line: int = 1) -> Iterator[tuple[int, list[str]]]:
    """(line of the file, cells) for every row, empty ones too. Raises Refused: open_quote."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = first_line
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused(Refusal.OPEN_QUOTE, line=line) from error
        yield line, [tidied(cell) for cell in row]
        line = first_line + reader.line_num


def tidied(cell: str) -> str:
    """The cell without outer spaces and control signs; Excel's ="0012" is 0012."""
    if not cell.isprintable():
        cell = cell.translate(_CONTROL).replace("\r\n", "\n").replace("\r", "\n")
    cell = cell.strip()
    found = _EXCEL_TEXT.fullmatch(cell) if cell.startswith("=") else None
    return found[1] if found else cell
