"""Sign-in and sign-out."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, current_app, make_response, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal.core import i18n
from portal.core.hx import is_partial, render
from portal.core.policy import ANYONE, permit
from portal.people import services
from portal.people import sign_in as door
from portal.people.forms import SignInForm

blueprint = Blueprint("people", __name__)
NEVER_CARRIED = {"csrf_token", "password", "next", "email"}
CARRY_SECONDS = 3600


def inside(address: str | None) -> str:
    """The address when it lies inside this site, else the first page: redirects never leave the portal."""
    address = address or ""
    parts = urlsplit(address)
    safe = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return address if safe and "\\" not in address and not any(ord(sign) < 32 for sign in address) else url_for("home.today")  # noqa: PLR2004


def _sealer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="carried fields")


def ask_to_sign_in() -> Any:
    """What somebody without a good sign-in gets: htmx a 401, a page the sign-in form that carries what was posted."""
    if is_partial() or request.headers.get("HX-Request"):
        return make_response("", 401)
    if request.method == "GET":
        return redirect(url_for("people.show_sign_in", next=request.full_path.rstrip("?")), 303)
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NEVER_CARRIED]
    carried = _sealer().dumps({"to": request.path, "fields": fields})
    return render("people/sign_in.html", form=SignInForm(formdata=None), next="", carried=carried, expired=True, status=401)


def expired() -> Any:
    """A form whose token no longer fits: ask for the sign-in first; when signed in, the page is asked for again."""
    if current_user.is_authenticated:
        if is_partial() or request.headers.get("HX-Request"):
            return make_response("", 401)
        fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NEVER_CARRIED]
        return render("people/send_again.html", to=request.path, fields=fields, status=400)
    return ask_to_sign_in()


@blueprint.get("/login")
@permit(ANYONE)
def show_sign_in() -> Any:
    """The sign-in page, or its form alone for the dialog over a page."""
    return render(
        "people/sign_in.html", fragment="form", form=SignInForm(formdata=None), next=inside(request.args.get("next")),
        carried="", expired=False, dialog="dialog" in request.args,
    )


@blueprint.post("/login")
@permit(ANYONE)
def take_sign_in() -> Any:
    """Sign in, then go where the person was going, or offer to send what the ended session left behind."""
    form, carried, dialog = SignInForm(), request.form.get("carried", ""), "dialog" in request.form
    context = {"form": form, "next": inside(request.form.get("next")), "carried": carried, "expired": False, "dialog": dialog}
    token = None
    if form.validate():
        try:
            token = door.sign_in(
                form.email.data, form.password.data, address=request.remote_addr or "",
                agent=request.headers.get("User-Agent", ""),
            )
        except door.Throttled:
            form.password.errors = [_("Too many tries. Wait a quarter of an hour and try again.")]
            return render("people/sign_in.html", fragment="form", status=429, **context)
        if token is None:
            form.password.errors = [_("This e-mail address and password do not belong together. Check both and try again.")]
    if token is None:
        return render("people/sign_in.html", fragment="form", status=422, **context)
    return _signed_in(token, context["next"], carried)


def _signed_in(token: str, to: str, carried: str) -> Any:
    kept_language = request.cookies.get(i18n.COOKIE)
    session.clear()
    login_user(door.whose(token))
    if request.headers.get("HX-Request"):  # the dialog over a page: its script repeats the request with this token
        response = make_response("", 204)
        response.headers["HX-Trigger"] = json.dumps({"signedIn": {"csrf": generate_csrf(), "person": current_user.id}})
        return response
    if carried:
        try:
            left = _sealer().loads(carried, max_age=CARRY_SECONDS)
        except BadSignature:
            return redirect(to, 303)
        return render("people/send_again.html", to=inside(left["to"]), fields=left["fields"])
    response = redirect(to, 303)
    if kept_language:
        response.set_cookie(i18n.COOKIE, kept_language, max_age=31_536_000, samesite="Lax")
    return response


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
        services.choose_locale(current_user, locale)
    response = redirect(inside(request.form.get("next")), 303)
    response.set_cookie(i18n.COOKIE, locale, max_age=31_536_000, samesite="Lax", secure=current_app.config["SESSION_COOKIE_SECURE"])
    return response
