"""The rows behind a figure: a page of them, all of them for a sheet, and the address where they stand."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from portal.core.db import db
from portal.core.figures.periods import Period
from portal.core.figures.registry import Figure, Scope, Sight

PAGE = 25
MOST = 50_000  # rows in a sheet
LARGEST = 2_147_483_647


@dataclass(frozen=True)
class Page:
    """Some rows as mappings, and the ids beside which the neighbouring pages lie. `shut`: not for this reader.

    `held` is how many of the counted rows are about something this reader may not read: they stand on no page.
    """

    rows: Sequence[Mapping[str, Any]] = ()
    previous: Any = None
    next: Any = None
    shut: bool = False
    held: int = 0


def address(code: str, scope: Scope, period: Period, **more: Any) -> str:
    """Where the figure stands with its rows."""
    return url_for("figures.show", code=code, scope=scope.kind.value, id=scope.id, **period.query, **more)


def page_of(  # noqa: PLR0913 - what an address of a page names
    figure: Figure,
    scope: Scope,
    period: Period,
    me: Any,
    sight: Sight,
    *,
    after: str = "",
    before: str = "",
    counted: int | None = None,
) -> Page:
    """A page of the rows that this reader may see, after or before the row with that id.

    `counted` is how many rows the figure has: with it the page tells a reader of all how many of them it holds back.
    """
    rows = _readable(figure, scope, period, me, sight)
    if rows is None:
        return Page(shut=True)
    held = 0
    if counted and figure.limit is not None and sight is Sight.FULL:
        held = max(counted - _count(rows), 0)
    if not isinstance(rows, Select):
        return replace(_of_list(figure, rows, after, before), held=held)
    return replace(_of_select(figure, rows, after, before), held=held)


def _count(rows: Any) -> int:
    if not isinstance(rows, Select):
        return len(rows)
    return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def _of_select(figure: Figure, rows: Select, after: str, before: str) -> Page:
    held = rows.subquery("held")
    back = bool(before) and not after
    asked = select(held)
    edge = _id(held.c.id, after or before)
    if edge is not None:
        asked = asked.where(_beyond(held, figure.order, edge, back=back))
    columns = [held.c[figure.order], held.c.id]
    asked = asked.order_by(*(column.desc() if back else column for column in columns)).limit(PAGE + 1)
    found = [dict(row) for row in db.session.execute(asked).mappings()]
    return _cut(found, back=back, started=edge is not None)


def all_rows(figure: Figure, scope: Scope, period: Period, me: Any, sight: Sight) -> list[Mapping[str, Any]]:
    """Up to `MOST` rows that this reader may see, in the order of the pages."""
    rows = _readable(figure, scope, period, me, sight)
    if rows is None:
        return []
    if not isinstance(rows, Select):
        return _sorted(figure, rows)[:MOST]
    held = rows.subquery("held")
    asked = select(held).order_by(held.c[figure.order], held.c.id).limit(MOST)
    return [dict(row) for row in db.session.execute(asked).mappings()]


def _readable(figure: Figure, scope: Scope, period: Period, me: Any, sight: Sight) -> Any:
    """The rows of the figure, narrowed to what this reader may read; None when they are not for this reader."""
    if sight is not Sight.FULL and (sight is not Sight.GROUP or figure.limit is None):
        return None
    rows = figure.rows(scope, period)
    return rows if figure.limit is None else figure.limit(me, rows)


def _beyond(held: Any, order: str, edge: Any, *, back: bool) -> ColumnElement[bool]:
    """Past the row with that id, in the order of the pages."""
    key, number = held.c[order], held.c.id
    if order == "id":
        return number < edge if back else number > edge
    at = select(key).where(number == edge).scalar_subquery()
    further, beside = (key < at, number < edge) if back else (key > at, number > edge)
    return or_(further, and_(key == at, beside))


def _id(column: Any, text: str) -> Any:
    """The id in an address as the column holds it; None for what can be no id."""
    kind = column.type.python_type
    if kind is int:
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 11 else 0
        return number if 0 < number <= LARGEST else None
    if kind is uuid.UUID:
        try:
            return uuid.UUID(text)
        except ValueError:
            return None
    return text[:64].replace("\0", "") or None


def _cut(found: list[dict[str, Any]], *, back: bool, started: bool) -> Page:
    more, rows = len(found) > PAGE, found[:PAGE]
    if back:
        rows.reverse()
    if not rows:
        return Page()
    earlier, later = (more, True) if back else (started, more)
    return Page(rows, rows[0]["id"] if earlier else None, rows[-1]["id"] if later else None)


def _sorted(figure: Figure, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(rows, key=lambda row: (row[figure.order], row["id"]))


def _of_list(figure: Figure, rows: Sequence[Mapping[str, Any]], after: str, before: str) -> Page:
    """The same for rows that no SELECT can say."""
    listed = [dict(row) for row in _sorted(figure, rows)]
    places = {str(row["id"]): place for place, row in enumerate(listed)}
    if before in places and not after:
        return _cut(listed[: places[before]][::-1][: PAGE + 1], back=True, started=True)
    start = places[after] + 1 if after in places else 0
    return _cut(listed[start : start + PAGE + 1], back=False, started=start > 0)
