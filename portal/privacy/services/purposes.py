"""Wording what a kind of record is for: every change is a new version; forms keep the one they were filled in under."""

from __future__ import annotations

from portal.core import audit, clock
from portal.core.db import write
from portal.core.errors import Stale
from portal.people.me import Me
from portal.privacy import purposes
from portal.privacy.models import PurposeText


def word(me: Me, country: str, kind: str, base: int, text: dict[str, str]) -> None:
    """A new version of the text; nothing when it says the same. Raises `Stale` when somebody worded it meanwhile."""
    with write() as session:
        now = purposes.current(country, kind)
        number, held = (now.number, now.text) if now else (0, {})
        if number != base:
            raise Stale(number, held)
        if text == held:
            return
        row = PurposeText(
            country=country, kind=kind, number=number + 1, text=text, made_at=clock.now(), made_by_id=me.id
        )
        session.add(row)
        session.flush()
        audit.record(
            "purpose_worded", "purpose", row.id, actor=me, country=country, about=kind, number=number + 1,
            detail={"before": held, "after": text},
        )  # fmt: skip
