"""Rounds of talks: the list, one with its coverage, a new one, cancelling."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.core import clock
from portal.core.days import DayField
from portal.core.errors import Refused
from portal.core.forms import Form, required
from portal.core.hx import render
from portal.core.policy import permit
from portal.people.forms.fields import OneOf, Pick, attempt, name_field, number, options
from portal.talks import rounds as asked
from portal.talks.history import REFUSALS
from portal.talks.models import TalkForm
from portal.talks.rounds import RoundFile
from portal.talks.services import rounds as moves
from portal.talks.views.blueprint import blueprint

TWO_MONTHS = timedelta(days=60)


class RoundForm(Form):
    """A round to begin."""

    name = name_field(_l("Name"), _l("Fill in a name, such as the period."))
    unit = Pick(_l("Unit"))
    form = OneOf(
        _l("Which talk"),
        choices=options((TalkForm.FULL.value, _l("Full talk")), (TalkForm.SHORT.value, _l("Short, 10 to 15 minutes"))),
    )
    starts = DayField(_l("From"), [required(_l("Fill in the first day."))])
    ends = DayField(_l("Up to and including"), [required(_l("Fill in the last day."))])


@blueprint.get("/rounds/")
@permit(asked.LIST)
def rounds() -> Any:
    """The rounds of my units."""
    return render("talks/rounds.html", rounds=asked.listed(current_user), may=bool(asked.units(current_user)))


@blueprint.route("/rounds/new", methods=["GET", "POST"])
@permit(asked.LIST)
def new_round() -> Any:
    """A round in one of my units."""
    day = clock.today()
    form = RoundForm(data={"form": TalkForm.FULL.value, "starts": day, "ends": day + TWO_MONTHS})
    form.unit.offer([(str(unit_id), name) for unit_id, name in asked.units(current_user)])
    status, made = 200, []
    if request.method == "POST":
        status = attempt(form, lambda: made.append(_begin(form)), REFUSALS)
        if not status:
            flash(_("Begun. Who leads a team in it has been told."), "success")
            return redirect(url_for(".talk_round", round_id=made[0]), 303)
    return render("talks/round_new.html", status=status or 200, form=form)


def _begin(form: RoundForm) -> int:
    unit_id = number(form.unit.data) or 0
    return moves.begin(
        current_user, unit_id, form.name.data, TalkForm(form.form.data), form.starts.data, form.ends.data
    )


@blueprint.get("/rounds/<id:round_id>")
@permit(asked.READ)
def talk_round(around: RoundFile) -> Any:
    """Where the talk of each of my people stands."""
    people = asked.coverage(current_user, around)
    return render("talks/round.html", around=around, people=people, counted=asked.counted(people))


@blueprint.post("/rounds/<id:round_id>/cancel")
@permit(asked.CANCEL)
def cancel_round(around: RoundFile) -> Any:
    """Not held after all."""
    try:
        moves.cancel(current_user, around.id, number(request.form.get("rev", "")) or 0)
    except Refused as refusal:
        flash(_(REFUSALS[refusal.code]), "warning")
    else:
        flash(_("Cancelled. Talks that were planned stay."), "success")
    return redirect(url_for(".talk_round", round_id=around.id), 303)
