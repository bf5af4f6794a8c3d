"""The life of a document as a table: what is possible from where, who may, what must be ready.

"Too late" (409, the state changed) is not "not allowed" (403). `docs/workflows/` is printed from these tables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from portal.core.errors import Refused, TooLate
from portal.core.policy import Rule

Check = Callable[[Any], str | None]  # a refusal code, or None when all is well


@dataclass(frozen=True)
class Move:
    """One move: from which states, to which (None: the version leaves the draft), by whom, and what must be ready."""

    name: str
    label: str
    source: frozenset[StrEnum]
    target: StrEnum | None
    who: Rule
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class Workflow:
    """All moves of one kind of document."""

    name: str
    initial: StrEnum
    moves: tuple[Move, ...]
    by_name: dict[str, Move] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {move.name: move for move in self.moves})

    def possible(self, state: StrEnum) -> list[Move]:
        """The moves that start in this state."""
        return [move for move in self.moves if state in move.source]

    def demand(self, name: str, state: StrEnum, subject: Any) -> Move:
        """The move, when it starts here and its checks hold; raises `TooLate` or `Refused` with the check's code."""
        move = self.by_name[name]
        if state not in move.source:
            raise TooLate("moved_on", state=state)
        for check in move.checks:
            if refusal := check(subject):
                raise Refused(refusal)
        return move
