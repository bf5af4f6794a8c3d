"""Addresses that belong to no domain: static files, health; and converters whose numbers stay within the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, jsonify, make_response, request, url_for
from flask_babel import gettext as _
from sqlalchemy import text
from werkzeug.routing import IntegerConverter
from werkzeug.security import safe_join

from portal.core import i18n
from portal.core.assets import DIST, built_file
from portal.core.db import db
from portal.core.policy import ANYONE, permit

LARGEST_ID = 2_147_483_647
YEAR = 31_536_000
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
TYPES = {
    "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
    "woff2": "font/woff2", "png": "image/png", "json": "application/json",
}  # fmt: skip


class Id(IntegerConverter):
    """A bounded integer: a longer number is a 404, not an overflow in the database."""

    def __init__(self, url_map: Any) -> None:
        super().__init__(url_map, min=1, max=LARGEST_ID)


@permit(ANYONE)
def static_file(name: str) -> Response:
    """A built file, immutable, as the browser's best precompressed form."""
    for coding, ending in ENCODINGS:
        if coding in request.headers.get("Accept-Encoding", "") and (found := _built(name + ending)):
            response = Response(found.read_bytes(), content_type=_type_of(name))
            response.headers["Content-Encoding"] = coding
            break
    else:
        found = _built(name) or abort(404)
        response = Response(found.read_bytes(), content_type=_type_of(name))
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response.vary.add("Accept-Encoding")
    return response


def _built(name: str) -> Path | None:
    """The built file of this name; None outside the folder or when there is none. Small enough to be read whole."""
    path = safe_join(str(DIST), name)
    return Path(path) if path and Path(path).is_file() else None


def _type_of(name: str) -> str:
    return TYPES.get(name.rsplit(".", 1)[-1], "application/octet-stream")


@permit(ANYONE)
def service_worker() -> Response:
    """The worker that keeps pages for the road; asked for anew each time, so that a new build is taken up at once."""
    response = Response((DIST / built_file("sw.js")).read_bytes(), mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@permit(ANYONE)
def web_manifest() -> Response:
    """What a home screen shows of the portal, in the reader's language."""
    icons = [
        {"src": url_for("static_file", name=built_file(f"icon-{size}.png")), "sizes": f"{size}x{size}",
         "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]  # fmt: skip
    response = jsonify(
        id="/", name=_("Rayon: plans, visits and coaching"), short_name="Rayon", lang=i18n.current(), start_url="/",
        scope="/", display="standalone", background_color="#f1f4f5", theme_color="#16233f", icons=icons,
    )  # fmt: skip
    response.mimetype = "application/manifest+json"
    return response


@permit(ANYONE)
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@permit(ANYONE)
def readyz() -> Response:
    """The database answers; 503 otherwise by the error handler of the database."""
    db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    return make_response(jsonify(status="ok"))


def install_routes(app: Flask) -> None:
    """Register them."""
    app.url_map.converters["id"] = Id
    app.add_url_rule("/static/<path:name>", "static_file", static_file)
    app.add_url_rule("/sw.js", "service_worker", service_worker)
    app.add_url_rule("/manifest.webmanifest", "web_manifest", web_manifest)
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)
