"""Signing a talk, and opening a signed one again."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.policy import permit
from portal.people.forms.fields import attempt
from portal.talks import policy, sheet
from portal.talks.forms import ReopenForm, SignForm
from portal.talks.history import REFUSALS
from portal.talks.policy import TalkFile
from portal.talks.services import signing
from portal.talks.views.blueprint import blueprint
from portal.talks.views.show import draw


@blueprint.post("/<uuid:uid>/sign")
@permit(policy.SIGN)
def sign(talk: TalkFile) -> Any:
    """Seen, or seen with a remark: what is signed is what stands there now, as far as it is what was read."""
    form = SignForm()
    if not talk.is_signed:
        body = sheet.with_figures(talk, sheet.body_of(talk))
        status = attempt(
            form, lambda: signing.sign(current_user, talk.uid, form.seen.data, body, form.remark.data), REFUSALS
        )
        if status:
            return draw(policy.find(current_user, talk.uid), sign=form, status=status)
    flash(_("Signed. %(name)s has been told.", name=talk.manager), "success")
    return redirect(url_for(".show", uid=talk.uid), 303)


@blueprint.post("/<uuid:uid>/reopen")
@permit(policy.REOPEN)
def reopen(talk: TalkFile) -> Any:
    """With a reason that both see."""
    form = ReopenForm()
    status = attempt(form, lambda: signing.reopen(current_user, talk.uid, form.reason.data), REFUSALS)
    if status:
        return draw(policy.find(current_user, talk.uid), reopen=form, status=status)
    flash(_("Opened again. %(name)s has been told why.", name=talk.seller), "success")
    return redirect(url_for(".minutes", uid=talk.uid), 303)
