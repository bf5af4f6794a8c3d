"""Forms about agreements, openings, corrections, terms, holds and purposes."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from portal.core.days import DayField
from portal.core.forms import Form, at_most, one_line, required
from portal.people.forms.fields import OneOf, Version, options
from portal.privacy import words
from portal.privacy.models import AgreedBy, Answer, Covers
from portal.privacy.services.agreements import Agreed

LONG = 4000


def strip(text: str | None) -> str:
    """The text without blanks around it."""
    return (text or "").strip()


def _line(label: Any, message: Any) -> StringField:
    return StringField(label, [required(message), at_most(200), one_line], filters=[strip])


def _text(label: Any, message: Any, longest: int = LONG) -> TextAreaField:
    return TextAreaField(label, [required(message), at_most(longest)], filters=[strip])


class AgreementForm(Form):
    """What was agreed with the employees' representatives."""

    covers = OneOf(_l("What it is about"), choices=options(*((one, _l(text)) for one, text in words.COVERS.items())))
    kind = OneOf(_l("How it came about"), choices=options(*((one, _l(text)) for one, text in words.AGREED.items())))
    agreed_on = DayField(_l("Agreed on"), [required(_l("Fill in the day on which it was agreed."))])
    party = _line(_l("With whom"), _l("Fill in with whom it was agreed."))
    document = _line(_l("Where the paper is"), _l("Fill in the title or number of the paper."))
    about = TextAreaField(_l("Scope, in the words of the paper"), [at_most(LONG)], filters=[strip])
    evaluate_on = DayField(_l("Evaluate on"), [required(_l("Fill in the day of the evaluation."))])

    def wanted(self) -> Agreed:
        """As the service takes it."""
        return Agreed(
            Covers(self.covers.data), AgreedBy(self.kind.data), self.agreed_on.data, self.party.data,
            self.document.data, self.about.data, self.evaluate_on.data,
        )  # fmt: skip


class EndForm(Form):
    """Why an agreement ends."""

    base = Version()
    reason = _text(_l("Reason"), _l("Say why it ends."), 1000)


class EvaluatedForm(Form):
    """When the agreement is looked at again."""

    base = Version()
    evaluate_on = DayField(_l("Next evaluation on"), [required(_l("Fill in the day of the next evaluation."))])


class OpenForm(Form):
    """Why HR opens a record."""

    reason = _text(_l("Reason"), _l("Say why you open this. The person reads your reason."), 1000)


class AskForm(Form):
    """What should be put right."""

    what = _text(_l("What is not right, and what should it say?"), _l("Write what should be put right."), 2000)


class AnswerForm(Form):
    """What becomes of a request."""

    answer = OneOf(_l("Answer"), choices=options(*((one, _l(text)) for one, text in words.ANSWERS.items())))
    reason = _text(_l("Reason"), _l("Give a reason for your answer."), 2000)

    def chosen(self) -> Answer:
        """As the service takes it."""
        return Answer(self.answer.data)


class ReasonForm(Form):
    """A reason that is kept: for stopping deletion, or for asking an export."""

    reason = _text(_l("Reason"), _l("Write a reason."), 1000)
