"""Publish a version (four eyes), confirm that one has read it, and who has."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.core import clock
from portal.core.errors import Refused, TooLate
from portal.core.hx import render
from portal.core.i18n import format_date
from portal.core.policy import permit
from portal.documents import publishing
from portal.documents import rounds as judged
from portal.documents.models import State
from portal.profiles import candidates, effects, owed, placeholders, rounds, services
from portal.profiles.changes import changes
from portal.profiles.effects import holders_of
from portal.profiles.history import REFUSALS
from portal.profiles.policy import ACKNOWLEDGE, EDIT, PUBLISH, PUBLISH_PAGE, READERS, Dossier, find
from portal.profiles.readiness import lacks
from portal.profiles.round_forms import PublishForm, SeenForm
from portal.profiles.views.blueprint import blueprint
from portal.profiles.views.review import refusal, spoken_locale


@blueprint.get("/<id:profile_id>/publish")
@permit(PUBLISH_PAGE)
def publish(dossier: Dossier) -> Any:
    """What will be published, against what is in force; for the submitter: who can do it."""
    form = PublishForm(formdata=None, seen=dossier.submitted, valid_from=clock.today(), ask=True)
    return _page(dossier, form)


def _page(dossier: Dossier, form: PublishForm, status: int = 200, said: str = "") -> Any:
    if dossier.state != State.APPROVED:
        return render("profiles/publish_none.html", status=status, dossier=dossier, said=said)
    version = judged.version(dossier.id, dossier.submitted)
    before = judged.version(dossier.id, dossier.in_force) if dossier.in_force else None
    body = before.body if before else None
    compared = changes(body, version.body, locale=spoken_locale(dossier), source=dossier.locale)
    return render(
        "profiles/publish.html", status=status, dossier=dossier, form=form, said=said, version=version,
        changes=compared, holders=len(holders_of(dossier.role_id)), made=rounds.approvals(dossier.id, version.number),
        lacking=[_(REFUSALS[code]) for code in lacks(version.body, dossier.locale, dossier.id)],
        creates=owed.creates(version.body), unanswered=owed.unanswered(version.body, dossier.locale),
        unbound=placeholders.unbound(version.body, dossier.unit_id),
        may=dossier.may_publish(current_user), publishers=candidates.publishers(dossier.unit_id, dossier.submitter_id),
    )


@blueprint.post("/<id:profile_id>/publish")
@permit(PUBLISH)
def put_in_force(dossier: Dossier) -> Any:
    """Publish the version that was seen."""
    form = PublishForm()
    if not form.validate():
        return _page(dossier, form, 422)
    asked, day = form.ask.data, form.valid_from.data
    reason = (form.reason.data or "").strip() if dossier.is_hr else ""
    try:
        services.publish(dossier.id, current_user, seen=form.seen.data, valid_from=day, ask=asked, reason=reason)
    except TooLate as error:
        return _page(find(current_user, dossier.id), form, 409, refusal(error))
    except Refused as error:
        return _page(dossier, form, 422, refusal(error))
    flash(_published(form.seen.data, day, len(holders_of(dossier.role_id)) if asked else 0), "success")
    for say in effects.SAY_AFTER_PUBLISHING:
        if said := say(dossier.id, form.seen.data):
            flash(said, "info")
    return redirect(url_for(".show", profile_id=dossier.id), 303)


def _published(number: int, day: Any, holders: int) -> str:
    """What publishing did, in one or two sentences."""
    if day > clock.today():
        return _("Version %(number)s is published and comes into force on %(date)s.", number=number,
                 date=format_date(day, "long"))
    if not holders:
        return _("Version %(number)s is published and in force.", number=number)
    return ngettext(
        "Version %(number)s is published and in force. %(num)d job holder is asked to confirm reading.",
        "Version %(number)s is published and in force. %(num)d job holders are asked to confirm reading.",
        holders, number=number,
    )


@blueprint.post("/<id:profile_id>/acknowledge")
@permit(ACKNOWLEDGE)
def acknowledge(dossier: Dossier) -> Any:
    """Confirm that one has read the version that was seen."""
    form = SeenForm()
    if not form.validate():
        abort(422)
    try:
        publishing.acknowledge(dossier.id, current_user, form.seen.data)
    except TooLate:
        flash(_("A newer version is in force since you opened this page. Read that one and confirm again."), "warning")
        return redirect(url_for(".show", profile_id=dossier.id), 303)
    flash(_("Thank you. It is noted that you have read version %(number)s.", number=form.seen.data), "success")
    return redirect(url_for(".show", profile_id=dossier.id), 303)


@blueprint.get("/<id:profile_id>/readers")
@permit(READERS)
def readers(dossier: Dossier) -> Any:
    """Who confirmed reading and who did not yet: HR and the director see all, managers those they lead."""
    whole = dossier.is_hr or dossier.is_director
    listed = rounds.holders(current_user, dossier.id, dossier.role_id, all_of_them=whole)
    asked = rounds.asked_for(dossier.id)
    return render(
        "profiles/readers.html", dossier=dossier, asked=asked, holders=listed, whole=whole,
        read=sum(asked is not None and (one.acknowledged or 0) >= asked for one in listed),
    )


@blueprint.post("/<id:profile_id>/readers/remind")
@permit(EDIT)
def remind(dossier: Dossier) -> Any:
    """Ask those again who have not confirmed reading."""
    try:
        people = effects.remind(dossier.id, current_user)
    except Refused as error:
        flash(refusal(error), "warning")
    else:
        flash(ngettext("%(num)d job holder is reminded.", "%(num)d job holders are reminded.", people), "success")
    return redirect(url_for(".readers", profile_id=dossier.id), 303)
