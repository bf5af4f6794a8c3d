"""Sign-in and sign-out, and what becomes of a form that was sent after its session had ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, flash, g, make_response, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_babel import refresh
from flask_login import current_user, login_user
from flask_wtf.csrf import generate_csrf

from portal.core import i18n
from portal.core.hx import is_partial, render
from portal.core.policy import ANYONE, permit
from portal.people import carrying
from portal.people import sign_in as door
from portal.people.forms.sign_in import SignInForm
from portal.people.services import own
from portal.people.views.blueprint import blueprint

DOOR = {"people.take_sign_in", "people.sign_out", "people.choose_language"}
DRAWN_AGAIN: dict[str, Callable[[str], Any]] = {}  # other pages of the door: how each says that it stood open too long
YEAR = 31_536_000
WAIT_SECONDS = int(door.WINDOW.total_seconds())


def inside(address: str | None) -> str:
    """The address when it lies inside this site, else the first page: redirects never leave the portal."""
    address = address or ""
    parts = urlsplit(address)
    safe = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    plain = "\\" not in address and address.isprintable() and "%5c" not in address.lower()
    return address if safe and plain else url_for("home.today")


def _asked_by_script() -> bool:
    return is_partial() or "HX-Request" in request.headers


def _door(*, status: int = 200, **context: Any) -> Any:
    given = {"form": SignInForm(formdata=None), "next": "", "carried": "", "dialog": False, "said": "", "left": None}
    return render("people/sign_in.html", fragment="form", status=status, **(given | context))


def ask_to_sign_in() -> Any:
    """What somebody without a good sign-in gets: htmx a 401, a page the sign-in form that carries what was posted."""
    if _asked_by_script():
        return make_response("", 401)
    if request.method == "GET":
        return redirect(url_for("people.show_sign_in", next=request.full_path.rstrip("?")), 303)
    if not carrying.from_here():
        return _door(said=_("Your session has ended. Log in to go on."), status=401)
    left = carrying.posted()
    if sealed := carrying.seal(left):
        said = _("Your session has ended. Log in to go on; what you sent goes along.")
        return _door(said=said, carried=sealed, status=401)
    said = _(
        "Your session has ended, and what you sent is too long to take along. Copy it from below before you log in."
    )
    return _door(said=said, left=left, status=401)


def expired() -> Any:
    """A form whose token no longer fits: offer to send it once more, after the sign-in when that is needed."""
    if request.endpoint in DRAWN_AGAIN:
        return DRAWN_AGAIN[request.endpoint](_("This page had been open for too long. Send it once more."))
    if request.endpoint in DOOR:
        said = _("This page had been open for too long. Log in once more.")
        return _door(
            said=said,
            next=inside(request.form.get("next")),
            carried=request.form.get("carried", ""),
            dialog="dialog" in request.form,
            status=400,
        )
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    if _asked_by_script():
        return make_response("", 401)
    if not carrying.from_here():
        return render("errors/403.html", status=403)
    return render("people/send_again.html", left=carrying.posted(), status=400)


@blueprint.get("/login")
@permit(ANYONE)
def show_sign_in() -> Any:
    """The sign-in page, or its form alone for the dialog over a page."""
    to, dialog = inside(request.args.get("next")), "dialog" in request.args
    if current_user.is_authenticated and not dialog:
        return redirect(to, 303)
    return _door(next=to, dialog=dialog)


@blueprint.post("/login")
@permit(ANYONE)
def take_sign_in() -> Any:
    """Sign in, then go where the person was going, or offer to send what the ended session left behind."""
    form, carried = SignInForm(), request.form.get("carried", "")
    shown = {
        "form": form,
        "carried": carried,
        "dialog": "dialog" in request.form,
        "next": inside(request.form.get("next")),
    }
    if not form.validate():
        return _door(status=422, **shown)
    agent = request.headers.get("User-Agent", "")
    try:
        token = door.sign_in(form.email.data, form.password.data, address=request.remote_addr or "", agent=agent)
    except door.Throttled:
        form.password.errors = [_("Too many tries. Wait a quarter of an hour and try again.")]
        response = _door(status=429, **shown)
        response.headers["Retry-After"] = str(WAIT_SECONDS)
        return response
    if token is None:
        form.password.errors = [_("This e-mail address and password do not belong together. Check both and try again.")]
        return _door(status=422, **shown)
    _enter(token)
    return _go_on(shown["next"], carried)


def _enter(token: str) -> None:
    """Begin a session of its own: what the browser held before is ended and forgotten."""
    if current_user.is_authenticated:
        door.sign_out(current_user.token)
    session.clear()
    g.pop("csrf_token", None)  # made for the form of the session that is gone
    login_user(door.whose(token))
    generate_csrf()  # with the sign-in: no page after it writes in its cookie
    refresh()  # the person's own language from here on


def _go_on(to: str, carried: str) -> Any:
    if "HX-Request" in request.headers:  # the dialog over a page: its script repeats the request with this token
        response = make_response("", 204)
        response.headers["HX-Trigger"] = json.dumps({"signedIn": {"csrf": generate_csrf(), "person": current_user.id}})
        return response
    left = carrying.unseal(carried) if carried else None
    if carried and left is None:
        flash(_("What you sent before could not be kept. Please fill it in again."), "warning")
    if left is None:
        return redirect(to, 303)
    if left.person not in {None, current_user.id}:
        flash(_("Somebody else was logged in before. What they sent has not been kept."), "warning")
        return redirect(url_for("home.today"), 303)
    return render("people/send_again.html", left=left)


@blueprint.post("/logout")
@permit(ANYONE)
def sign_out() -> Any:
    """End this sign-in on the server and clear what the browser stored of the pages."""
    if current_user.is_authenticated:
        door.sign_out(current_user.token)
    session.clear()
    response = redirect(url_for("people.show_sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@blueprint.post("/language")
@permit(ANYONE)
def choose_language() -> Any:
    """Speak another language from now on: kept on this browser, and with the person when signed in."""
    locale = i18n.known(request.form.get("locale")) or i18n.choose()
    if current_user.is_authenticated:
        own.choose_locale(current_user, locale)
    return keep_language(redirect(inside(request.form.get("next")), 303), locale)


def keep_language(response: Any, locale: str) -> Any:
    """Keep the choice on this browser, so that the sign-in page speaks it too."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.set_cookie(i18n.COOKIE, locale, max_age=YEAR, samesite="Lax", secure=secure, httponly=True)
    return response
