"""Reading runs and rows for the pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from portal.core.db import db
from portal.imports import words
from portal.imports.cells import text_of
from portal.imports.models import ImportRow, ImportRun
from portal.imports.registry import Fate, ImportKind, Row, Type
from portal.imports.understanding import Reader
from portal.people.me import Me

PAGE, RECENT, SHOWN_COLUMNS = 50, 10, 6


def recent(me: Me, kind: str = "") -> list[ImportRun]:
    """This person's newest runs, of one kind or of all."""
    wanted = select(ImportRun).where(ImportRun.person_id == me.id)
    if kind:
        wanted = wanted.where(ImportRun.kind == kind)
    return list(db.session.scalars(wanted.order_by(ImportRun.id.desc()).limit(RECENT)))


@dataclass(frozen=True)
class Shown:
    """A row of the preview: cells as (words, what it is now if that changes), fate, reason, what it is about.

    `more` are changes in columns that have no place on the page: (column, words, what it is now).
    """

    line: int
    fate: Fate
    cells: list[tuple[str, str]]
    reason: str
    link: str
    more: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Preview:
    """A page of rows; `before` and `after` are lines to page from."""

    heads: list[str]
    numeric: list[bool]
    rows: list[Shown]
    before: int | None
    after: int | None


def preview(
    me: Me, kind: ImportKind, run: ImportRun, fate: Fate | None, before: int | None = None, after: int | None = None
) -> Preview:
    """Rows of one fate, or of all, by line. Rights are those of now: rows may wait for days."""
    wanted = select(ImportRow).where(ImportRow.run_id == run.id)
    if fate:
        wanted = wanted.where(ImportRow.outcome == fate)
    if before:
        found = list(
            db.session.scalars(wanted.where(ImportRow.line < before).order_by(ImportRow.line.desc()).limit(PAGE + 1))
        )
        more_before, more_after, found = len(found) > PAGE, True, found[:PAGE][::-1]
    else:
        found = list(
            db.session.scalars(wanted.where(ImportRow.line > (after or 0)).order_by(ImportRow.line).limit(PAGE + 1))
        )
        more_before, more_after, found = bool(after), len(found) > PAGE, found[:PAGE]
    columns = [column for column in kind.columns if column.code in run.mapping][:SHOWN_COLUMNS]
    reader, codes = Reader(kind, run), [column.code for column in columns]
    about = [row.subject_id for row in found if row.subject_id]
    seen = kind.sees(me, about) if kind.sees else {*about, None}
    return Preview(
        [gettext(column.name) for column in columns],
        [column.type in {Type.AMOUNT, Type.INTEGER} for column in columns],
        [_shown(kind, reader, row, codes, seen=row.subject_id in seen) for row in found],
        found[0].line if found and more_before else None,
        found[-1].line if found and more_after else None,
    )


def _shown(kind: ImportKind, reader: Reader, row: ImportRow, codes: list[str], *, seen: bool) -> Shown:
    understood = reader.row(row)
    before = row.data.get("before", {}) if seen and row.outcome is Fate.CHANGED else {}
    cells = []
    for code in codes:
        column = kind.column(code)
        written = reader.written(row.cells, code)
        if isinstance(understood, Row):
            written = words.shown(understood.values[code], column)
        cells.append((written, (words.shown(before[code], column) or "–") if code in before else ""))
    more = []
    for column in kind.columns if isinstance(understood, Row) else ():
        if column.code in before and column.code not in codes:
            now = words.shown(before[column.code], column) or "–"
            more.append((gettext(column.name), words.shown(understood.values[column.code], column), now))
    link = kind.link(row.subject_id) if seen and kind.link and row.subject_id else ""
    return Shown(row.line, row.outcome, cells, words.problem(kind, row), link, more)


def totals(kind: ImportKind, run: ImportRun) -> list[tuple[str, str]]:
    """What the amounts of the rows that are not refused come to, as understood: (column and currency, amount)."""
    found = []
    for name, amount in sorted(run.found.get("totals", {}).items()):
        code, _bar, currency = name.partition("|")
        column = kind.column(code)
        said = gettext(column.name)
        found.append((f"{said} ({currency})" if currency else said, words.shown(amount, column)))
    return found


def refused(kind: ImportKind, run: ImportRun) -> Iterator[list[Any]]:
    """Every refused row as it stands in the file, behind its line and the reason."""
    width, last = len(run.found.get("columns", [])), 0
    while True:
        wanted = select(ImportRow).where(
            ImportRow.run_id == run.id, ImportRow.outcome == Fate.REFUSED, ImportRow.line > last
        )
        rows = list(db.session.scalars(wanted.order_by(ImportRow.line).limit(1000)))
        for row in rows:
            cells = [text_of(cell) for cell in row.cells]
            yield [words.problem(kind, row), row.line, *(cells + [""] * width)[:width]]
        if len(rows) < 1000:
            return
        last = rows[-1].line
        db.session.expunge_all()


def again(run_id: int) -> ImportRun:
    """The run as it is now."""
    return db.session.get(ImportRun, run_id, populate_existing=True)
