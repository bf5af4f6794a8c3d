"""What the calendar shows to take along as a workbook."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import audit, clock
from portal.core.db import write
from portal.core.policy import permit
from portal.core.sheets import XLSX, Kind, SheetColumn, download, xlsx_bytes
from portal.visits import policy, queries, words
from portal.visits.views.blueprint import blueprint
from portal.visits.views.calendar import asked


@blueprint.post("/export")
@permit(policy.LIST)
def export() -> Any:
    """The contacts of the day, week or list as it is filtered; the history keeps who took them along."""
    wanted = asked()
    members = queries.team(current_user, wanted.person)
    if wanted.person and wanted.person not in {member.id for member in members}:
        abort(404)
    rows = queries.every(current_user, wanted, queries.whose(current_user, wanted, members))
    columns = [
        SheetColumn(_("Date"), Kind.DATE), *map(SheetColumn, (
            _("Time"), _("Customer"), _("Branch"), _("Contact"), _("Who"), _("Channel"), _("Purpose"), _("Status"),
        )),
        SheetColumn(_("Due"), Kind.DATE),
    ]  # fmt: skip
    cells = [
        [
            row.day, row.at, row.customer, row.branch, row.contact, row.person, words.channel(row.channel),
            row.purpose, words.look(row.look), row.due,
        ]
        for row in rows
    ]  # fmt: skip
    content = xlsx_bytes(columns, cells, _("Visits"))
    with write():
        audit.record("contacts_exported", "person", current_user.id, actor=current_user, rows=len(rows))
    return download(content, f"{_('Visits')} {clock.today():%Y-%m-%d}.xlsx", XLSX)
