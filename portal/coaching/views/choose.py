"""Whom to coach, when it is somebody else than one's own people; and when ride-alongs took place."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request
from flask_login import current_user

from portal.coaching import beginning, queries
from portal.coaching.views.blueprint import blueprint
from portal.core.forms import without_nul
from portal.core.hx import render
from portal.core.policy import permit
from portal.people.forms.fields import number


@blueprint.get("/new")
@permit(beginning.LIST)
def new() -> Any:
    """Everybody whom this person may coach, found by name."""
    typed = without_nul(request.args.get("q", ""))[:100]
    people, more = queries.coachable(current_user, typed)
    return render("coaching/new.html", fragment="rows", people=people, more=more, typed=typed)


@blueprint.get("/coverage")
@permit(beginning.COVERAGE)
def coverage() -> Any:
    """Date, seller, coach and state, for the line upwards and HR; no content."""
    rows, onward = queries.coverage(current_user, _after(request.args.get("after", "")))
    return render("coaching/coverage.html", fragment="rows", rows=rows, onward=onward)


def _after(typed: str) -> tuple[date, int] | None:
    """The place to go on from, out of the address; None for anything else."""
    day, _mark, last = typed.partition("_")
    try:
        return (date.fromisoformat(day), number(last) or 0) if last else None
    except ValueError:
        return None
