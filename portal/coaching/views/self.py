"""The seller's own rating: apart from the coach, on an own device or on the coach's tablet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.coaching import form_page, policy
from portal.coaching.history import REFUSALS
from portal.coaching.models import Side
from portal.coaching.policy import RideFile
from portal.coaching.services import forms
from portal.coaching.views.blueprint import blueprint
from portal.coaching.views.form import from_form, posted, store
from portal.core import sending
from portal.core.errors import Refused, Stale
from portal.core.flat import Flat, differing
from portal.core.hx import render
from portal.core.policy import permit
from portal.core.sending import Invalid, KeyTaken
from portal.people.forms.fields import number


@blueprint.get("/<uuid:uid>/self")
@permit(policy.RATE)
def self_form(ride: RideFile) -> Any:
    """The own rating as it was left; once both sides are open it is read with the result."""
    if ride.is_revealed and not ride.replaces:
        return redirect(url_for(".show", uid=ride.uid), 303)
    return _draw(form_page.of_seller(current_user, ride))


@blueprint.post("/<uuid:uid>/self")
@permit(policy.RATE)
def post_self_form(ride: RideFile) -> Any:
    """The form of the page, for who has no script."""
    values = posted()
    try:
        answer = forms.receive(ride.uid, Side.SELLER, current_user, from_form(values))
    except Invalid as invalid:
        page = _typed(ride, values)
        page.errors = invalid.errors
        return _draw(page, 422)
    except Stale as late:
        page = _typed(ride, values)
        page.rev, page.now = late.rev, differing(values, late.now)
        return _draw(page, 409)
    except KeyTaken:
        return redirect(url_for(".self_form", uid=ride.uid), 303)
    except Refused as refusal:
        return _refused(ride, refusal, values)
    if answer["state"] == forms.DRAFT:
        flash(_("Kept as a draft. Only you see it."), "success")
        return redirect(url_for(".self_form", uid=ride.uid), 303)
    flash(_("Your rating was received, no. %(number)s.", number=answer["receipt"]), "success")
    return redirect(url_for(".show", uid=ride.uid), 303)


def _refused(ride: RideFile, refusal: Refused, values: Flat) -> Any:
    """Where coaching is off what was typed stays on the page; else the ride-along as it is now says more."""
    sentence = _(REFUSALS[refusal.code])
    if refusal.code == "not_agreed":
        page = _typed(ride, values)
        page.errors = {"": sentence}
        return _draw(page, 422)
    flash(sentence, "warning")
    return redirect(url_for(".show", uid=ride.uid), 303)


@blueprint.put("/<uuid:uid>/self")
@permit(policy.SEND)
def put_self_form(uid: UUID) -> Any:
    """What a device sends: the seller's own, or the coach's that was passed over; every answer is JSON."""
    return sending.answer(current_user.id, lambda sent: store(uid, Side.SELLER, sent), REFUSALS)


def _typed(ride: RideFile, values: Flat) -> form_page.FormPage:
    page = form_page.of_seller(current_user, ride, values)
    page.rev = number(request.form.get("base", "")) or 0
    return page


def _draw(page: form_page.FormPage, status: int = 200) -> Any:
    return render(
        "coaching/self_form.html", status=status, page=page, ride=page.ride, names=form_page.names(page.criteria, [])
    )
