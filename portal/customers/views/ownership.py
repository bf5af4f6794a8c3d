"""Hand-over of one customer or many, and who contributes."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.core import clock, i18n
from portal.core.errors import Refused
from portal.core.hx import render
from portal.core.policy import permit
from portal.customers import choices, ownership, queries
from portal.customers.forms import REFUSALS, ContributorForm, HandOverForm
from portal.customers.page import Editing
from portal.customers.policy import INVITE, LIST, STEER, CustomerFile
from portal.customers.views import listing
from portal.customers.views.blueprint import after, blueprint, edit
from portal.people.forms.fields import attempt, number
from portal.people.queries import options


def _asked() -> list[int]:
    """The customers that the address names, one by one or as the portfolio of somebody."""
    if (owner := number(request.args.get("of", ""))) is not None:
        return ownership.portfolio_of(current_user, owner)
    return [found for one in request.args.getlist("customer") if (found := number(one)) is not None]


def _hand_over(asked: list[int], back: str) -> Any:
    form = HandOverForm(data={"starts": clock.today(), "customers": asked})
    listed = list(dict.fromkeys(asked + (form.customers.data or [])))[: ownership.MOST]
    offered = ownership.steered(current_user, listed)
    form.owner.offer(_new_owners(offered), none="")
    form.partner.offer(choices.sellers(current_user), none=_("Nobody"))
    status = 200
    if request.method == "POST":
        status = attempt(form, lambda: ownership.hand_over(
            current_user, form.customers.data, owner=form.owner.data, partner=form.partner.data,
            starts=form.starts.data,
        ), REFUSALS)
        if not status:
            flash(_handed_over(len(set(form.customers.data)), form.starts.data), "success")
            return redirect(back, 303)
    left_out = len(listed) - len(offered)
    return render("customers/hand_over.html", status=status, form=form, offered=offered, left_out=left_out, back=back)


def _new_owners(offered: dict[int, tuple[str, int | None, str | None]]) -> list[choices.Choice]:
    """Who can get all of these; last who owns them all already, to give them another partner only."""
    before = {(owner_id, name) for _customer, owner_id, name in offered.values()}
    if len(before) != 1:
        return choices.successors(current_user, but=set())
    owner_id, name = before.pop()
    stays = [(owner_id, _("%(name)s stays the owner, only the partner changes", name=name))] if owner_id else []
    return choices.successors(current_user, but={owner_id}) + stays


def _handed_over(count: int, starts: date) -> str:
    if starts <= clock.today():
        return ngettext("%(num)d customer is handed over. The owners are told.",
                        "%(num)d customers are handed over. The owners are told.", count)
    return ngettext("%(num)d customer will be handed over on %(day)s. The owners are told.",
                    "%(num)d customers will be handed over on %(day)s. The owners are told.", count,
                    day=i18n.format_date(starts, "long"))


@blueprint.route("/hand-over", methods=["GET", "POST"])
@permit(LIST)
def hand_over_many() -> Any:
    """Customers ticked in the list, or the whole portfolio of somebody, to a new owner."""
    wanted = listing.asked()
    scope = wanted.scope if "scope" in request.args else queries.TEAM
    kept = wanted.query(scope=scope, after=wanted.after, before=wanted.before)
    return _hand_over(_asked(), url_for("customers.listed", **kept))


@blueprint.route("/<id:customer_id>/hand-over", methods=["GET", "POST"])
@permit(STEER)
def hand_over(file: CustomerFile) -> Any:
    """One customer to a new owner."""
    back = url_for("customers.show", customer_id=file.id, _anchor="ownership")
    return _hand_over([file.id], back)


@blueprint.post("/<id:customer_id>/hand-over/<id:portfolio_id>/off")
@permit(STEER)
def call_off(file: CustomerFile, portfolio_id: int) -> Any:
    """A hand-over that was agreed does not take place."""
    try:
        ownership.call_off(current_user, file.id, portfolio_id)
    except Refused as refusal:
        flash(_(REFUSALS[refusal.code]), "warning")
        return redirect(url_for("customers.show", customer_id=file.id, _anchor="ownership"), 303)
    return after(file, "ownership", _("The hand-over is off. Both owners are told."))


@blueprint.route("/<id:customer_id>/contributors", methods=["GET", "POST"])
@permit(INVITE)
def contributors(file: CustomerFile) -> Any:
    """Somebody contributes."""
    form = ContributorForm()
    form.person.offer(options.people(but=file.owner_id), none="")
    return edit(
        file, Editing("contributors", "contributor", form),
        lambda: ownership.add_contributor(current_user, file.id, form.person.data),
        _("Added and told."), whole=False,
    )


@blueprint.post("/<id:customer_id>/contributors/<id:contributor_id>/end")
@permit(INVITE)
def end_contributor(file: CustomerFile, contributor_id: int) -> Any:
    """Somebody contributes no longer."""
    ownership.end_contributor(current_user, file.id, contributor_id)
    return after(file, "contributors", _("This person no longer contributes."))
