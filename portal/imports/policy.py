"""Who may import: each kind says so itself, and a run belongs to whoever brought the file."""

from __future__ import annotations

from flask import abort

from portal.core.db import db
from portal.core.policy import N_, rule
from portal.imports.models import ImportRun
from portal.imports.registry import KINDS, ImportKind, open_to
from portal.people.me import Me


def _some(me: Me) -> None:
    if not open_to(me):
        abort(403)


def _kind(me: Me, code: str) -> ImportKind:
    if code not in KINDS:
        abort(404)
    return KINDS[code] if KINDS[code].may(me) else abort(403)


def _own(me: Me, run_id: int) -> ImportRun:
    run = db.session.get(ImportRun, run_id)
    if run is None or run.person_id != me.id or run.kind not in KINDS:
        abort(404)
    return run if KINDS[run.kind].may(me) else abort(403)


IMPORT = rule("import.some", N_("Whoever may import something sees what, and their own imports"), load=_some)
IMPORT_KIND = rule(
    "import.kind", N_("Each kind of import is open to those who keep what it changes"), load=_kind, takes=("code",),
    gives="kind",
)  # fmt: skip
OWN_RUN = rule(
    "import.own", N_("Only whoever brought a file sees its rows, imports or discards it"), load=_own, takes=("run_id",),
    gives="run",
)  # fmt: skip
