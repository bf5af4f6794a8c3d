"""Contacts in calendars outside the portal: the choices on the page of one's own, and the feed that programs read."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import i18n
from portal.core.hx import render
from portal.core.mail import base_url
from portal.core.policy import ANYONE, permit
from portal.people import policy, reach
from portal.people.sign_in import WINDOW, Throttled
from portal.visits import feeds
from portal.visits.services import outside
from portal.visits.views.blueprint import blueprint


def _back(sentence: str) -> Any:
    flash(sentence, "success")
    return redirect(url_for("people.me", _anchor="calendars"), 303)


@blueprint.post("/invitations")
@permit(policy.OWN)
def choose_invitations() -> Any:
    """Begin or end invitations by mail."""
    wanted = request.form.get("wanted") == "y"
    outside.choose_invitations(current_user, wanted=wanted)
    if wanted:
        return _back(
            _("Your appointments come to your mailbox from now on; those of the coming 8 weeks are on their way.")
        )
    return _back(_("Nothing more about appointments comes to your mailbox."))


@blueprint.post("/feed")
@permit(policy.OWN)
def make_feed() -> Any:
    """A new address, shown this once: only its hash is kept, so no later page can show it."""
    token = outside.make_feed(current_user)
    return render("visits/feed.html", address=base_url() + url_for(".feed", token=token))


@blueprint.post("/feed/end")
@permit(policy.OWN)
def end_feed() -> Any:
    """The address opens nothing any more."""
    outside.end_feed(current_user)
    return _back(_("The address has ended: no program can read your calendar with it any more."))


@blueprint.get("/feed/<token>.ics")
@permit(ANYONE)
def feed(token: str) -> Response:
    """The calendar of whose secret this is; whoever has the address reads it, without signing in."""
    try:
        person_id = outside.whose_feed(token, request.remote_addr or "")
    except Throttled:
        return Response(status=429, headers={"Retry-After": str(int(WINDOW.total_seconds()))})
    reached = reach.reach(person_id) if person_id else None
    if person_id is None or reached is None:
        abort(404)
    with i18n.speaking(reached[2] or "nl"):
        return Response(feeds.text_of(person_id), content_type="text/calendar; charset=utf-8")
