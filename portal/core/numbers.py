"""Numbers and amounts as people type and read them.

Amounts live as whole hundredths of their unit (cents, 0.01 %), so that sums are exact. Babel reads the Dutch `1.5` as
15; this parser refuses what two readers could read differently (house.md 8).
"""

from __future__ import annotations

import re
from copy import copy
from decimal import Decimal
from typing import Any, NamedTuple

from babel import Locale
from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from portal.core.i18n import REGION, current

DIGITS = 15  # exact in every tool the figures travel to
LARGEST = 99_999_999_999_999  # hundredths: just below 10^12 of a unit
SPACES = " \u00a0\u202f\u2009"  # plain, no-break, narrow no-break, thin
APOSTROPHES = "'’"
MINUS = "-−–"
_UNITS = r"(?:€|kr\.?|nok|eur|sek|dkk|usd|gbp|\$|£|%)"
_ENDS = re.compile(
    rf"(?P<sign>[{MINUS}]?)[{SPACES}]*{_UNITS}?[{SPACES}]*(?P<inner>[{MINUS}]?)[{SPACES}]*(?P<body>[0-9.,{APOSTROPHES}{SPACES}]+?)"
    rf"(?P<round>[.,][{MINUS}]{{1,2}})?(?P<after>[{MINUS}]?)[{SPACES}]*{_UNITS}?(?P<last>[{MINUS}]?)",
    re.ASCII | re.IGNORECASE,
)


class BadNumber(ValueError):
    """Text that is no number here: `code` is empty, no_number, two_readings or too_long."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Marks(NamedTuple):
    """How numbers are written: the decimal mark and the marks between thousands.

    `doubtful` are those that another reader takes for the decimal mark: only where the rest leaves no doubt.
    """

    decimal: str
    groups: str
    doubtful: str = ""


COMMON = SPACES + APOSTROPHES
MARKS = {"nl": Marks(",", "." + COMMON), "nb": Marks(",", "." + COMMON, "."), "en": Marks(".", "," + COMMON)}


def parse(text: str, locale: str) -> Decimal:
    """The number that a reader of `locale` (nl, nb, en) wrote: nl 1.234,56, nb 1 234,56, en 1,234.56.

    A currency or % at either end, a minus before or after, and ,- for no cents are understood. Raises `BadNumber`.
    """
    return parse_marked(text, MARKS.get(locale, MARKS["en"]))


def parse_marked(text: str, marks: Marks) -> Decimal:
    """The number written with these marks, as a column of a file has them. Raises `BadNumber`."""
    text = text.strip().strip(SPACES)
    if not text:
        raise BadNumber("empty")
    found = _ENDS.fullmatch(text) if len(text) <= 60 else None
    if found is None:
        raise BadNumber("too_long" if re.fullmatch(r"[0-9]{16,}", text, re.ASCII) else "no_number")
    signs = "".join(found[name] for name in ("sign", "inner", "after", "last"))
    if len(signs) > 1:
        raise BadNumber("no_number")
    if found["round"] and not found["round"].startswith(marks.decimal):
        raise BadNumber("two_readings")
    number = _unsigned(found["body"].strip(SPACES), marks)
    return -number if signs else number


def _unsigned(body: str, marks: Marks) -> Decimal:
    whole, decimal, fraction = body.partition(marks.decimal)
    if not re.fullmatch(r"[0-9]*", fraction, re.ASCII) or (decimal and not fraction) or not (whole or fraction):
        foreign = marks.decimal in fraction or any(mark in fraction for mark in ".,")
        raise BadNumber("two_readings" if foreign else "no_number")
    used = {sign for sign in whole if not sign.isdigit()}
    if used:
        mark = _group_mark(whole, used, marks)
        if mark in marks.doubtful and whole.count(mark) == 1 and not decimal:
            raise BadNumber("two_readings")
    digits = "".join(sign for sign in whole if sign.isdigit())
    if len(digits) + len(fraction) > DIGITS:
        raise BadNumber("too_long")
    return Decimal(f"{digits or 0}.{fraction or 0}")


def _group_mark(whole: str, used: set[str], marks: Marks) -> str:
    """The one mark of the thousands, which stand in groups of three behind it."""
    groups = re.split("|".join(map(re.escape, used)), whole)
    known = len(used) == 1 and used <= set(marks.groups)
    if not known or not groups[0] or len(groups[0]) > 3 or {*map(len, groups[1:])} != {3}:
        raise BadNumber("two_readings" if used & set(".,") else "no_number")  # a set has no order to go by
    return used.pop()


def _region() -> Locale:
    return Locale.parse(REGION[current()])


def _decimals(hundredths: int, asked: int | None) -> int:
    """As many decimals as asked for; else two, or none for a whole number."""
    return asked if asked is not None else (2 if hundredths % 100 else 0)


def format_amount(hundredths: int | None, currency: str | None = None, decimals: int | None = None) -> str:
    """Hundredths as the reader writes them: € 1.234,50 or 1 234,50 kr; without `currency` the number only.

    `decimals`: how many to show (0 rounds half up); without it two, or none when the amount is whole. A column of
    amounts gives 0 or 2, so that the marks stand below each other. None is an empty text.
    """
    if hundredths is None:
        return ""
    locale, count = _region(), _decimals(hundredths, decimals)
    pattern = copy(locale.currency_formats["standard"] if currency else locale.decimal_formats[None])
    pattern.frac_prec = (count, count)
    minus = locale.number_symbols["latn"]["minusSign"]
    return pattern.apply(rounded(hundredths, count), locale, currency=currency, currency_digits=False).replace(
        "-", minus
    )


def format_percent(hundredths: int | None, decimals: int | None = None) -> str:
    """Hundredths of a percent as the reader writes them: 1250 is 12,5% in Dutch and 12,5 % in Norwegian."""
    if hundredths is None:
        return ""
    locale = _region()
    pattern = copy(locale.percent_formats[None])
    if decimals is not None:
        pattern.frac_prec = (decimals, decimals)
        return pattern.apply(rounded(hundredths, decimals) / 100, locale)
    pattern.frac_prec = (0, 2)
    return pattern.apply(Decimal(hundredths) / 10_000, locale)


def rounded(hundredths: int, decimals: int) -> Decimal:
    """The amount in whole units, rounded half away from zero to `decimals`."""
    return (Decimal(hundredths) / 100).quantize(Decimal(1).scaleb(-decimals), rounding="ROUND_HALF_UP")


def in_hundredths(number: Decimal) -> int:
    """Exact hundredths; raises `BadNumber` two_decimals for a finer number, so that nothing is rounded unseen."""
    scaled = number.scaleb(2)
    if scaled != scaled.to_integral_value():
        raise BadNumber("two_decimals")
    return int(scaled)


class AmountField(Field):
    """A number typed as the reader writes it; `data` is an int in hundredths of the unit (cents, 0.01 %) or None.

    `minimum` and `maximum` are hundredths too; `decimals` (0 to 2) is how many somebody may type. What was typed is
    drawn back as it was. Empty is None: `required` judges that. A column that holds it is a BigInteger.
    """

    widget = TextInput()

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        minimum: int | None = 0,
        maximum: int = LARGEST,
        decimals: int = 2,
        **options: Any,
    ) -> None:
        keys = {"autocomplete": "off"} | ({"inputmode": "decimal"} if minimum is not None and minimum >= 0 else {})
        super().__init__(label, validators, **{**options, "render_kw": {**keys, **(options.get("render_kw") or {})}})
        self.minimum, self.maximum, self.decimals = minimum, maximum, decimals

    @property
    def example(self) -> str:
        """A number written as the reader writes it, for the hint."""
        return format_amount(125_000 if self.decimals == 0 else 123_450, decimals=self.decimals)

    def shown(self, hundredths: int) -> str:
        """A value of the field as the reader writes it."""
        return format_amount(hundredths, decimals=self.decimals if hundredths % 100 else 0)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.shown(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was posted; an empty field is None, for the validators to judge."""
        self.data = None
        if not valuelist or not str(valuelist[0]).strip():
            return
        try:
            number = parse(str(valuelist[0]), current())
        except BadNumber as bad:
            raise ValueError(self._sentence(bad.code)) from None
        scaled = number.scaleb(self.decimals)
        if scaled != scaled.to_integral_value():
            raise ValueError(self._sentence("decimals"))
        found = int(number.scaleb(2))
        if self.minimum is not None and found < self.minimum:
            raise ValueError(_("Fill in %(number)s or more.", number=self.shown(self.minimum)))
        if found > self.maximum:
            raise ValueError(_("Fill in %(number)s or less.", number=self.shown(self.maximum)))
        self.data = found

    def pre_validate(self, _form: Any) -> None:
        """What was typed and is no number is said as such: `required` would say that nothing is there."""
        if self.process_errors:
            raise StopValidation

    def _sentence(self, code: str) -> str:
        if code == "two_readings":
            return _("This number can be read in two ways. Write it like this: %(example)s", example=self.example)
        if code == "too_long":
            return _("This number is too long. Use at most %(count)s digits.", count=DIGITS)
        if code == "decimals" and self.decimals == 0:
            return _("Write a whole number, like this: %(example)s", example=self.example)
        if code == "decimals":
            return ngettext(
                "Use at most one decimal, like this: %(example)s",
                "Use at most %(num)d decimals, like this: %(example)s",
                self.decimals,
                example=self.example,
            )
        return _("Write the number like this: %(example)s", example=self.example)


def install_numbers(app: Flask) -> None:
    """The filters `|money("EUR")`, `|hundredths` and `|percent` of the templates; each takes `decimals`."""
    app.jinja_env.filters |= {"money": format_amount, "hundredths": format_amount, "percent": format_percent}
    app.jinja_env.globals |= {"format_amount": format_amount, "format_percent": format_percent}
