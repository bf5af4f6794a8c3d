"""Planning a contact that no agreement asks for, and changing the details of one."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.core.hx import render
from portal.core.policy import permit
from portal.customers.policy import find as find_customer
from portal.people.forms.fields import attempt, number
from portal.visits import choices, policy
from portal.visits.at_once import at_once
from portal.visits.forms import ChangeForm, PlanForm
from portal.visits.history import REFUSALS
from portal.visits.models import Visit
from portal.visits.policy import VisitFile
from portal.visits.services import calendar as moves
from portal.visits.views.blueprint import blueprint
from portal.visits.views.calendar import day_in


@blueprint.route("/new", methods=["GET", "POST"])
@permit(policy.PLAN)
def new() -> Any:
    """First with whom: only customers that one works on; then what, when and how."""
    customer_id = number(request.args.get("customer", "")) or 0
    day = day_in(request.args.get("day", ""))
    if not customer_id or not policy.may_plan(current_user, customer_id):
        return _choose(day)
    customer = find_customer(current_user, customer_id)
    form = PlanForm(data={"uid": str(uuid.uuid4()), "day": day or clock.today()})
    _offer(form, customer_id)
    status = 200
    if request.method == "POST":
        status = attempt(form, lambda: _plan(form, customer_id), REFUSALS)
        if not status:
            flash(_("The contact stands in your calendar."), "success")
            _warn(form.uid.data)
            return redirect(url_for("visits.show", uid=form.uid.data), 303)
    return render("visits/new.html", status=status or 200, form=form, customer=customer, day=day)


def _choose(day: Any) -> Any:
    text = " ".join(request.args.get("q", "").split())[:80]
    found, more = choices.customers(current_user, text)
    return render("visits/choose.html", fragment="found", found=found, more=more, text=text, day=day)


def _plan(form: PlanForm, customer_id: int) -> None:
    form.uid.data = moves.plan(
        current_user, uid=_known(form.uid.data), customer_id=customer_id, channel=form.channel.data,
        day=form.day.data, at=form.at.data, **form.details(),
    )


def _warn(uid: str) -> None:
    """Say so when another appointment stands at the same time."""
    if said := at_once(db.session.scalars(select(Visit).where(Visit.uid == uid)).one()):
        flash(said, "warning")


def _known(typed: str | None) -> str | None:
    """The id that was made with the page; None for what is none."""
    try:
        return str(uuid.UUID(typed or ""))
    except ValueError:
        return None


def _offer(form: PlanForm | ChangeForm, customer_id: int, visit: VisitFile | None = None) -> None:
    kept = (visit.branch_id, visit.contact_id) if visit else (None, None)
    form.branch_id.offer(choices.branches(customer_id, kept[0]), none=_("No branch in particular"))
    form.contact_id.offer(choices.people(customer_id, kept[1]), none=_("Nobody in particular"))


@blueprint.route("/<uuid:uid>/edit", methods=["GET", "POST"])
@permit(policy.ACT)
def edit(visit: VisitFile) -> Any:
    """Another day, time, channel or branch; a stale page shows what it is now beside what was typed."""
    form = ChangeForm(data={
        "base": visit.rev, "channel": str(visit.channel), "day": visit.day, "at": visit.at, "minutes": visit.minutes,
        "contact_id": visit.contact_id, "branch_id": visit.branch_id, "purpose": visit.purpose,
    })  # fmt: skip
    _offer(form, visit.customer_id, visit)
    status = 200
    if request.method == "POST":
        status = attempt(form, lambda: _change(form, visit), REFUSALS)
        if not status:
            flash(_("Kept."), "success")
            _warn(visit.uid)
            return redirect(url_for("visits.show", uid=visit.uid), 303)
    return render("visits/edit.html", status=status or 200, form=form, visit=visit, at_once=at_once(visit))


def _change(form: ChangeForm, visit: VisitFile) -> None:
    moves.arrange(
        visit.id, current_user, form.base.data, day=form.day.data, at=form.at.data, channel=form.channel.data,
        **form.details(),
    )
