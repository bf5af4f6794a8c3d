"""The parts of My role, each only for whom it has something; a part whose page is not there has no tab."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.duties.reach import has_part, holds_role

Parts = list[tuple[str, str, str]]  # code, words, endpoint


def tabs(current: str) -> list[dict[str, Any]]:
    """For the macro `tabs`; empty when there is but one part."""
    found = [
        {"label": label, "href": url_for(endpoint), "current": code == current} for code, label, endpoint in _parts()
    ]
    return found if len(found) > 1 else []


def begins() -> str | None:
    """The endpoint at which My role begins for this person; None for whom it has nothing."""
    return next((endpoint for _code, _label, endpoint in _parts()), None)


def _parts() -> Parts:
    leads, described, owes = current_user.is_manager, holds_role(current_user), has_part(current_user)
    made = [
        ("role", _("My role"), "duties.my_role", described),
        ("mine", _("My duties"), "duties.mine", owes),
        ("team", _("Coverage of duties"), "duties.team", leads),
        ("division", _("Division of work"), "duties.division", described or owes),
        ("rhythms", _("Rhythm"), "duties.rhythms", leads or current_user.is_hr),
        ("load", _("Load"), "duties.load", leads),
    ]
    return [(code, word, page) for code, word, page, there in made if there and page in current_app.view_functions]
