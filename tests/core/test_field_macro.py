"""The field macro hands attributes on as HTML knows them."""

from __future__ import annotations

from flask import Flask, render_template_string

from portal.profiles.round_forms import SubmitForm


def test_attributes_of_htmx_keep_their_hyphens(app: Flask) -> None:
    with app.test_request_context("/"):
        html = render_template_string(
            '{% from "macros/field.html" import field %}{{ field(form.find, hx_get="/x", hx_trigger="input") }}',
            form=SubmitForm(),
        )
    assert 'hx-get="/x"' in html
    assert 'hx-trigger="input"' in html
    assert "hx_" not in html
