"""What the calendar shows to take along as a workbook."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import audit, clock, i18n
from portal.core.db import write
from portal.core.policy import permit
from portal.core.sheets import XLSX, Kind, SheetColumn, download, xlsx_bytes
from portal.people import sign_in as door
from portal.visits import policy, queries, words
from portal.visits.queries import Entry, Wanted
from portal.visits.views.blueprint import blueprint
from portal.visits.views.calendar import asked
from portal.visits.views.exporting import IN_A_QUARTER


@blueprint.post("/export")
@permit(policy.LIST)
def export() -> Any:
    """The contacts of the day, week or list as it is filtered; the history keeps who took them along."""
    wanted = asked()
    members = queries.team(current_user, wanted.person)
    if wanted.person and wanted.person not in {member.id for member in members}:
        abort(404)
    people = queries.whose(current_user, wanted, members)
    count = queries.count(current_user, wanted, people)
    if count > queries.MOST:
        return _refused(wanted, _too_many(count))
    try:
        with write():
            door.count_use("export", current_user, IN_A_QUARTER)
            audit.record("contacts_exported", "person", current_user.id, actor=current_user, rows=count)
    except door.Throttled:
        return _refused(wanted, _("Too many tries. Wait a quarter of an hour and try again."))
    return _workbook(queries.every(current_user, wanted, people))


def _refused(wanted: Wanted, sentence: str) -> Any:
    flash(sentence, "warning")
    return redirect(url_for(".index", **wanted.query()), 303)


def _too_many(count: int) -> str:
    return _(
        "These are %(count)s contacts. A workbook holds at most %(most)s: choose other days or filter the list.",
        count=i18n.format_number(count), most=i18n.format_number(queries.MOST),
    )


def _workbook(rows: list[Entry]) -> Any:
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
    return download(content, f"{_('Visits')} {clock.today():%Y-%m-%d}.xlsx", XLSX)
