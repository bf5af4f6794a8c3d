"""Where coaching begins: for a coach the own people, for a seller what waits and what was agreed."""

from __future__ import annotations

from typing import Any

from flask_login import current_user

from portal.coaching import queries
from portal.coaching.beginning import LIST
from portal.coaching.views.blueprint import blueprint
from portal.core import clock
from portal.core.hx import render
from portal.core.policy import permit


@blueprint.get("/")
@permit(LIST)
def index() -> Any:
    """My people with the last ride-along and what was promised; below, what is about me.

    A device takes forms along for today, and the evening before for the next working day.
    """
    today = clock.today()
    days = [today, clock.add_working_days(today, 1)]
    return render("coaching/index.html", page=queries.overview(current_user), today=today, days=days)
