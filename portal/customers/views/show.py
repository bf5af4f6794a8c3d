"""The page of a customer, and its parts for htmx."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, url_for
from flask_login import current_user

from portal.core.hx import is_partial, render
from portal.core.policy import permit
from portal.customers.page import PARTS, CustomerPage, draw
from portal.customers.policy import EXISTS, READ, CustomerFile
from portal.customers.views.blueprint import blueprint


@blueprint.get("/<id:customer_id>")
@permit(EXISTS)
def show(file: CustomerFile) -> Any:
    """Everything about a customer; for who only sees that it exists, its name, segment and owner."""
    if not file.reads:
        return render("customers/exists.html", file=file)
    return draw(CustomerPage(current_user, file))


@blueprint.get("/<id:customer_id>/part/<code>")
@permit(READ)
def part(file: CustomerFile, code: str) -> Any:
    """One part as it is, for closing a form that stood open in it."""
    if code not in PARTS:
        abort(404)
    if not is_partial():
        return redirect(url_for("customers.show", customer_id=file.id, _anchor=code), 303)
    return draw(CustomerPage(current_user, file), fragment=code)
