"""The history of one profile, newest first, as sentences in the reader's language."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_login import current_user

from portal.core.hx import render
from portal.core.policy import permit
from portal.profiles.events import events
from portal.profiles.policy import EDIT, Dossier
from portal.profiles.views.blueprint import blueprint


@blueprint.get("/<id:profile_id>/history")
@permit(EDIT)
def history(dossier: Dossier) -> Any:
    """Who did what when; edits in a row by one person stand together."""
    before = request.args.get("before", "")
    shown, older = events(
        current_user, dossier, before=int(before) if before.isdecimal() and len(before) < 10 else None
    )
    return render(
        "profiles/history.html", fragment="events", dossier=dossier, events=shown, older=older, me=current_user
    )
