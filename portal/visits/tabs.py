"""The parts of Visits: calendar, reports, promises, complaints, each for whom it has something."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.customers import policy as customers


def tabs(current: str) -> list[dict[str, Any]]:
    """For the macro `tabs`; who works with no customers has no calendar and no reports to read."""
    made = [("promises", _("Promises"), "visits.promises"), ("complaints", _("Complaints"), "visits.complaints")]
    if customers.has_customers(current_user):
        made[:0] = [("calendar", _("Calendar"), "visits.index"), ("reports", _("Reports"), "visits.reports")]
    return [
        {"label": label, "href": url_for(endpoint), "current": code == current}
        for code, label, endpoint in made
        if endpoint in current_app.view_functions
    ]
