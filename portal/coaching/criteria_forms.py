"""Forms about criteria: one element in all languages, a set for some people, an agreement, the day it starts."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import Regexp

from portal.coaching.criteria_edits import CRITERION, GROUP, QUESTION, TEXTS
from portal.core import i18n
from portal.core.days import DayField
from portal.core.forms import Form, at_most, one_line, required
from portal.people.forms.fields import Job, Pick, Version

SHORT, LONG = 120, 400
NUMBER = r"[A-Z][1-9][0-9]?\Z"  # A1 to Z99
LABELS = {
    "title": _l("Name"),
    "asks": _l("To the seller"),
    "about": _l("About the seller, for the coach"),
    "anchor1": _l("What step 1 looks like"),
    "anchor3": _l("What step 3 looks like"),
    "anchor5": _l("What step 5 looks like"),
    "text": _l("Question"),
}
HINTS = {
    "asks": _l("As the seller reads it at the own rating: speak to the seller."),
    "about": _l("As the coach reads it: speak of the seller."),
    "anchor1": _l("What is done or said, no judgement."),
    "text": _l("Short and open, for the conversation afterwards."),
}


def strip(text: str | None) -> str:
    """The text without blanks around it."""
    return (text or "").strip()


class ElementForm(Form):
    """One element: a field per text and language, named `text_locale`."""

    kind = ""
    base = Version()

    def values(self) -> dict[str, str]:
        """As the edits take them."""
        return {field.short_name: field.data or "" for field in self if field.short_name not in {"base", "csrf_token"}}

    def rows(self, locales: Collection[str]) -> list[tuple[str, list[tuple[str, Any]]]]:
        """The fields by text, each with its language: (text, [(locale, field)])."""
        return [(name, [(locale, self[f"{name}_{locale}"]) for locale in locales]) for name in TEXTS[self.kind]]

    def validate(self, extra_validators: Any = None) -> bool:
        """Every field, and a name (or question) in one language at least."""
        right = super().validate(extra_validators)
        first = [self[f"{TEXTS[self.kind][0]}_{locale}"] for locale in i18n.LOCALES]
        if not any(field.data for field in first):
            first[0].errors = [*first[0].errors, _("Fill this in, in one language at least.")]
            return False
        return right


@cache
def form_of(kind: str) -> type[ElementForm]:
    """The form of a group, a criterion or a question."""
    fields: dict[str, Any] = {"kind": kind}
    if kind == CRITERION:
        fields["code"] = StringField(
            _l("Number on the form"),
            [
                required(_l("Fill in a number, such as A5.")),
                Regexp(NUMBER, message=_l("A number is a letter and one or two digits, such as A5.")),
            ],
            filters=[strip, str.upper],
        )
    for name in TEXTS[kind]:
        for locale in i18n.LOCALES:
            label = _l("%(what)s (%(language)s)", what=LABELS[name], language=i18n.WORDS[locale])
            fields[f"{name}_{locale}"] = (
                StringField(label, [at_most(SHORT), one_line], filters=[strip])
                if name == "title"
                else TextAreaField(label, [at_most(LONG)], filters=[strip, lines_as_spaces], render_kw={"rows": 2})
            )
    return type(f"{kind.capitalize()}Form", (ElementForm,), fields)


def lines_as_spaces(text: str) -> str:
    """The text on one line: a label on a form has no paragraphs."""
    return " ".join(text.split())


KINDS = (GROUP, CRITERION, QUESTION)


class CopyForm(Form):
    """For whom a new set is, and with which text it begins."""

    of = Pick(_l("Begin with the text of"), [required(_l("Choose a set to begin with."))])
    job = Job(_l("Role"))
    country = Pick(_l("Country"), coerce=lambda value: str(value) or None)


class AgreeForm(Form):
    """What was agreed in one country."""

    agreed_on = DayField(_l("Agreed on"), [required(_l("Fill in the day on which it was agreed."))])
    party = StringField(
        _l("With whom"), [required(_l("Fill in with whom it was agreed.")), at_most(200), one_line], filters=[strip]
    )
    document = StringField(
        _l("Where the paper is"), [required(_l("Fill in the title or number of the paper.")), at_most(200), one_line],
        filters=[strip],
    )


class ForceForm(Form):
    """From which day a version counts."""

    base = Version()
    day = DayField(_l("In force from"), [required(_l("Fill in the day from which it counts."))])


class SeenForm(Form):
    """The version of the draft that was looked at."""

    base = Version()
