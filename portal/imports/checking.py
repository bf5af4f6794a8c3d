"""Checking rows and applying them, a chunk at a time; an atomic kind takes all its rows at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import func, select, text, update

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused
from portal.imports import services
from portal.imports.models import ImportRow, ImportRun, ImportState
from portal.imports.registry import KINDS, Fate, ImportKind, Outcome, Row, Run, refuse
from portal.imports.understanding import Reader
from portal.people import me

Hold = Callable[[], ImportRun]  # gives the run inside an open write() and renews the claim; raises work.Lost
ATOMIC_LIMIT = 5_000
TO_APPLY = (Fate.NEW, Fate.CHANGED)


class Changed(Exception):
    """Rows of an atomic import are no longer what the preview showed."""


def run_of(run: ImportRun) -> Run:
    """The run as its kind sees it, with the rights of this moment."""
    return Run(run.id, run.kind, me.load(run.person_id), run.file_name)


def _chunk(run: ImportRun, kind: ImportKind, *fates: Fate) -> list[ImportRow]:
    wanted = select(ImportRow).where(ImportRow.run_id == run.id, ImportRow.line > run.progress)
    if fates:
        wanted = wanted.where(ImportRow.outcome.in_(fates))
    return list(db.session.scalars(wanted.order_by(ImportRow.line).limit(limit_of(kind))))


def limit_of(kind: ImportKind) -> int:
    """How many rows go together."""
    return ATOMIC_LIMIT + 1 if kind.atomic else kind.many_at_once


def check_step(run_id: int, hold: Hold) -> None:
    """Decide the fate of the next rows; after the last the preview is ready."""
    run = db.session.get(ImportRun, run_id, populate_existing=True)
    kind = KINDS[run.kind]
    stored = _chunk(run, kind)
    if kind.atomic and len(stored) > ATOMIC_LIMIT:
        _refuse_whole(hold, "too_many_rows", limit=ATOMIC_LIMIT)
        return
    outcomes, keys, amounts = _outcomes(kind, run, stored)
    lines = [row.line for row in stored]
    with write() as session:
        run = hold()
        if run.state is not ImportState.CHECKING:
            return
        if stored:
            session.execute(
                update(ImportRow), [_stored(run_id, *one) for one in zip(lines, outcomes, keys, strict=True)]
            )
            first = run.progress == 0
            run.progress, run.handled = lines[-1], run.handled + len(lines)
            run.found = {**run.found, "totals": _added({} if first else run.found.get("totals", {}), amounts)}
        if len(stored) < limit_of(kind):
            run.state, run.counts = ImportState.CHECKED, counted(run_id)


def _refuse_whole(hold: Hold, code: str, **values: Any) -> None:
    with write():
        run = hold()
        run.state, run.problem, run.problem_values = ImportState.FAILED, code, values


def _stored(run_id: int, line: int, outcome: Outcome, key: str) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "line": line,
        "key": key,
        "outcome": outcome.fate,
        "problem": outcome.code,
        "column": outcome.column,
        "value": outcome.value[:200],
        "data": _plain(outcome.data),
        "subject_id": outcome.subject_id,
    }


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """The data as JSON holds it: days as text."""
    return {
        name: _plain(value) if isinstance(value, dict) else value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in data.items()
    }


def _added(before: dict[str, int], more: dict[str, int]) -> dict[str, int]:
    return {name: before.get(name, 0) + more.get(name, 0) for name in {**before, **more}}


def _amounts(kind: ImportKind, understood: Sequence[Any], outcomes: Sequence[Outcome]) -> dict[str, int]:
    """The sums of the columns with a total over the rows that are not refused, by column and currency."""
    found: dict[str, int] = {}
    for row, outcome in zip(understood, outcomes, strict=True):
        if not isinstance(row, Row) or outcome.fate is Fate.REFUSED:
            continue
        for column in kind.columns:
            if column.total and row.values[column.code] is not None:
                name = f"{column.code}|{row.values.get('currency') or ''}"
                found[name] = found.get(name, 0) + row.values[column.code]
    return found


def _outcomes(
    kind: ImportKind, run: ImportRun, stored: Sequence[ImportRow]
) -> tuple[list[Outcome], list[str], dict[str, int]]:
    """The outcome and the key of each row, in their order, and what their amounts come to."""
    reader = Reader(kind, run)
    understood = [reader.row(row) for row in stored]
    keys = [reader.key(row) if isinstance(row, Row) else "" for row in understood]
    earlier = _earlier(run.id, stored, keys)
    for place, row in enumerate(understood):
        if isinstance(row, Row) and keys[place] in earlier and earlier[keys[place]] != row.line:
            understood[place] = refuse("twice", "", "", line=earlier[keys[place]])
    rows = [row for row in understood if isinstance(row, Row)]
    said = iter(list(kind.check(rows, run_of(run))) if rows else [])
    outcomes = [next(said) if isinstance(row, Row) else row for row in understood]
    return outcomes, keys, _amounts(kind, understood, outcomes)


def _earlier(run_id: int, stored: Sequence[ImportRow], keys: list[str]) -> dict[str, int]:
    """The first line with each key: of the rows before this chunk, else within it."""
    asked = {key for key in keys if key}
    if not asked:
        return {}
    before = select(ImportRow.key, func.min(ImportRow.line)).where(
        ImportRow.run_id == run_id, ImportRow.key.in_(asked), ImportRow.line < stored[0].line
    )
    found = dict(db.session.execute(before.group_by(ImportRow.key)).all())
    for row, key in zip(stored, keys, strict=True):
        if key:
            found.setdefault(key, row.line)
    return found


def apply_step(_run_id: int, hold: Hold) -> None:
    """Apply the next rows that are new or changed, in one `write()`; after the last the import is done."""
    try:
        with write():
            run = hold()
            _alone()
            kind = KINDS[run.kind]
            context = run_of(run)
            if not kind.may(context.me):
                run.state, run.problem = ImportState.FAILED, "not_allowed"
                return
            stored = _chunk(run, kind, *TO_APPLY)
            _apply(kind, run, context, stored)
            if len(stored) < limit_of(kind):
                _finish(kind, run, context)
    except (Changed, Refused):
        with write():  # nothing of it was written: show the preview as it is now
            run = hold()
            run.state, run.progress, run.handled, run.problem = ImportState.CHECKING, 0, 0, "changed_meanwhile"


def _alone() -> None:
    """One import writes at a time: what a file knows by name only has no key that would keep a twin out."""
    if db.engine.dialect.name == "postgresql":  # SQLite has one writer
        db.session.execute(text("SELECT pg_advisory_xact_lock(7263)"))


def _apply(kind: ImportKind, run: ImportRun, context: Run, stored: list[ImportRow]) -> None:
    """Look again at what the rows mean now, and write those that still change something."""
    reader = Reader(kind, run)
    rows = [row for row in map(reader.row, stored) if isinstance(row, Row)]
    if len(rows) != len(stored):
        raise Changed
    outcomes = list(kind.check(rows, context)) if rows else []
    if kind.atomic and any(outcome.fate is Fate.REFUSED for outcome in outcomes):
        raise Changed
    meant = [
        Row(row.line, row.values, row.given, outcome)
        for row, outcome in zip(rows, outcomes, strict=True)
        if outcome.fate in TO_APPLY
    ]
    made = (kind.apply(meant, context) or {}) if meant else {}
    for kept, outcome in zip(stored, outcomes, strict=True):
        for name, value in _stored(run.id, kept.line, outcome, kept.key).items():
            setattr(kept, name, value)
        kept.subject_id = made.get(kept.line, outcome.subject_id)
    if stored:
        run.progress, run.handled = stored[-1].line, run.handled + len(stored)


def _finish(kind: ImportKind, run: ImportRun, context: Run) -> None:
    if kind.finish is not None:
        kind.finish(context)
    db.session.flush()
    run.state, run.ended_at, run.counts = ImportState.DONE, clock.now(), counted(run.id)
    services.forget_file(run)
    told = {fate: run.counts.get(fate, 0) for fate in (Fate.NEW, Fate.CHANGED, Fate.SAME, Fate.REFUSED)}
    audit.record(
        "import_applied", "import", run.id, actor=context.me, detail={"file": run.file_name}, what=run.kind,
        **{str(fate): count for fate, count in told.items()},
    )  # fmt: skip


def counted(run_id: int) -> dict[str, int]:
    """How many rows have each fate."""
    found = select(ImportRow.outcome, func.count()).where(ImportRow.run_id == run_id).group_by(ImportRow.outcome)
    return {str(fate): count for fate, count in db.session.execute(found) if fate}
