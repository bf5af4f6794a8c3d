"""What the calendar shows to take along as a workbook."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import clock, i18n
from portal.core.policy import permit
from portal.core.sheets import XLSX, Kind, SheetColumn, download, xlsx_bytes
from portal.imports import taking_along
from portal.people import sign_in as door
from portal.visits import policy, queries, team, words
from portal.visits.queries import Entry, Wanted
from portal.visits.views.blueprint import blueprint
from portal.visits.views.calendar import asked, members_for


@blueprint.post("/export")
@permit(policy.LIST)
def export() -> Any:
    """The contacts of the day, week or list as it is filtered; the history keeps who took them along."""
    wanted = asked()
    members = members_for(wanted)
    people = team.whose(current_user, wanted, members)
    count = queries.count(current_user, wanted, people)
    if count > queries.MOST:
        return _refused(wanted, _too_many(count))
    try:
        taking_along.note("contacts_exported", count)
    except door.Throttled:
        return _refused(wanted, taking_along.too_often())
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
