"""What a device needs to work without a network: the person's key, the page it shows then, and late sign-outs."""

from __future__ import annotations

from typing import Any

from flask import Response, g, jsonify, request, session
from flask_login import current_user, logout_user
from flask_wtf.csrf import generate_csrf

from portal.core.hx import render
from portal.core.policy import ANYONE, permit
from portal.people import sign_in as door
from portal.people.services import devices
from portal.people.views.blueprint import blueprint

SIGNED_OUT = "signed_out"  # the cookie that a device leaves when its person signs out, with or without a network
NOBODYS = {"static_file", "service_worker", "web_manifest", "healthz", "readyz"}


@blueprint.get("/me/device")
@permit(ANYONE)
def device() -> Any:
    """Whose session this is, a token for writing and the key of what the device keeps; 401 when it is nobody's.

    The one GET that may write: the key is made once, when first asked for.
    """
    if not current_user.is_authenticated:
        return jsonify({}), 401
    return jsonify(person=current_user.id, csrf=generate_csrf(), key=devices.key_of(current_user))


@blueprint.get("/offline")
@permit(ANYONE)
def offline() -> Any:
    """The page a device shows where there is no network: nobody's, so it can be kept. Its script fills it."""
    return render("people/offline.html", frameless=True)


@blueprint.before_app_request
def leave_as_told() -> None:
    """End the session that a person left on their device, before anything else is done in it.

    It ends here, on the server; the cookie of the sign-in is left as it is. A device asks for several things at once,
    and an answer that comes late would take away the session in which the next person has signed in meanwhile.
    """
    if SIGNED_OUT not in request.cookies or request.endpoint in NOBODYS:
        return
    g.signed_out_late = True
    if current_user.is_authenticated:
        door.sign_out(current_user.token)
        logout_user()
    session.leave()


@blueprint.after_app_request
def forget_it(response: Response) -> Response:
    """The session has ended: from here on the browser says nothing of it any more."""
    if g.get("signed_out_late"):
        response.delete_cookie(SIGNED_OUT, samesite="Lax")
        response.headers["Clear-Site-Data"] = '"cache"'
    return response
