"""The two cookies of a session: who is signed in, and apart from it what one page keeps for the next.

A browser asks for several things at once, and its answers come in any order: the answer to what one person asked may
come after the next one has signed in on the same device. So the first cookie is written by a sign-in and a sign-out
and by nothing else, and no late answer can take a sign-in away or bring one back. The token of forms at the door and
what is said once on the next page are in the second cookie; it tells whose it is, and nobody else reads it.
"""

from __future__ import annotations

import hashlib
from copy import deepcopy
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature

TOKEN = "_user_id"  # noqa: S105 - where Flask-Login keeps it
OF_SIGN_IN = (TOKEN, "_fresh", "_id")
ALSO_THERE = "csrf_token"  # when it was made with the sign-in
WHOSE = "of"
ASIDE = "-page"  # behind the name of the first cookie


class Session(SecureCookieSession):
    """All that both cookies hold, as one; `held` is what came in the first, `aside` what came in the second."""

    def __init__(self, held: dict[str, Any] | None = None, aside: dict[str, Any] | None = None) -> None:
        self.held, self.aside = held or {}, aside or {}
        self.is_left = False
        super().__init__(self.held | deepcopy(self.aside))  # what is said lies in a list, which grows

    def leave(self) -> None:
        """Nobody's from here on, and the browser is told nothing of it: the sign-in has ended on the server."""
        for key in OF_SIGN_IN:
            self.pop(key, None)
        self.is_left = True


class TwoCookies(SecureCookieSessionInterface):
    """Reads both, and writes what has changed in each."""

    session_class = Session

    def open_session(self, app: Flask, request: Request) -> Session:
        """The session of a request; what is not signed by us counts as nothing."""
        name = self.get_cookie_name(app)
        came = self._read(app, request, name)
        held = {key: came[key] for key in (*OF_SIGN_IN, ALSO_THERE) if key in came} if TOKEN in came else {}
        aside = self._read(app, request, name + ASIDE)
        return Session(held, aside if aside.pop(WHOSE, None) == _whose(held.get(TOKEN)) else None)

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        """Set the first cookie when somebody signed in or out, the second when something else has changed."""
        if session.accessed:
            response.vary.add("Cookie")
        if not session.modified:
            return
        name, held, token = self.get_cookie_name(app), session.held, session.get(TOKEN)
        if token == held.get(TOKEN) or (session.is_left and not token):
            token = held.get(TOKEN)
        else:
            held = {key: session[key] for key in (*OF_SIGN_IN, ALSO_THERE) if key in session} if token else {}
            self._write(app, response, name, held)
        aside = {key: value for key, value in session.items() if key not in OF_SIGN_IN and held.get(key) != value}
        if aside != session.aside:
            self._write(app, response, name + ASIDE, aside and aside | {WHOSE: _whose(token)})

    def _read(self, app: Flask, request: Request, name: str) -> dict[str, Any]:
        signer: Any = self.get_signing_serializer(app)
        age = int(app.permanent_session_lifetime.total_seconds())
        try:
            return dict(signer.loads(request.cookies.get(name, ""), max_age=age))
        except BadSignature:
            return {}

    def _write(self, app: Flask, response: Response, name: str, values: dict[str, Any]) -> None:
        signer: Any = self.get_signing_serializer(app)
        about: dict[str, Any] = {
            "domain": self.get_cookie_domain(app), "path": self.get_cookie_path(app),
            "secure": self.get_cookie_secure(app), "httponly": self.get_cookie_httponly(app),
            "samesite": self.get_cookie_samesite(app),
        }  # fmt: skip
        if values:
            response.set_cookie(name, signer.dumps(values), **about)
        else:
            response.delete_cookie(name, **about)


def _whose(token: str | None) -> str:
    """Which sign-in the second cookie belongs to, without giving its token away; empty for nobody."""
    return hashlib.sha256(token.encode()).hexdigest()[:16] if token else ""
