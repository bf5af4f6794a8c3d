"""The rows of a figure in the reader's words, for the page and for a sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from portal.core import clock, i18n
from portal.core.figures.registry import Column, Figure, Show
from portal.core.numbers import format_amount, format_percent
from portal.core.sheets import Kind, SheetColumn
from portal.core.subjects import link_to

NUMBERS = (Show.NUMBER, Show.MONEY, Show.PERCENT)
KINDS = {
    Show.DATE: Kind.DATE, Show.MONTH: Kind.DATE, Show.NUMBER: Kind.INTEGER, Show.MONEY: Kind.AMOUNT,
    Show.PERCENT: Kind.PERCENT,
}
WRITTEN: dict[Show, Callable[[Any], str]] = {
    Show.DATE: i18n.format_date,
    Show.MONTH: i18n.format_month,
    Show.PERCENT: format_percent,
    Show.NUMBER: i18n.format_number,
    Show.YES: lambda value: _("Yes") if value else _("No"),
}


@dataclass(frozen=True)
class Cell:
    """One value as text, with the address of the thing when it is a link."""

    text: str
    href: str = ""
    number: bool = False


def cells(figure: Figure, row: Mapping[str, Any]) -> list[Cell]:
    """A row as the columns of the figure show it."""
    return [_cell(column, row) for column in figure.columns]


def _cell(column: Column, row: Mapping[str, Any]) -> Cell:
    value = row[column.key]
    text = "" if value is None else _text(column, value, row)
    href = _href(column, row) if column.show is Show.LINK else ""
    return Cell(text or ("–" if href else ""), href, column.show in NUMBERS)


def _href(column: Column, row: Mapping[str, Any]) -> str:
    about = row[column.id]
    return column.link(about) if column.link and about is not None else link_to(column.subject, about)


def _text(column: Column, value: Any, row: Mapping[str, Any]) -> str:
    if column.show is Show.MONEY:
        return format_amount(value, (row[column.currency] or None) if column.currency else None, 2)
    if column.show is Show.WORD or column.words:
        return _(column.words[value]) if value in column.words else str(value)
    written = WRITTEN.get(column.show)
    if written:
        return written(value)
    return i18n.text_in(value) if isinstance(value, dict) else str(value)


def sheet_of(figure: Figure, rows: Sequence[Mapping[str, Any]]) -> tuple[list[SheetColumn], list[list[Any]]]:
    """The rows as a sheet: numbers stay numbers, and an amount has its currency in a column beside it."""
    columns: list[SheetColumn] = []
    for column in figure.columns:
        columns.append(SheetColumn(_(column.label), KINDS.get(column.show, Kind.TEXT)))
        if column.show is Show.MONEY and column.currency:
            columns.append(SheetColumn(_("Currency")))
    return columns, [_sheet_row(figure, row) for row in rows]


def _sheet_row(figure: Figure, row: Mapping[str, Any]) -> list[Any]:
    made: list[Any] = []
    for column in figure.columns:
        value = row[column.key]
        if value is None or column.show in NUMBERS:
            made.append(value)
        elif column.show in (Show.DATE, Show.MONTH):
            made.append(value.astimezone(clock.zone()).date() if isinstance(value, datetime) else value)
        else:
            made.append(_text(column, value, row))
        if column.show is Show.MONEY and column.currency:
            made.append(row[column.currency])
    return made
