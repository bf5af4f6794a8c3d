"""What the style page shows: a form that was sent half empty, a day and a moment."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FileField, RadioField, SelectChoice, SelectField, StringField, TextAreaField

from portal.core.days import DayField
from portal.core.forms import Form, required
from portal.core.i18n import NAMES
from portal.home.style_figures import sample_cards, sample_charts


class SampleForm(Form):
    """One field of each kind."""

    title = StringField(_l("Title"), [required(_l("Fill in a title."))])
    text = TextAreaField(_l("Text"))
    note = StringField(_l("Abbreviation"))
    language = SelectField(_l("Language"), choices=[SelectChoice(code, name) for code, name in NAMES.items()])
    day = DayField(_l("Valid from"))
    file = FileField(_l("Document"))
    kind = RadioField(
        _l("Kind"),
        [required(_l("Choose a kind."))],
        choices=[SelectChoice("new", _l("New")), SelectChoice("instead", _l("Replaces another"))],
    )
    agreed = BooleanField(_l("I have read the profile"))


def sample() -> dict[str, Any]:
    """The context of `style/show.html`."""
    form = SampleForm(MultiDict({"language": "nl", "day": "31-02-2026"}), meta={"csrf": False})
    form.validate()
    made = {"form": form, "day": date(2026, 11, 26), "moment": datetime(2026, 11, 21, 13, 32, tzinfo=UTC)}
    return made | {"figure_cards": sample_cards(), "drawn": sample_charts()}
