"""What imports hold about a person: the files they brought in, by name and state."""

from __future__ import annotations

from portal.core.policy import N_
from portal.imports.models import ImportRun
from portal.privacy.own_data import rows_of, source

SHOWN = {"kind", "file_name", "state", "at", "ended_at", "total", "handled"}
INSIDE = tuple(column.key for column in ImportRun.__table__.columns if column.key not in SHOWN)

source(
    "imports", N_("Files you imported"),
    lambda person_id: rows_of(ImportRun, ImportRun.person_id, person_id, leave_out=INSIDE),
)  # fmt: skip
