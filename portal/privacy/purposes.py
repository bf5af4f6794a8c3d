"""What a kind of record is for, in plain words per country; every form keeps the text it was filled in under."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Select, and_, case, or_, select

from portal.core import clock
from portal.core.db import db
from portal.privacy.models import PurposeText

ELSEWHERE = ""  # the texts for a country that has none of its own


@cache
def _defaults() -> dict[str, dict[str, dict[str, str]]]:
    """{kind: {country: {locale: text}}} as the portal brings them."""
    return json.loads(Path(__file__).with_name("default_purposes.json").read_text(encoding="utf-8"))


def kinds() -> list[str]:
    """The kinds that have a purpose text."""
    return list(_defaults())


def current(country: str | None, kind: str) -> PurposeText | None:
    """The text in force in a country; None where nothing was laid down, which recording an agreement does."""
    return db.session.scalars(
        select(PurposeText)
        .where(PurposeText.country == country, PurposeText.kind == kind)
        .order_by(PurposeText.number.desc())
        .limit(1)
    ).first()


def text_of(purpose_id: int | None) -> dict[str, str]:
    """{locale: text} of the version a form was filled in under; empty for none."""
    row = db.session.get(PurposeText, purpose_id) if purpose_id else None
    return row.text if row else {}


def asking(purpose_id: Any) -> Select[Any]:
    """The question behind `text_of`, to ask beside others; `purpose_id` may be a question of its own."""
    return select(PurposeText.text).where(PurposeText.id == purpose_id)


def asking_for(country: str, kind: str, purpose_id: int | None) -> Select[Any]:
    """The text of a form: of the version it was filled in under, else the one in force; to ask beside others."""
    in_force = and_(PurposeText.country == country, PurposeText.kind == kind)
    own = PurposeText.id == (purpose_id or 0)
    return (
        select(PurposeText.text)
        .where(or_(own, in_force))
        .order_by(case((own, 0), else_=1), PurposeText.number.desc())
        .limit(1)
    )


def versions(country: str, kind: str) -> list[PurposeText]:
    """All versions, newest first."""
    return list(
        db.session.scalars(
            select(PurposeText)
            .where(PurposeText.country == country, PurposeText.kind == kind)
            .order_by(PurposeText.number.desc())
        )
    )


def lay_defaults(country: str) -> None:
    """Lay down version 1 of each kind for a country that has none, inside the open `write()`."""
    for kind, texts in _defaults().items():
        if current(country, kind) is None:
            text: dict[str, Any] = texts.get(country, texts[ELSEWHERE])
            db.session.add(PurposeText(country=country, kind=kind, number=1, text=text, made_at=clock.now()))
