"""Plans to take along: one version as a PDF, the list as a workbook."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import audit, clock, i18n
from portal.core.db import write
from portal.core.paper import Busy, pdf
from portal.core.policy import SIGNED_IN, permit
from portal.core.sheets import XLSX, Kind, SheetColumn, download, xlsx_bytes
from portal.people.forms.fields import number
from portal.plans import lists, paper, words
from portal.plans.policy import READ, PlanFile
from portal.plans.views.blueprint import blueprint
from portal.plans.views.listing import asked

PDF = "application/pdf"


@blueprint.get("/<id:plan_id>/export.pdf")
@permit(READ)
def export_pdf(plan: PlanFile) -> Any:
    """The version that this person reads, or `?number=`."""
    wanted = request.args.get("number", "")
    said = paper.version(plan, (number(wanted) or abort(404)) if wanted else None)
    if said is None:
        abort(404)
    try:
        content = pdf(said)
    except Busy:
        flash(_("The PDF could not be made just now. Try again in a minute."), "warning")
        return redirect(url_for("plans.show", plan_id=plan.id), 303)
    return download(content, f"{plan.title} {plan.year} - {said['version']}.pdf", PDF)


@blueprint.post("/export")
@permit(SIGNED_IN)
def export() -> Any:
    """The plans of the list as it is filtered; the history keeps who took them along."""
    rows = lists.every(current_user, asked(), i18n.current())
    columns = [
        SheetColumn(_("Plan")), SheetColumn(_("Kind")), SheetColumn(_("Year"), Kind.TEXT), SheetColumn(_("Seller")),
        SheetColumn(_("State")), SheetColumn(_("Whose turn")), SheetColumn(_("Due"), Kind.DATE),
        SheetColumn(_("Customers"), Kind.INTEGER),
    ]  # fmt: skip
    cells = [
        [
            row.title, words.kind(row.kind), str(row.year), row.owner_name, words.standing(row.standing)[0],
            words.turn(row.turn) if row.turn else None, row.due, row.customers,
        ]
        for row in rows
    ]
    content = xlsx_bytes(columns, cells, _("Account plans"))
    with write():
        audit.record("plans_exported", "person", current_user.id, actor=current_user, rows=len(rows))
    return download(content, f"{_('Account plans')} {clock.today():%Y-%m-%d}.xlsx", XLSX)
