"""The page of one talk: where it stands, what both prepared, what was written, agreed and signed."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.coaching import signing
from portal.core import clock, figures, i18n
from portal.core.errors import TooLate
from portal.core.hx import render
from portal.core.paper import Busy, pdf
from portal.core.policy import permit
from portal.core.sheets import download
from portal.people.forms.fields import number
from portal.privacy import keeping, readings
from portal.talks import facts, paper, policy, sheet
from portal.talks.forms import ReopenForm, SignForm
from portal.talks.policy import KIND, TalkFile
from portal.talks.services import talks
from portal.talks.views.blueprint import blueprint

PDF = "application/pdf"


@blueprint.get("/<uuid:uid>")
@permit(policy.READ)
def show(talk: TalkFile) -> Any:
    """The talk as this person may see it; a signed one as it was signed (`?no=` an earlier signing)."""
    return draw(talk)


def draw(talk: TalkFile, *, sign: SignForm | None = None, reopen: ReopenForm | None = None, status: int = 200) -> Any:
    """The page, with the forms at its foot as they were filled in."""
    if talk.is_open_between:
        readings.note(current_user, KIND, talk.id, talk.seller_id)
    signings = signing.signed(KIND, talk.id) if not talk.is_planned else []
    form = _asked(signings) if talk.is_signed or "no" in request.args else None
    body = form.body if form else sheet.body_of(talk, filled_in=_sees_figures(talk))
    return render(
        "talks/show.html", status=status, talk=talk, body=body, cards=_cards(talk, form), signed=form,
        signings=signings, reopenings=signing.reopenings(KIND, talk.id) if signings else [],
        sign=sign or SignForm(formdata=None, data={"seen": talk.rev}), reopen=reopen or ReopenForm(formdata=None),
        kept=keeping.of(KIND, talk.id, talk.seller_id, talk.country, talk.day, talk.purpose_id), today=clock.today(),
    )


def _sees_figures(talk: TalkFile) -> bool:
    """The living figures of the seller are for the seller and who leads them; what was signed shows its own."""
    return talk.is_seller or talk.leads


def _cards(talk: TalkFile, form: Any) -> dict[str, list[figures.Card]]:
    if form is None:
        shown = talk.is_open_between and _sees_figures(talk)
        return facts.cards(talk, linked=True) if shown else {}
    return {
        block: [figures.card_of_copy(copy) for copy in copies] for block, copies in form.body["figures"].items()
    }


def _asked(signings: list[Any]) -> Any:
    """The latest signing, or the one that the address names."""
    no = number(request.args.get("no", "")) if "no" in request.args else None
    return next((one for one in signings if no in {None, one.no}), None) or abort(404)


@blueprint.post("/<uuid:uid>/begin")
@permit(policy.HOLD)
def begin(talk: TalkFile) -> Any:
    """Begin the talk: what was prepared is shown to both."""
    try:
        talks.begin(current_user, talk.uid)
    except TooLate:
        return redirect(url_for(".show", uid=talk.uid), 303)
    return redirect(url_for(".minutes", uid=talk.uid), 303)


@blueprint.get("/<uuid:uid>.pdf")
@permit(policy.READ)
def export_pdf(talk: TalkFile) -> Any:
    """The minutes as they stand, or as they were signed, in the language of the talk."""
    if talk.is_planned:
        abort(404)
    readings.note(current_user, KIND, talk.id, talk.seller_id)
    form = _asked(signing.signed(KIND, talk.id)) if talk.is_signed or "no" in request.args else None
    body = form.body if form else sheet.body_of(talk, filled_in=_sees_figures(talk))
    with i18n.speaking(talk.locale):
        said = paper.document(body, form, _cards(talk, form))
    try:
        return download(pdf(said), f"{said['title']} - {body['day']}.pdf", PDF)
    except Busy:
        flash(_("The PDF could not be made just now. Try again in a minute."), "warning")
        return redirect(url_for(".show", uid=talk.uid), 303)
