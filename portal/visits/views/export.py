"""Planned contacts to take along as a workbook."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_login import current_user

from portal.core import audit, clock
from portal.core.db import write
from portal.core.policy import permit
from portal.core.sheets import XLSX, Kind, SheetColumn, download, xlsx_bytes
from portal.visits import policy, queries, words
from portal.visits.views.blueprint import blueprint
from portal.visits.views.list import asked


@blueprint.post("/export")
@permit(policy.LIST)
def export() -> Any:
    """The contacts of the list as it is filtered; the history keeps who took them along."""
    rows = queries.every(current_user, asked())
    columns = [
        SheetColumn(_("Date"), Kind.DATE), *map(SheetColumn, (
            _("Customer"), _("Branch"), _("Contact"), _("Who"), _("Channel"), _("Purpose"),
        )),
    ]  # fmt: skip
    cells = [
        [row.due, row.customer, row.branch, row.contact, row.person, words.channel(row.channel), row.purpose]
        for row in rows
    ]
    content = xlsx_bytes(columns, cells, _("Planned contacts"))
    with write():
        audit.record("contacts_exported", "person", current_user.id, actor=current_user, rows=len(rows))
    return download(content, f"{_('Planned contacts')} {clock.today():%Y-%m-%d}.xlsx", XLSX)
