"""The coach's form: blank for somebody, under way, and put right; from the page or from a device."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.coaching import beginning, form_page, form_values, policy
from portal.coaching.beginning import Seller
from portal.coaching.form_page import FormPage
from portal.coaching.history import REFUSALS
from portal.coaching.models import CoachRole, Kept, Occasion, RideAlongKind, Side
from portal.coaching.policy import RideFile
from portal.coaching.services import births, forms
from portal.coaching.services.forms import Sending
from portal.coaching.views.blueprint import blueprint
from portal.core import clock, sending
from portal.core.errors import Refused, Stale
from portal.core.flat import Flat, day_in, differing
from portal.core.hx import render
from portal.core.policy import permit
from portal.core.sending import Invalid, KeyTaken
from portal.people.forms.fields import number

ABOUT = ("seller_id", "kind", "day", "previous", "version")


@blueprint.get("/new/<id:seller_id>")
@permit(beginning.START)
def new_form(seller: Seller) -> Any:
    """The blank form for this person, of the `kind` and for the `day` asked for, today if none; one of that day that
    is under way is gone on with.
    """
    return _blank(seller, day_asked_for())


@blueprint.get("/new/<id:seller_id>/<day>")
@permit(beginning.START)
def prepared_form(seller: Seller, day: str) -> Any:
    """The blank form for a day to come, at an address of its own: a device keeps it beside the one of today."""
    return _blank(seller, day_asked_for({"day": day}))


def day_asked_for(given: Mapping[str, str] | None = None) -> date:
    """The `day` of the address, as far as a ride-along may be about it; else today."""
    day = day_in(request.args if given is None else given, "day") or clock.today()
    may_be = clock.today() - form_values.BACK <= day <= clock.today() + form_values.PREPARED
    return day if may_be else clock.today()


def _blank(seller: Seller, day: date) -> Any:
    if uid := beginning.under_way(current_user, seller, day):
        return redirect(url_for(".form", uid=uid), 303)
    kind = request.args.get("kind")
    asked = {f"kind={kind}": "on"} if kind in list(RideAlongKind) else None
    return draw(form_page.blank(current_user, seller, asked, day), seller)


@blueprint.post("/new/<id:seller_id>")
@permit(beginning.START)
def post_new_form(seller: Seller) -> Any:
    """The ride-along and its form at once, for who has no script."""
    given = request.form
    uid, values = sending.key_of(given.get("uid", "")) or str(uuid4()), posted()
    about = {name: given.get(name, "") for name in ABOUT} | {"seller_id": str(seller.id)}
    try:
        answer = forms.receive(uid, Side.COACH, current_user, from_form(values, births.born(about)))
    except Invalid as invalid:
        return draw(form_page.blank(current_user, seller, values), seller, 422, errors=invalid.errors, uid=uid)
    except (Stale, KeyTaken):
        return redirect(url_for(".form", uid=uid), 303)  # it was born already: it goes on from there
    except Refused as refusal:
        return _off(seller, refusal.code, refusal.status)
    return done(uid, answer)


@blueprint.get("/<uuid:uid>/form")
@permit(policy.COACH)
def form(ride: RideFile) -> Any:
    """The coach's form as it was left; one that was signed is read."""
    if ride.state == "signed":
        return redirect(url_for(".show", uid=ride.uid), 303)
    return draw(form_page.of_coach(current_user, ride))


@blueprint.post("/<uuid:uid>/form")
@permit(policy.COACH)
def post_form(ride: RideFile) -> Any:
    """The form of the page, for who has no script."""
    values = posted()
    try:
        answer = forms.receive(ride.uid, Side.COACH, current_user, from_form(values))
    except Invalid as invalid:
        return draw(typed(ride, values), status=422, errors=invalid.errors)
    except Stale as late:
        page = typed(ride, values)
        page.rev, page.now = late.rev, differing(values, late.now)
        return draw(page, status=409)
    except KeyTaken:
        return redirect(url_for(".form", uid=ride.uid), 303)
    except Refused as refusal:
        if refusal.code == "not_agreed":
            return draw(typed(ride, values), status=422, errors={"": _(REFUSALS[refusal.code])})
        flash(_(REFUSALS[refusal.code]), "warning")
        return redirect(url_for(".show", uid=ride.uid), 303)
    return done(ride.uid, answer)


@blueprint.put("/<uuid:uid>/form")
@permit(policy.SEND)
def put_form(uid: UUID) -> Any:
    """What a device sends, by the contract of docs/offline.md; every answer is JSON."""
    return sending.answer(current_user.id, lambda sent: store(uid, Side.COACH, sent), REFUSALS)


def store(uid: UUID, side: Side, sent: sending.Sent) -> dict[str, Any]:
    """Store what a device sent; the answer."""
    about = None if sent.about is None else births.born(sent.about)
    given = Sending(
        form_values.FIELDS.known(sent.values), sent.base, sent.finished, sent.written_at, about, sent.key
    )
    return forms.receive(str(uid), side, current_user, given)


def posted() -> Flat:
    """The flat values of the posted form."""
    return form_values.FIELDS.posted(request.form.items(multi=True))


def from_form(values: Flat, born: births.Born | None = None) -> Sending:
    """What the page sends."""
    base, key = number(request.form.get("base", "")) or 0, sending.key_of(request.form.get("key", ""))
    return Sending(values, base, request.form.get("finished") != "0", clock.now(), born, key)


def typed(ride: RideFile, values: Flat) -> FormPage:
    """The form as it was typed, on the revision it was typed over."""
    page = form_page.of_coach(current_user, ride, values)
    page.rev = number(request.form.get("base", "")) or 0
    return page


def done(uid: str, answer: dict[str, Any]) -> Any:
    """Where a coach goes after it was stored."""
    if answer["state"] == forms.DRAFT:
        flash(_("Kept as a draft. Only you see it."), "success")
        return redirect(url_for(".form", uid=uid), 303)
    flash(_("The ride-along is complete, no. %(number)s.", number=answer["receipt"]), "success")
    return redirect(url_for(".show", uid=uid), 303)


def draw(
    page: FormPage | str, seller: Seller | None = None, status: int = 200, *, errors: Any = None, uid: str = ""
) -> Any:
    """The form; or, where none can be begun, the sentence that says why."""
    if isinstance(page, str):
        return _off(seller, page)
    page.errors = errors or {}
    return render(
        "coaching/form.html", fragment="visits", status=status, page=page, ride=page.ride, uid=uid or str(uuid4()),
        today=clock.today(),
        kinds=list(RideAlongKind), kept=list(Kept), roles=list(CoachRole), occasions=list(Occasion),
        wordy=form_values.WORDY, names=form_page.names(page.criteria, page.visits),
    )


def _off(seller: Seller | None, code: str, status: int = 200) -> Any:
    return render("coaching/off.html", status=status, seller=seller, why=_(REFUSALS[code]))
