"""What a person does with an import: bring a file, set how it is read, choose columns, apply, discard."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import IO, Any

from sqlalchemy import delete, func, select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import TooLate
from portal.imports.models import ImportPiece, ImportRow, ImportRun, ImportState
from portal.imports.reading.kinds import checked
from portal.imports.registry import KINDS, Fate, ImportKind
from portal.people.me import Me

PIECE = 256 * 1024
CHANGEABLE = (ImportState.READ, ImportState.CHECKED, ImportState.FAILED)
ENDED = (ImportState.DONE, ImportState.DISCARDED)


def bring(me: Me, kind: ImportKind, name: str, stream: IO[bytes], size: int) -> int:
    """Keep an uploaded file for reading, piece by piece; returns the run. Raises `reading.Refused`."""
    start = stream.read(8)
    checked(name, start, size)
    stream.seek(0)
    with write() as session:
        run = ImportRun(
            kind=kind.code, file_name=name[-200:], person_id=me.id, at=clock.now(), state=ImportState.UPLOADED
        )
        session.add(run)
        session.flush()
        for no in itertools.count():
            content = stream.read(PIECE)
            if not content:
                break
            session.execute(ImportPiece.__table__.insert().values(run_id=run.id, no=no, content=content))
        audit.record("import_started", "import", run.id, actor=me, what=kind.code, detail={"file": run.file_name})
        return run.id


def fresh(run_id: int, states: Iterable[ImportState]) -> ImportRun:
    """The run as it is now, held. Raises `TooLate` when it has moved on from these states."""
    run = db.session.get(ImportRun, run_id, with_for_update=True, populate_existing=True)
    if run is None or run.state not in states:
        raise TooLate("import_moved_on")
    return run


def _start_over(run: ImportRun, state: ImportState) -> None:
    run.state, run.progress, run.handled, run.tries = state, 0, 0, 0
    run.problem, run.problem_values, run.counts = "", {}, {}
    run.claimed_at, run.claimed_by = None, ""


def read_again(run_id: int, chosen: dict[str, Any]) -> None:
    """Read the file anew with what was chosen: encoding, delimiter, sheet, header. Raises `TooLate`."""
    with write():
        run = fresh(run_id, CHANGEABLE)
        _start_over(run, ImportState.UPLOADED)
        run.chosen = {name: value for name, value in chosen.items() if value not in (None, "")}


def choose(run_id: int, mapping: dict[str, Any], decimal: str) -> None:
    """Check the rows with these columns. Raises `TooLate`."""
    with write():
        run = fresh(run_id, (ImportState.READ, ImportState.CHECKED))
        _start_over(run, ImportState.CHECKING)
        run.mapping = mapping
        kept = {name: value for name, value in run.chosen.items() if name != "decimal"}
        run.chosen = {**kept, "decimal": decimal} if decimal else kept


def apply(run_id: int) -> None:
    """Begin to import what was checked. Raises `TooLate`."""
    with write():
        run = fresh(run_id, (ImportState.CHECKED,))
        kind = KINDS[run.kind]
        if not to_apply(run) or (kind.atomic and run.counts.get(Fate.REFUSED)):
            raise TooLate("import_moved_on")
        _restart_for_apply(run)


def _restart_for_apply(run: ImportRun) -> None:
    counts = run.counts
    _start_over(run, ImportState.APPLYING)
    run.counts = counts


def to_apply(run: ImportRun) -> int:
    """How many rows an import would change."""
    return run.counts.get(Fate.NEW, 0) + run.counts.get(Fate.CHANGED, 0)


def discard(me: Me, run_id: int) -> None:
    """Drop the file and its rows; nothing was imported. Raises `TooLate`."""
    with write():
        run = fresh(run_id, (*CHANGEABLE, ImportState.UPLOADED, ImportState.CHECKING))
        clear(run)
        run.state, run.ended_at, run.claimed_by = ImportState.DISCARDED, clock.now(), ""
        audit.record("import_discarded", "import", run_id, actor=me)


def clear(run: ImportRun) -> None:
    """Delete the rows and the file of a run, inside an open `write()`."""
    delete_rows(run.id)
    forget_file(run)


def delete_rows(run_id: int) -> None:
    """Delete the rows of a run, inside an open `write()`."""
    db.session.execute(delete(ImportRow).where(ImportRow.run_id == run_id))


def forget_file(run: ImportRun) -> None:
    """Delete the bytes of the file, inside an open `write()`."""
    db.session.execute(delete(ImportPiece).where(ImportPiece.run_id == run.id))


def size_of(run_id: int) -> int:
    """Bytes of the kept file."""
    return db.session.scalar(
        select(func.coalesce(func.sum(func.length(ImportPiece.content)), 0)).where(ImportPiece.run_id == run_id)
    )
