"""Pages and fragments from one template: the view names the block, htmx asks for it."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, make_response, render_template, request
from jinja2_fragments.flask import render_block


def is_partial() -> bool:
    """True when htmx asked for a part of a page (not a boosted page or a reload of history)."""
    return request.headers.get("HX-Request-Type") == "partial" and "HX-History-Restore-Request" not in request.headers


def render(template: str, *, fragment: str = "", status: int = 200, toast: str = "", **context: Any) -> Response:
    """The page, or only the named block when htmx asked for a part; `toast` is said in passing."""
    if fragment and is_partial():
        response = make_response(render_block(template, fragment, **context), status)
    else:
        response = make_response(render_template(template, **context), status)
    if toast:
        response.headers["HX-Trigger"] = json.dumps({"toast": {"text": toast, "kind": "success"}})
    response.vary.add("HX-Request")
    response.vary.add("HX-Request-Type")
    return response
