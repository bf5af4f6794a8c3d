"""The report of a contact: its form, and what a page or a device sends of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import clock, sending
from portal.core.errors import Refused
from portal.core.flat import Flat, differing
from portal.core.hx import render
from portal.core.policy import N_, permit, rule
from portal.core.sending import Invalid, KeyTaken
from portal.people.forms.fields import number
from portal.people.services.versions import Stale
from portal.visits import policy, report_page, report_values, report_words
from portal.visits.followup_words import complaint_kind
from portal.visits.models import Channel, ComplaintKind
from portal.visits.policy import VisitFile
from portal.visits.services import reports
from portal.visits.services.reports import Born, Sending
from portal.visits.views import report_sent
from portal.visits.views.blueprint import blueprint

SEND = rule(
    "visit.send",
    N_("A device sends a report for the person who wrote it: of a contact of their own, or with a customer of theirs"),
)


@blueprint.get("/<uuid:uid>/report")
@permit(policy.REPORT)
def report(visit: VisitFile) -> Any:
    """The form as its writer left it."""
    return _draw(report_page.of_visit(current_user, visit))


@blueprint.post("/<uuid:uid>/report")
@permit(policy.REPORT)
def post_report(visit: VisitFile) -> Any:
    """The form of the page, for who has no script."""
    values = report_values.FIELDS.posted(request.form.items(multi=True))
    try:
        answer = reports.receive(visit.uid, current_user, _from_form(values))
    except Invalid as invalid:
        page = report_page.of_visit(current_user, visit, values)
        page.rev, page.errors = number(request.form.get("base", "")) or 0, invalid.errors
        return _draw(page, 422)
    except Stale as late:
        page = report_page.of_visit(current_user, visit, values)
        page.rev, page.now = late.rev, differing(values, late.now)
        return _draw(page, 409)
    except KeyTaken:
        abort(409)
    return _done(visit.uid, answer)


@blueprint.get("/report/new")
@permit(policy.LIST)
def new_report() -> Any:
    """A form for a contact that nobody planned."""
    return _draw(report_page.blank(current_user), uid=str(uuid4()))


@blueprint.post("/report/new")
@permit(policy.LIST)
def post_new_report() -> Any:
    """The contact and its report at once."""
    given = request.form
    uid = sending.key_of(given.get("uid", "")) or str(uuid4())
    values = report_values.FIELDS.posted(given.items(multi=True))
    told = {name: given.get(name, "") for name in ("customer_id", "branch_id", "contact_id", "purpose", "day", "at")}
    try:
        born = report_sent.born(told | {"channel": given.get("channel", "")})
        answer = reports.receive(uid, current_user, _from_form(values, born))
    except Invalid as invalid:
        page = report_page.blank(current_user, values | told)
        page.errors = invalid.errors
        return _draw(page, 422, uid=uid)
    except (Stale, KeyTaken):
        return redirect(url_for(".report", uid=uid), 303)  # it was born already: it goes on from there
    except Refused:
        abort(403)
    return _done(uid, answer)


@blueprint.put("/<uuid:uid>/report")
@permit(SEND)
def put_report(uid: UUID) -> Any:
    """What a device sends, by the contract of docs/offline.md; every answer is JSON."""
    return sending.answer(current_user.id, lambda sent: report_sent.store(str(uid), current_user, sent))


def _from_form(values: Flat, born: Born | None = None) -> Sending:
    base = number(request.form.get("base", "")) or 0
    key = sending.key_of(request.form.get("key", ""))
    return Sending(values, base, request.form.get("finished") != "0", clock.now(), born, key)


def _done(uid: str, answer: dict[str, Any]) -> Any:
    if answer["state"] == reports.DRAFT:
        flash(_("Kept as a draft. Only you see it."), "success")
        return redirect(url_for(".report", uid=uid), 303)
    flash(_("The report was received, no. %(number)s.", number=answer["receipt"]), "success")
    return redirect(url_for(".show", uid=uid), 303)


def _draw(page: report_page.FormPage, status: int = 200, *, uid: str = "") -> Any:
    return render(
        "visits/report.html", status=status, page=page, visit=page.visit, uid=uid, today=clock.today(),
        channels=list(Channel), kinds=[(one, complaint_kind(one)) for one in ComplaintKind], words=report_words,
    )
