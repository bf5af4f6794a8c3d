"""Saying what a placeholder stands for in a unit and below it, changing that, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import select

from portal.core import audit
from portal.core.db import db, write
from portal.core.errors import TooLate
from portal.people.me import Me
from portal.people.models import Unit
from portal.profiles.models import Bound, Placeholder

TARGETS = {Bound.UNIT: "target_id", Bound.ROLE: "role_id", Bound.BODY: "body_id"}


@dataclass(frozen=True)
class Meaning:
    """What a term stands for: `target_id` is the unit, role or body that `bound` names, None for an instruction."""

    bound: Bound
    target_id: int | None = None
    is_plural: bool = False
    words: Mapping[str, str] = field(default_factory=dict)

    def columns(self) -> dict[str, Any]:
        """As columns of a row."""
        found: dict[str, Any] = dict.fromkeys(TARGETS.values())
        if self.bound in TARGETS:
            found[TARGETS[self.bound]] = self.target_id
        words = {} if self.bound is Bound.QUESTION else {lang: text for lang, text in self.words.items() if text}
        return {"bound": self.bound, "is_plural": self.is_plural, "words": words, **found}


def bind(actor: Me, unit_id: int, meanings: Mapping[str, Meaning]) -> None:
    """Say what terms stand for in a unit and below it. Raises `TooLate` where one is bound there already."""
    with write() as session:
        session.scalars(select(Unit.id).where(Unit.id == unit_id).with_for_update()).one()  # one at a time
        held = select(Placeholder.id).where(Placeholder.unit_id == unit_id, Placeholder.term.in_(meanings))
        if session.scalars(held).first() is not None:
            raise TooLate("bound_already")
        for term, meaning in meanings.items():
            row = Placeholder(term=term, unit_id=unit_id, **meaning.columns())
            session.add(row)
            session.flush()
            audit.record(
                "placeholder_bound", "placeholder", row.id, actor=actor, term=term, detail={"after": _told(meaning)}
            )


def rebind(actor: Me, placeholder_id: int, seen: int, meaning: Meaning) -> None:
    """Change what a term stands for. Raises `TooLate` when that moved on since `seen`."""
    with write():
        row = _locked(placeholder_id, seen)
        before = {name: getattr(row, name) for name in meaning.columns()}
        if before == meaning.columns():
            return
        for name, value in meaning.columns().items():
            setattr(row, name, value)
        row.rev += 1
        audit.record(
            "placeholder_changed", "placeholder", placeholder_id, actor=actor, term=row.term,
            detail={"before": before, "after": _told(meaning)},
        )


def unbind(actor: Me, placeholder_id: int, seen: int) -> None:
    """The term stands for nothing in this unit any more. Raises `TooLate` when it moved on since `seen`."""
    with write() as session:
        row = _locked(placeholder_id, seen)
        session.delete(row)
        before = {"unit_id": row.unit_id, "bound": row.bound, "words": row.words}
        audit.record(
            "placeholder_unbound", "placeholder", placeholder_id, actor=actor, term=row.term, detail={"before": before}
        )


def _locked(placeholder_id: int, seen: int) -> Placeholder:
    row = db.session.scalars(
        select(Placeholder).where(Placeholder.id == placeholder_id).with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None or row.rev != seen:
        raise TooLate("binding_changed")
    return row


def _told(meaning: Meaning) -> dict[str, Any]:
    return asdict(meaning) | {"words": dict(meaning.words)}
