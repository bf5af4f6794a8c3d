"""Addresses of the built files: the manifest maps a name to its hashed file."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Flask, current_app, url_for

DIST = Path(__file__).resolve().parent.parent / "static" / "dist"


class NotBuilt(RuntimeError):
    """The bundle is missing: `make assets` builds it."""


def install_assets(app: Flask) -> None:
    """Give templates `asset(name)`; raises `NotBuilt` when the bundle was never built."""
    held: dict[str, str] = {}

    def built(name: str) -> str:
        if not held or app.debug or app.testing:
            file = DIST / "manifest.json"
            if not file.exists():
                raise NotBuilt("The assets are not built yet. Run `make assets`.")
            held.update(json.loads(file.read_text("utf8")))
        return held[name]

    app.extensions["rayon.built"] = built
    app.jinja_env.globals["asset"] = lambda name: url_for("static_file", name=built(name))


def built_file(name: str) -> str:
    """The name under which a file of the bundle was published."""
    return current_app.extensions["rayon.built"](name)
