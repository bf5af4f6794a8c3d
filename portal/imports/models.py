"""Tables of imports: a run, the bytes of its file until they are applied, and its rows."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Json, Moment, code, db
from portal.imports.registry import Fate


class ImportState(StrEnum):
    """Where a run stands. Uploaded, checking and applying wait for the worker; read and checked for the person."""

    UPLOADED = "uploaded"
    READ = "read"
    CHECKING = "checking"
    CHECKED = "checked"
    APPLYING = "applying"
    DONE = "done"
    FAILED = "failed"
    DISCARDED = "discarded"


WORKING = (ImportState.UPLOADED, ImportState.CHECKING, ImportState.APPLYING)


class ImportRun(db.Model):
    """One import. `chosen` is what the person set about reading (encoding, delimiter, decimal, sheet, header);
    `found` what the reading says of the columns. `mapping` gives for each column of the kind its place in the file
    or a text for every row. `progress` is the line up to which the present step is done.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    file_name: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[ImportState] = mapped_column(code(ImportState, "import_state"), index=True)
    encoding: Mapped[str] = mapped_column(default="")
    delimiter: Mapped[str] = mapped_column(default="")
    decimal: Mapped[str] = mapped_column(default="")
    sheet: Mapped[str] = mapped_column(default="")
    chosen: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    found: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    mapping: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    counts: Mapped[dict[str, int]] = mapped_column(Json, default=dict)
    total: Mapped[int] = mapped_column(default=0)
    progress: Mapped[int] = mapped_column(default=0)
    handled: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(default="")
    problem_values: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    tries: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None] = mapped_column(Moment)
    claimed_by: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class ImportPiece(db.Model):
    """A piece of the uploaded file, at most 256 KiB, so that neither side holds all of it."""

    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), primary_key=True)
    no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class ImportRow(db.Model):
    """One row of the file. `cells` are as read; `outcome` is empty until it was checked; `key` tells rows apart."""

    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cells: Mapped[list[Any]] = mapped_column(Json)
    key: Mapped[str] = mapped_column(default="")
    outcome: Mapped[Fate | None] = mapped_column(code(Fate, "import_fate"))
    problem: Mapped[str] = mapped_column(default="")
    column: Mapped[str] = mapped_column(default="")
    value: Mapped[str] = mapped_column(default="")
    data: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    subject_id: Mapped[int | None]

    __table_args__ = (
        Index("ix_import_row_run_id_outcome_line", "run_id", "outcome", "line"),
        Index("ix_import_row_run_id_key", "run_id", "key"),
    )
