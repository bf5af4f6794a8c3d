"""The library: every profile this person may see; and the page of one."""

from __future__ import annotations

from typing import Any

from portal.core.hx import render
from portal.core.policy import SIGNED_IN, permit
from portal.profiles.policy import READ, Dossier
from portal.profiles.views.blueprint import blueprint


@blueprint.get("/")
@permit(SIGNED_IN)
def library() -> Any:
    """The list."""
    return render("profiles/library.html", fragment="rows")


@blueprint.get("/<id:profile_id>")
@permit(READ)
def show(dossier: Dossier) -> Any:
    """One profile as readers see it."""
    return render("profiles/show.html", dossier=dossier)
