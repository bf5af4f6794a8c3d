"""Forms of plans that are no part of its text: start, paste, submit."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from portal.core.forms import Form, at_most
from portal.plans.models import PlanKind
from portal.plans.words import KINDS

LONGEST_NOTE = 2_000
LONGEST_PASTE = 200_000  # characters
COPY, PASTE, EMPTY = "copy", "paste", "empty"


class StartForm(Form):
    """For whom, for which year, of what kind, and what it begins with."""

    kind = SelectField(_l("Kind"), validators=[InputRequired()])
    customer = SelectField(_l("Customer"), coerce=int, validators=[Optional()])
    year = IntegerField(
        _l("Year"),
        validators=[
            InputRequired(_l("Choose a year between 2000 and 2100.")),
            NumberRange(2000, 2100, _l("Choose a year between 2000 and 2100.")),
        ],
    )
    begin = RadioField(_l("Begin with"), validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [SelectChoice(kind.value, _(word)) for kind, word in KINDS.items()]

    def validate_customer(self, field: Any) -> None:
        """A plan about a customer names one."""
        if self.kind.data != PlanKind.PORTFOLIO and not field.data:
            raise ValidationError(_("Choose the customer."))


class PasteForm(Form):
    """Text that exists already."""

    text = TextAreaField(_l("Your text"))

    def validate_text(self, field: Any) -> None:
        """There is some, and not a whole archive."""
        if not (field.data or "").strip():
            raise ValidationError(_("Paste the text of your plan here."))
        if len(field.data) > LONGEST_PASTE:
            field.data = ""  # what is too large is not sent back: the person still has it where it was copied
            raise ValidationError(_("This text is too large for a plan. Paste at most 200,000 characters at a time."))


class SubmitForm(Form):
    """What the approver should know."""

    note = TextAreaField(_l("Note to the approver"), validators=[at_most(LONGEST_NOTE)])
