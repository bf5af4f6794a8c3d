"""Fields that several forms share, and how a refusal of the rules lands at its field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import Field, HiddenField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields import Choice, SelectChoice
from wtforms.validators import ValidationError

from portal.core.errors import Refused
from portal.core.forms import Form, at_most, one_line, required
from portal.core.i18n import format_date
from portal.people import sign_in as door
from portal.people.history import REFUSALS
from portal.people.services.versions import Stale

LARGEST = 2_147_483_647
_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\]+\.[^@\s<>,;:\"()\[\]\\.]{2,}")


def number(value: Any) -> int | None:
    """The number that a text stands for; None when it is not one that an id can have."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= LARGEST else None


class Version(HiddenField):
    """The version an edit started from; anything else than a number is an old one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number."""
        self.data = number(valuelist[0] if valuelist else "") or 0


class Pick(SelectField):
    """One of a list by its number; None when nothing is chosen. What is not in the list is refused."""

    def __init__(self, label: Any, validators: Any = (), *, coerce: Any = number, **options: Any) -> None:
        super().__init__(label, validators, coerce=coerce, choices=[], **options)

    def offer(self, options: Iterable[tuple[Any, str]], none: str | None = None) -> None:
        """What can be chosen as (value, words); `none` are the words of choosing nothing."""
        first = [SelectChoice("", none)] if none is not None else []
        self.choices = first + [SelectChoice(str(value), words) for value, words in options]

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms gives the form
        """Only what is in the list."""
        posted = self.raw_data[0] if self.raw_data else ""
        if posted not in {choice.value for choice in self.choices} and (posted or not self.flags.required):
            raise ValidationError(_("Choose one from the list."))

    def iter_choices(self) -> Any:
        """The options, with the one chosen marked: values are compared as the form posts them."""
        chosen = self.shown(self.data)
        for choice in self.choices:
            yield Choice(choice.value, str(choice.label), choice.value == chosen, {})

    def shown(self, value: Any) -> str:
        """A value as the form posts it."""
        return "" if value is None else str(value)

    def words(self, value: Any) -> str:
        """What the list calls a value."""
        return next((str(choice.label) for choice in self.choices if choice.value == self.shown(value)), "")


class Job(Pick):
    """A role, with a level or without: `(role, level or None)`, posted as 3 or 3:7."""

    def __init__(self, label: Any, validators: Any = (), **options: Any) -> None:
        super().__init__(label, validators, coerce=self.read, **options)

    @staticmethod
    def read(value: Any) -> tuple[int, int | None] | None:
        """The pair that a posted value stands for."""
        role, _colon, level = str(value).partition(":")
        found = number(role)
        return None if found is None else (found, number(level))

    def process_data(self, value: Any) -> None:
        """The pair as it is."""
        self.data = value

    def shown(self, value: Any) -> str:
        """3 or 3:7."""
        return "" if value is None else f"{value[0]}:{value[1]}" if value[1] else str(value[0])


class OneOf(RadioField):
    """Radios with our own sentence for what is not among them."""

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms gives the form
        """Only what is offered."""
        if self.data not in {choice.value for choice in self.choices}:
            raise ValidationError(_("Choose one of these."))

    def words(self, value: Any) -> str:
        """What the radios call a value."""
        return next((str(choice.label) for choice in self.choices if choice.value == value), "")


def options(*pairs: tuple[str, Any]) -> list[SelectChoice]:
    """Choices of radios as (value, words)."""
    return [SelectChoice(value, words) for value, words in pairs]


def is_address(text: str) -> bool:
    """Whether this can be an e-mail address."""
    return bool(_ADDRESS.fullmatch(text))


def address(_form: Any, field: Any) -> None:
    """Refuses what cannot be an e-mail address."""
    if field.data and not is_address(field.data.strip()):
        raise ValidationError(_("Fill in an e-mail address such as kari@firm.example."))


class Confirmed(Form):
    """A form whose change is grave: it asks for one's own password again."""

    your_password = PasswordField(_l("Your own password"), [at_most(200)])

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields, then the password, so that a slip elsewhere costs no try."""
        if not super().validate(extra_validators):
            return False
        return not self.must_confirm() or confirmed(self.your_password)

    def must_confirm(self) -> bool:
        """Whether this change needs the password."""
        return True


def confirmed(field: Field) -> bool:
    """Whether the signed-in person typed their own password here; a sentence stands at the field when not."""
    if not field.data:
        field.errors = [_("Fill in your own password to confirm this.")]
        return False
    try:
        right = door.confirm(current_user, field.data, address=request.remote_addr or "")
    except door.Throttled:
        field.errors = [_("Too many tries. Wait a quarter of an hour and try again.")]
        return False
    if not right:
        field.errors = [_("This is not your present password. Try again.")]
    return right


def attempt(form: Form, action: Callable[[], Any], refusals: Mapping[str, str] = REFUSALS) -> int:
    """Validate and act: 0 when done, else the status with which the form is drawn again.

    A refusal stands at its field, in the sentence of its code; a stale edit shows what it is now beside what was
    typed, and a second save is meant.
    """
    if not form.validate():
        return 422
    try:
        action()
    except Stale as late:
        form.stale = [(f, said(f, late.now[f.short_name])) for f in form if differs(f, late.now)]
        form.base.data, form.base.raw_data = late.rev, None
        return late.status
    except Refused as refusal:
        sentence = _(refusals[refusal.code], **{k: v for k, v in refusal.values.items() if k != "field"})
        field = refusal.values.get("field")
        if field in form:
            form[field].errors = [*form[field].errors, sentence]
        else:
            form.form_errors.append(sentence)
        return refusal.status
    return 0


def differs(field: Field, now: dict[str, Any]) -> bool:
    """Whether what was typed is not what it is now."""
    return field.short_name in now and (field.data or None) != (now[field.short_name] or None)


def said(field: Field, value: Any) -> str:
    """A value in the words of its field."""
    if hasattr(field, "words"):
        return field.words(value) or _("nothing")
    if hasattr(value, "isoformat"):
        return format_date(value, "short")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or _("nothing")
    return str(value if value is not None else "") or _("nothing")


def name_field(label: Any, message: Any, longest: int = 120) -> StringField:
    """A required line of text."""
    return StringField(
        label, [required(message), at_most(longest), one_line], filters=[lambda text: (text or "").strip()]
    )
