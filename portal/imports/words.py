"""What the pages say about imports: fates, states, notes of the reading, and why a row is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from portal.core.i18n import format_date, format_number
from portal.core.numbers import DIGITS, format_amount
from portal.core.policy import N_
from portal.imports.models import ImportRow, ImportRun
from portal.imports.reading import SENTENCES
from portal.imports.registry import Column, Fate, ImportKind, Type

FATES = {
    Fate.NEW: (_l("New"), "success"),
    Fate.CHANGED: (_l("Changed"), "info"),
    Fate.SAME: (_l("The same"), "neutral"),
    Fate.REFUSED: (_l("Refused"), "danger"),
    Fate.SKIPPED: (_l("Skipped"), "outline"),
}
STATES = {
    "uploaded": (_l("Being read"), "info"),
    "read": (_l("Choose the columns"), "warning"),
    "checking": (_l("Being checked"), "info"),
    "checked": (_l("Not imported yet"), "warning"),
    "applying": (_l("Being imported"), "info"),
    "done": (_l("Imported"), "success"),
    "failed": (_l("Broken off"), "danger"),
    "discarded": (_l("Discarded"), "outline"),
}
DELIMITERS = {";": _l("Semicolon ;"), ",": _l("Comma ,"), "\t": _l("Tab"), "|": _l("Bar |")}
ENCODINGS = {
    "utf-8": "UTF-8", "windows-1252": "Windows-1252", "utf-16-le": "UTF-16 (LE)", "utf-16-be": "UTF-16 (BE)",
}  # fmt: skip
DECIMALS = {",": _l("Comma: 1234,56"), ".": _l("Point: 1234.56")}
PROBLEMS = {
    "required": N_("%(column)s is empty."),
    "no_date": N_("%(column)s: “%(value)s” is no date. Write it like this: %(date)s"),
    "no_time": N_("%(column)s: “%(value)s” is no time of day. Write it like this: 09:30"),
    "no_month": N_("%(column)s: “%(value)s” is no month. Write it like this: 2026-12"),
    "no_number": N_("%(column)s: “%(value)s” is no number."),
    "no_whole_number": N_("%(column)s: “%(value)s” is no whole number."),
    "two_decimals": N_("%(column)s: “%(value)s” has more than two decimals."),
    "two_readings": N_(
        "%(column)s: “%(value)s” can be read in two ways. Choose the decimal mark of the file under Columns, or write "
        "it with two decimals."
    ),
    "empty": N_("%(column)s is empty."),
    "too_long": N_("%(column)s: “%(value)s” has more than %(digits)s digits."),
    "too_large": N_("%(column)s: “%(value)s” is larger than the portal keeps."),
    "below": N_("%(column)s: “%(value)s” is less than %(bound)s."),
    "above": N_("%(column)s: “%(value)s” is more than %(bound)s."),
    "long_text": N_("%(column)s is longer than %(bound)s characters."),
    "no_address": N_("%(column)s: “%(value)s” is no e-mail address."),
    "no_choice": N_("%(column)s: “%(value)s” is not one of these: %(choices)s."),
    "no_yes_no": N_("%(column)s: “%(value)s” is neither yes nor no."),
    "formula": N_("%(column)s: “%(value)s” is a formula. Write its outcome in the cell."),
    "twice": N_("This row stands in the file already, on line %(line)s."),
    "totals_row": N_("A row of totals."),
}
RUN_PROBLEMS = {
    **SENTENCES,
    "changed_meanwhile": N_("Something changed while the rows waited, so they were checked again. Look at them again."),
    "not_allowed": N_("You may no longer import this, so it broke off."),
}


def problem(kind: ImportKind, row: ImportRow) -> str:
    """Why a row is refused or skipped, with the column and what stands there, in the language being spoken."""
    if not row.problem:
        return ""
    said = {**row.data, "value": row.value, "digits": DIGITS, "date": format_date(date(2026, 12, 31), "short")}
    column = next((one for one in kind.columns if one.code == row.column), None)
    said["column"] = gettext(column.name) if column else ""
    if column and "bound" in said:
        said["bound"] = shown(said["bound"], column) if row.problem in {"below", "above"} else said["bound"]
    if column and column.choices:
        said["choices"] = ", ".join(shown(value, column) for value in column.choices)
    return gettext({**PROBLEMS, **kind.problems}[row.problem], **said)


def run_problem(run: ImportRun) -> str:
    """Why the run broke off, or was checked again; empty when neither."""
    return gettext(RUN_PROBLEMS[run.problem], **run.problem_values) if run.problem else ""


def shown(value: Any, column: Column) -> str:
    """A value as the reader writes it."""
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, int) and column.type in {Type.AMOUNT, Type.INTEGER}:
        return format_amount(value, decimals=2) if column.type is Type.AMOUNT else format_number(value)
    if column.type in {Type.DATE, Type.MONTH}:
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return format_date(day, "short") if column.type is Type.DATE else f"{day:%Y-%m}"
    words = column.choices.get(value) if column.choices else None
    return gettext(words[0]) if words else str(value)


def notes(found: dict[str, Any]) -> list[str]:
    """What the reading left out or took differently."""
    counts = found.get("notes", {})
    said = []
    if count := counts.get("title_rows"):
        said.append(
            ngettext("One line above the names of the columns was left out.",
                     "%(num)d lines above the names of the columns were left out.", count)
        )  # fmt: skip
    if count := counts.get("empty_rows"):
        said.append(ngettext("One empty row was left out.", "%(num)d empty rows were left out.", count))
    if count := counts.get("repeated_heads"):
        said.append(
            ngettext("The names of the columns stand in the file once more; that row was left out.",
                     "The names of the columns stand in the file %(num)d times more; those rows were left out.", count)
        )  # fmt: skip
    if count := counts.get("empty_columns"):
        said.append(ngettext("One empty column was left out.", "%(num)d empty columns were left out.", count))
    if counts.get("formulas"):
        said.append(gettext("The sheet holds formulas. Their values are those of when the workbook was saved."))
    if count := counts.get("hidden_sheets"):
        said.append(ngettext("One hidden sheet was not read.", "%(num)d hidden sheets were not read.", count))
    return said
