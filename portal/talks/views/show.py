"""The page of one talk: where it stands, what both prepared, what was written, agreed and signed."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.coaching import signing
from portal.core import clock, figures, i18n
from portal.core.errors import Refused
from portal.core.hx import render
from portal.core.paper import Busy, pdf
from portal.core.policy import permit
from portal.core.sheets import download
from portal.core.together import Part, ask, side_by_side
from portal.people.forms.fields import number
from portal.privacy import keeping, readings
from portal.talks import facts, paper, policy, rides, sheet
from portal.talks.forms import ReopenForm, SignForm
from portal.talks.history import REFUSALS
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
    signings, reopenings, now, kept, opens = side_by_side([
        _rows(signing.asking(KIND, talk.id)), _rows(signing.reopenings(KIND, talk.id)), _as_it_is(talk),
        keeping.beside(KIND, talk.id, talk.seller_id, talk.country, talk.day, talk.purpose_id),
        rides.opening(current_user, talk),
    ])
    form = None if now else _asked(signings)
    body = now or form.body
    return render(
        "talks/show.html", status=status, talk=talk, body=body, cards=_cards(talk, form, body), signed=form,
        signings=signings, reopenings=reopenings, kept=kept, opens=opens, today=clock.today(),
        sign=sign or SignForm(formdata=None, data={"seen": talk.rev}), reopen=reopen or ReopenForm(formdata=None),
    )


def _rows(asked: Any) -> Part:
    return (yield {"rows": asked})["rows"]


def _as_it_is(talk: TalkFile) -> Part:
    """The value as it is now; None where what was signed is read."""
    if talk.is_signed or "no" in request.args:
        return None
    body, _papers = yield from sheet.beside(talk, filled_in=_sees_figures(talk))
    return body


def _sees_figures(talk: TalkFile) -> bool:
    """The living figures of the seller are for the seller and who leads them; what was signed shows its own."""
    return talk.is_seller or talk.leads


def _cards(talk: TalkFile, form: Any, body: sheet.Body) -> dict[str, list[figures.Card]]:
    if form is None:
        shown = talk.is_open_between and _sees_figures(talk)
        return facts.cards(talk, body["facts"], linked=True) if shown else {}
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
    except Refused as refusal:
        if refusal.code == "not_agreed":
            flash(_(REFUSALS[refusal.code]), "warning")
        return redirect(url_for(".show", uid=talk.uid), 303)
    return redirect(url_for(".minutes", uid=talk.uid), 303)


@blueprint.get("/<uuid:uid>.pdf")
@permit(policy.READ)
def export_pdf(talk: TalkFile) -> Any:
    """The minutes as they stand, or as they were signed, in the language of the talk."""
    if talk.is_planned:
        abort(404)
    readings.note(current_user, KIND, talk.id, talk.seller_id)
    now = ask(_as_it_is(talk))
    form = None if now else _asked(signing.signed(KIND, talk.id))
    body = now or form.body
    with i18n.speaking(talk.locale):
        said = paper.document(body, form, _cards(talk, form, body))
    try:
        return download(pdf(said), f"{said['title']} - {body['day']}.pdf", PDF)
    except Busy:
        flash(_("The PDF could not be made just now. Try again in a minute."), "warning")
        return redirect(url_for(".show", uid=talk.uid), 303)
