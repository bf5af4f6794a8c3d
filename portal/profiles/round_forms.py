"""Forms of a review round: submit, decide, remark, answer, publish."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.form import BaseForm
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import HiddenInput

from portal.core import clock
from portal.core.days import DayField
from portal.core.forms import Form, at_most, required
from portal.documents.models import Answer, Outcome, RemarkKind

LONGEST = 4_000
MOST_ID = 2**31 - 1
MOST_REVIEWERS = 50


class Number(IntegerField):
    """A bounded number that travels hidden: the version that was seen, a seat."""

    widget = HiddenInput()


def bounded() -> list[Any]:
    """The validators of such a number."""
    return [NumberRange(1, MOST_ID)]


def _not_before_today(_form: BaseForm, field: DayField) -> None:
    if field.data and field.data < clock.today():
        raise ValidationError(_l("Choose today or a later day."))


class SubmitForm(Form):
    """Send a version to its reviewers."""

    reviewers = SelectMultipleField(_l("Reviewers"), coerce=int, validate_choice=False)
    due = DayField(
        _l("Decide no later than"),
        validators=[required(_l("Fill in the date by which the reviewers decide.")), _not_before_today],
    )
    note = TextAreaField(_l("Message to the reviewers"), validators=[at_most(LONGEST)])
    find = StringField(_l("Find somebody else"), validators=[at_most(100)])

    def validate_reviewers(self, field: SelectMultipleField) -> None:
        """At least one."""
        if not field.data:
            raise ValidationError(_l("Choose at least one reviewer."))
        if len(field.data) > MOST_REVIEWERS or not all(0 < one <= MOST_ID for one in field.data):
            raise ValidationError(_l("Choose reviewers from the list."))


class DecideForm(Form):
    """Approve, or request changes; for the version that was seen."""

    seen = Number(validators=bounded())
    seat = Number(validators=[required(_l("Open the review again and choose in whose place you decide.")), *bounded()])
    outcome = HiddenField(validators=[required(_l("Choose whether you approve or request changes."))])
    comment = TextAreaField(_l("Reason or remark"), validators=[at_most(LONGEST)])

    def validate_outcome(self, field: HiddenField) -> None:
        """One of the two buttons."""
        if field.data not in set(Outcome):
            raise ValidationError(_l("Choose whether you approve or request changes."))


class SeenForm(Form):
    """A button that names the version it was pressed for."""

    seen = Number(validators=bounded())


class RemarkForm(Form):
    """A comment or a change request on an item, or on the whole version (empty `part`)."""

    seen = Number(validators=bounded())
    part = HiddenField(validators=[at_most(8)])
    locale = HiddenField(validators=[at_most(2)])
    seat = Number(validators=[Optional(), *bounded()])
    kind = HiddenField(validators=[required(_l("Choose between a change request and a comment."))])
    text = TextAreaField(
        _l("What do you want to say?"),
        validators=[required(_l("Write your comment or change request.")), at_most(LONGEST)],
    )

    def validate_kind(self, field: HiddenField) -> None:
        """One of the two buttons."""
        if field.data not in set(RemarkKind):
            raise ValidationError(_l("Choose between a change request and a comment."))


class AnswerForm(Form):
    """Answer a change request with one of two buttons."""

    answer = HiddenField(validators=[required(_l("Choose whether it was done."))])
    text = TextAreaField(_l("Explanation"), validators=[at_most(LONGEST)])

    def validate_answer(self, field: HiddenField) -> None:
        """One of the two buttons."""
        if field.data not in set(Answer):
            raise ValidationError(_l("Choose whether it was done."))


class PublishForm(Form):
    """Put the approved version in force."""

    seen = Number(validators=bounded())
    valid_from = DayField(
        _l("Valid from"), validators=[required(_l("Fill in the date from which it is valid.")), _not_before_today]
    )
    ask = BooleanField(_l("Ask the job holders to confirm that they have read it"))
    reason = TextAreaField(_l("Why it is published all the same"), validators=[at_most(LONGEST)])


class OnForm(Form):
    """Read a profile as it was on a day."""

    class Meta:
        csrf = False

    on = DayField(_l("Date"), validators=[required(_l("Fill in a date."))])


def default_due(days: int, country: str | None) -> date:
    """The date that a reviewer gets by default: so many working days of the country from today."""
    return clock.add_working_days(clock.today(), days, country)
