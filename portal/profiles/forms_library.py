"""Shape of the input about importing, starting, adopting profiles and about their details."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from portal.core import clock, i18n
from portal.core.days import DayField
from portal.core.forms import Form, at_most, one_line, required
from portal.profiles import names

LONGEST_PASTE = 400_000
DRAFTS, ADOPT = "drafts", "adopt"
ORGANISATION, OWN = "organisation", "own"
# The languages in which a profile can be written; English is a language of the interface only.
WRITTEN = ("nl", "nb")


def language_choices() -> list[tuple[str, str]]:
    """The languages of profiles, each in its own words."""
    return [(locale, i18n.NAMES[locale]) for locale in WRITTEN]


def not_in_the_future(_form: Any, field: Any) -> None:
    """What holds already began today or earlier."""
    if field.data and field.data > clock.today():
        raise ValidationError(_("Choose today or an earlier day: it holds already."))


class UploadForm(Form):
    """A document as a file or as pasted text."""

    file = FileField(_l("Document"))
    text = TextAreaField(_l("Or paste the text"), [at_most(LONGEST_PASTE)])

    @property
    def has_file(self) -> bool:
        """Somebody chose a file."""
        return bool(self.file.data and getattr(self.file.data, "filename", ""))

    def validate(self, extra_validators: Any = None) -> bool:
        """One of the two is needed."""
        good = super().validate(extra_validators)
        if not self.has_file and not (self.text.data or "").strip() and not self.text.errors:
            self.file.errors = [_("Choose a document, or paste its text.")]
            return False
        return good


class PlaceForm(Form):
    """Where a new profile belongs."""

    unit = SelectField(_l("Unit"), coerce=int)
    family = StringField(_l("Job family"), [at_most(80), one_line])
    sector = StringField(_l("Sector"), [at_most(80), one_line])
    country = SelectField(_l("Country"))

    def validate_unit(self, field: Any) -> None:
        """A unit must be chosen where there are several."""
        if not field.data:
            raise ValidationError(_("Choose the unit that it belongs to."))

    def facts(self) -> dict[str, Any]:
        """As facts of a profile."""
        return {
            "family": names.code_for(self.family.data, names.FAMILIES),
            "sector": names.code_for(self.sector.data, names.SECTORS),
            "country": self.country.data or None,
        }


class EmptyForm(PlaceForm):
    """A profile that starts with nothing but its title."""

    title = StringField(
        _l("Job title"), [required(_l("Fill in the title of the profile.")), at_most(200), one_line]
    )
    language = SelectField(_l("Written in"))
    role = SelectField(_l("Role"))


class AdoptFields(Form):
    """Since when, and by which document, a profile holds already."""

    valid_from = DayField(
        _l("In force since"), validators=[InputRequired(_l("Fill in since when it holds.")), not_in_the_future]
    )
    source = StringField(
        _l("Named source"),
        [required(_l("Name the document or decision it was adopted from.")), at_most(200), one_line],
        description=_l("For example the signed document or the decision, with its date."),
    )


class AdoptForm(AdoptFields):
    """Drafts of the library that hold already."""

    profile = SelectMultipleField(_l("Profiles"), [InputRequired(_l("Choose at least one profile."))], coerce=int)


class PickForm(PlaceForm):
    """Which profiles of an imported document become drafts."""

    pick = SelectMultipleField(
        _l("Profiles"), [InputRequired(_l("Choose at least one profile."))], coerce=int,
        widget=widgets.ListWidget(prefix_label=False), option_widget=widgets.CheckboxInput(),
    )
    then = RadioField(_l("How do you go on?"), default=DRAFTS)
    valid_from = DayField(_l("In force since"), validators=[Optional(), not_in_the_future])
    source = StringField(
        _l("Named source"), [at_most(200), one_line],
        description=_l("For example the signed document or the decision, with its date."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Adopting needs its date and source; for drafts those fields do not count."""
        super().validate(extra_validators)
        if self.then.data != ADOPT:
            self.valid_from.errors, self.source.errors = [], []
        elif not self.valid_from.data and not self.valid_from.errors:
            self.valid_from.errors = [_("Fill in since when it holds.")]
        if self.then.data == ADOPT and not (self.source.data or "").strip():
            self.source.errors = [_("Name the document or decision it was adopted from.")]
        return not any(field.errors for field in self)


class DetailsForm(PlaceForm):
    """The facts of a profile that are not its text."""

    unit = None
    job_group = StringField(_l("Job group"), [at_most(80), one_line])
    role = SelectField(_l("Role"))
    owner = SelectField(_l("Owner in HR"), coerce=int)
    review_months = IntegerField(
        _l("Review every so many months"),
        [
            InputRequired(_l("Fill in after how many months it is reviewed.")),
            NumberRange(1, 120, _l("Choose between 1 and 120 months.")),
        ],
    )
    needs = RadioField(_l("Needed languages"))
    locales = SelectMultipleField(
        _l("Own choice"), widget=widgets.ListWidget(prefix_label=False), option_widget=widgets.CheckboxInput()
    )

    def facts(self) -> dict[str, Any]:
        """As facts of a profile."""
        return super().facts() | {
            "job_group": " ".join((self.job_group.data or "").split()),
            "role_id": int(self.role.data) if self.role.data else None,
            "owner_id": self.owner.data,
            "review_months": self.review_months.data,
            "locales": list(self.locales.data or []) if self.needs.data == OWN else None,
        }
