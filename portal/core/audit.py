"""History: who did what when, append-only, sealed into a hash chain by the worker.

Rows hold codes, values and salted digests; the texts stand apart in `audit_detail`, where retention can erase them
without breaking the chain. Sentences are made when read (`sentence`), in the reader's language.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import ForeignKey, Index, func, insert, select, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock, i18n
from portal.core.db import Json, Moment, db

SENTENCES: dict[str, str] = {}
LATEST = 10_000  # how far behind the newest sealed row one may still be on its way


def sentences(more: dict[str, str]) -> None:
    """Register the sentence of each code, with `%(name)s` fields taken from the row's data."""
    if twice := SENTENCES.keys() & more.keys():
        raise RuntimeError(f"audit codes declared twice: {sorted(twice)}")
    SENTENCES.update(more)


class Audit(db.Model):
    """One event. `data` holds codes and values, never free text; a trigger refuses any change."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    kind: Mapped[str]
    subject_id: Mapped[int | None]
    actor_id: Mapped[int | None] = mapped_column(index=True)
    deputy_of_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(Moment)
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    digest: Mapped[str]

    __table_args__ = (Index("ix_audit_kind_subject_id_id", "kind", "subject_id", "id"),)


class AuditDetail(db.Model):
    """The erasable part: texts before and after, and the salt of the digest that stays in the audit row."""

    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), primary_key=True)
    salt: Mapped[str]
    body: Mapped[dict[str, Any]] = mapped_column(Json)


class Seal(db.Model):
    """The hash chain over the audit rows, in the order in which they were sealed."""

    no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), unique=True)
    hash: Mapped[str]


def record(
    code: str,
    kind: str,
    subject_id: int | None,
    *,
    actor: Any = None,
    deputy_of: int | None = None,
    detail: dict[str, Any] | None = None,
    **data: Any,
) -> Audit:
    """Add one event to the open `write()`; `detail` holds texts that retention may erase."""
    if code not in SENTENCES:
        raise KeyError(f"audit code {code} has no sentence")
    salt = secrets.token_hex(16) if detail else ""
    digest = hashlib.sha256((salt + _canonical(detail)).encode()).hexdigest() if detail else ""
    row = Audit(
        code=code,
        kind=kind,
        subject_id=subject_id,
        actor_id=getattr(actor, "id", actor),
        deputy_of_id=deputy_of,
        at=clock.now(),
        data=data,
        digest=digest,
    )
    db.session.add(row)
    db.session.flush()
    if detail:
        db.session.add(AuditDetail(audit_id=row.id, salt=salt, body=detail))
    return row


def record_many(kind: str, events: Sequence[tuple[str, int, dict[str, Any]]]) -> None:
    """Add events of the clock about many things of one kind at once: (code, subject, data); no person did them."""
    if unknown := {code for code, _subject, _data in events} - SENTENCES.keys():
        raise KeyError(f"audit codes {sorted(unknown)} have no sentence")
    at = clock.now()
    rows = [
        {"code": code, "kind": kind, "subject_id": subject_id, "at": at, "data": data, "digest": ""}
        for code, subject_id, data in events
    ]
    if rows:
        db.session.execute(insert(Audit), rows)


def sentence(code: str, data: dict[str, Any]) -> str:
    """The event as a sentence in the language being spoken; `date` and `date_before` as the reader writes dates."""
    for name in ("date", "date_before"):
        if name in data:
            data = {**data, name: i18n.format_date(date.fromisoformat(data[name]), "long")}
    return gettext(SENTENCES[code], **data) if data else gettext(SENTENCES[code])


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _link(previous: str, row: Audit) -> str:
    fields = [
        previous,
        row.id,
        row.code,
        row.kind,
        row.subject_id,
        row.actor_id,
        row.deputy_of_id,
        row.at.isoformat(),
        row.data,
        row.digest,
    ]
    return hashlib.sha256(_canonical(fields).encode()).hexdigest()


def seal(limit: int = 1000) -> int:
    """Chain the finished rows inside an open `write()`; returns how many. Run by one worker at a time.

    On PostgreSQL only rows below the snapshot's oldest running transaction count: a lower id may still be on its way.
    """
    if db.engine.dialect.name == "postgresql":  # before looking: another worker may just be adding to the chain
        db.session.execute(text("SELECT pg_advisory_xact_lock(7261)"))
    last = db.session.scalars(select(Seal).order_by(Seal.no.desc()).limit(1)).first()
    unsealed = select(Audit).where(~select(Seal.no).where(Seal.audit_id == Audit.id).exists()).order_by(Audit.id)
    if last is not None:  # older rows are sealed; on PostgreSQL a lower id may have committed late, but not by so many
        late = LATEST if db.engine.dialect.name == "postgresql" else 0
        unsealed = unsealed.where(Audit.id > last.audit_id - late)
    if db.engine.dialect.name == "postgresql":
        unsealed = unsealed.where(
            text("(audit.xmin::text)::bigint < pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        )
    no, previous, count = (last.no, last.hash, 0) if last else (0, "", 0)
    for row in db.session.scalars(unsealed.limit(limit)).all():
        no, previous, count = no + 1, _link(previous, row), count + 1
        db.session.add(Seal(no=no, audit_id=row.id, hash=previous))
    return count


def verify() -> tuple[int, str]:
    """Walk the chain: (number of sealed rows that hold, what is wrong or an empty text)."""
    previous, held = "", 0
    rows = db.session.execute(
        select(Seal, Audit).join(Audit, Audit.id == Seal.audit_id, isouter=True).order_by(Seal.no)
    )
    for expected, (chained, row) in enumerate(rows.yield_per(1000), start=1):
        if chained.no != expected or row is None:
            return held, f"a row is missing at seal {expected}"
        if _link(previous, row) != chained.hash:
            return held, f"history row {row.id} was altered"
        detail = db.session.get(AuditDetail, row.id) if row.digest else None
        if detail and hashlib.sha256((detail.salt + _canonical(detail.body)).encode()).hexdigest() != row.digest:
            return held, f"the text of history row {row.id} was altered"
        previous, held = chained.hash, expected
    unsealed = db.session.scalar(select(func.count()).select_from(Audit)) - held
    return held, "" if unsealed >= 0 else "sealed rows were removed"
