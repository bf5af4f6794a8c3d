"""Deny by default: a route without a declared rule is refused before its view runs.

A rule loads what the address names and authorises in one step: 404 for strangers, 403 for those who may see, not act.
The table of all rules is printed as a page for HR and the works council.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Flask, abort, current_app, request
from flask_login import current_user

View = Callable[..., Any]


@dataclass(frozen=True)
class Rule:
    """Who may use a route. `load(me, **address)` gives what the view works on, or aborts with 404 or 403.

    `takes` names the parts of the address that `load` consumes and `gives` the argument the view receives instead;
    the other parts of the address reach the view as they are. `says` is the sentence printed in the table.
    """

    code: str
    says: str
    load: Callable[..., Any] | None = None
    takes: tuple[str, ...] = ()
    gives: str = ""
    anonymous: bool = False


RULES: dict[str, Rule] = {}


def rule(code: str, says: str, **options: Any) -> Rule:
    """Declare a rule once; the code is unique in the portal."""
    if code in RULES:
        raise RuntimeError(f"rule {code} is declared twice")
    RULES[code] = Rule(code, says, **options)
    return RULES[code]


def N_(sentence: str) -> str:  # noqa: N802 - gettext's name for "translate later"
    """Mark a sentence for translation when it is read."""
    return sentence


ANYONE = rule("anyone", N_("Anyone, without signing in"), anonymous=True)
SIGNED_IN = rule("signed-in", N_("Everyone who is signed in"))


def permit(needed: Rule) -> Callable[[View], View]:
    """Declare the rule of a view; without it the gate refuses the route."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(**address: Any) -> Any:
            if not needed.anonymous and not current_user.is_authenticated:
                return current_app.login_manager.unauthorized()
            if needed.load is not None:
                loaded = needed.load(current_user, **{name: address.pop(name) for name in needed.takes})
                if needed.gives:
                    address[needed.gives] = loaded
            return view(**address)

        guarded.rule = needed
        return guarded

    return declare


def install_gate(app: Flask) -> None:
    """Refuse every endpoint that declares no rule, so that a forgotten check is a closed door."""

    @app.before_request
    def gate() -> None:
        if request.endpoint is None:
            return  # no such address: Flask answers 404 itself
        view = app.view_functions.get(request.endpoint)
        if not isinstance(getattr(view, "rule", None), Rule):
            app.logger.error("endpoint %s declares no rule", request.endpoint)
            abort(403)
