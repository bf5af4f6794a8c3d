"""Shape of the input: a file or pasted rows, how it is read, which column is which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import NumberRange, Optional

from portal.core.forms import Form, at_most, one_line
from portal.core.i18n import current
from portal.imports import words
from portal.imports.cells import Unreadable, value_of
from portal.imports.models import ImportRun
from portal.imports.registry import Column, ImportKind
from portal.imports.understanding import missing

LONGEST_PASTE = 2_000_000
NOTHING, FIXED = "", "fixed"


def choices(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """What a list offers, as (value, words)."""
    return [SelectChoice(value, words) for value, words in pairs]


class FileForm(Form):
    """A file, or rows copied from a spreadsheet."""

    file = FileField(_l("File"))
    text = TextAreaField(_l("Or paste the rows"), [at_most(LONGEST_PASTE)])

    @property
    def has_file(self) -> bool:
        """Somebody chose a file."""
        return bool(self.file.data and getattr(self.file.data, "filename", ""))

    def validate(self, extra_validators: Any = None) -> bool:
        """One of the two is needed."""
        good = super().validate(extra_validators)
        if not self.has_file and not (self.text.data or "").strip() and not self.text.errors:
            self.file.errors = [_("Choose a file, or paste its rows.")]
            return False
        return good


class ReadingForm(Form):
    """How the file is read."""

    encoding = SelectField(_l("Encoding"), choices=choices(words.ENCODINGS.items()))
    delimiter = SelectField(_l("Between the cells"), choices=choices(words.DELIMITERS.items()))
    sheet = SelectField(_l("Sheet"))
    header = IntegerField(
        _l("Line with the names of the columns"),
        [Optional(), NumberRange(0, 200_000, _l("Fill in a line of the file."))],
    )

    def offer(self, run: ImportRun) -> None:
        """What this file leaves to choose: text has signs and separators, a workbook has sheets."""
        self.sheet.choices = choices((name, name) for name in run.found.get("sheets", []))
        if self.sheet.choices or run.sheet:
            del self.encoding, self.delimiter
            if len(self.sheet.choices) < 2:
                del self.sheet
        else:
            del self.sheet
        self.header.process_errors = [_("Fill in a line of the file.")] if self.header.process_errors else []

    def chosen(self) -> dict[str, Any]:
        """What is kept with the run."""
        return {name: field.data for name, field in self._fields.items() if name in CHOSEN and field.data is not None}


CHOSEN = ("encoding", "delimiter", "sheet", "header")


class ColumnsForm(Form):
    """Which column of the file is which; made for one kind and one run by `columns_form`."""

    decimal = SelectField(_l("Decimal mark"))


def columns_form(kind: ImportKind, run: ImportRun, **options: Any) -> ColumnsForm:
    """The form with a choice per column, filled in as the run stands."""
    columns = run.found.get("columns", [])
    offered = [(str(at), name_of(one, at)) for at, one in enumerate(columns) if one["filled"]]
    fields: dict[str, Any] = {}
    for column in kind.columns:
        more = [(FIXED, _("The same for every row"))] if column.fixed else []
        fields[f"at_{column.code}"] = SelectField(
            _(column.name),
            choices=choices([(NOTHING, _("Not in this file")), *more, *offered]),
            description=_(column.hint) if column.hint else "",
        )
        if column.fixed:
            fields[f"fixed_{column.code}"] = StringField(_("For every row"), [at_most(200), one_line])
    made = type("Columns", (ColumnsForm,), fields)(data=_held(run), **options)
    made.kind, made.run = kind, run
    auto = words.DECIMALS.get(run.decimal)
    found = _("As recognised: %(mark)s", mark=auto) if auto else _("Not recognised")
    made.decimal.choices = choices([("", found), *words.DECIMALS.items()])
    return made


def name_of(column: dict[str, Any], at: int) -> str:
    """What the file calls a column, else its letter as a spreadsheet has it."""
    letters, at = "", at + 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return column["name"] or _("Column %(letter)s", letter=letters)


def _held(run: ImportRun) -> dict[str, str]:
    held = {"decimal": run.chosen.get("decimal", "")}
    for code, chosen in run.mapping.items():
        held[f"at_{code}"] = FIXED if "fixed" in chosen else str(chosen["at"])
        held[f"fixed_{code}"] = chosen.get("fixed", "")
    return held


def mapping_of(form: ColumnsForm) -> dict[str, Any] | None:
    """The columns as chosen; None when something is amiss, said at its field."""
    if not form.validate():
        return None
    mapping: dict[str, Any] = {}
    taken: dict[str, str] = {}
    for column in form.kind.columns:
        at = form[f"at_{column.code}"]
        if at.data == FIXED:
            mapping[column.code] = _fixed(form, column)
        elif at.data:
            if at.data in taken:
                at.errors = [_("This column is chosen for %(other)s already.", other=taken[at.data])]
            taken[at.data] = _(column.name)
            mapping[column.code] = {"at": int(at.data)}
    for column in missing(form.kind, mapping):
        form[f"at_{column.code}"].errors = [_("Choose the column with: %(name)s.", name=_(column.name))]
    return None if form.errors else mapping


def _fixed(form: ColumnsForm, column: Column) -> dict[str, str]:
    field = form[f"fixed_{column.code}"]
    text = (field.data or "").strip()
    try:
        value_of(text, replace(column, required=True), locale=current())
    except Unreadable:
        field.errors = [_("Fill in what holds for every row.")]
    return {"fixed": text, "locale": current()}
