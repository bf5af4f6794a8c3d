"""The navigation of the frame: what this person can reach, and how much waits on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.coaching import beginning as coaching
from portal.customers import policy as customers
from portal.duties import tabs as duties
from portal.home import waiting
from portal.talks import policy as talks
from portal.visits import followup_queries as followups

MOST_SHOWN = 99
MOST_PLACES = 6  # in the bar, beside the name and on a phone; the last ones of more are folded under More


@dataclass(frozen=True)
class Entry:
    """One entry; `short` is its word on a phone, `count` what needs the person there, None for nothing to count.

    `folded` entries stand under More.
    """

    code: str
    label: str
    short: str
    url: str
    icon: str
    current: bool
    count: int | None = None
    folded: bool = False


def entries() -> list[Entry]:
    """The entries for the signed-in person, in order."""
    made = [
        ("home", _("Today"), _("Today"), url_for("home.today"), "inbox"),
        ("profiles", _("Profiles"), _("Job profiles"), url_for("profiles.library"), "file-text"),
    ]
    if customers.has_customers(current_user):
        made.insert(1, ("customers", _("Customers"), _("Customers"), url_for("customers.listed"), "briefcase"))
        made.insert(2, ("plans", _("Account plans"), _("Plans"), url_for("plans.index"), "list-checks"))
        made.insert(3, ("visits", _("Visits"), _("Visits"), url_for("visits.index"), "calendar"))
    elif listed := followups.any_of(current_user):
        words = {"promises": _("Promises"), "complaints": _("Complaints")}[listed]
        made.insert(1, ("visits", words, words, url_for(f"visits.{listed}"), "list-checks"))
    if current_user.is_manager or customers.has_customers(current_user):  # figures also count what is promised
        made.append(("reports", _("Key figures"), _("Figures"), url_for("reports.plans"), "chart-column"))
    if coaching.has_part(current_user) or talks.has_part(current_user):
        begins = "coaching.index" if coaching.has_part(current_user) else "talks.index"
        place = [code for code, *_rest in made].index("profiles")
        made.insert(place, ("coaching", _("Coaching"), _("Coaching"), url_for(begins), "user-check"))
    if begins := duties.begins():
        place = [code for code, *_rest in made].index("profiles")
        made.insert(place, ("duties", _("My role"), _("Job"), url_for(begins), "user"))
    if current_user.is_admin or current_user.is_hr:
        made.append(
            ("organisation", _("Organisation"), _("Organisation"), url_for("organisation.people"), "users")
        )
    here = (request.endpoint or "").split(".")[0]
    here = {"figures": "reports", "talks": "coaching"}.get(here, here)
    count = waiting.count(current_user)
    shown = len(made) if len(made) <= MOST_PLACES else min(MOST_PLACES, len(made) - 2)  # More never holds just one
    return [
        Entry(
            code, label, short, url, icon, code == here,
            min(count, MOST_SHOWN + 1) if code == "home" and count else None, folded=place >= shown,
        )
        for place, (code, label, short, url, icon) in enumerate(made)
    ]


class Navigation:
    """The entries, made only when the frame draws them: an error page without a frame asks the database nothing."""

    def __iter__(self) -> Iterator[Entry]:
        return iter(entries())


def install_navigation(app: Flask) -> None:
    """Give the frame `me` and `nav`."""

    @app.context_processor
    def frame() -> dict[str, Any]:
        if not request or g.get("frameless") or not current_user.is_authenticated:
            return {"me": None, "nav": [], "frameless": bool(g.get("frameless"))}
        return {"me": current_user, "nav": Navigation()}
