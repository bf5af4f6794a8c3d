"""Signing: a form becomes one frozen value with its digest; what is signed is drawn from that value alone.

A signed form shows the same in a year, after criteria, names, teams and figures have moved on (spec 3, Sign-off). It is
opened again only with a reason that both see, and is then signed anew: the earlier ones stay.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy import Select, func, select

from portal.coaching.models import Reopening, Seen, SignedForm
from portal.core import clock
from portal.core.db import db
from portal.people.models import Person


def digest_of(body: dict[str, Any]) -> str:
    """SHA-256 of the value, the same however its keys are ordered."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def sign(kind: str, subject_id: int, person_id: int, body: dict[str, Any], remark: str = "") -> SignedForm:
    """Keep the form as it is now, inside an open `write()`; with a remark when the seller has one."""
    last = db.session.scalar(
        select(func.max(SignedForm.no)).where(SignedForm.kind == kind, SignedForm.subject_id == subject_id)
    )
    row = SignedForm(
        kind=kind, subject_id=subject_id, no=(last or 0) + 1, person_id=person_id, body=body, digest=digest_of(body),
        seen=Seen.REMARK if remark else Seen.SEEN, remark=remark, signed_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def signed(kind: str, subject_id: int) -> list[Any]:
    """Every signing of a form, the newest first; rows with the columns of `SignedForm`."""
    return list(db.session.execute(asking(kind, subject_id)))


def asking(kind: str, subject_id: int) -> Select[Any]:
    """The question behind `signed`, to ask beside others."""
    found = select(*SignedForm.__table__.c).where(SignedForm.kind == kind, SignedForm.subject_id == subject_id)
    return found.order_by(SignedForm.no.desc())


def holds(form: Any) -> bool:
    """Whether the value is still the one that was signed."""
    return digest_of(form.body) == form.digest


def reopen(kind: str, subject_id: int, by_id: int, reason: str) -> None:
    """Say who opened it again and why, inside an open `write()`."""
    db.session.add(Reopening(kind=kind, subject_id=subject_id, by_id=by_id, at=clock.now(), reason=reason))


def reopenings(kind: str, subject_id: int) -> Select[Any]:
    """The question for (name, moment, reason) of each time it was opened again, the newest first."""
    return (
        select(Person.name, Reopening.at, Reopening.reason)
        .join(Person, Person.id == Reopening.by_id)
        .where(Reopening.kind == kind, Reopening.subject_id == subject_id)
        .order_by(Reopening.id.desc())
    )
