"""Advice to the director: the page of one, its moves, and the director's list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.errors import Refused
from portal.core.hx import render
from portal.core.policy import permit
from portal.people.forms.fields import number
from portal.privacy import readings
from portal.talks import advising, history
from portal.talks.advising import AdviceFile
from portal.talks.models import AdviceDecision
from portal.talks.privacy import ADVICE
from portal.talks.services import advice as moves
from portal.talks.views.blueprint import blueprint


@blueprint.get("/advice/")
@permit(advising.LIST)
def advice_list() -> Any:
    """What was sent to this director: to decide on first."""
    found = advising.listed(current_user, advising.decides(current_user))
    return render("talks/advice_list.html", waiting=[one for one in found if one.decides],
                  decided=[one for one in found if one.stage == "decided"])  # fmt: skip


@blueprint.get("/<uuid:uid>/advice")
@permit(advising.READ)
def advice(advice: AdviceFile) -> Any:
    """The advice alone: the director reads nothing else of the talk."""
    return _draw(advice)


def _draw(file: AdviceFile, refusal: Refused | None = None) -> Any:
    typed = {name: request.form.get(name, "") for name in ("remark", "text", "decision")} if refusal else {}
    page = render(
        "talks/advice.html", status=refusal.status if refusal else 200, advice=file, typed=typed,
        error=_(history.REFUSALS[refusal.code]) if refusal else "",
        field=refusal.values.get("field", "") if refusal else "", decisions=list(AdviceDecision),
    )
    readings.note(current_user, ADVICE, file.talk_id, file.seller_id)
    return page


def _do(file: AdviceFile, move: Callable[[int], None], said: str) -> Any:
    try:
        move(number(request.form.get("rev", "")) or 0)
    except Refused as refusal:
        return _draw(advising.of_talk(current_user, file.talk_id) or file, refusal)
    flash(said, "success")
    return redirect(url_for(".advice", uid=file.uid), 303)


@blueprint.post("/<uuid:uid>/advice/seen")
@permit(advising.SEE)
def see_advice(advice: AdviceFile) -> Any:
    """The seller has read it."""
    remark = request.form.get("remark", "")
    said = _("Read. %(name)s has been told.", name=advice.manager)
    return _do(advice, lambda base: moves.see(advice, current_user, base, remark), said)


@blueprint.post("/<uuid:uid>/advice/send")
@permit(advising.SEND)
def send_advice(advice: AdviceFile) -> Any:
    """To the director."""
    return _do(advice, lambda base: moves.send(advice, current_user, base), _("Sent to the director."))


@blueprint.post("/<uuid:uid>/advice/decide")
@permit(advising.DECIDE)
def decide_advice(advice: AdviceFile) -> Any:
    """The director decides."""
    given = request.form
    said = _("Decided. %(seller)s and %(manager)s have been told.", seller=advice.seller, manager=advice.manager)
    return _do(
        advice,
        lambda base: moves.decide(advice, current_user, base, given.get("decision", ""), given.get("text", "")), said,
    )
