"""Throwing a draft away: asked first, refused where it is the only thing there is."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.errors import Refused
from portal.core.hx import render
from portal.core.policy import permit
from portal.profiles import services
from portal.profiles.history import REFUSALS
from portal.profiles.policy import EDIT, Dossier, find
from portal.profiles.round_forms import SeenForm
from portal.profiles.views.blueprint import blueprint


@blueprint.get("/<id:profile_id>/discard")
@permit(EDIT)
def discard(dossier: Dossier) -> Any:
    """Ask before throwing the draft away, and say what stays."""
    if not dossier.is_editable:
        return redirect(url_for(".show", profile_id=dossier.id), 303)
    return render("profiles/discard.html", dossier=dossier, said="")


@blueprint.post("/<id:profile_id>/discard")
@permit(EDIT)
def throw_away(dossier: Dossier) -> Any:
    """Throw the draft away; the version in force stays."""
    form = SeenForm()
    if not form.validate():
        return render("profiles/discard.html", status=422, dossier=dossier, said="")
    try:
        stays = services.discard(dossier.id, current_user, seen=form.seen.data)
    except Refused as error:
        now = find(current_user, dossier.id)
        return render("profiles/discard.html", status=error.status, dossier=now, said=_(REFUSALS[error.code]))
    if stays:
        flash(_("The draft is discarded. Version %(number)s stays in force.", number=dossier.in_force), "success")
        return redirect(url_for(".show", profile_id=dossier.id), 303)
    flash(_("The draft is discarded: %(title)s is gone.", title=dossier.title or _("Without a title")), "success")
    return redirect(url_for(".library", state="draft"), 303)
