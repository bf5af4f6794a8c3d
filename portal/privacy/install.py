"""What the macros of this package ask."""

from __future__ import annotations

from flask import Flask

from portal.privacy import words


def install_privacy(app: Flask) -> None:
    """Give templates the words of answers."""
    app.jinja_env.globals["answer_words"] = words.answer
