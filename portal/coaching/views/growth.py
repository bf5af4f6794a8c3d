"""What the next level asks beyond one's own, with the observations that support it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.coaching import growth as growing
from portal.coaching.criteria_words import REFUSALS
from portal.coaching.growth import GROW, GROWTH, GrowthFile
from portal.coaching.policy import KIND
from portal.coaching.services import growth as moves
from portal.coaching.views.blueprint import blueprint
from portal.core.errors import Refused
from portal.core.hx import render
from portal.core.policy import permit
from portal.people.forms.fields import number
from portal.privacy import readings


def _note(file: GrowthFile, seen: Iterable[growing.Seen]) -> None:
    """Showing an observation is reading the ride-along it comes from."""
    if not file.own:
        for ride_id in sorted({one.ride_id for one in seen if not one.noted}):
            readings.note(current_user, KIND, ride_id, file.id)


@blueprint.get("/people/<id:person_id>/growth")
@permit(GROWTH)
def growth(file: GrowthFile) -> Any:
    """Each cell of the next level, with what was seen."""
    page = growing.of(current_user, file.id)
    _note(file, [one for cell in page.cells for one in cell.seen])
    return render("coaching/growth.html", file=file, page=page)


@blueprint.route("/people/<id:person_id>/growth/<string(maxlength=80):key>", methods=["GET", "POST"])
@permit(GROW)
def grow(file: GrowthFile, key: str) -> Any:
    """Choose observations for a cell."""
    asked = growing.asked_of(file.id)
    cell = asked.cell(key) or abort(404)
    error, status = "", 200
    if request.method == "POST":
        try:
            count = _attach(file, key)
        except Refused as refusal:
            error, status = _(REFUSALS[refusal.code]), refusal.status
        else:
            if count:
                flash(ngettext("%(num)d observation added.", "%(num)d observations added.", count), "success")
            return redirect(url_for(".growth", person_id=file.id, _anchor=f"c-{key}"), 303)
    seen = growing.to_choose(current_user, file.id, asked.next_id, key)
    _note(file, seen)
    return render("coaching/growth_add.html", status=status, file=file, cell=cell, seen=seen, error=error)


def _attach(file: GrowthFile, key: str) -> int:
    chosen = [found for value in request.form.getlist("rating") if (found := number(value)) is not None]
    return moves.attach(current_user, file.id, key, chosen)


@blueprint.post("/people/<id:person_id>/growth/<id:evidence_id>/remove")
@permit(GROW)
def shrink(file: GrowthFile, evidence_id: int) -> Any:
    """Take an observation away from a cell."""
    try:
        moves.detach(current_user, file.id, evidence_id)
    except Refused as refusal:
        flash(_(REFUSALS[refusal.code]), "warning")
    else:
        flash(_("The observation no longer stands here. It stays in the ride-along."), "success")
    return redirect(url_for(".growth", person_id=file.id), 303)
