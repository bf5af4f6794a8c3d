"""A person's own settings, password and absence."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import ValidationError

from portal.core.days import DayField
from portal.core.forms import Form, required
from portal.core.i18n import NAMES
from portal.people.forms.fields import Confirmed, OneOf, Pick, Version, options
from portal.people.models import MailWish, Scheme
from portal.people.passwords import fault

WISHES = options(
    (MailWish.AT_ONCE, _l("At once")), (MailWish.DIGEST, _l("In one mail a day")), (MailWish.NONE, _l("No mail"))
)


class ChoicesForm(Form):
    """Language, colours and mail."""

    base = Version()
    locale = OneOf(
        _l("Language"),
        choices=options(*NAMES.items(), ("", _l("As my browser asks"))),
    )
    scheme = OneOf(
        _l("Colours"),
        choices=options((Scheme.AUTO, _l("As my device")), (Scheme.LIGHT, _l("Light")), (Scheme.DARK, _l("Dark"))),
    )
    mail_decisions = OneOf(_l("When somebody asks for my decision or answer"), choices=WISHES)
    mail_news = OneOf(_l("When something changed"), choices=WISHES)


class NewPasswordForm(Form):
    """A new password, long enough, not common, not made of what it is about: the person's name and address."""

    new_password = PasswordField(_l("New password"), [required(_l("Fill in a new password."))])

    def __init__(self, *about: str, **options: Any) -> None:
        super().__init__(**options)
        self.about = about

    def validate_new_password(self, field: Any) -> None:
        """Stop at a password that will not do, with the reason as its error."""
        if field.data and (reason := fault(field.data, *self.about)):
            raise ValidationError(reason)


class ConfirmedPasswordForm(Confirmed, NewPasswordForm):
    """A new password, confirmed with the present one of whoever types it."""


class AbsenceForm(Form):
    """First and last day, and who stands in."""

    base = Version()
    starts = DayField(_l("First day"), [required(_l("Fill in the first day."))])
    ends = DayField(_l("Last day"), [required(_l("Fill in the last day."))])
    deputy = Pick(_l("Deputy"))

    def wanted(self) -> dict[str, Any]:
        """The absence as the services take it."""
        return {"starts": self.starts.data, "ends": self.ends.data, "deputy": self.deputy.data}
