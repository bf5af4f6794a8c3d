"""The list of talks: my people, my own, what is open."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request
from flask_login import current_user

from portal.core import clock
from portal.core.hx import render
from portal.core.policy import permit
from portal.core.together import side_by_side
from portal.people.forms.fields import number
from portal.talks import policy, queries
from portal.talks.views.blueprint import blueprint


@blueprint.get("/")
@permit(policy.LIST)
def index() -> Any:
    """My people with their last talk and the next, and my own talks; for HR when talks take place."""
    covered, onward = queries.coverage(current_user, _after()) if current_user.is_hr else ([], None)
    people, own, agreed, held, shared = side_by_side(
        one(current_user)
        for one in (queries.people, queries.own, queries.agreements_of, queries.held_by, queries.shared_with)
    )
    return render(
        "talks/index.html", fragment="coverage", covered=covered, onward=onward, people=people, own=own, agreed=agreed,
        held=held, shared=shared, today=clock.today(),
    )


def _after() -> queries.Place | None:
    """The place to go on from, out of the address; None for anything else."""
    typed, _mark, last = request.args.get("after", "").partition("_")
    try:
        return (date.fromisoformat(typed), number(last) or 0) if last else None
    except ValueError:
        return None
