"""/me/data: what is kept about me, who read it, what I asked, and all of it to take along."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import clock
from portal.core.hx import render
from portal.core.policy import permit
from portal.core.sheets import download
from portal.privacy import corrections, kinds, policy, queries, readings, words
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
        asked=corrections.asked_by(current_user.id), exports=exports.shown(current_user.id),
        holds=queries.holds_on(current_user.id), kept=queries.kept_for(current_user.id), words=words,
        kept_for=exports.KEPT, name_of=kinds.name_of, link_of=queries.link_of,
    )  # fmt: skip


@blueprint.get("/me/data/exports")
@permit(policy.OWN)
def own_exports() -> Any:
    """The files: being made, ready or failed. A page of its own, and the part of `own` that renews itself."""
    return render("privacy/exports.html", fragment="exports", exports=exports.shown(current_user.id),
                  kept_for=exports.KEPT)  # fmt: skip


@blueprint.post("/me/data/export")
@permit(policy.OWN)
def take_along() -> Any:
    """Ask for everything the portal holds about me: a worker makes the file."""
    exports.ask(current_user)
    return redirect(url_for("privacy.own"), 303)


@blueprint.post("/me/data/exports/<id:export_id>")
@permit(policy.FETCH)
def fetch(export: DataExport) -> Any:
    """The file, once it is ready."""
    content = exports.fetched(current_user, export.id)
    if content is None:
        flash(_("This file is not there yet, or not any more."), "warning")
        return redirect(url_for("privacy.own"), 303)
    return download(content, f"rayon-{clock.today():%Y-%m-%d}.zip", "application/zip")


@blueprint.post("/me/data/exports/<id:export_id>/again")
@permit(policy.FETCH)
def make_again(export: DataExport) -> Any:
    """One that failed, once more."""
    exports.again(current_user, export.id)
    return redirect(url_for("privacy.own"), 303)
