"""Forms of a decision: decide with its change requests, remark, ask for advice, and buttons that name a version."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField, SelectField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from portal.core import clock
from portal.core.days import DayField
from portal.core.forms import Form, at_most, required, without_nul
from portal.documents.models import Asked, Outcome
from portal.plans.approval import Wish
from portal.plans.models import Step
from portal.plans.seats import APPROVER, SECOND
from portal.profiles.round_forms import Number, bounded

LONGEST = 4_000
MOST_WISHES = 50
LONGEST_KEY = 8
WISH, REMARK = "wish-", "say-"
BACK = ("review", "today", "list")
FARTHEST = timedelta(days=90)


class DecideForm(Form):
    """Decide on the version that was seen, in the seat that the page showed. `back` is where the button stood."""

    seen = Number(validators=bounded())
    seat = HiddenField()
    back = HiddenField()
    outcome = HiddenField(validators=[required(_l("Choose whether you approve, request changes or reject."))])
    step = HiddenField()
    comment = TextAreaField(_l("Reason or remark"), validators=[at_most(LONGEST)])

    def validate_outcome(self, field: HiddenField) -> None:
        """One of the three buttons."""
        if field.data not in set(Outcome):
            raise ValidationError(_l("Choose whether you approve, request changes or reject."))

    def validate_step(self, field: HiddenField) -> None:
        """A step of the rubric, or none: the seat decides whether one is needed."""
        if field.data and field.data not in set(Step):
            raise ValidationError(_l("Choose how well the goals are substantiated."))

    def validate_seat(self, field: HiddenField) -> None:
        """One of the two seats."""
        if field.data not in {APPROVER, SECOND}:
            raise ValidationError(_l("Open the plan again: it is not clear in which place you decide."))

    @property
    def chosen_step(self) -> Step | None:
        """The step of the rubric."""
        return Step(self.step.data) if self.step.data else None

    @property
    def place(self) -> str:
        """Where the button stood."""
        return self.back.data if self.back.data in BACK else "review"


def typed(fields: MultiDict[str, str], prefix: str) -> dict[str, str]:
    """What was typed beside items: {part key: text}, without what is empty. The key of the whole plan is ""."""
    found = {}
    for name in fields:
        key, text = name.removeprefix(prefix), without_nul(fields[name]).strip()
        if name.startswith(prefix) and text and len(key) <= LONGEST_KEY:
            found[key] = text
    return found


def wishes_of(texts: dict[str, str]) -> list[Wish]:
    """The change requests. Raises `ValueError` with the sentence when there are too many or one is too long."""
    if len(texts) > MOST_WISHES:
        raise ValueError(_l("These are too many requests at once. Say the main ones."))
    if any(len(text) > LONGEST for text in texts.values()):
        raise ValueError(_l("A request is too long. Use at most 4,000 characters."))
    return [Wish(key, text) for key, text in texts.items()]


class SeenForm(Form):
    """A button that names the version, or the revision of the draft, it was pressed for."""

    seen = Number(validators=bounded())


class AdviceForm(Form):
    """Ask a colleague."""

    person = SelectField(_l("Colleague"), coerce=int, validate_choice=False)
    asked = RadioField(
        _l("What do you ask?"),
        choices=[
            SelectChoice(Asked.ADVICE.value, _l("Advice")),
            SelectChoice(Asked.CONTENT.value, _l("Reading the content as an expert")),
        ],
        default=Asked.ADVICE.value,
    )
    question = TextAreaField(
        _l("Your question"), validators=[required(_l("Write what you want to know.")), at_most(LONGEST)]
    )
    due = DayField(_l("Answer no later than"), validators=[required(_l("Fill in the date of the answer."))])

    def validate_person(self, field: SelectField) -> None:
        """Somebody is chosen."""
        if not field.data or not 0 < field.data < 2**31:
            raise ValidationError(_l("Choose a colleague to ask."))

    def validate_due(self, field: DayField) -> None:
        """From today, and within a quarter."""
        if field.data and not clock.today() <= field.data <= clock.today() + FARTHEST:
            raise ValidationError(_l("Choose a day from today to three months ahead."))


class AnswerForm(Form):
    """The advice itself, or a remark on the whole plan."""

    seen = Number(validators=[Optional(), *bounded()])
    text = TextAreaField(_l("Your advice"), validators=[at_most(LONGEST)])
