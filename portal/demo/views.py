"""The mail that the demo caught."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort

from portal.core.hx import render
from portal.core.mail import base_url
from portal.core.policy import ANYONE, permit
from portal.demo import catcher

blueprint = Blueprint("demo", __name__, url_prefix="/demo")


@blueprint.get("/mail")
@permit(ANYONE)
def mail() -> Any:
    """The caught mails, newest first."""
    return render("demo/mail.html", messages=catcher.caught())


@blueprint.get("/mail/<name>")
@permit(ANYONE)
def message(name: str) -> Any:
    """One caught mail."""
    found = catcher.find(name)
    if found is None:
        abort(404)
    return render("demo/message.html", message=found, base=base_url())
