"""How often ride-alongs, listenings and talks come back: what the profiles say, and what was set instead."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import clock
from portal.core.errors import Refused
from portal.core.hx import render
from portal.core.policy import permit
from portal.duties import policy, set_rhythms, words
from portal.duties.forms import RhythmForm
from portal.duties.history import REFUSALS, refusal
from portal.duties.models import Rhythm
from portal.duties.services import rhythms as moves
from portal.duties.views.blueprint import blueprint
from portal.people.forms.fields import attempt, number
from portal.profiles.duty import Every, SettledBy


@blueprint.route("/duties/rhythms", methods=["GET", "POST"])
@permit(policy.SET_RHYTHM)
def rhythms() -> Any:
    """The list, and setting one."""
    page = set_rhythms.page(current_user)
    form = RhythmForm(data={"by": SettledBy.RIDE_ALONG.value, "every": Every.MONTH.value, "starts": clock.today()})
    form.every.offer([(every.value, words.every(every)) for every in Every])
    form.whom.offer(page.whom, none=_("Choose"))
    status = 200
    if request.method == "POST":
        status = attempt(form, lambda: _set(form), REFUSALS)
        if not status:
            flash(_("Set. It holds from the first period that begins then or later."), "success")
            return redirect(url_for(".rhythms"), 303)
    return render("duties/rhythms.html", status=status or 200, page=page, form=form, today=clock.today())


def _set(form: RhythmForm) -> None:
    moves.set_rhythm(
        current_user, SettledBy(form.by.data), Every(form.every.data), set_rhythms.whom_of(form.whom.data),
        reason=form.reason.data, starts=form.starts.data,
    )  # fmt: skip


@blueprint.post("/duties/rhythms/<id:rhythm_id>/end")
@permit(policy.END_RHYTHM)
def end_rhythm(rhythm: Rhythm) -> Any:
    """The interval of the profiles again."""
    try:
        moves.end(current_user, rhythm.id, number(request.form.get("base", "")) or 0)
    except Refused as refused:
        flash(refusal(refused.code), "warning")
    else:
        flash(_("Ended: the interval of the profiles holds again."), "success")
    return redirect(url_for(".rhythms"), 303)
