"""Reports in lists: one's own to write and sent, and those of one's people to read, to mark and to remark on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.core import clock
from portal.core.errors import Refused
from portal.core.hx import is_partial, open_page, render
from portal.core.policy import permit
from portal.core.together import Part, side_by_side, together
from portal.people.forms.fields import number
from portal.visits import policy, report_queries
from portal.visits.models import Reached
from portal.visits.policy import VisitFile
from portal.visits.report_queries import MINE, THEIRS, TO_WRITE, UNREAD, ToWrite, Wanted
from portal.visits.services import reading
from portal.visits.views.blueprint import blueprint


@blueprint.get("/reports/")
@permit(policy.LIST)
def reports() -> Any:
    """Reports to write or to read: who leads somebody begins with what waits to be read."""
    leads, me = current_user.leads_somebody, current_user
    wanted, whole = asked(leads=leads), not is_partial()
    shown: dict[str, Any] = {"rows": [], "to_write": [], "onward": None, "people": [], "customers": []}
    if wanted.show == TO_WRITE:
        found = together(earlier=report_queries.to_write(me), today=report_queries.to_write(me, today=True))
        shown["to_write"] = [ToWrite(*row) for row in (*found["earlier"], *found["today"])]
    else:
        choices = [report_queries.choices(me, wanted)] if whole else []
        listed, *offered = side_by_side([_rows(wanted), *choices])
        shown |= {"rows": listed[0], "onward": listed[1], **(offered[0] if offered else {})}
    return render(
        "visits/reports.html", fragment="rows", wanted=wanted, leads=leads, today=clock.today(), steps=list(Reached),
        **shown,
    )


def _rows(wanted: Wanted) -> Part:
    return report_queries.shown((yield {"rows": report_queries.listing(current_user, wanted)})["rows"])


def asked(*, leads: bool) -> Wanted:
    """What the address asks for; what it cannot ask for is left out."""
    given = request.args
    offered = (*MINE, *THEIRS) if leads else MINE
    show = given.get("show", "")
    return Wanted(
        show if show in offered else UNREAD if leads else TO_WRITE, number(given.get("person", "")) or 0,
        number(given.get("customer", "")) or 0,
        given.get("reached", "") if given.get("reached", "") in set(Reached) else "", _place(given.get("after", "")),
    )


def _place(typed: str) -> tuple[datetime, int] | None:
    """The row behind which the page begins; None for anything else."""
    moment, _line, row_id = typed.partition("_")
    try:
        found = datetime.fromisoformat(moment)
        return (found.astimezone(UTC), number(row_id) or 0) if found.tzinfo else None
    except (ValueError, OverflowError):  # such as the last second of the year 9999, far west of Greenwich
        return None


@blueprint.post("/reports/read")
@permit(policy.LIST)
def read_reports() -> Any:
    """Mark the reports that the page showed as read."""
    seen = [pair for typed in request.form.getlist("seen")[:200] if (pair := _pair(typed))]
    marked = reading.mark(current_user, seen)
    flash(ngettext("%(num)d report marked as read.", "%(num)d reports marked as read.", marked), "success")
    return open_page(url_for(".reports", show=UNREAD))


def _pair(typed: str) -> tuple[int, int] | None:
    visit_id, _dash, rev = typed.partition("-")
    one, other = number(visit_id), number(rev)
    return (one, other) if one and other else None


@blueprint.post("/<uuid:uid>/report/read")
@permit(policy.MARK)
def read_report(visit: VisitFile) -> Any:
    """This report was read."""
    if not reading.mark(current_user, [(visit.id, number(request.form.get("rev", "")) or 0)]):
        flash(_("This report was changed since you opened it, or you had marked it already."), "info")
    return redirect(url_for(".show", uid=visit.uid, _anchor="report"), 303)


@blueprint.post("/<uuid:uid>/report/remark")
@permit(policy.MARK)
def remark_report(visit: VisitFile) -> Any:
    """A remark for the writer, who is told."""
    typed = request.form.get("remark", "").replace("\x00", "")
    if len(typed) > reading.LONGEST or not typed.strip():
        long = _("Use at most %(max)d characters.", max=reading.LONGEST)
        return _remark(visit, typed, long if typed.strip() else _("Write your remark first."), 422)
    try:
        reading.remark(visit.id, current_user, typed.encode("utf-8", "replace").decode())
    except Refused as late:
        return _remark(visit, typed, _("This report is no longer there."), late.status)
    flash(_("%(name)s has been told.", name=visit.person), "success")
    return redirect(url_for(".show", uid=visit.uid, _anchor="report"), 303)


def _remark(visit: VisitFile, typed: str, wrong: str, status: int) -> Any:
    return render("visits/remark.html", status=status, visit=visit, typed=typed, wrong=wrong)
