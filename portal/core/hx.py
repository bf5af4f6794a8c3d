"""Pages and fragments from one template: the view names the block, htmx asks for it."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, make_response, redirect, render_template, request
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


def open_page(address: str) -> Any:
    """Send the browser to another page after a POST, also when htmx asked: the whole page is made anew."""
    if not is_partial():
        return redirect(address, 303)
    return Response(status=204, headers={"HX-Redirect": address})


def in_place_of_page(response: Response) -> Response:
    """A whole page as the answer to a request for a part: what is said elsewhere on the page is outdated too."""
    if is_partial():
        response.headers |= {"HX-Retarget": "body", "HX-Reswap": "innerHTML"}
    return response
