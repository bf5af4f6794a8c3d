"""Which kind of file this is: by its first bytes, which must agree with its name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.imports.reading import text as separated
from portal.imports.reading.refusals import MEGABYTE, SIZE_LIMIT, Refusal, Refused

TEXTS = {"csv", "txt", "tsv", "tab"}
MACROS = {"xlsm", "xlsb", "xltm", "xlam"}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def checked(name: str, start: bytes, size: int) -> None:
    """What can be said of a file by its name, size and first bytes alone. Raises Refused."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if not size:
        raise Refused(Refusal.EMPTY)
    if size > SIZE_LIMIT:
        raise Refused(Refusal.TOO_LARGE, limit=SIZE_LIMIT // MEGABYTE)
    if ending in MACROS:
        raise Refused(Refusal.MACRO)
    if ending == "xls":
        raise Refused(Refusal.OLD_EXCEL)
    if ending not in TEXTS | {"xlsx"}:
        raise Refused(Refusal.UNKNOWN_TYPE)
    zipped = start.startswith(b"PK\x03\x04")
    if start.startswith(OLD_OFFICE):  # an encrypted .xlsx is such a container too
        raise Refused(Refusal.LOCKED if ending == "xlsx" else Refusal.MISMATCH)
    if zipped != (ending == "xlsx") or (start.startswith((b"%PDF", b"PK", b"\x89PNG", b"\xff\xd8\xff")) and not zipped):
        raise Refused(Refusal.MISMATCH)


def opened(name: str, content: bytes, chosen: dict[str, Any]) -> tuple[dict[str, Any], Iterator[tuple[int, list[Any]]]]:
    """(what is said of the reading, the rows) of a file. Raises Refused."""
    checked(name, content[:8], len(content))
    return _workbook(content, chosen) if content.startswith(b"PK\x03\x04") else _text(content, chosen)


def _text(content: bytes, chosen: dict[str, Any]) -> tuple[dict[str, Any], Iterator[tuple[int, list[Any]]]]:
    encoding, text = separated.decoded(content, chosen.get("encoding", ""))
    stated, body = separated.said_first(text)
    if not body.strip():
        raise Refused(Refusal.EMPTY)
    delimiter = chosen.get("delimiter") or stated or separated.delimiter_of(body)
    said = {"encoding": encoding, "delimiter": delimiter, "sheet": "", "sheets": [], "notes": {}}
    return said, separated.rows_of(body, delimiter, 2 if stated else 1)


def _workbook(content: bytes, chosen: dict[str, Any]) -> tuple[dict[str, Any], Iterator[tuple[int, list[Any]]]]:
    from portal.imports.reading.workbook import Workbook  # noqa: PLC0415 - half a second that text need not wait

    book = Workbook(content)
    sheet = book.sheet(chosen.get("sheet", ""))
    notes = {"hidden_sheets": book.hidden, "formulas": int(book.formulas(sheet))}
    said = {"encoding": "", "delimiter": "", "sheet": sheet, "sheets": book.names}
    return {**said, "notes": {code: count for code, count in notes.items() if count}}, book.rows(sheet)
