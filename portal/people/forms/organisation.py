"""People, positions, units, roles, bodies and settings as administrators keep them."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectMultipleField, StringField, widgets
from wtforms.validators import ValidationError

from portal.core.days import DayField
from portal.core.forms import Form, at_most, one_line, required
from portal.core.i18n import LOCALES, NAMES
from portal.people.families import FAMILIES, code_for, family_name
from portal.people.forms.fields import Confirmed, Job, OneOf, Pick, Version, address, name_field, options
from portal.people.models import GrantKind, UnitKind

CODE = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
COUNTRIES = (("", _l("None of its own")), ("NL", _l("Netherlands")), ("NO", _l("Norway")))
KINDS = (
    (UnitKind.COMPANY, _l("Company")),
    (UnitKind.COUNTRY, _l("Country")),
    (UnitKind.SECTOR, _l("Sector")),
    (UnitKind.REGION, _l("Region")),
    (UnitKind.TEAM, _l("Team")),
)
BUDGET = {"yes": True, "no": False, "": None}
MOST_LEVELS = 12


def _first_day(label: Any = None) -> DayField:
    return DayField(label or _l("First day"), [required(_l("Fill in the first day."))])


def _strip(text: str | None) -> str:
    return (text or "").strip()


def _code(_form: Any, field: Any) -> None:
    if field.data and not CODE.fullmatch(field.data):
        raise ValidationError(_("Use small letters, figures and hyphens, such as key-account-manager."))


def code_field() -> StringField:
    """A code that stays the same while names change."""
    message = _l("Fill in a code.")
    return StringField(_l("Code"), [required(message), at_most(60), _code], filters=[_strip])


class PositionForm(Form):
    """Role and level, unit, from when, own sales budget."""

    base = Version()
    job = Job(_l("Role and level"), [required(_l("Choose a role."))])
    unit = Pick(_l("Unit"), [required(_l("Choose a unit."))])
    starts = _first_day(_l("From"))
    own_budget = OneOf(
        _l("Own sales budget"),
        choices=options(("yes", _l("Yes")), ("no", _l("No")), ("", _l("Not stated"))),
        default="",
    )

    def wanted(self) -> dict[str, Any]:
        """The position as the services take it."""
        budget = BUDGET[self.own_budget.data]
        return {"job": self.job.data, "unit": self.unit.data, "starts": self.starts.data, "own_budget": budget}


class PersonForm(PositionForm):
    """A new person with a first position."""

    name = name_field(_l("Name"), _l("Fill in the name."))
    email = StringField(
        _l("E-mail address"),
        [required(_l("Fill in the e-mail address.")), at_most(200), one_line, address],
        filters=[_strip],
    )
    locale = OneOf(_l("Language"), choices=options(*NAMES.items(), ("", _l("As the browser asks"))), default="")
    invite = BooleanField(_l("Send an invitation by mail now"), default=True)


class FactsForm(Confirmed):
    """Name and address; another address asks for one's own password."""

    base = Version()
    name = name_field(_l("Name"), _l("Fill in the name."))
    email = StringField(
        _l("E-mail address"),
        [required(_l("Fill in the e-mail address.")), at_most(200), one_line, address],
        filters=[_strip],
    )
    present = ""

    def must_confirm(self) -> bool:
        """Only for another address: it is what somebody signs in with."""
        return self.email.data.lower() != self.present


class EndForm(Form):
    """The last day of something dated."""

    ends = DayField(_l("Last day"), [required(_l("Fill in the last day."))])


class EndGrantForm(EndForm, Confirmed):
    """The last day of a grant, confirmed with one's own password."""

    base = Version()


class AdviserForm(Form):
    """Who advises the person, from-to."""

    adviser = Pick(_l("Adviser"), [required(_l("Choose who advises."))])
    starts = _first_day(_l("From"))
    ends = DayField(_l("Last day"))


class GrantForm(Confirmed):
    """HR or administrator of a unit, from-to, confirmed with one's own password."""

    kind = OneOf(_l("Access"), choices=options((GrantKind.HR, _l("HR")), (GrantKind.ADMIN, _l("Administrator"))))
    unit = Pick(_l("For this unit and everything under it"), [required(_l("Choose a unit."))])
    starts = _first_day(_l("From"))
    ends = DayField(_l("Last day"))


class UnitForm(Form):
    """A unit and where it stands."""

    base = Version()
    name = name_field(_l("Name"), _l("Fill in the name."))
    kind = OneOf(_l("Kind"), choices=options(*KINDS))
    country = OneOf(_l("Country"), choices=options(*COUNTRIES), default="")
    parent = Pick(_l("Under"))


class LeadForm(Form):
    """Who leads a unit, and from when."""

    person = Pick(_l("Lead"), [required(_l("Choose who leads."))])
    starts = _first_day(_l("From"))


class Family(StringField):
    """A family of roles: a code, shown and typed in the words of any language of the portal."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """The code of what was typed."""
        super().process_formdata(valuelist)
        self.data = code_for(self.data or "", FAMILIES)

    def _value(self) -> str:
        return family_name(self.data or "")

    def words(self, value: str) -> str:
        """What readers call a family."""
        return family_name(value)


class RoleForm(Form):
    """A role with its levels."""

    base = Version()
    title_nl = name_field(_l("Title in Dutch"), _l("Fill in the title in Dutch."))
    title_nb = StringField(_l("Title in Norwegian"), [at_most(120), one_line], filters=[_strip])
    code = code_field()
    family = Family(_l("Family"), [at_most(60), one_line], filters=[_strip])
    country = OneOf(_l("Country"), choices=options(("", _l("All countries")), *COUNTRIES[1:]), default="")
    levels = StringField(_l("Levels"), [at_most(200), one_line], filters=[_strip])

    def codes(self) -> list[str]:
        """The levels, lowest first."""
        return [code for code in (part.strip() for part in (self.levels.data or "").split(",")) if code]

    def validate_levels(self, field: StringField) -> None:
        """Short, each once."""
        codes = self.codes()
        if len(codes) != len(set(codes)):
            raise ValidationError(_("Name each level once."))
        if len(codes) > MOST_LEVELS or any(len(code) > 20 for code in codes):
            raise ValidationError(_("Use at most 12 levels of at most 20 characters."))
        field.data = ", ".join(codes)

    def given(self) -> dict[str, Any]:
        """The role as the services take it."""
        names = ("title_nl", "title_nb", "code", "family", "country")
        return {name: self[name].data for name in names} | {"levels": self.codes()}


class BodyForm(Form):
    """A body and its names."""

    base = Version()
    name_nl = name_field(_l("Name in Dutch"), _l("Fill in the name in Dutch."))
    name_nb = StringField(_l("Name in Norwegian"), [at_most(120), one_line], filters=[_strip])
    code = code_field()

    def given(self) -> dict[str, str]:
        """The body as the services take it."""
        return {name: self[name].data for name in ("name_nl", "name_nb", "code")}


class MemberForm(Form):
    """Who belongs to a body, from-to."""

    person = Pick(_l("Member"), [required(_l("Choose a member."))])
    starts = _first_day(_l("From"))
    ends = DayField(_l("Last day"))


class Ticks(SelectMultipleField):
    """Tick boxes, any number of them."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms gives the form
        """Only what is offered."""
        if set(self.data or []) - {choice.value for choice in self.choices}:
            raise ValidationError(_("Choose one of these."))


class SettingsForm(Form):
    """The settings of the organisation."""

    base = Version()
    review_days = StringField(
        _l("Working days for a review"), [required(_l("Fill in the number of days."))], filters=[_strip]
    )
    needed_locales = Ticks(_l("Languages that every profile needs"), choices=options(*((c, NAMES[c]) for c in LOCALES)))

    def validate_review_days(self, field: StringField) -> None:
        """A number of days that makes sense."""
        if not (re.fullmatch(r"[0-9]{1,2}", field.data) and 1 <= int(field.data) <= 60):
            raise ValidationError(_("Fill in a number from 1 to 60."))

    def wanted(self) -> dict[str, Any]:
        """The settings as the services take them."""
        return {"review_days": int(self.review_days.data), "needed_locales": self.needed_locales.data or []}
