"""What waits on a person among contacts, for Today: reports to write, and in one line reports to read."""

from __future__ import annotations

from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select

from portal.core import clock, settings
from portal.core.i18n import format_date
from portal.core.tasks import Task
from portal.core.together import Part
from portal.people.me import Me
from portal.visits import queries, report_queries, words
from portal.visits.queries import Entry
from portal.visits.report_queries import ToWrite

AT_HAND, MOST = 20, 100


def counting(me: Me, _day: date) -> Select:
    """The question of how many things wait, counted up to a hundred; the reports to read are one."""
    return report_queries.counting(me, MOST)


def beside(me: Me) -> Part:
    """What stands above them: the contacts of today."""
    found = yield {"contacts": queries.of_today(me)}
    return {"contacts": [Entry(*row) for row in found["contacts"]]}


def tasks(me: Me) -> Part:
    """A line for each contact without word, and one for all reports to read."""
    found = yield {
        "to_write": report_queries.to_write(me, AT_HAND + 1), "unread": report_queries.counting_unread(me, MOST),
        "days": settings.asking("report_days"),
    }
    rows, many = [ToWrite(*row) for row in found["to_write"]], found["unread"][0].many
    days = settings.answered("report_days", found["days"])
    made = [_task(row, days) for row in rows[:AT_HAND]]
    if len(rows) > AT_HAND:
        made.append(
            Task(
                "reports-all", _("All reports to write"), _("There are more of them"), url_for("visits.reports"),
                due=made[-1].due, stands_for_more=True,
            )
        )
    if many:
        made.append(
            Task(
                "reports-to-read", ngettext("%(num)d report to read", "%(num)d reports to read", many),
                _("Of contacts that your people had"), url_for("visits.reports", show="unread"),
            )
        )
    return made


def _task(row: ToWrite, days: int) -> Task:
    says = _("Finish the report") if row.has_draft else (
        _("Write the report") if row.is_held else _("Did it take place? Write the report")
    )  # fmt: skip
    beside = _("%(channel)s, %(date)s", channel=words.channel(row.channel), date=format_date(row.day, "medium"))
    return Task(
        f"report-{row.id}", row.customer, says, url_for("visits.report", uid=row.uid), beside,
        clock.add_working_days(row.day, days),
    )
