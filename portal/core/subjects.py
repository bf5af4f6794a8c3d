"""Registry of kinds of things: how audit, notices and pages link to one without knowing its domain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Subject:
    """One kind: its name (English source) and how to make the address of one."""

    kind: str
    name: str
    link: Callable[[int], str]


SUBJECTS: dict[str, Subject] = {}


def subject(kind: str, name: str, link: Callable[[int], str]) -> None:
    """Register a kind once."""
    if kind in SUBJECTS:
        raise RuntimeError(f"subject {kind} is declared twice")
    SUBJECTS[kind] = Subject(kind, name, link)


def link_to(kind: str, subject_id: int | None) -> str:
    """Address of a thing inside the portal; empty when the kind has no page."""
    found = SUBJECTS.get(kind)
    return found.link(subject_id) if found and subject_id is not None else ""
