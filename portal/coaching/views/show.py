"""The result of a ride-along: read on one screen, signed by the seller, opened again by the coach, on paper."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.coaching import effects, history, paper, result, scale, signing
from portal.coaching.criteria import words as said
from portal.coaching.models import Side
from portal.coaching.policy import KIND, READ, REOPEN, SIGN, RideFile, find
from portal.coaching.services import sign as signs
from portal.coaching.views.blueprint import blueprint
from portal.core.errors import Refused
from portal.core.hx import render
from portal.core.paper import Busy, pdf
from portal.core.policy import permit
from portal.core.sheets import download
from portal.core.together import Part, side_by_side
from portal.people.forms.fields import number
from portal.privacy import keeping, readings

PDF = "application/pdf"


@blueprint.get("/<uuid:uid>")
@permit(READ)
def show(ride: RideFile) -> Any:
    """The result, as far as this reader may see it; the coach of an open one goes on in the form."""
    if ride.is_open and ride.is_coach:
        return redirect(url_for(".form", uid=ride.uid), 303)
    return _draw(ride)


def shown(ride: RideFile, *more: Part) -> tuple[result.Body, list[Any], list[Any]]:
    """What this reader sees of it: as it was signed, or as it is now without what is still blind; its signings.

    At last what `more` gives: parts of the page that are asked beside it. Figures about a person are for that person
    and the line (spec 0): who else coached or reads gets it without them.
    """
    forms, body, *found = side_by_side([_signed(ride), _as_it_is(ride), *more])
    sees_figures = ride.is_seller or ride.is_over
    if body is None:
        return forms[0].body if sees_figures else forms[0].body | {"figures": []}, forms, found
    if sees_figures:
        body = result.with_figures(body, ride.seller_id)
    for side, open_ in ((Side.COACH, ride.shows_coach), (Side.SELLER, ride.shows_seller)):
        if not open_:
            body = result.without(body, side)
    return body, forms, found


def _signed(ride: RideFile) -> Part:
    return (yield {"signed": signing.asking(KIND, ride.id)})["signed"]


def _as_it_is(ride: RideFile) -> Part:
    """None for one that was signed: its page is drawn from what was signed."""
    return (yield from result.beside(ride.id)) if ride.state != "signed" else None


def _reopened(ride: RideFile) -> Part:
    return (yield {"reopened": signing.reopenings(KIND, ride.id)})["reopened"]


def _draw(ride: RideFile, status: int = 200, *, typed: str = "", error: str = "", field: str = "") -> Any:
    kept = keeping.beside(KIND, ride.id, ride.seller_id, ride.country, ride.day, ride.purpose_id)
    body, forms, (reopened, note) = shown(ride, _reopened(ride), kept)
    reads = not ride.is_coach and (ride.shows_coach or ride.shows_seller)
    page = render(
        "coaching/show.html", status=status, ride=ride, body=body, forms=forms, reopened=reopened, said=said,
        scale=scale, apart=result.apart, keeping=note, typed=typed, error=error, field=field,
        holds=all(signing.holds(form) for form in forms),
    )
    if reads:
        readings.note(current_user, KIND, ride.id, ride.seller_id)
    elif ride.is_coach:
        effects.read(current_user, ride.id)
    return page


@blueprint.post("/<uuid:uid>/skip")
@permit(SIGN)
def skip(ride: RideFile) -> Any:
    """The seller reads without an own rating."""
    try:
        signs.skip(ride.id, current_user)
    except Refused as refusal:
        flash(_(history.REFUSALS[refusal.code]), "warning")
    return redirect(url_for(".show", uid=ride.uid), 303)


@blueprint.post("/<uuid:uid>/sign")
@permit(SIGN)
def sign(ride: RideFile) -> Any:
    """Seen, with a remark or without; never agreed."""
    typed = request.form.get("remark", "").replace("\x00", "")
    try:
        signs.sign(ride.id, current_user, number(request.form.get("rev", "")) or 0, typed)
    except Refused as refusal:
        return _refused(ride, refusal, typed)
    flash(_("Signed as seen. %(coach)s has been told.", coach=ride.coach), "success")
    return redirect(url_for(".show", uid=ride.uid), 303)


@blueprint.post("/<uuid:uid>/reopen")
@permit(REOPEN)
def reopen(ride: RideFile) -> Any:
    """The coach opens a signed one again, with a reason."""
    typed = request.form.get("reason", "").replace("\x00", "")
    try:
        signs.reopen(ride.id, current_user, number(request.form.get("rev", "")) or 0, typed)
    except Refused as refusal:
        return _refused(ride, refusal, typed)
    flash(_("Opened again. %(seller)s has been told why.", seller=ride.seller), "success")
    return redirect(url_for(".form", uid=ride.uid), 303)


def _refused(ride: RideFile, refusal: Refused, typed: str) -> Any:
    """The page as it is now, with the sentence and what was typed."""
    sentence = _(history.REFUSALS[refusal.code])
    now = find(current_user, ride.uid)
    return _draw(now, refusal.status, typed=typed, error=sentence, field=refusal.values.get("field", ""))


@blueprint.get("/<uuid:uid>.pdf")
@permit(READ)
def export_pdf(ride: RideFile) -> Any:
    """What this reader sees of it, on paper."""
    body, forms, _more = shown(ride)
    document = paper.document(body, forms[0] if ride.state == "signed" and forms else None)
    if not ride.is_coach:
        readings.note(current_user, KIND, ride.id, ride.seller_id)
    try:
        content = pdf(document)
    except Busy:
        flash(_("The PDF could not be made just now. Try again in a minute."), "warning")
        return redirect(url_for(".show", uid=ride.uid), 303)
    return download(content, f"{document['title']}.pdf", PDF)
