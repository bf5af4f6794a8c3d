"""Days from-to, both inclusive, as sorted lists without overlap. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

A_DAY = timedelta(days=1)
Period = tuple[date, date]
Periods = list[Period]


def merged(periods: Iterable[Period]) -> Periods:
    """The same days, with those that touch or overlap as one; a period that ends before it starts holds no day."""
    found: Periods = []
    for starts, ends in sorted(period for period in periods if period[0] <= period[1]):
        if found and (found[-1][1] == date.max or starts <= found[-1][1] + A_DAY):
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((starts, ends))
    return found


def common(one: Periods, other: Periods) -> Periods:
    """The days that are in both."""
    shared = ((max(a[0], b[0]), min(a[1], b[1])) for a in one for b in other)
    return merged(shared)


def around(periods: Periods, day: date) -> Period | None:
    """The period in which a day lies, or None."""
    return next(((starts, ends) for starts, ends in periods if starts <= day <= ends), None)
