"""What the macros of this package ask."""

from __future__ import annotations

from flask import Flask

from portal.privacy import keeping, kinds, words


def install_privacy(app: Flask) -> None:
    """Give templates the words of answers, and what kinds of records are called."""
    app.jinja_env.globals["answer_words"] = words.answer
    app.jinja_env.globals["record_name"] = kinds.name_of
    app.jinja_env.globals["record_term"] = keeping.term
