"""Forms about a country: how long each kind is kept there, and what it is for."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from portal.core.forms import Form, at_most, required
from portal.core.i18n import LOCALES, NAMES
from portal.people.forms.fields import Version
from portal.privacy import kinds
from portal.privacy.forms import strip

SHORTEST, LONGEST = 1, 240  # months


def terms_form(**options: Any) -> Form:
    """A form with two numbers of months for each kind that is registered."""
    bounds = NumberRange(SHORTEST, LONGEST, _l("Fill in a number of months from 1 to 240."))
    fields: dict[str, Any] = {"base": Version()}
    for code, kind in kinds.KINDS.items():
        named = _(kind.name)
        fields[f"{code}_months"] = IntegerField(
            _("%(kind)s: months from its day", kind=named),
            [InputRequired(_l("Fill in a number of months from 1 to 240.")), bounds],
        )
        fields[f"{code}_leaving"] = IntegerField(
            _("%(kind)s: months after leaving the company", kind=named), [Optional(), bounds],
            description=_("Leave it empty if leaving changes nothing."),
        )  # fmt: skip
    return type("TermsForm", (Form,), fields)(**options)


def wanted_terms(form: Form) -> dict[str, Any]:
    """The months as the service takes them."""
    return {name: form[name].data for code in kinds.KINDS for name in (f"{code}_months", f"{code}_leaving")}


def purpose_form(**options: Any) -> Form:
    """A text in each language."""
    fields: dict[str, Any] = {"base": Version()}
    for locale in LOCALES:
        fields[locale] = TextAreaField(
            NAMES[locale], [required(_l("Write the text in each language.")), at_most(4000)], filters=[strip]
        )
    return type("PurposeForm", (Form,), fields)(**options)


def wanted_text(form: Form) -> dict[str, str]:
    """{locale: text}."""
    return {locale: form[locale].data for locale in LOCALES}
