"""Removing a ride-along that was begun by mistake."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.coaching import history, policy
from portal.coaching.policy import RideFile
from portal.coaching.services import drops
from portal.coaching.views.blueprint import blueprint
from portal.core.errors import Refused
from portal.core.policy import permit


@blueprint.post("/<uuid:uid>/drop")
@permit(policy.DROP)
def drop(ride: RideFile) -> Any:
    """It never took place; what was filled in goes with it."""
    try:
        drops.drop(current_user, ride.uid)
    except Refused as refusal:
        flash(_(history.REFUSALS[refusal.code]), "warning")
        return redirect(url_for(".form", uid=ride.uid), 303)
    flash(_("The ride-along with %(seller)s was removed.", seller=ride.seller), "success")
    return redirect(url_for(".index"), 303)
