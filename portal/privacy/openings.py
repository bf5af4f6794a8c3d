"""HR opens a record about a person with a stated reason, until the end of that day; the person is told."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists, select

from portal.core import clock
from portal.core.db import db
from portal.privacy.models import Opening


def opened(me: Any, kind: str, subject_id: Any) -> ColumnElement[bool]:
    """This reader holds a running opening of the record; `subject_id` may be a column."""
    return exists().where(
        Opening.reader_id == me.id,
        Opening.kind == kind,
        Opening.subject_id == subject_id,
        Opening.until > clock.now(),
    )


def current(me: Any, kind: str, subject_id: int) -> Opening | None:
    """The reader's running opening of this record."""
    return db.session.scalars(
        select(Opening)
        .where(
            Opening.reader_id == me.id,
            Opening.kind == kind,
            Opening.subject_id == subject_id,
            Opening.until > clock.now(),
        )
        .order_by(Opening.id.desc())
        .limit(1)
    ).first()
