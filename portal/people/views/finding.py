"""Colleagues and departments by some letters of their name, as the options of a list."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, render_template, request

from portal.core.policy import SIGNED_IN, permit
from portal.people.queries import finding
from portal.people.views.blueprint import blueprint


@blueprint.get("/people/find")
@permit(SIGNED_IN)
def find() -> Any:
    """Name, role and unit of those whose name fits; with too few letters nothing changes (204)."""
    text = request.args.get("find_owner") or request.args.get("q") or ""
    if len(text.strip()) < finding.LEAST:
        return Response(status=204)
    response = make_response(render_template("people/found.html", found=finding.find(text[:100])))
    response.vary.add("HX-Request")
    return response
