"""The shape of what people fill in around a talk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from portal.core.days import DayField
from portal.core.forms import Form, at_most, one_line, required
from portal.core.i18n import LOCALES, NAMES
from portal.people.forms.fields import OneOf, Pick, Version, options
from portal.talks.models import TalkForm

LONGEST = 4_000


def _strip(text: str | None) -> str:
    return (text or "").strip()


class PlanForm(Form):
    """A talk to plan, or to plan anew."""

    base = Version()
    form = OneOf(
        _l("Which talk"),
        choices=options((TalkForm.FULL.value, _l("Full talk")), (TalkForm.SHORT.value, _l("Short, 10 to 15 minutes"))),
    )
    day = DayField(_l("Day"), [required(_l("Fill in the day."))])
    at = StringField(_l("Time"), [at_most(5), one_line], filters=[_strip])
    locale = Pick(_l("Language of the talk"), coerce=lambda value: str(value or ""))

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self.locale.offer([(code, NAMES[code]) for code in LOCALES])


class TakeOverForm(Form):
    """To hold a talk that a former manager planned."""

    base = Version()


class CancelForm(Form):
    """Why a talk does not take place."""

    base = Version()
    reason = StringField(
        _l("Reason"), [required(_l("Write the reason: you both see it.")), at_most(500), one_line], filters=[_strip]
    )


class SignForm(Form):
    """Read, with a remark or without; `seen` is the version on the page."""

    seen = Version()
    remark = TextAreaField(_l("Your remark"), [at_most(LONGEST)], filters=[_strip])


class ReopenForm(Form):
    """Why a signed talk is opened again."""

    reason = TextAreaField(
        _l("Reason"), [required(_l("Write the reason: you both see it.")), at_most(LONGEST)], filters=[_strip]
    )
