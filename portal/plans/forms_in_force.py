"""Forms of a plan after its approval: amend, carry out, evaluate."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, StringField, TextAreaField

from portal.core.days import DayField
from portal.core.forms import Form, at_most, required
from portal.core.numbers import AmountField
from portal.people.forms.fields import Pick, Version
from portal.plans.models import Goal, Measure
from portal.plans.words import SECTIONS

LONGEST = 2_000
LONGEST_EVALUATION = 20_000


def _strip(text: str | None) -> str:
    return (text or "").strip()


class AmendForm(Form):
    """Which section goes back, and why."""

    section = RadioField(_l("Which section do you want to change?"))
    reason = TextAreaField(
        _l("Why?"), [required(_l("Say why the plan has to change.")), at_most(LONGEST)], filters=[_strip]
    )

    def offer(self, sections: list[str]) -> None:
        """The sections of this plan that can change."""
        self.section.choices = [(code, _(SECTIONS[code][0])) for code in sections]

    def validate_section(self, field: Any) -> None:
        """One of them."""
        if field.data not in dict(field.choices):
            field.errors = [_("Choose the section that you want to amend.")]


class SeenForm(Form):
    """What the page showed when the person pressed the button."""

    seen = Version()


class TickForm(Form):
    """Done or not yet, with a note."""

    seen = Version()
    done = HiddenField()
    note = StringField(_l("Note"), [at_most(LONGEST)], filters=[_strip])
    back = HiddenField()


class SupportForm(Form):
    """What is done about support asked."""

    base = Version()
    measure = TextAreaField(
        _l("What is done about it?"), [required(_l("Say what is done about it.")), at_most(LONGEST)], filters=[_strip]
    )
    owner_id = Pick(_l("Who does it?"))
    due = DayField(_l("Due"))
    done_on = DayField(_l("Done on"))

    def wanted(self) -> dict[str, Any]:
        """As the service takes it."""
        return {name: self[name].data for name in ("measure", "owner_id", "due", "done_on")} | {"seen": self.base.data}


class EvaluationForm(Form):
    """What came of the plan as a whole; `for_goals` adds two fields for each goal."""

    words = TextAreaField(
        _l("What came of the plan as a whole?"),
        [required(_l("Write what came of the plan.")), at_most(LONGEST_EVALUATION)], filters=[_strip],
    )

    def results(self, goals: list[Goal]) -> dict[int, tuple[int | None, str]]:
        """{goal: (achieved, in words)} as the service takes it."""
        return {
            goal.id: (
                self[f"achieved_{goal.id}"].data if f"achieved_{goal.id}" in self else None,
                self[f"result_{goal.id}"].data or "",
            )
            for goal in goals
        }


def for_goals(goals: list[Goal]) -> type[EvaluationForm]:
    """The form with a number and words for each of these goals; a goal that is not in a number has words only."""
    fields: dict[str, Any] = {}
    for goal in goals:
        if goal.measure is not Measure.QUALITATIVE:
            fields[f"achieved_{goal.id}"] = AmountField(_l("Achieved"), minimum=None, decimals=_decimals(goal))
        fields[f"result_{goal.id}"] = TextAreaField(_l("In words"), [at_most(LONGEST)], filters=[_strip])
    return type("EvaluationOfGoals", (EvaluationForm,), fields)


def _decimals(goal: Goal) -> int:
    return 0 if goal.measure is Measure.PRODUCT_GROUPS else 2


class ExcludeForm(Form):
    """Why a customer needs no plan."""

    reason = TextAreaField(
        _l("Why does this customer need no plan?"),
        [required(_l("Say why this customer needs no plan.")), at_most(LONGEST)], filters=[_strip],
    )
