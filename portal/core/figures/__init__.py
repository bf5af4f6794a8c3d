"""The one registry of figures (spec 4, Living figures): domains register, pages and documents ask.

A figure is one SELECT of rows, and a measure over exactly that SELECT: a number and a recount of its rows cannot
differ. Here nothing is known of people or customers: who may see a scope is registered by the domain that keeps it.
"""

from portal.core.figures.cards import Card, card, card_of, card_of_copy, cards, install_figures, trend
from portal.core.figures.cells import Cell, cells, sheet_of
from portal.core.figures.frozen import frozen
from portal.core.figures.measures import Counted, Measure, Share, Value, middle, ratio, share, spread, tally, total
from portal.core.figures.periods import Per, Period, asked_period, month, of_day, quarter, year
from portal.core.figures.reading import Ask, Reading, read, read_all, recount
from portal.core.figures.registry import (
    FIGURES,
    N_,
    SCOPES,
    Also,
    Better,
    Column,
    Figure,
    FigureUnit,
    Scope,
    ScopeKind,
    Show,
    Sight,
    figure,
    may_see,
    scope_name,
    scopes_of,
)
from portal.core.figures.rows import Page, address, all_rows, page_of

__all__ = [
    "FIGURES",
    "N_",
    "SCOPES",
    "Also",
    "Ask",
    "Better",
    "Card",
    "Cell",
    "Column",
    "Counted",
    "Figure",
    "FigureUnit",
    "Measure",
    "Page",
    "Per",
    "Period",
    "Reading",
    "Scope",
    "ScopeKind",
    "Share",
    "Show",
    "Sight",
    "Value",
    "address",
    "all_rows",
    "asked_period",
    "card",
    "card_of",
    "card_of_copy",
    "cards",
    "cells",
    "figure",
    "frozen",
    "install_figures",
    "may_see",
    "middle",
    "month",
    "of_day",
    "page_of",
    "quarter",
    "ratio",
    "read",
    "read_all",
    "recount",
    "scope_name",
    "scopes_of",
    "share",
    "sheet_of",
    "spread",
    "tally",
    "total",
    "trend",
    "year",
]
