"""Panels on the page of a customer that packages above add: plans, planned contacts. Customers import none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.core.together import Part, gathered, part_of
from portal.customers.policy import CustomerFile
from portal.people.me import Me


@dataclass(frozen=True)
class Panel:
    """One section, drawn in the main column by its template, which finds what `build` gives as `panel`.

    `build` is asked only for those who read the customer, once a page, and may give None for nothing to show; as a
    generator (core.together) it asks the database at once with the rest of the page.
    `order` places it: figures stand at 100, branches and contacts at 200.
    """

    code: str
    order: int
    build: Callable[[Me, CustomerFile], Any]
    template: str


PANELS: list[Panel] = []


@dataclass(frozen=True)
class Column:
    """A further column of the list: `build(me, ids)` gives `{customer id: context}` for those the reader may read.

    The template draws one cell with `cell` (that context) and `row`; a customer without one gets an empty cell.
    """

    code: str
    order: int
    heading: str
    build: Callable[[Me, list[int]], dict[int, Any]]
    template: str


COLUMNS: list[Column] = []


def panel(code: str, order: int, build: Callable[[Me, CustomerFile], Any], template: str) -> None:
    """Register a panel once."""
    if any(one.code == code for one in PANELS):
        raise RuntimeError(f"panel {code} is declared twice")
    PANELS.append(Panel(code, order, build, template))
    PANELS.sort(key=lambda one: one.order)


def column(
    code: str, order: int, heading: str, build: Callable[[Me, list[int]], dict[int, Any]], template: str
) -> None:
    """Register a column once."""
    if any(one.code == code for one in COLUMNS):
        raise RuntimeError(f"column {code} is declared twice")
    COLUMNS.append(Column(code, order, heading, build, template))
    COLUMNS.sort(key=lambda one: one.order)


def built(me: Me, file: CustomerFile) -> Part:
    """(panel, context) of all that have something to show."""
    made = yield from gathered(part_of(one.build(me, file)) for one in PANELS)
    return [(one, context) for one, context in zip(PANELS, made, strict=True) if context is not None]
