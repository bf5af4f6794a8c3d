"""The parts of My role, each only for whom it has something; a part whose page is not there has no tab."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.duties.reach import has_part, holds_role


def tabs(current: str) -> list[dict[str, Any]]:
    """For the macro `tabs`; empty when there is but one part."""
    leads = current_user.is_manager
    made = [
        ("role", _("My role"), "duties.my_role", holds_role(current_user)),
        ("mine", _("My duties"), "duties.mine", has_part(current_user)),
        ("team", _("Coverage"), "duties.team", leads),
        ("division", _("Division of work"), "duties.division", holds_role(current_user) or has_part(current_user)),
        ("rhythms", _("Rhythm"), "duties.rhythms", leads or current_user.is_hr),
        ("load", _("Load"), "duties.load", leads),
    ]
    found = [
        {"label": label, "href": url_for(endpoint), "current": code == current}
        for code, label, endpoint, there in made
        if there and endpoint in current_app.view_functions
    ]
    return found if len(found) > 1 else []
