"""From a cell as read to the value its column holds; a cell is a text, or [kind, text] as a workbook has it typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask_babel import gettext

from portal.core.alphabet import fold
from portal.core.days import read_day
from portal.core.i18n import LOCALES, speaking
from portal.core.numbers import COMMON, LARGEST, MARKS, BadNumber, Marks, in_hundredths, parse_marked
from portal.core.sheets import meant
from portal.imports.reading.columns import evidence
from portal.imports.registry import Column, Type
from portal.people.forms.fields import is_address

WRITTEN = {",": Marks(",", "." + COMMON), ".": Marks(".", "," + COMMON)}
YES = {"ja", "j", "yes", "y", "1", "x", "true", "waar", "sann"}
NO = {"nee", "n", "nei", "no", "0", "false", "onwaar", "usann"}
LONGEST = 2_147_483_647  # as whole numbers are kept
_HOURS = re.compile(r"(?:.* )?([01]?\d|2[0-3])[:.]?([0-5]\d)(?:[:.]\d\d(?:\.0+)?)?(?: ?(?:uur|u|h))?", re.ASCII)
_NO_TIME = re.compile(r"[ T]00:00(:00(\.0+)?)?$")


_CHOICES: dict[int, tuple[Column, dict[str, Any]]] = {}  # the words of a column, looked up once


class Unreadable(Exception):
    """The cell does not hold what its column needs: the code of the problem and the fields of its sentence."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code, self.data = code, data


def text_of(cell: Any) -> str:
    """The cell as somebody would write it."""
    return cell if isinstance(cell, str) else cell[1]


def value_of(cell: Any, column: Column, decimal: str = "", locale: str = "") -> Any:
    """What the cell holds for this column; None (or an empty text) when it is empty.

    `decimal` is the mark in this column of the file, "" when none was seen; `locale` for what a person typed on the
    page. Raises `Unreadable`.
    """
    if text_of(cell) == "":
        if column.required:
            raise Unreadable("required")
        return "" if column.type in {Type.TEXT, Type.LONG_TEXT, Type.EMAIL, Type.CODE} else None
    if column.type in {Type.AMOUNT, Type.INTEGER}:
        return _bounded(_number(cell, column.type, MARKS.get(locale), decimal), column)
    return _READERS[column.type](cell, column)


def _number(cell: Any, kind: Type, marks: Marks | None, decimal: str) -> int:
    text = text_of(cell)
    if not isinstance(cell, str):
        if cell[0] != "n":
            raise Unreadable("no_number")
        number = Decimal(text)
        if abs(number) >= 10**13:
            raise Unreadable("too_long")
        if kind is Type.AMOUNT:  # a workbook keeps more decimals than it shows
            number = number.quantize(Decimal("0.01"), ROUND_HALF_UP)
    else:
        if marks is None and not decimal and evidence(text) == "?":
            raise Unreadable("two_readings")
        try:
            number = parse_marked(text, marks or WRITTEN[decimal or ","])
        except BadNumber as bad:
            raise Unreadable(bad.code) from None
    if kind is Type.INTEGER:
        if number != number.to_integral_value():
            raise Unreadable("no_whole_number")
        return _held(int(number), LONGEST)
    try:
        return _held(in_hundredths(number), LARGEST)
    except BadNumber as bad:
        raise Unreadable(bad.code) from None


def _held(number: int, largest: int) -> int:
    """As forms bound it: what is larger fits no column, or no sum of them."""
    if abs(number) > largest:
        raise Unreadable("too_large")
    return number


def _bounded(number: int, column: Column) -> int:
    if column.minimum is not None and number < column.minimum:
        raise Unreadable("below", bound=column.minimum)
    if column.maximum is not None and number > column.maximum:
        raise Unreadable("above", bound=column.maximum)
    return number


def _text(cell: Any, column: Column) -> str:
    return _fitting(" ".join(_spoken(cell).split()), column)


def _long_text(cell: Any, column: Column) -> str:
    return _fitting(_spoken(cell), column)


def _spoken(cell: Any) -> str:
    text = text_of(cell)
    if isinstance(cell, str) and text.startswith("=") and len(text) > 1:
        raise Unreadable("formula")
    return meant(text).strip()


def _fitting(text: str, column: Column) -> str:
    if len(text) > column.longest:
        raise Unreadable("long_text", bound=column.longest)
    return text


def _email(cell: Any, column: Column) -> str:
    text = _text(cell, column).lower()
    if not is_address(text):
        raise Unreadable("no_address")
    return text


def _date(cell: Any, _column: Column) -> date:
    text = _NO_TIME.sub("", text_of(cell))
    if not isinstance(cell, str) and cell[0] != "d":
        raise Unreadable("no_date")
    try:
        return read_day(text)
    except ValueError:
        raise Unreadable("no_date") from None


def _time(cell: Any, _column: Column) -> str:
    text = text_of(cell).strip().lower().removeprefix("kl.").removeprefix("kl").strip()
    if not isinstance(cell, str) and cell[0] == "n":  # a spreadsheet keeps a time as a part of its day
        minutes = round(Decimal(text) % 1 * 24 * 60)
        return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
    found = _HOURS.fullmatch(text)
    if found is None:
        raise Unreadable("no_time")
    return f"{int(found[1]):02d}:{found[2]}"


def _month(cell: Any, column: Column) -> date:
    text = text_of(cell).strip()
    if isinstance(cell, str):
        for written in (f"{text}-01", f"1-{text}", f"1 {text}", f"1/{text}", f"1.{text}"):
            try:
                return read_day(written)
            except ValueError:
                continue
    if found := re.fullmatch(r"((?:19|20)[0-9]{2})(0[1-9]|1[0-2])", text):  # 202601, also as a number
        return date(int(found[1]), int(found[2]), 1)
    try:
        return _date(cell, column).replace(day=1)
    except Unreadable:
        raise Unreadable("no_month") from None


def _choice(cell: Any, column: Column) -> Any:
    asked = fold(_text(cell, column))
    known = _CHOICES.get(id(column))
    if known is None or known[0] is not column:
        known = _CHOICES[id(column)] = (column, _words_of(column))
    if asked not in known[1]:
        raise Unreadable("no_choice")
    return known[1][asked]


def _words_of(column: Column) -> dict[str, Any]:
    """The value behind every word, also behind those that the portal itself says, as each language has them."""
    found: dict[str, Any] = {}
    for value, words in column.choices.items():
        said = [str(value), *words]
        for locale in LOCALES if words else ():
            with speaking(locale):
                said += map(gettext, words)
        for word in said:
            found.setdefault(fold(word), value)
    return found


def _yes_no(cell: Any, column: Column) -> bool:
    asked = fold(_text(cell, column))
    if asked in YES | NO:
        return asked in YES
    raise Unreadable("no_yes_no")


_READERS: dict[Type, Callable[[Any, Column], Any]] = {
    Type.TEXT: _text,
    Type.LONG_TEXT: _long_text,
    Type.CODE: _text,
    Type.EMAIL: _email,
    Type.DATE: _date,
    Type.TIME: _time,
    Type.MONTH: _month,
    Type.CHOICE: _choice,
    Type.YES_NO: _yes_no,
}
