"""The parts of Coaching, each for whom it has something; progress talks stand beside the ride-alongs."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.coaching import beginning


def tabs(current: str) -> list[dict[str, Any]]:
    """For the macro `tabs`; empty when there is but one part."""
    made = [("rides", _("Ride-alongs"), "coaching.index")] if beginning.has_part(current_user) else []
    made.append(("talks", _("Progress talks"), "talks.index"))
    if current_user.is_hr or current_user.is_manager:
        made.append(("coverage", _("Coverage"), "coaching.coverage"))
    if current_user.is_hr or current_user.is_manager:
        made.append(("rounds", _("Rounds"), "talks.rounds"))
    if current_user.is_director:
        made.append(("advice", _("Advice"), "talks.advice_list"))
    if beginning.has_part(current_user):
        made.append(("criteria", _("Criteria"), "coaching.criteria"))
    found = [
        {"label": label, "href": url_for(endpoint), "current": code == current}
        for code, label, endpoint in made
        if endpoint in current_app.view_functions
    ]
    return found if len(found) > 1 else []
