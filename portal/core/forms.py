"""Forms: the shape of input. Sentences of WTForms itself are ours too, so that they speak the reader's language."""

from __future__ import annotations

from typing import Any
from unicodedata import category

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length, ValidationError


def without_nul(value: Any) -> Any:
    """The text without zero bytes, which PostgreSQL cannot hold and nobody types."""
    return value.replace("\x00", "") if isinstance(value, str) else value


class Form(FlaskForm):
    """A form bound to the request; the CSRF field is drawn by the form macro, without an id."""

    class Meta(FlaskForm.Meta):
        """Every text field drops zero bytes, unless it refuses all control characters by itself (`one_line`)."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            if issubclass(unbound_field.field_class, StringField):
                validators = unbound_field.kwargs.get("validators") or [
                    one for given in unbound_field.args if isinstance(given, list | tuple) for one in given
                ]
                if one_line not in validators:
                    filters = unbound_field.kwargs.get("filters", ())
                    options = {**options, "filters": (*filters, without_nul)}
            return unbound_field.bind(form=form, **options)

    def errors_by_field(self) -> list[tuple[Any, str]]:
        """Every error with its field, in the order of the page, for the summary."""
        return [(field, error) for field in self for error in field.errors]


def required(message: Any) -> DataRequired:
    """The field must be filled in; `message` says what to fill in, in the words of its label."""
    return DataRequired(message=message)


def at_most(length: int) -> Length:
    """At most `length` characters; the message says how many."""
    return Length(max=length, message=_l("Use at most %(max)d characters."))


def one_line(_form: Any, field: Any) -> None:
    """Refuses line breaks and control characters: they would forge mail headers and log lines."""
    if field.data and (len(f"{field.data}.".splitlines()) > 1 or any(category(sign) == "Cc" for sign in field.data)):
        raise ValidationError(_l("Keep this on one line."))
