"""Tables for people to take along: CSV and XLSX, typed, with nothing in them that a spreadsheet would run.

safety.md V1.2.10: a text that begins like a formula is written so that it stays text.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from flask import Response

from portal.core import clock

CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = re.compile(r"'*\s*[=+\-@\t\r\n|＝＋－＠]")
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])
_NARROW, _WIDE, _LOOKED_AT = 9, 60, 200
_PIECE = 64 * 1024


class Kind(StrEnum):
    """What a column holds: amounts and percentages are int in hundredths, months a date, moments a datetime."""

    TEXT = "text"
    INTEGER = "integer"
    AMOUNT = "amount"
    PERCENT = "percent"
    DATE = "date"
    MONTH = "month"
    MOMENT = "moment"


FORMATS = {
    Kind.INTEGER: "#,##0",
    Kind.AMOUNT: "#,##0.00",
    Kind.PERCENT: "0.00",
    Kind.DATE: "mm-dd-yy",  # the built-in one: shown as the reader's spreadsheet shows dates
    Kind.MONTH: "yyyy-mm",
    Kind.MOMENT: "yyyy-mm-dd hh:mm",
}


@dataclass(frozen=True)
class SheetColumn:
    """One column: its name in the reader's language and what it holds."""

    name: str
    kind: Kind = Kind.TEXT


def harmless(text: str) -> str:
    """The text as it may stand in a cell: one that begins like a formula gets an apostrophe before it."""
    text = text.translate(_CONTROL)
    return f"'{text}" if _FORMULA.match(text) else text


def meant(text: str) -> str:
    """The text before `harmless` guarded it, when it comes back in an import."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def csv_pieces(columns: Sequence[SheetColumn], rows: Iterable[Sequence[Any]], locale: str) -> Iterator[bytes]:
    """The table as CSV, some rows at a time: semicolons, UTF-8 with its mark, decimal comma for nl and nb."""
    out = io.StringIO()
    written = csv.writer(out, delimiter="," if locale == "en" else ";", lineterminator="\r\n")
    out.write("\ufeff")
    written.writerow([harmless(column.name) for column in columns])
    for row in rows:
        written.writerow([_as_text(value, column.kind, locale) for column, value in zip(columns, row, strict=True)])
        if out.tell() > 60_000:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def spooled(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The whole on disk before the first byte leaves: neither memory nor a database connection waits for a reader."""

    def kept() -> Iterator[bytes]:
        with tempfile.TemporaryFile() as file:
            file.writelines(pieces)
            file.seek(0)
            yield b""
            yield from iter(lambda: file.read(_PIECE), b"")

    given = kept()
    next(given)  # writes all of it
    return given


def csv_bytes(columns: Sequence[SheetColumn], rows: Iterable[Sequence[Any]], locale: str) -> bytes:
    """The table as CSV, whole."""
    return b"".join(csv_pieces(columns, rows, locale))


def _as_text(value: Any, kind: Kind, locale: str) -> str:
    if value is None:
        return ""
    if kind in {Kind.AMOUNT, Kind.PERCENT}:
        written = f"{Decimal(value) / 100:.2f}"
        return written if locale == "en" else written.replace(".", ",")
    if kind is Kind.INTEGER:
        return str(int(value))
    if kind is Kind.MONTH:
        return f"{value:%Y-%m}"
    if kind is Kind.MOMENT:
        return f"{value.astimezone(clock.zone()):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else harmless(str(value))


def xlsx_bytes(columns: Sequence[SheetColumn], rows: Iterable[Sequence[Any]], title: str) -> bytes:
    """The table as a workbook of one sheet; rows pass by one at a time. The names stay in sight while scrolling."""
    from openpyxl import Workbook  # noqa: PLC0415 - a third of a second that no other page should wait for
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook(write_only=True)
    book.properties.creator = ""
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31] or "1")
    sheet.freeze_panes = "A2"
    rows = iter(rows)
    first = list(itertools.islice(rows, _LOOKED_AT))
    for number, column in enumerate(columns, start=1):
        longest = max([len(column.name) + 2, *(len(str(row[number - 1] or "")) + 2 for row in first)])
        sheet.column_dimensions[get_column_letter(number)].width = min(max(longest, _NARROW), _WIDE)
    sheet.append([_head(sheet, column.name) for column in columns])
    for row in itertools.chain(first, rows):
        sheet.append([_cell(sheet, value, column.kind) for column, value in zip(columns, row, strict=True)])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        return file.read()


def _head(sheet: Any, name: str) -> Any:
    from openpyxl.styles import Font  # noqa: PLC0415 - see xlsx_bytes

    cell = _cell(sheet, name, Kind.TEXT)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: Any, kind: Kind) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - see xlsx_bytes

    if value is None:
        return None
    if kind in {Kind.AMOUNT, Kind.PERCENT}:
        value = Decimal(value) / 100
    elif isinstance(value, datetime):
        value = value.astimezone(clock.zone()).replace(tzinfo=None)
    elif kind is Kind.TEXT and not isinstance(value, date):
        value = str(value).translate(_CONTROL)
    cell = WriteOnlyCell(sheet, value=value)
    if kind in FORMATS:
        cell.number_format = FORMATS[kind]
    elif isinstance(value, str):
        cell.data_type = "s"  # else a text that begins with = would be a formula
        if _FORMULA.match(value):
            cell.quotePrefix = True
    return cell


def download(content: bytes | Iterable[bytes], name: str, mimetype: str) -> Response:
    """The file as something to save, never to show: `name` with its ending, `mimetype` CSV or XLSX."""
    response = Response(content, content_type=mimetype)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    named = {"filename": plain} | ({"filename*": f"UTF-8''{quote(name, safe='')}"} if plain != name else {})
    response.headers.set("Content-Disposition", "attachment", **named)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
