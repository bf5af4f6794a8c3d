"""Noting a promise or a complaint outside a report: from the list, the page of a customer, or a contact."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import clock
from portal.core.hx import render
from portal.core.policy import permit
from portal.core.together import side_by_side
from portal.customers import policy as customers
from portal.people.forms.fields import attempt, number
from portal.visits import followup_forms as forms
from portal.visits import policy as visits
from portal.visits.followup_owners import Owner
from portal.visits.followup_policy import ADD
from portal.visits.followup_words import REFUSALS
from portal.visits.models import Complaint, Promise
from portal.visits.policy import VisitFile
from portal.visits.services import followups
from portal.visits.views.blueprint import blueprint


@blueprint.route("/promises/new", methods=["GET", "POST"])
@permit(ADD)
def add_promise() -> Any:
    """A promise."""
    return _add(Promise, forms.PromiseForm, "promise", _("The promise has been kept in the portal."))


@blueprint.route("/complaints/new", methods=["GET", "POST"])
@permit(ADD)
def add_complaint() -> Any:
    """A complaint."""
    return _add(Complaint, forms.ComplaintForm, "complaint", _("The complaint has been kept in the portal."))


def _add(kind: followups.FollowUp, form_of: type[forms.AddForm], one: str, said: str) -> Any:
    visit, customer = _about()
    form, status = _form(form_of, visit, customer), 200
    if request.method == "POST" and not (request.form.get("find") and form.find_owner.data):
        made: list[str] = []
        status = attempt(form, lambda: made.append(_keep(kind, form, visit)), REFUSALS)
        if not status:
            flash(said, "success")
            return redirect(url_for(f"visits.{one}", uid=made[0]), 303)
    return render(
        "visits/followup_new.html", status=status or 200, form=form, one=one, visit=visit, customer=customer,
        back=_back(one, visit, customer),
    )


def _about() -> tuple[VisitFile | None, customers.CustomerFile | None]:
    """The contact and the customer that the address names; 404 and 403 as their own pages."""
    visit = None
    if asked := request.args.get("visit"):
        try:
            visit = visits.READ.load(current_user, UUID(asked))
        except ValueError:
            abort(404)
    customer_id = visit.customer_id if visit else number(request.args.get("customer", ""))
    if customer_id is None:
        return None, None
    file = customers.find(current_user, customer_id)
    return visit, file if followups.may_add(file) else abort(403)


def _form(
    form_of: type[forms.AddForm], visit: VisitFile | None, customer: customers.CustomerFile | None
) -> forms.AddForm:
    form = form_of(data={
        "uid": followups.new_uid(), "owner": Owner(person_id=current_user.id),
        "made_on": min(visit.day, clock.today()) if visit else clock.today(),
        "customer": customer.id if customer else None, "contact": visit.contact_id if visit else None,
    })
    chosen = customer.id if customer else form.customer.data
    near, *others = side_by_side(
        [forms.near(current_user, chosen), *([] if customer else [forms.choosable(current_user)])]
    )
    if customer:
        form.customer.offer([(customer.id, customer.name)])
    else:
        form.customer.offer(others[0], none="")
    forms.offer_contacts(form.contact, chosen if customer else None, visit.contact_id if visit else None)
    form.offer_owners(near)
    return form


def _keep(kind: followups.FollowUp, form: forms.AddForm, visit: VisitFile | None) -> str:
    return followups.add(
        kind, form.customer.data, form.row(), current_user, made_on=form.made_on.data,
        branch_id=visit.branch_id if visit else None, visit_id=visit.id if visit else None,
    )


def _back(one: str, visit: VisitFile | None, customer: customers.CustomerFile | None) -> tuple[str, str]:
    """(address, words) of where the page was opened from."""
    if visit:
        return url_for("visits.show", uid=visit.uid), visit.customer
    if customer:
        return url_for("customers.show", customer_id=customer.id), customer.name
    return url_for(f"visits.{one}s"), _("Promises") if one == "promise" else _("Complaints")
