"""Importing: choose a file, check its columns, look at every row's fate, import, see what came of it."""

from __future__ import annotations

import io
from typing import IO, Any

from flask import Blueprint, Flask, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.errors import TooLate
from portal.core.hx import is_partial, open_page, render
from portal.core.i18n import current
from portal.core.policy import permit
from portal.core.sheets import CSV, XLSX, Kind, SheetColumn, csv_pieces, download, spooled, xlsx_bytes
from portal.imports import queries, services, words, work
from portal.imports.forms import FileForm, ReadingForm, columns_form, mapping_of, name_of
from portal.imports.history import REFUSALS
from portal.imports.models import WORKING, ImportRun, ImportState
from portal.imports.policy import IMPORT, IMPORT_KIND, OWN_RUN
from portal.imports.reading import SENTENCES, Refused
from portal.imports.reading.refusals import MEGABYTE, SIZE_LIMIT
from portal.imports.registry import KINDS, Column, Fate, ImportKind, Type, open_to

blueprint = Blueprint("imports", __name__, url_prefix="/imports")
SMALL, FEW = 300_000, 500  # bytes and rows that are dealt with at once, without waiting for the worker


def install_imports(app: Flask) -> None:
    """Let the one address that takes tables take larger files than others; stands before whoever reads the form."""

    @app.before_request
    def room_for_tables() -> None:
        if request.endpoint == "imports.take":
            request.max_content_length = SIZE_LIMIT + MEGABYTE


@blueprint.context_processor
def vocabulary() -> dict[str, Any]:
    """The words of the pages."""
    return {"fates": words.FATES, "states": words.STATES, "kinds": KINDS}


@blueprint.get("/")
@permit(IMPORT)
def index() -> Any:
    """What this person may import, and what they imported."""
    return render("imports/index.html", offered=open_to(current_user), runs=queries.recent(current_user))


@blueprint.get("/new/<code>")
@permit(IMPORT_KIND)
def start(kind: ImportKind) -> Any:
    """Choose a file."""
    return _draw_start(kind, FileForm(formdata=None))


def _draw_start(kind: ImportKind, form: FileForm, status: int = 200) -> Any:
    runs = [run for run in queries.recent(current_user, kind.code) if run.state is not ImportState.DISCARDED]
    return render("imports/start.html", status=status, kind=kind, form=form, runs=runs, most=SIZE_LIMIT // MEGABYTE)


@blueprint.post("/new/<code>")
@permit(IMPORT_KIND)
def take(kind: ImportKind) -> Any:
    """Keep the file; a small one is read at once."""
    form = FileForm()
    if not form.validate():
        return _draw_start(kind, form, 422)
    name, stream = _brought(form)
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    try:
        run_id = services.bring(current_user, kind, name, stream, size)
    except Refused as refused:
        (form.file if form.has_file else form.text).errors = [_(SENTENCES[refused.code], **refused.values)]
        return _draw_start(kind, form, 422)
    finally:
        stream.close()  # a large upload lies in a file
    if size <= SMALL:
        work.advance(run_id)
    return redirect(url_for("imports.show", run_id=run_id), 303)


def _brought(form: FileForm) -> tuple[str, IO[bytes]]:
    if form.has_file:
        return form.file.data.filename, form.file.data.stream
    return _("Pasted rows") + ".txt", io.BytesIO(form.text.data.encode("utf-8", "replace"))


@blueprint.get("/template/<code>.<any(csv, xlsx):form>")
@permit(IMPORT_KIND)
def template(kind: ImportKind, form: str) -> Any:
    """An empty file with the names of the columns, and examples to overwrite."""
    columns = [SheetColumn(_(column.name)) for column in kind.columns]
    rows = [[_written(example, column) for column in kind.columns] for example in kind.examples]
    name = f"{_(kind.name)}.{form}"
    if form == "csv":
        return download(csv_pieces(columns, rows, current()), name, CSV)
    return download(xlsx_bytes(columns, rows, _(kind.name)), name, XLSX)


def _written(example: dict[str, Any], column: Column) -> str | None:
    """What an example has in a column, in the reader's language; a choice in the words of the portal."""
    value = example.get(column.code)
    said = next((words[0] for words in column.choices.values() if words and value in words), value)
    return _(str(said)) if said else None


@blueprint.get("/<id:run_id>")
@permit(OWN_RUN)
def show(run: ImportRun) -> Any:
    """How the import stands; what works goes on asking this address for its panel."""
    if is_partial() and run.state not in WORKING and request.args.get("wait"):
        return open_page(url_for("imports.show", run_id=run.id))
    if run.state is ImportState.READ:
        return redirect(url_for("imports.columns", run_id=run.id), 303)
    return _draw(run)


def _draw(run: ImportRun, status: int = 200, said: str = "") -> Any:
    kind, fate = KINDS[run.kind], _fate()
    page = None
    if run.state in {ImportState.CHECKED, ImportState.DONE}:
        page = queries.preview(current_user, kind, run, fate, _line("before"), _line("after"))
    return render(
        "imports/run.html", fragment="panel" if request.args.get("wait") else "rows", status=status, run=run, kind=kind,
        page=page, fate=fate, to_apply=services.to_apply(run), problem=words.run_problem(run), said=said,
        working=run.state in WORKING, steps=_steps(run.state), totals=queries.totals(kind, run) if page else [],
    )  # fmt: skip


def _steps(state: ImportState) -> list[dict[str, str]]:
    at = {"uploaded": 0, "read": 1, "checking": 2, "checked": 2, "applying": 3, "done": 4}.get(state, 0)
    labels = [_("File"), _("Columns"), _("Check"), _("Import")]
    return [
        {"label": label, "state": "done" if place < at else "current" if place == at else "todo"}
        for place, label in enumerate(labels)
    ]


def _fate() -> Fate | None:
    asked = request.args.get("fate", "")
    return Fate(asked) if asked in set(Fate) else None


def _line(name: str) -> int | None:
    asked = request.args.get(name, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else None


@blueprint.get("/<id:run_id>/columns")
@permit(OWN_RUN)
def columns(run: ImportRun) -> Any:
    """Which column is which, and how the file was read."""
    if run.state not in {ImportState.READ, ImportState.CHECKED}:
        return redirect(url_for("imports.show", run_id=run.id), 303)
    return _draw_columns(run, columns_form(KINDS[run.kind], run, formdata=None))


def _draw_columns(run: ImportRun, form: Any, reading: ReadingForm | None = None, status: int = 200) -> Any:
    if reading is None:
        held = {name: getattr(run, name) for name in ("encoding", "delimiter", "sheet")}
        reading = ReadingForm(formdata=None, data={**held, "header": run.found.get("header")})
        reading.offer(run)
    return render(
        "imports/columns.html", status=status, run=run, kind=KINDS[run.kind], form=form, reading=reading,
        found=run.found.get("columns", []), notes=words.notes(run.found), name_of=name_of, decimals=words.DECIMALS,
        steps=_steps(ImportState.READ), encodings=words.ENCODINGS, delimiters=words.DELIMITERS,
        problem=words.run_problem(run),
        figures=any(one.type in {Type.AMOUNT, Type.INTEGER} for one in KINDS[run.kind].columns),
    )  # fmt: skip


@blueprint.post("/<id:run_id>/columns")
@permit(OWN_RUN)
def choose(run: ImportRun) -> Any:
    """Check the rows with these columns; a short file at once."""
    if run.state not in {ImportState.READ, ImportState.CHECKED}:
        return redirect(url_for("imports.show", run_id=run.id), 303)
    form = columns_form(KINDS[run.kind], run)
    mapping = mapping_of(form)
    if mapping is None:
        return _draw_columns(run, form, status=422)
    return _moved(run, lambda: services.choose(run.id, mapping, form.decimal.data), at_once=run.total <= FEW)


@blueprint.post("/<id:run_id>/read")
@permit(OWN_RUN)
def read_again(run: ImportRun) -> Any:
    """Read the file anew, as chosen."""
    form = ReadingForm()
    form.offer(run)
    if not form.validate():
        return _draw_columns(run, columns_form(KINDS[run.kind], run, formdata=None), form, 422)
    small = services.size_of(run.id) <= SMALL
    return _moved(run, lambda: services.read_again(run.id, {**run.chosen, **form.chosen()}), at_once=small)


@blueprint.post("/<id:run_id>/apply")
@permit(OWN_RUN)
def apply(run: ImportRun) -> Any:
    """Import what was checked; a short one at once."""
    return _moved(run, lambda: services.apply(run.id), at_once=services.to_apply(run) <= FEW)


def _moved(run: ImportRun, move: Any, *, at_once: bool) -> Any:
    try:
        move()
    except TooLate as late:
        return _draw(queries.again(run.id), late.status, _(REFUSALS[late.code]))
    if at_once:
        work.advance(run.id)
    return redirect(url_for("imports.show", run_id=run.id), 303)


@blueprint.post("/<id:run_id>/discard")
@permit(OWN_RUN)
def discard(run: ImportRun) -> Any:
    """Drop it; nothing was imported."""
    code = run.kind
    try:
        services.discard(current_user, run.id)
    except TooLate as late:
        return _draw(queries.again(run.id), late.status, _(REFUSALS[late.code]))
    flash(_("The file has been discarded. Nothing was imported."), "success")
    return redirect(url_for("imports.start", code=code), 303)


@blueprint.get("/<id:run_id>/refused.csv")
@permit(OWN_RUN)
def refused(run: ImportRun) -> Any:
    """The refused rows as they stand in the file, each behind its reason."""
    names = [name_of(one, at) for at, one in enumerate(run.found.get("columns", []))]
    heads = [SheetColumn(_("Reason")), SheetColumn(_("Line"), Kind.INTEGER), *map(SheetColumn, names)]
    rows = queries.refused(KINDS[run.kind], run)
    return download(spooled(csv_pieces(heads, rows, current())), _("Refused rows") + ".csv", CSV)
