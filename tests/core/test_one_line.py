"""A name goes into mail headers, log lines and file names: whatever some reader takes for a line break is refused."""

from __future__ import annotations

import pytest
from flask import Flask
from wtforms import StringField

from portal.core.forms import Form, one_line


class Named(Form):
    """A form with one line."""

    name = StringField("Name", [one_line])


@pytest.mark.parametrize("sign", ["\n", "\r", "\t", "\x0b", "\x1c", "\x7f", "\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize("place", ["Bakker{}Bart", "Bakker{}"])
def test_a_line_break_of_any_kind_is_refused(app: Flask, sign: str, place: str) -> None:
    with app.test_request_context(method="POST", data={"name": place.format(sign)}):
        form = Named(meta={"csrf": False})
        assert not form.validate()
        assert "name" in form.errors


@pytest.mark.parametrize("name", ["Bakker Bart", "Ørsted Kjøtt", "Café\u00a0de\u202fZon", "株式会社", "👩‍🌾 Boer"])
def test_what_people_write_on_one_line_is_taken(app: Flask, name: str) -> None:
    with app.test_request_context(method="POST", data={"name": name}):
        assert Named(meta={"csrf": False}).validate()
