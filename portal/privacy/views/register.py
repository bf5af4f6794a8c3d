"""/admin/privacy/register: the register of processing, to read and to take along."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_login import current_user

from portal.core import audit, clock, sheets
from portal.core.db import write
from portal.core.hx import render
from portal.core.policy import permit
from portal.core.sheets import SheetColumn
from portal.people.organisation.blueprint import blueprint
from portal.people.queries import countries
from portal.privacy import policy, register, words


@blueprint.get("/privacy/register")
@permit(policy.READ)
def privacy_register() -> Any:
    """Per country every processing, and what stands against the risks."""
    held = [(code, register.of(code)) for code in countries.countries()]
    return render("privacy/register.html", held=held, measures=register.measures(), words=words)


@blueprint.post("/privacy/register/export")
@permit(policy.READ)
def privacy_register_export() -> Any:
    """The same as a workbook; the fields of the organisation stand open in it."""
    columns = [SheetColumn(word) for word in (_("Country"), _("Processing"), _("Fact"), _("Text"))]
    rows = [
        [words.country(code), *row]
        for code in countries.countries()
        for row in register.as_paper_rows(register.of(code))
    ] + [["", _("Impact assessment"), risk, against] for risk, against in register.measures()]
    content = sheets.xlsx_bytes(columns, rows, _("Register of processing"))
    with write():
        audit.record("register_exported", "setting", None, actor=current_user)
    return sheets.download(content, f"register-{clock.today():%Y-%m-%d}.xlsx", sheets.XLSX)
