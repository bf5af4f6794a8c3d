"""A forgotten password, and the page of a mailed link where somebody chooses one."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from wtforms import Form

from portal.core.hx import render
from portal.core.policy import ANYONE, permit
from portal.people import invitations
from portal.people import sign_in as door
from portal.people.forms.fields import attempt
from portal.people.forms.own import NewPasswordForm
from portal.people.forms.sign_in import ForgotForm
from portal.people.views.blueprint import blueprint
from portal.people.views.sign_in import DRAWN_AGAIN, WAIT_SECONDS

GONE = 410


def _asking(form: Form, *, status: int = 200, **context: Any) -> Any:
    given = {"sent": False, "over": False, "said": ""}
    return render("people/forgot.html", form=form, status=status, **(given | context))


@blueprint.route("/forgot", methods=["GET", "POST"])
@permit(ANYONE)
def forgot() -> Any:
    """Ask for a link by mail; the answer never tells whether there is such an account."""
    form = ForgotForm()
    if request.method == "GET":
        return _asking(form, sent="sent" in request.args)
    if not form.validate():
        return _asking(form, status=422)
    try:
        invitations.ask(form.email.data, address=request.remote_addr or "")
    except door.Throttled:
        form.email.errors = [_("Too many tries. Wait a quarter of an hour and try again.")]
        response = _asking(form, status=429)
        response.headers["Retry-After"] = str(WAIT_SECONDS)
        return response
    return redirect(url_for("people.forgot", sent=1), 303)


def _over() -> Any:
    """A link that opens nothing: why must not be told, but a new one can be had."""
    return _asking(ForgotForm(formdata=None), over=True, status=GONE)


def _choosing(token: str, welcome: invitations.Welcome, form: Form, *, status: int = 200, said: str = "") -> Any:
    response = render("people/choose_password.html", welcome=welcome, form=form, token=token, status=status, said=said)
    # The address holds the token, so it goes nowhere, not even to this server. `no-referrer` would do that too, but
    # without the origin browsers and the check of forms over HTTPS take the post for one of another site.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


@blueprint.route("/password/<token>", methods=["GET", "POST"])
@permit(ANYONE)
def choose_password(token: str) -> Any:
    """Choose a password with a mailed link; only the post uses the link up."""
    welcome = invitations.whose_link(token)
    if welcome is None:
        return _over()
    form = NewPasswordForm(welcome.name, welcome.email)
    if request.method == "GET":
        return _choosing(token, welcome, form)
    status = attempt(form, lambda: invitations.use(token, form.new_password.data))
    if status:
        return _over() if form.form_errors else _choosing(token, welcome, form, status=status)
    if current_user.is_authenticated:  # whoever this browser was: from here on it is the person of the link
        door.sign_out(current_user.token)
    session.clear()
    flash(_("Your password has been set. Log in with it now."), "success")
    return redirect(url_for("people.show_sign_in"), 303)


def _forgot_again(said: str) -> Any:
    return _asking(ForgotForm(), said=said, status=400)


def _choose_again(said: str) -> Any:
    token = request.view_args["token"]
    welcome = invitations.whose_link(token)
    if welcome is None:
        return _over()
    return _choosing(token, welcome, NewPasswordForm(formdata=None), said=said, status=400)


DRAWN_AGAIN |= {"people.forgot": _forgot_again, "people.choose_password": _choose_again}
