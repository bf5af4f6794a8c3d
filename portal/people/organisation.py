"""The organisation as its administrators and HR keep it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from portal.core.hx import render
from portal.core.policy import SIGNED_IN, permit

blueprint = Blueprint("organisation", __name__, url_prefix="/admin")


@blueprint.get("/people")
@permit(SIGNED_IN)
def people() -> Any:
    """The people."""
    return render("people/people.html")
