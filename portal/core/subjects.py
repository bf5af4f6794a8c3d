"""Registry of kinds of things: how audit, notices and pages link to one without knowing its domain."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

Names = Callable[[Collection[int]], dict[int, Any]]


@dataclass(frozen=True)
class Subject:
    """One kind: its name (English source), how to make the address of one, and how to ask what some are called.

    `names` gives names by id in one question, as a text or as `{locale: text}`; None where they have no name.
    """

    kind: str
    name: str
    link: Callable[[int], str]
    names: Names | None = None


SUBJECTS: dict[str, Subject] = {}


def subject(kind: str, name: str, link: Callable[[int], str], names: Names | None = None) -> None:
    """Register a kind once."""
    if kind in SUBJECTS:
        raise RuntimeError(f"subject {kind} is declared twice")
    SUBJECTS[kind] = Subject(kind, name, link, names)


def link_to(kind: str, subject_id: int | None) -> str:
    """Address of a thing inside the portal; empty when the kind has no page."""
    found = SUBJECTS.get(kind)
    return found.link(subject_id) if found and subject_id is not None else ""


def names_of(kind: str, ids: Collection[int]) -> dict[int, Any]:
    """What things of a kind are called, by id; empty where the kind has no names."""
    found = SUBJECTS.get(kind)
    return found.names(ids) if found and found.names and ids else {}
