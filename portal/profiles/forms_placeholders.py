"""Shape of the input about placeholders: what a term stands for, where, and the words that readers see."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Optional

from portal.core.forms import Form, at_most, one_line, required
from portal.profiles.binding import Meaning
from portal.profiles.models import Bound
from portal.profiles.round_forms import Number, bounded

LANGUAGES = ("nl", "nb", "en")
LONGEST = 120
KINDS = {Bound.UNIT: "unit", Bound.ROLE: "role", Bound.BODY: "body"}  # the field that names what it is


def _words(label: Any) -> StringField:
    return StringField(label, [at_most(LONGEST), one_line])


class BindForm(Form):
    """What a term stands for. `other_…` are the words of the term in its other number, bound together with it."""

    term = HiddenField(validators=[required(_l("Choose a placeholder.")), at_most(LONGEST)])
    seen = Number(validators=[Optional(), *bounded()])
    place = SelectField(_l("Holds for"), coerce=int)
    bound = RadioField(_l("It stands for"), [InputRequired(_l("Choose what it stands for."))])
    unit = SelectField(_l("Unit"), coerce=int, validate_choice=False)
    role = SelectField(_l("Role"), coerce=int, validate_choice=False)
    body = SelectField(_l("Body"), coerce=int, validate_choice=False)
    plural = BooleanField(_l("The word is a plural"))
    nl, nb, en = _words(_l("In Dutch")), _words(_l("In Norwegian")), _words(_l("In English"))
    together = BooleanField()
    other_nl, other_nb, other_en = _words(_l("In Dutch")), _words(_l("In Norwegian")), _words(_l("In English"))

    def validate(self, extra_validators: Any = None) -> bool:
        """A unit, role or body that is on offer, where it stands for one."""
        good = super().validate(extra_validators)
        named = self.named
        if named is not None and not self.bound.errors and named.data not in {value for value, _name in named.choices}:
            named.errors = [{
                Bound.UNIT: _("Choose a unit."), Bound.ROLE: _("Choose a role."), Bound.BODY: _("Choose a body."),
            }[Bound(self.bound.data)]]
            return False
        return good

    @property
    def named(self) -> Any:
        """The field that names what it stands for; None for an instruction to the author, or before a choice."""
        return self[KINDS[Bound(self.bound.data)]] if self.bound.data in KINDS else None

    def words(self, prefix: str = "") -> dict[str, str]:
        """The words as typed, by language."""
        return {lang: " ".join((self[prefix + lang].data or "").split()) for lang in LANGUAGES}

    def meaning(self, words: dict[str, str], *, plural: bool) -> Meaning:
        """What was chosen, with these words."""
        return Meaning(Bound(self.bound.data), self.named.data if self.named else None, plural, words)


class UnbindForm(Form):
    """Take a binding back; `seen` is the revision on the page that asked."""

    seen = Number(validators=bounded())
