"""/me/data: what is kept about me, who read it, what I asked, and all of it to take along."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import clock
from portal.core.hx import render
from portal.core.paper import Busy
from portal.core.policy import permit
from portal.core.sheets import download
from portal.privacy import corrections, exporting, kinds, policy, queries, readings, words
from portal.privacy.models import DataExport
from portal.privacy.services import exports
from portal.privacy.views.blueprint import blueprint

PAGE = 50


@blueprint.get("/me/data")
@permit(policy.OWN)
def own() -> Any:
    """The page."""
    before = request.args.get("before", "")
    number = int(before) if before.isdecimal() and len(before) < 10 else None
    read = readings.about(current_user.id, PAGE + 1, number)
    return render(
        "privacy/own.html", fragment="readings", read=read[:PAGE], days=readings.days_of(read),
        older=read[PAGE - 1].id if len(read) > PAGE else None, openings=queries.openings_about(current_user.id),
        asked=corrections.asked_by(current_user.id), waiting=exports.waiting(current_user.id),
        holds=queries.holds_on(current_user.id), kept=queries.kept_for(current_user.id), words=words,
        name_of=kinds.name_of, link_of=queries.link_of,
    )  # fmt: skip


@blueprint.post("/me/data/export")
@permit(policy.OWN)
def take_along() -> Any:
    """Everything the portal holds about me, as a file: made at once."""
    return _given(None)


@blueprint.post("/me/data/exports/<id:export_id>")
@permit(policy.FETCH)
def fetch(export: DataExport) -> Any:
    """The one that HR asked for, for me."""
    return _given(export.id)


def _given(export_id: int | None) -> Response:
    try:
        content = exporting.made(current_user)
    except Busy:
        flash(_("Your file is taking too long just now. Try again in a minute."), "warning")
        return redirect(url_for("privacy.own"), 303)
    exports.fetched(current_user, export_id)
    return download(content, f"rayon-{clock.today():%Y-%m-%d}.zip", "application/zip")
