"""The form of a duty: how often it comes back, for whom, what settles it, and who else has a part in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from portal.core.forms import Form
from portal.core.policy import N_
from portal.profiles.duty import (
    A_YEAR,
    ABOUT,
    EVERY_WORDS,
    MOST_OTHERS,
    OTHERS,
    Every,
    Per,
    SettledBy,
)
from portal.profiles.duty_words import OTHERS_WORDS
from portal.profiles.others import Named

LARGEST = 10_000_000
NO_WORK = "none"
LONGEST_ID = 10
WORK_WORDS = {
    (Per.ONCE, SettledBy.NOTE): N_("Once for whoever holds the role: a dated note"),
    (Per.SELLER, SettledBy.RIDE_ALONG): N_("For each seller: a completed ride-along"),
    (Per.SELLER, SettledBy.LISTENING): N_("For each seller: a completed listening-in"),
    (Per.SELLER, SettledBy.TALK): N_("For each seller: a progress talk that was held"),
    (Per.SELLER, SettledBy.NOTE): N_("For each seller: a dated note"),
    (Per.CUSTOMER, SettledBy.PLAN): N_("For each customer or portfolio that needs a plan: an approved account plan"),
}
GROUPS = {"role": _l("Roles"), "unit": _l("Units"), "body": _l("Bodies")}


class DutyForm(Form):
    """A duty. `data_base`: the revision of the data that the form started from; `edit`: its token."""

    every = SelectField(_l("How often does it come back?"))
    work = SelectField(_l("For whom, and what shows that it was done?"))
    others = SelectMultipleField(_l("Who else has a part in it"))
    part = SelectField(_l("Part in it"), validate_choice=False)
    who = SelectField(_l("Who"), validate_choice=False)
    delegable = BooleanField(_l("May be delegated (accountability stays)"))
    data_base = IntegerField(validators=[InputRequired(), NumberRange(0, LARGEST)])
    edit = StringField(validators=[Length(max=64)])

    def __init__(self, *args: Any, terms: Iterable[str] = (), everyone: Named, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.every.choices = [
            ("", _("Not chosen yet")), (NO_WORK, _("No recurring work")), *(
                (one.value, _("%(every)s (%(number)s a year)", every=_(EVERY_WORDS[one]), number=A_YEAR[one]))
                for one in Every
            ),
        ]
        self.work.choices = [SelectChoice("", _("Choose …"))] + [
            SelectChoice(f"{per}:{by}", _(WORK_WORDS[per, by]))
            for per, settling in ABOUT.items() for by in settling
        ]
        self.part.choices = [(name, _(OTHERS_WORDS[name])) for name in OTHERS]
        self.who.choices = [("", _("Choose …")), *_offered(terms, everyone)]
        kept = list(dict.fromkeys([*(self.others.object_data or []), *(self.others.data or [])]))
        if self.others.raw_data is not None:
            kept = list(dict.fromkeys([*kept, *self.others.raw_data]))
        self.others.choices = [(code, said) for code in kept if (said := _said(code, everyone))]

    def validate_work(self, field: Any) -> None:
        """Chosen where something comes back."""
        if self.every.data in list(Every) and not field.data:
            raise ValidationError(_("Choose for whom it comes back, and what shows that it was done."))

    def validate_every(self, field: Any) -> None:
        """An account plan is required once a year: that is what the portal follows."""
        if (self.work.data or "").endswith(SettledBy.PLAN) and field.data in set(Every) - {Every.YEAR}:
            raise ValidationError(_("An account plan is asked once a year. Choose every year."))

    def validate_others(self, field: Any) -> None:
        """Not more than a duty can hold."""
        if len(field.data or []) > MOST_OTHERS:
            raise ValidationError(_("Choose fewer people, units and roles: 20 at most."))

    def add_chosen(self) -> None:
        """Take whom the two fields at the end name into the list, and empty them."""
        code = f"{self.part.data}|{self.who.data}"
        named = next((named for value, named in _flat(self.who.choices) if value == self.who.data), "")
        if named and self.part.data in OTHERS and self.who.data and code not in (self.others.data or []):
            self.others.data = [*(self.others.data or []), code]
            if code not in dict(self.others.choices):
                self.others.choices = [*self.others.choices, (code, _listed(self.part.data, named))]
        self.who.data = ""

    def duty(self) -> dict[str, Any]:
        """The duty that the form says, in the shape of `portal.profiles.duty`."""
        made: dict[str, Any] = {}
        if self.every.data == NO_WORK:
            made["none"] = True
        elif self.every.data:
            per, _colon, by = self.work.data.partition(":")
            made |= {"every": self.every.data, "per": per, "by": by}
        for name in OTHERS:
            codes = [code.partition("|")[2] for code in self.others.data or [] if code.startswith(f"{name}|")]
            if codes:
                made[name] = [other_of(code) for code in codes]
        return made | ({"delegable": True} if self.delegable.data else {})


def stored(duty: Mapping[str, Any], base: int) -> dict[str, Any]:
    """A duty as the fields of its form."""
    every = NO_WORK if duty.get("none") else duty.get("every", "")
    work = f"{duty['per']}:{duty['by']}" if duty.get("every") else ""
    others = [f"{name}|{code_of(other)}" for name in OTHERS for other in duty.get(name, ())]
    return {"every": every, "work": work, "others": others, "delegable": bool(duty.get("delegable")), "data_base": base}


def code_of(other: Mapping[str, Any]) -> str:
    """{"role": 3} as "role:3"."""
    [(kind, value)] = other.items()
    return f"{kind}:{value}"


def other_of(code: str) -> dict[str, Any]:
    """The other way round."""
    kind, _colon, value = code.partition(":")
    return {kind: value if kind == "term" else int(value)}


def _offered(terms: Iterable[str], everyone: Named) -> list[SelectChoice]:
    found = [SelectChoice(f"term:{term}", f"[{term}]", optgroup=_("In this text")) for term in terms]
    for kind, group in GROUPS.items():
        named = sorted((name, key) for (one, key), name in everyone.names.items() if one == kind)
        found += [SelectChoice(f"{kind}:{key}", name, optgroup=str(group)) for name, key in named]
    return found


def _flat(choices: Iterable[Any]) -> list[tuple[str, str]]:
    return [(one.value, one.label) if isinstance(one, SelectChoice) else one for one in choices]


def _said(code: str, everyone: Named) -> str:
    """How a chosen one is listed: "In consultation with: [directie]"; empty for what is no code or is gone."""
    name, _bar, other = code.partition("|")
    kind, _colon, value = other.partition(":")
    known = bool(value) if kind == "term" else kind in GROUPS and value.isdecimal() and len(value) < LONGEST_ID
    if name not in OTHERS or not known:
        return ""
    called = everyone.of(other_of(other))
    return _listed(name, called) if called else ""


def _listed(name: str, called: str) -> str:
    return _("%(part)s: %(name)s", part=_(OTHERS_WORDS[name]), name=called)
