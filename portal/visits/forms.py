"""Forms of the calendar: planning a contact, and changing one."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import ValidationError

from portal.core.days import DayField
from portal.core.forms import Form, at_most, required
from portal.people.forms.fields import OneOf, Pick, Version, options
from portal.visits.models import Channel
from portal.visits.services.calendar import LONGEST, SHORTEST, USUAL
from portal.visits.words import CHANNELS

PURPOSE = 500
_TYPED = re.compile(r"\s*(\d{1,2})(?:[:.u](\d{2})|u)?\s*", re.ASCII | re.IGNORECASE)
HOURS, MINUTES = 24, 60


class TimeField(StringField):
    """A time of the day as people type it: 9, 9:30, 09.30 or 9u30; `data` is HH:MM, or None for none."""

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else self.data or ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was posted; empty means that no time was agreed yet."""
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        found = _TYPED.fullmatch(valuelist[0])
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (HOURS, 0)
        if hour >= HOURS or minute >= MINUTES:
            raise ValueError(_("Write the time like this: 14:30"))
        self.data = f"{hour:02d}:{minute:02d}"


class _Contact(Form):
    """What planning and changing share."""

    channel = OneOf(_l("How"), default=str(Channel.VISIT), choices=[])
    day = DayField(_l("Day"), [required(_l("Fill in the day."))])
    at = TimeField(_l("Time"))
    minutes = IntegerField(_l("Minutes"), default=USUAL)
    contact_id = Pick(_l("With whom"))
    branch_id = Pick(_l("Branch"))
    purpose = TextAreaField(
        _l("Purpose"), [at_most(PURPOSE)], filters=[lambda text: (text or "").strip()]
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.channel.choices = options(*((str(one), _(words)) for one, words in CHANNELS.items()))

    def validate_minutes(self, field: Any) -> None:
        """Between five minutes and a day."""
        if field.data is None or not SHORTEST <= field.data <= LONGEST:
            field.errors = []
            raise ValidationError(_("A contact takes between 5 minutes and a day."))

    def details(self) -> dict[str, Any]:
        """What a contact is about, as the service takes it."""
        return {
            "purpose": self.purpose.data, "branch_id": self.branch_id.data, "contact_id": self.contact_id.data,
            "minutes": self.minutes.data,
        }


class PlanForm(_Contact):
    """A contact that no agreement asks for. `uid` is made with the page: sent twice, it is planned once."""

    uid = StringField()
    back = StringField()


class ChangeForm(_Contact):
    """Another day, time or channel of a contact, or other details."""

    base = Version()


