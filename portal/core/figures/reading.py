"""Asking for figures: any number of them, of any scopes and periods, in one question to the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import CTE, BigInteger, Integer, Select, String, cast, func, literal, select, union_all

from portal.core import clock, settings
from portal.core.db import db
from portal.core.figures.measures import Counted, Measure, Part
from portal.core.figures.periods import Period
from portal.core.figures.registry import GROUPS, Also, Figure, Rows, Scope

AT_ONCE = 100  # parts of one question: SQLite takes 500 in a compound, and variables are limited too
PEOPLE, SOURCE = -1, -2  # parts that are no measure


class Ask(NamedTuple):
    """One figure asked for; `full` when the reader may see each row (Sight.FULL)."""

    figure: Figure
    scope: Scope
    period: Period
    full: bool = False


@dataclass(frozen=True)
class Reading:
    """What a figure says at a moment. A hidden one (`hidden`) carries nothing: the group is too small."""

    figure: Figure
    scope: Scope
    period: Period
    as_of: datetime
    counted: Counted
    facts: tuple[tuple[Also, Counted], ...] = ()
    source: str = ""
    source_on: date | None = None
    hidden: bool = False

    @property
    def rows(self) -> int:
        """How many rows stand behind it."""
        return self.counted.rows

    @property
    def empty(self) -> bool:
        """Nothing to count yet, or nothing to divide by."""
        values, shares = self.counted.values, self.counted.shares
        nothing = bool(values) and all(value.number is None for value in values)
        return not self.rows or nothing or (bool(shares) and not any(share.count for share in shares))


def read(figure: Figure, scope: Scope, period: Period, *, full: bool = False) -> Reading:
    """One figure as it is now."""
    return read_all([Ask(figure, scope, period, full)])[0]


def read_all(asks: Sequence[Ask]) -> list[Reading]:
    """The figures in the order asked: one question (and one for the minimum group size)."""
    asks = list(asks)
    answers: dict[tuple[int, int], list[tuple[Part, str]]] = defaultdict(list)
    parts: list[Select] = []
    listed: dict[int, Sequence[Mapping[str, Any]]] = {}
    for number, ask in enumerate(asks):
        rows = ask.figure.rows(ask.scope, ask.period)
        if isinstance(rows, Select):
            parts += _questions(number, ask.figure, rows.cte(f"rows_{number}"))
        else:
            listed[number] = rows
    for start in range(0, len(parts), AT_ONCE):
        for number, which, key, a, b, n, note in db.session.execute(union_all(*parts[start : start + AT_ONCE])):
            answers[number, which].append(((key, a, b, n), note))
    smallest = settings.get("minimum_group") if any(_is_group(ask) for ask in asks) else 0
    return [
        _listed(ask, listed[number], smallest)
        if number in listed
        else _made(ask, {which: found for (asked, which), found in answers.items() if asked == number}, smallest)
        for number, ask in enumerate(asks)
    ]


def _is_group(ask: Ask) -> bool:
    return bool(ask.figure.person) and ask.scope.kind in GROUPS and not ask.full


def _measures(figure: Figure) -> list[Measure]:
    return [figure.measure, *(also.measure for also in figure.also)]


def _questions(number: int, figure: Figure, rows: CTE) -> Iterator[Select]:
    """The parts of the question for one figure, all in the shape (number, which, key, a, b, n, note)."""

    def part(which: int, asked: Select, note: Any = None) -> Select:
        key, a, b, n = asked.selected_columns
        noted = literal("", String) if note is None else note
        return asked.with_only_columns(literal(number, Integer), literal(which, Integer), key, a, b, n, noted)

    for which, measure in enumerate(_measures(figure)):
        yield part(which, measure.ask(rows))
    zero = literal(0, BigInteger)
    if figure.person:
        people = cast(func.count(func.distinct(rows.c[figure.person])), BigInteger)
        yield part(PEOPLE, select(literal("", String), people, zero, literal(0, Integer)).select_from(rows))
    if figure.imported:
        source, day = (rows.c[name] for name in figure.imported)
        asked = select(cast(source, String), zero, zero, literal(0, Integer)).select_from(rows).group_by(source)
        yield part(SOURCE, asked, cast(func.max(day), String))


def _made(ask: Ask, answers: dict[int, list[tuple[Part, str]]], smallest: int) -> Reading:
    def counted(which: int) -> Counted:
        return _measures(ask.figure)[which].read([part for part, _ in answers.get(which, [])])

    people = answers[PEOPLE][0][0][1] if PEOPLE in answers else 0
    sources = {part[0]: date.fromisoformat(note[:10]) for part, note in answers.get(SOURCE, []) if part[0] and note}
    facts = [(also, counted(which)) for which, also in enumerate(ask.figure.also, start=1)]
    return _reading(ask, counted(0), facts, sources, hidden=_is_group(ask) and people < smallest)


def _listed(ask: Ask, rows: Sequence[Mapping[str, Any]], smallest: int) -> Reading:
    """The figure of rows that no SELECT can say: counted by walking them."""
    figure = ask.figure
    people = len({row[figure.person] for row in rows}) if figure.person else 0
    sources: dict[str, date] = {}
    for row in rows if figure.imported else ():
        source, day = (row[name] for name in figure.imported or ())
        if source and day:
            sources[source] = max(day, sources.get(source, day))
    facts = [(also, also.measure.recount(rows)) for also in figure.also]
    return _reading(ask, figure.measure.recount(rows), facts, sources, hidden=_is_group(ask) and people < smallest)


def _reading(
    ask: Ask, counted: Counted, facts: list[tuple[Also, Counted]], sources: dict[str, date], *, hidden: bool
) -> Reading:
    base = (ask.figure, ask.scope, ask.period, clock.now())
    if hidden and counted.rows:
        return Reading(*base, Counted(0), hidden=True)
    newest = max(sources.values(), default=None)
    return Reading(*base, counted, tuple(facts), ", ".join(sorted(sources)), newest)


def recount(figure: Figure, scope: Scope, period: Period) -> tuple[Counted, ...]:
    """The figure and its further facts by walking every row: slow, for tests and for doubt."""
    rows: Rows = figure.rows(scope, period)
    walked = [dict(row) for row in db.session.execute(rows).mappings()] if isinstance(rows, Select) else list(rows)
    return tuple(measure.recount(walked) for measure in _measures(figure))
