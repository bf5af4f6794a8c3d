"""How rows become a number: each measure asks the database for sums over the SELECT, and can recount it by hand.

All answers have one shape (key, a, b, n), so that the figures of a whole page are one question (`reading.read_all`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

from sqlalchemy import BigInteger, Integer, Select, String, and_, case, cast, func, literal, select

Part = tuple[str, int, int, int]  # key, a, b, how many rows
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Value:
    """A number as a ratio of whole numbers; money is in hundredths of its `currency`."""

    numerator: int
    denominator: int = 1
    currency: str = ""

    @property
    def number(self) -> Fraction | None:
        """The number itself; None when there is nothing to divide by."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None


@dataclass(frozen=True)
class Share:
    """One step of a distribution and how many rows stand on it."""

    code: str
    label: str
    count: int


@dataclass(frozen=True)
class Counted:
    """What a measure found: values (one per currency for money), or the steps of a distribution."""

    rows: int
    values: tuple[Value, ...] = ()
    shares: tuple[Share, ...] = ()


class Measure(Protocol):
    """A way to count rows. `units`: the codes of what it can be."""

    units: tuple[str, ...]

    def ask(self, rows: Any) -> Select:
        """The question over the rows: (key, a, b, n)."""

    def read(self, parts: list[Part]) -> Counted:
        """What the answers say."""

    def recount(self, rows: Iterable[Row]) -> Counted:
        """The same by walking the rows."""


def _big(number: Any) -> Any:
    return cast(func.coalesce(number, 0), BigInteger)


def _ask(key: Any, a: Any, b: Any) -> Select:
    return select(cast(key, String), _big(a), _big(b), cast(func.count(), Integer))


def _ones(*flags: Any) -> Any:
    return func.sum(case((and_(*flags), 1), else_=0))


@dataclass(frozen=True)
class _Share:
    done: str
    of: str
    units = ("percent",)

    def ask(self, rows: Any) -> Select:
        counted = (rows.c[self.of],) if self.of else ()
        all_of_them = _ones(*counted) if counted else func.count()
        return _ask(literal(""), _ones(rows.c[self.done], *counted), all_of_them).select_from(rows)

    def read(self, parts: list[Part]) -> Counted:
        return Counted(sum(n for *_, n in parts), tuple(Value(a, b) for _, a, b, _ in parts))

    def recount(self, rows: Iterable[Row]) -> Counted:
        all_rows = list(rows)
        counted = [row for row in all_rows if not self.of or row[self.of]]
        return Counted(len(all_rows), (Value(sum(1 for row in counted if row[self.done]), len(counted)),))


def share(done: str, *, of: str = "") -> Measure:
    """Rows whose column `done` is true ÷ rows; with `of`, ÷ the rows where that column is true."""
    return _Share(done, of)


@dataclass(frozen=True)
class _Tally:
    where: str
    units = ("count",)

    def ask(self, rows: Any) -> Select:
        found = _ones(rows.c[self.where]) if self.where else func.count()
        return _ask(literal(""), found, literal(1)).select_from(rows)

    def read(self, parts: list[Part]) -> Counted:
        return Counted(sum(n for *_, n in parts), tuple(Value(a) for _, a, _, _ in parts))

    def recount(self, rows: Iterable[Row]) -> Counted:
        all_rows = list(rows)
        return Counted(len(all_rows), (Value(sum(1 for row in all_rows if not self.where or row[self.where])),))


def tally(where: str = "") -> Measure:
    """How many rows; with `where`, those where that column is true."""
    return _Tally(where)


@dataclass(frozen=True)
class _Sums:
    over: str
    under: str
    currency: str
    units = ("money", "count", "days", "percent")

    def ask(self, rows: Any) -> Select:
        key = rows.c[self.currency] if self.currency else literal("")
        under = func.sum(rows.c[self.under]) if self.under else literal(1)
        asked = _ask(key, func.sum(rows.c[self.over]), under).select_from(rows)
        return asked.group_by(rows.c[self.currency]) if self.currency else asked

    def read(self, parts: list[Part]) -> Counted:
        values = tuple(Value(a, b, key or "") for key, a, b, _ in sorted(parts, key=lambda part: part[0] or ""))
        return Counted(sum(n for *_, n in parts), values)

    def recount(self, rows: Iterable[Row]) -> Counted:
        all_rows = list(rows)
        over: Counter[str] = Counter() if self.currency else Counter({"": 0})
        under: Counter[str] = Counter()
        for row in all_rows:
            key = (row[self.currency] or "") if self.currency else ""
            over[key] += row[self.over] or 0
            under[key] += (row[self.under] or 0) if self.under else 0
        made = tuple(Value(over[key], under[key] if self.under else 1, key) for key in sorted(over))
        return Counted(len(all_rows), made)


def total(amount: str, *, currency: str = "currency") -> Measure:
    """The sum of a column of hundredths per currency; with `currency=""` the plain sum of a column of whole numbers."""
    return _Sums(amount, "", currency)


def ratio(over: str, under: str, *, currency: str = "") -> Measure:
    """One sum ÷ another, such as margin ÷ revenue; amounts of money name their `currency` and stay apart."""
    return _Sums(over, under, currency)


@dataclass(frozen=True)
class _Middle:
    column: str
    units = ("count", "days")

    def ask(self, rows: Any) -> Select:
        column = rows.c[self.column]
        return _ask(case((column.is_(None), "none"), else_=""), column, literal(1)).select_from(rows).group_by(column)

    def read(self, parts: list[Part]) -> Counted:
        stated = sorted((a, n) for key, a, _, n in parts if key != "none")
        return Counted(sum(n for *_, n in parts), _halves(stated))

    def recount(self, rows: Iterable[Row]) -> Counted:
        all_rows = list(rows)
        held = sorted(row[self.column] for row in all_rows if row[self.column] is not None)
        if not held:
            return Counted(len(all_rows), (Value(0, 0),))
        low, high = held[(len(held) - 1) // 2], held[len(held) // 2]
        return Counted(len(all_rows), (Value(low + high, 2),))


def _halves(stated: list[tuple[int, int]]) -> tuple[Value, ...]:
    """The median of numbers given with how often each stands there, as a sum of the two in the middle over 2."""
    count = sum(n for _, n in stated)
    if not count:
        return (Value(0, 0),)
    found, passed = [], 0
    wanted = [(count - 1) // 2, count // 2]
    for number, n in stated:
        while wanted and wanted[0] < passed + n:
            found.append(number)
            wanted.pop(0)
        passed += n
    return (Value(sum(found), 2),)


def middle(column: str) -> Measure:
    """The median of a column of whole numbers; rows without one are left out of it."""
    return _Middle(column)


@dataclass(frozen=True)
class _Spread:
    column: str
    steps: tuple[tuple[str, str], ...]
    where: str = ""
    units = ("distribution",)

    def ask(self, rows: Any) -> Select:
        column = rows.c[self.column]
        counted = _ones(rows.c[self.where]) if self.where else func.count()
        return _ask(column, counted, literal(1)).select_from(rows).group_by(column)

    def read(self, parts: list[Part]) -> Counted:
        return self._made({key: a for key, a, _, _ in parts}, sum(n for *_, n in parts))

    def recount(self, rows: Iterable[Row]) -> Counted:
        all_rows = list(rows)
        counted = [row for row in all_rows if not self.where or row[self.where]]
        steps = Counter(None if row[self.column] is None else str(row[self.column]) for row in counted)
        return self._made(steps, len(all_rows))

    def _made(self, counts: Mapping[str | None, int], rows: int) -> Counted:
        """In the order of the steps; what stands on none of them is not left out."""
        shares = [Share(code, label, counts.get(code, 0)) for code, label in self.steps]
        known = {code for code, _ in self.steps}
        other = sum(n for code, n in counts.items() if code not in known)
        if other:
            shares.append(Share("", "", other))
        return Counted(rows, shares=tuple(shares))


def spread(column: str, steps: Mapping[str, str], where: str = "") -> Measure:
    """How many rows on each step, in the order of `steps` (code -> English source); never a mean.

    With `where`, only the rows where that column is true.
    """
    return _Spread(column, tuple(steps.items()), where)
