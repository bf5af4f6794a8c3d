"""The shape of what people fill in around recurring work."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import ValidationError

from portal.core import i18n
from portal.core.days import DayField
from portal.core.forms import Form, at_most, required
from portal.core.numbers import parse
from portal.duties.rhythms import WITH_RHYTHM
from portal.duties.words import MANY
from portal.people.forms.fields import OneOf, Pick, Version, options

LONGEST, MOST_DAYS = 2_000, 10


def _strip(text: str | None) -> str:
    return (text or "").strip()


class WaiveForm(Form):
    """Why it is not needed; `base` is the revision on the page."""

    base = Version()
    reason = TextAreaField(
        _l("Reason"), [required(_l("Write the reason: you both see it.")), at_most(LONGEST)], filters=[_strip]
    )


class WithdrawForm(Form):
    """Asked after all."""

    base = Version()


class NoteForm(Form):
    """When it was done, and in a few words what."""

    base = Version()
    done_on = DayField(_l("On which day"), [required(_l("Fill in the day."))])
    text = TextAreaField(
        _l("In a few words"), [required(_l("Write in a few words what was done.")), at_most(LONGEST)], filters=[_strip]
    )


class RhythmForm(Form):
    """Another interval, for whom, from when, and why."""

    by = OneOf(_l("What comes back"), choices=options(*((by.value, _l(MANY[by])) for by in WITH_RHYTHM)))
    every = Pick(_l("How often"), coerce=lambda value: str(value or ""))
    whom = Pick(_l("For"), [required(_l("Choose for whom."))], coerce=lambda value: str(value or ""))
    starts = DayField(_l("From"), [required(_l("Fill in the first day."))])
    reason = StringField(_l("Reason"), [at_most(LONGEST)], filters=[_strip])


def _days(label: Any) -> StringField:
    return StringField(label, [required(_l("Fill in a number."))], filters=[_strip])


class FieldDaysForm(Form):
    """How many field days one of each kind takes."""

    base = Version()
    ride_along = _days(_l("Field days for a ride-along"))
    listening = _days(_l("Field days for listening in"))
    talk = _days(_l("Field days for a progress talk"))

    def validate_ride_along(self, field: StringField) -> None:
        """A number of days that one takes."""
        try:
            number = parse(field.data, i18n.current())
        except ValueError:
            number = Decimal(-1)
        if not 0 <= number <= MOST_DAYS or number != round(number, 2):
            raise ValidationError(_("Fill in a number of days from 0 to %(most)s, such as %(example)s.",
                                    most=MOST_DAYS, example=i18n.format_number(0.5)))

    validate_listening = validate_talk = validate_ride_along

    def wanted(self) -> dict[str, float]:
        """The setting as it is kept, by kind."""
        fields = {"ride_along": self.ride_along, "listening": self.listening, "talk": self.talk}
        return {name: float(parse(field.data, i18n.current())) for name, field in fields.items()}
