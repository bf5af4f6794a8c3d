"""Starting a plan: from last year's, from text that exists already, or empty."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from portal.core import clock
from portal.core.errors import Refused
from portal.core.hx import open_page, render
from portal.core.policy import permit
from portal.plans import mandates, services, starting
from portal.plans.forms import COPY, EMPTY, PASTE, StartForm
from portal.plans.history import REFUSALS
from portal.plans.models import PlanKind
from portal.plans.policy import START
from portal.plans.views.blueprint import blueprint


def _asked() -> dict[str, Any]:
    """What the address asks for, where it makes sense; the coming year in the last quarter, else this one."""
    day = clock.today()
    kind, year = request.args.get("kind", ""), request.args.get("year", type=int)
    return {
        "kind": kind if kind in set(PlanKind) else PlanKind.CUSTOMER.value,
        "customer": request.args.get("customer", type=int) or 0,
        "year": year if year in services.YEARS else day.year + (day.month > 9),
        "begin": request.args.get("begin", ""),
    }


@blueprint.get("/start")
@permit(START)
def start() -> Any:
    """The form; a change of customer, kind or year shows what can come along."""
    return _draw(StartForm(formdata=None, data=_asked()))


def _draw(form: StartForm, status: int = 200) -> Any:
    customers = services.owned(current_user.id)
    form.customer.choices = [
        SelectChoice(0, _("Choose the customer")), *(SelectChoice(one.id, one.name) for one in customers)
    ]
    kind = form.kind.data if form.kind.data in set(PlanKind) else PlanKind.CUSTOMER
    is_portfolio = kind == PlanKind.PORTFOLIO
    customer_id = None if is_portfolio else form.customer.data
    known = form.year.data in services.YEARS and (is_portfolio or bool(customer_id))
    about = (PlanKind(kind), form.year.data, customer_id) if known else None
    copy = starting.earlier(current_user, *about) if about else None
    form.begin.choices = _beginnings(copy)
    if form.begin.data not in {choice.value for choice in form.begin.choices}:
        form.begin.data = COPY if copy else EMPTY
    right = mandates.of(current_user.id)
    return render(
        "plans/start.html", fragment="form", status=status, form=form, copy=copy, is_portfolio=is_portfolio,
        there=starting.existing(*about, current_user.id) if about else None,
        level=right.level if right and PlanKind(kind) not in right.kinds else "",
    )


def _beginnings(copy: starting.Earlier | None) -> list[SelectChoice]:
    found = [SelectChoice(COPY, _("The plan of %(year)s", year=copy.year))] if copy else []
    return [
        *found, SelectChoice(PASTE, _("Text that I have already")), SelectChoice(EMPTY, _("An empty plan"))
    ]


@blueprint.post("/start")
@permit(START)
def create() -> Any:
    """Make the plan and open its editor."""
    form = StartForm()
    customers = services.owned(current_user.id)
    form.customer.choices = [SelectChoice(0, ""), *(SelectChoice(one.id, one.name) for one in customers)]
    form.begin.choices = [SelectChoice(code, "") for code in (COPY, PASTE, EMPTY)]
    if not form.validate():
        return _draw(form, 422)
    kind = PlanKind(form.kind.data)
    customer_id = None if kind is PlanKind.PORTFOLIO else form.customer.data
    copy = starting.earlier(current_user, kind, form.year.data, customer_id) if form.begin.data == COPY else None
    try:
        plan_id = services.create(
            current_user, kind, form.year.data, customer_id, copy_from=copy.id if copy else None
        )
    except Refused as refusal:
        if refusal.code == "plan_exists" and (
            there := starting.existing(kind, form.year.data, customer_id, current_user.id)
        ):
            flash(_(REFUSALS[refusal.code]), "info")
            return redirect(url_for("plans.show", plan_id=there), 303)
        form.form_errors.append(_(REFUSALS[refusal.code]))
        return _draw(form, refusal.status)
    return open_page(url_for("plans.paste" if form.begin.data == PASTE else "plans.edit", plan_id=plan_id))
