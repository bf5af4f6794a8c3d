"""Today, and the page of all components."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask_login import current_user

from portal.config import PRODUCTION
from portal.core import clock, notices
from portal.core.db import write
from portal.core.hx import is_partial, render
from portal.core.policy import ANYONE, SIGNED_IN, permit
from portal.home import waiting
from portal.home.style import sample

blueprint = Blueprint("home", __name__)

NEWS = 6  # notices on the first page
PAGE = 50


@blueprint.get("/")
@permit(SIGNED_IN)
def today() -> Any:
    """What waits on me, what I have at work, what changed."""
    me, beside = current_user, {}
    if is_partial():
        found = waiting.items(me)
    else:
        found, beside = waiting.first_page(me, notices.latest(me.id, NEWS))
    return render(
        "home/today.html", fragment="waiting", groups=waiting.grouped(found), waits=waiting.count(me),
        partial=is_partial(), day=clock.today(), hour=clock.now().astimezone(clock.zone()).hour, words=notices,
        **beside,
    )


@blueprint.get("/notices")
@permit(SIGNED_IN)
def all_notices() -> Any:
    """All that was told to me, newest first."""
    before = request.args.get("before", "")
    number = int(before) if before.isdecimal() and len(before) < 10 else None
    found = notices.of(current_user.id, limit=PAGE + 1, before=number)
    return render(
        "home/notices.html", fragment="news", news=found[:PAGE], words=notices,
        older=found[PAGE - 1].id if len(found) > PAGE else None,
    )


@blueprint.post("/notices/read")
@permit(SIGNED_IN)
def read_all() -> Any:
    """Count all my notices as read."""
    return _read(None)


@blueprint.post("/notices/<id:notice_id>/read")
@permit(SIGNED_IN)
def read_one(notice_id: int) -> Any:
    """Count one of my notices as read."""
    return _read(notice_id)


def _read(notice_id: int | None) -> Any:
    with write():
        notices.mark_read(current_user.id, notice_id)
    from_all = request.args.get("from") == "all"
    if not is_partial():
        return redirect(url_for(".all_notices" if from_all else ".today"), 303)
    found = notices.of(current_user.id, limit=PAGE if from_all else NEWS)
    return render("home/news.html", fragment="news", news=found, words=notices, from_all=from_all)


@blueprint.get("/style")
@permit(ANYONE)
def style() -> Any:
    """Every component in its states; not in production."""
    if current_app.config["RAYON_MODE"] == PRODUCTION:
        abort(404)
    return render("style/show.html", **sample())
