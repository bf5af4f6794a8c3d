"""Cards on the page of one's own that packages above add, below the settings. People import none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.people.me import Me


@dataclass(frozen=True)
class Panel:
    """One card, drawn by its template, which finds what `build` gives as `panel`; None is nothing to show."""

    code: str
    build: Callable[[Me], Any]
    template: str


PANELS: list[Panel] = []


def panel(code: str, build: Callable[[Me], Any], template: str) -> None:
    """Register a card once."""
    if any(one.code == code for one in PANELS):
        raise RuntimeError(f"panel {code} is declared twice")
    PANELS.append(Panel(code, build, template))


def built(me: Me) -> list[tuple[str, Any]]:
    """(template, context) of the cards that have something to show this person."""
    made = [(one.template, one.build(me)) for one in PANELS]
    return [(template, context) for template, context in made if context is not None]
