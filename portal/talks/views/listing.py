"""The list of talks: my people, my own, what is open."""

from __future__ import annotations

from typing import Any

from flask_login import current_user

from portal.core import clock
from portal.core.hx import render
from portal.core.policy import permit
from portal.talks import policy, queries
from portal.talks.views.blueprint import blueprint


@blueprint.get("/")
@permit(policy.LIST)
def index() -> Any:
    """My people with their last talk and the next, and my own talks."""
    return render(
        "talks/index.html", people=queries.people(current_user), own=queries.own(current_user),
        agreed=queries.agreements_of(current_user), held=queries.held_by(current_user),
        shared=queries.shared_with(current_user), today=clock.today(),
    )
