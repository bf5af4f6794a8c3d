"""What each level may submit and decide alone: everyone reads it, HR and administrators of the country keep it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.db import db
from portal.core.errors import Refused
from portal.core.hx import render
from portal.core.i18n import text_in
from portal.core.policy import SIGNED_IN, permit
from portal.people.forms.fields import attempt
from portal.people.models import Role, RoleLevel
from portal.plans import mandates as rights
from portal.plans.history import REFUSALS
from portal.plans.models import Mandate
from portal.plans.rule_forms import MandateForm
from portal.plans.views.blueprint import blueprint

LONGEST_CHOICE = 100  # characters of a cell in the list of choices


@blueprint.get("/mandates")
@permit(SIGNED_IN)
def mandates() -> Any:
    """Every role with levels."""
    return render("plans/mandates.html", roles=rights.overview(current_user))


@blueprint.route("/mandates/<id:level_id>", methods=["GET", "POST"])
@permit(rights.KEEP)
def mandate(level: RoleLevel) -> Any:
    """Change what one level allows."""
    stored = db.session.get(Mandate, level.id)
    right = rights.right_of(level, stored)
    form, status = MandateForm(data=rights.held(stored, right)), 200
    cells = rights.cells_of(level)
    form.cell.offer([(one.key, _shown(one)) for one in cells], none=_("None"))
    if request.method == "POST":
        status = attempt(
            form, lambda: rights.change(current_user, level.id, form.base.data, form.wanted()), REFUSALS
        )
        if not status:
            flash(_("The mandate of level %(level)s has been changed.", level=level.code), "success")
            return redirect(url_for("plans.mandates"), 303)
    return render(
        "plans/mandates_change.html", status=status or 200, form=form, cells=cells, stored=stored,
        quote=rights.quoted(right), level={"id": level.id, "code": level.code, "title": _title(level.role_id)},
    )


def _title(role_id: int) -> dict[str, str]:
    return db.session.get(Role, role_id).title


def _shown(cell: rights.Cell) -> str:
    text = f"{cell.criterion}: {text_in(cell.text)}"
    return text if len(text) <= LONGEST_CHOICE else f"{text[:LONGEST_CHOICE - 1]}…"


@blueprint.post("/mandates/<id:level_id>/remove")
@permit(rights.KEEP)
def remove_mandate(level: RoleLevel) -> Any:
    """Back to the general rule."""
    form = MandateForm()
    try:
        rights.remove(current_user, level.id, form.base.data or 0)
    except Refused as refusal:
        flash(_(REFUSALS[refusal.code]), "warning")
    else:
        flash(_("The general rule holds for level %(level)s again.", level=level.code), "success")
    return redirect(url_for("plans.mandates"), 303)
