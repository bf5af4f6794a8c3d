"""Today, and the page of all components."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app
from flask_login import current_user

from portal.config import PRODUCTION
from portal.core.hx import render
from portal.core.policy import ANYONE, SIGNED_IN, permit
from portal.home import waiting
from portal.home.style import sample

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@permit(SIGNED_IN)
def today() -> Any:
    """What waits on me, what I have at work, what changed."""
    return render("home/today.html", fragment="content", waiting=waiting.items(current_user))


@blueprint.get("/style")
@permit(ANYONE)
def style() -> Any:
    """Every component in its states; not in production."""
    if current_app.config["RAYON_MODE"] == PRODUCTION:
        abort(404)
    return render("style/show.html", **sample())
