"""The clock's job about imports."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy import exists, or_, select

from portal.core import clock
from portal.core.db import db
from portal.core.worker import job
from portal.imports import services
from portal.imports.models import WORKING, ImportPiece, ImportRow, ImportRun, ImportState

AT_ONCE = 3  # runs in one write(): each may have 200,000 rows


def clear_old() -> int:
    """Delete rows, file and file name of runs that are old enough; what was never imported is discarded."""
    before = clock.now() - timedelta(days=int(current_app.config["IMPORT_ROWS_DAYS"]))
    holds = or_(
        exists().where(ImportRow.run_id == ImportRun.id),
        exists().where(ImportPiece.run_id == ImportRun.id),
        ImportRun.file_name != "",
    )
    old = select(ImportRun).where(ImportRun.at < before, ImportRun.state.not_in(WORKING), holds).order_by(ImportRun.id)
    runs = list(db.session.scalars(old.limit(AT_ONCE).with_for_update(skip_locked=True)))
    for run in runs:
        services.clear(run)
        run.file_name, run.found, run.mapping = "", {}, {}
        if run.state in {ImportState.READ, ImportState.CHECKED}:
            run.state, run.ended_at = ImportState.DISCARDED, clock.now()
    return len(runs)


job("imports_cleared", clear_old)
