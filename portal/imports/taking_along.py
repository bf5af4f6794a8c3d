"""Taking along what can be imported again: how many rows and how often, the row in the history, and the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import audit, clock, i18n
from portal.core.db import write
from portal.core.sheets import CSV, XLSX, SheetColumn, csv_pieces, download, spooled, xlsx_bytes
from portal.imports.registry import KINDS
from portal.people import sign_in as door

IN_A_QUARTER = 30  # exports of one person in a quarter of an hour (safety.md V2.4.1)
MOST = {"csv": 200_000, "xlsx": 50_000}  # rows; an import takes as many, and a workbook is slow to make


def form_asked() -> str:
    """The form of file that the button asked for: csv or xlsx."""
    asked = request.form.get("form", "xlsx")
    return asked if asked in MOST else "xlsx"


def bounds() -> dict[str, str]:
    """How many rows each form holds, as the reader writes numbers."""
    return {form: i18n.format_number(most) for form, most in MOST.items()}


def note(code: str, rows: int, **data: Any) -> None:
    """Keep in the history that the person takes so many rows along. Raises `door.Throttled` when it is too often."""
    with write():
        door.count_use("export", current_user, IN_A_QUARTER)
        audit.record(code, "person", current_user.id, actor=current_user, rows=rows, **data)


def too_often() -> str:
    """What is said to who takes too much along."""
    return _("Too many tries. Wait a quarter of an hour and try again.")


def file_of(code: str, form: str, columns: Sequence[SheetColumn], rows: Iterable[Sequence[Any]]) -> Any:
    """The file of a kind of import, named by it and the day."""
    words = _(KINDS[code].name)
    name = f"{words} {clock.today():%Y-%m-%d}.{form}"
    if form == "csv":
        return download(spooled(csv_pieces(columns, rows, i18n.current())), name, CSV)
    return download(xlsx_bytes(columns, rows, words), name, XLSX)
