"""The visits of another day in the coach's form: what was typed stays, and nothing is kept."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_login import current_user

from portal.coaching import beginning, form_page, policy
from portal.coaching.beginning import Seller
from portal.coaching.policy import RideFile
from portal.coaching.views import form
from portal.coaching.views.blueprint import blueprint
from portal.core.policy import permit


@blueprint.post("/new/<id:seller_id>/visits")
@permit(beginning.START)
def visits_of_new(seller: Seller) -> Any:
    """In the blank form."""
    return form.draw(form_page.blank(current_user, seller, form.posted()), seller, uid=request.form.get("uid", ""))


@blueprint.post("/<uuid:uid>/visits")
@permit(policy.COACH)
def visits_of(ride: RideFile) -> Any:
    """In one that is under way."""
    return form.draw(form.typed(ride, form.posted()))
