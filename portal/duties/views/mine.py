"""My duties: what I owe, per duty and window; what is owed about me."""

from __future__ import annotations

from typing import Any

from flask_login import current_user

from portal.core import clock
from portal.core.hx import render
from portal.core.policy import permit
from portal.duties import policy
from portal.duties.mine import mine as found
from portal.duties.views.blueprint import blueprint


@blueprint.get("/duties/")
@permit(policy.LIST)
def mine() -> Any:
    """What I owe now, what is under way, what is done; and what others owe about me."""
    return render("duties/mine.html", page=found(current_user), today=clock.today())
