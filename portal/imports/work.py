"""Reading, checking and applying a run in short steps: a kill loses no more than one step and repeats none.

A process that works on a run holds a claim, renewed with each step inside the `write()` that keeps what it did; a claim
that is not renewed lapses, and the next process goes on from the last line done.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from datetime import timedelta

from flask import current_app
from sqlalchemy import ColumnElement, insert, or_, select

from portal.core import clock
from portal.core.db import db, write
from portal.core.worker import errand
from portal.imports import checking, services
from portal.imports.models import WORKING, ImportPiece, ImportRow, ImportRun, ImportState
from portal.imports.reading import Refusal, Refused, reading
from portal.imports.registry import KINDS
from portal.imports.understanding import all_words, recognised

LEASE = timedelta(minutes=2)
TURN = 30.0  # seconds after which other work gets its turn
TRIES = 3
STEP = 2_000  # rows kept at a time while reading
AT_ONCE = 20  # runs in one round


class Lost(Exception):
    """Another process has taken the run over, or somebody discarded it."""


def _unclaimed() -> ColumnElement[bool]:
    return or_(ImportRun.claimed_at.is_(None), ImportRun.claimed_at < clock.now() - LEASE)


def work_waiting() -> int:
    """Go on with the runs that wait; returns how many."""
    wanted = select(ImportRun.id).where(ImportRun.state.in_(WORKING), _unclaimed()).order_by(ImportRun.id)
    waiting = list(db.session.scalars(wanted.limit(AT_ONCE)))
    db.session.rollback()
    for run_id in waiting:
        advance(run_id)
    return len(waiting)


def advance(run_id: int, seconds: float = TURN) -> None:
    """Work on a run until it waits for a person, or its turn is over. A fault is logged; the third ends the run."""
    token = _claim(run_id)
    if token is None:
        return
    try:
        _go_on(run_id, token, time.monotonic() + seconds)
    except Lost:
        db.session.rollback()
        return
    except Exception:
        current_app.logger.exception("import %s broke off", run_id)
        _count_fault(run_id, token)
    else:
        _release(run_id, token)


def _claim(run_id: int) -> str | None:
    with write() as session:
        run = session.scalars(
            select(ImportRun)
            .where(ImportRun.id == run_id, ImportRun.state.in_(WORKING), _unclaimed())
            .with_for_update()
        ).first()
        if run is None:
            return None
        run.claimed_at, run.claimed_by = clock.now(), secrets.token_hex(8)
        return run.claimed_by


def held(run_id: int, token: str) -> ImportRun:
    """The run inside an open `write()`, its claim renewed. Raises `Lost`."""
    run = db.session.get(ImportRun, run_id, with_for_update=True, populate_existing=True)
    if run is None or run.claimed_by != token:
        raise Lost
    run.claimed_at = clock.now()
    return run


def _release(run_id: int, token: str) -> None:
    with write() as session:
        run = session.get(ImportRun, run_id, with_for_update=True)
        if run is not None and run.claimed_by == token:
            run.claimed_at, run.claimed_by, run.tries = None, "", 0


def _count_fault(run_id: int, token: str) -> None:
    db.session.rollback()
    with write() as session:
        run = session.get(ImportRun, run_id, with_for_update=True)
        if run is None or run.claimed_by != token:
            return
        run.claimed_at, run.claimed_by, run.tries = None, "", run.tries + 1
        if run.tries >= TRIES:
            fail(run, Refusal.BROKEN)


def fail(run: ImportRun, code: str, **values: object) -> None:
    """End the run with the reason, inside an open `write()`."""
    run.state, run.problem, run.problem_values = ImportState.FAILED, str(code), values
    run.ended_at = clock.now()


def _go_on(run_id: int, token: str, until: float) -> None:
    steps = {
        ImportState.UPLOADED: _read,
        ImportState.CHECKING: checking.check_step,
        ImportState.APPLYING: checking.apply_step,
    }
    while True:
        state = db.session.scalar(select(ImportRun.state).where(ImportRun.id == run_id))
        db.session.rollback()
        if state not in steps or time.monotonic() > until:
            return
        steps[state](run_id, lambda: held(run_id, token))


def _pieces(run_id: int) -> Iterator[bytes]:
    """The kept file, one piece at a time, each in a short read of its own."""
    numbers = list(
        db.session.scalars(select(ImportPiece.no).where(ImportPiece.run_id == run_id).order_by(ImportPiece.no))
    )
    for no in numbers:
        content = db.session.scalar(
            select(ImportPiece.content).where(ImportPiece.run_id == run_id, ImportPiece.no == no)
        )
        db.session.rollback()
        yield content


def _read(run_id: int, hold: checking.Hold) -> None:
    """Read the file from its beginning and keep its rows."""
    with write() as session:
        run = hold()
        services.delete_rows(run_id)
        run.progress = run.handled = run.total = 0
        session.flush()
        kind, name, chosen, size = KINDS[run.kind], run.file_name, dict(run.chosen), services.size_of(run_id)
    try:
        with reading(name, size, _pieces(run_id), chosen=chosen, words=all_words(kind)) as table:
            kept: list[tuple[int, list]] = []
            for batch in table.batches():
                kept += batch
                if len(kept) >= STEP:
                    _keep(run_id, kept, hold)
                    kept = []
            _keep(run_id, kept, hold)
            found = table.found
    except Refused as refused:
        with write():
            run = hold()
            if run.chosen:  # it could be read before: go back to that, and say why
                run.chosen, run.problem, run.problem_values = {}, str(refused.code), refused.values
            else:
                fail(run, refused.code, **refused.values)
        return
    with write():
        run = hold()
        run.state, run.total, run.progress, run.handled = ImportState.READ, found["rows"], 0, 0
        run.encoding, run.delimiter, run.sheet = found["encoding"], found["delimiter"], found["sheet"]
        run.decimal, run.found = found["decimal"], found
        run.mapping = recognised(kind, [column["name"] for column in found["columns"]])


def _keep(run_id: int, rows: list[tuple[int, list]], hold: checking.Hold) -> None:
    if not rows:
        return
    with write() as session:
        run = hold()
        session.execute(
            insert(ImportRow),
            [
                {"run_id": run_id, "line": line, "cells": cells, "key": "", "problem": "", "column": "", "value": "",
                 "data": {}}
                for line, cells in rows
            ],
        )  # fmt: skip
        run.progress, run.handled = rows[-1][0], run.handled + len(rows)


errand("imports", work_waiting)
