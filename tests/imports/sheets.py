"""Files that people bring: made here, read in the tests."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import date
from typing import Any

from openpyxl import Workbook

from portal.imports.reading import Read, reading

BOOKKEEPING = ["Relatienr", "Naam", "Leeg", "Periode", "Omzet", "Marge", ""]


def bookkeeping(lines: int) -> bytes:
    """An export as bookkeeping makes them: semicolons, Windows-1252, decimal comma, empty columns, a totals row."""
    chance, rows, total = random.Random(7), [";".join(BOOKKEEPING)], 0
    for number in range(1, lines + 1):
        cents = chance.randint(-5_000, 9_000_000)
        total += cents
        rows.append(
            f"{number:05d};Café Müller {number} BV;;{number % 12 + 1:02d}-2026;{dutch(cents)};{dutch(cents // 4)};"
        )
    rows.append(f"Totaal;;;;{dutch(total)};;")
    return "\r\n".join(rows).encode("cp1252")


def dutch(cents: int) -> str:
    """1.234,56."""
    return f"{cents / 100:,.2f}".translate(str.maketrans(",.", ".,"))


def workbook(rows: list[list[Any]], *, title: str = "Blad1", **others: list[list[Any]]) -> bytes:
    """A workbook with these rows, and further sheets by name."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for name, more in others.items():
        other = book.create_sheet(name)
        for row in more:
            other.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rezipped(content: bytes, **parts: bytes | None) -> bytes:
    """The same zip with parts replaced, added, or (None) left out; names are with __ for / and _DOT_ for the dot."""
    named = {name.replace("__", "/").replace("_DOT_", "."): value for name, value in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fresh:
        for entry in old.infolist():
            if entry.filename not in named:
                fresh.writestr(entry.filename, old.read(entry.filename))
        for name, value in named.items():
            if value is not None:
                fresh.writestr(name, value)
    return out.getvalue()


def pieces(content: bytes, size: int = 65_536) -> list[bytes]:
    """The content in pieces."""
    return [content[start : start + size] for start in range(0, len(content), size)] or [b""]


def read(name: str, content: bytes, **options: Any) -> tuple[list[tuple[int, list[Any]]], dict[str, Any]]:
    """(rows, what was found) of a file, read in a child process."""
    with reading(name, len(content), pieces(content), **options) as table:
        return _whole(table)


def _whole(table: Read) -> tuple[list[tuple[int, list[Any]]], dict[str, Any]]:
    rows = [(line, cells) for batch in table.batches() for line, cells in batch]
    return rows, table.found


SOME_DAY = date(2026, 1, 31)
