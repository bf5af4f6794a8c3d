"""Forms of the rules: who needs a plan, how long a turn takes, and what each level may submit."""

from __future__ import annotations

from calendar import monthrange
from typing import Any

from babel.dates import get_month_names
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from portal.core import i18n
from portal.core.forms import Form, required
from portal.core.numbers import AmountField
from portal.customers.models import Currency
from portal.people.forms.fields import Pick, Version, options
from portal.people.forms.organisation import Ticks
from portal.plans.models import PlanKind
from portal.plans.rules import CATEGORIES, DAYS, NUMBERS
from portal.plans.words import KINDS, NEEDS

LEAP = 2028  # a day of the year that comes round is one that a leap year has
LONGEST_TURN = 60


def _strip(text: str | None) -> str:
    return (text or "").strip()


def _need(label: Any) -> Pick:
    return Pick(label, [required(_l("Choose what is needed."))], coerce=lambda value: str(value or ""))


def _number(label: Any) -> StringField:
    return StringField(label, [required(_l("Fill in a number."))], filters=[_strip])


def _month() -> Pick:
    return Pick(_l("Month"), [required(_l("Choose a month."))])


class RulesForm(Form):
    """Which customers need a plan, and the days that count."""

    base = Version()
    need_a = _need(_l("Category A"))
    need_b = _need(_l("Category B"))
    need_c = _need(_l("Category C"))
    need_d = _need(_l("Category D"))
    need_none = _need(_l("No category filled in"))
    plan_opens_day, plan_opens_month = _number(_l("Day")), _month()
    plan_due_day, plan_due_month = _number(_l("Day")), _month()
    plan_days = _number(_l("Working days for a turn"))
    plan_escalation_days = _number(_l("Working days until the next line may decide too"))
    report_days = _number(_l("Working days for the report of a contact"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        months = get_month_names("wide", locale=i18n.REGION[i18n.current()], context="stand-alone")
        for category in CATEGORIES:
            self[f"need_{category.lower() or 'none'}"].offer([(str(need), _(word)) for need, word in NEEDS.items()])
        for name in DAYS:
            self[f"{name}_month"].offer(months.items())

    def validate(self, extra_validators: Any = None) -> bool:
        """Numbers in their range, and days that exist."""
        fits = super().validate(extra_validators)
        for name in NUMBERS:
            fits &= _between(self[name], LONGEST_TURN)
        for name in DAYS:
            month = self[f"{name}_month"]
            last = 31 if month.errors or not month.data else monthrange(LEAP, month.data)[1]
            fits &= _between(self[f"{name}_day"], last)
        return fits

    def wanted(self) -> dict[str, Any]:
        """The rules as the settings keep them."""
        days = {name: f"{self[f'{name}_month'].data:02}-{int(self[f'{name}_day'].data):02}" for name in DAYS}
        numbers = {name: int(self[name].data) for name in NUMBERS}
        rule = {category: self[f"need_{category.lower() or 'none'}"].data for category in CATEGORIES}
        return {"plan_rule": rule, **numbers, **days}


def _between(field: StringField, most: int) -> bool:
    if field.errors:
        return False
    if field.data.isascii() and field.data.isdigit() and len(field.data) < 4 and 1 <= int(field.data) <= most:
        return True
    field.errors = [_("Fill in a number from 1 to %(most)s.", most=most)]
    return False


class MandateForm(Form):
    """What the holders of a level may submit by themselves, and the cell of the profile that says so."""

    base = Version()
    kinds = Ticks(_l("May submit"), choices=[])
    discount = AmountField(_l("Discount up to, in percent"), maximum=10_000)
    budget = AmountField(_l("Budget up to"))
    currency = Pick(_l("Currency"), coerce=lambda value: str(value or ""))
    cell = Pick(_l("The words of the profile it comes from"), coerce=lambda value: str(value or ""))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.kinds.choices = options(*((kind.value, _(word)) for kind, word in KINDS.items()))
        self.currency.offer([(str(one), str(one)) for one in Currency])

    def wanted(self) -> dict[str, Any]:
        """As the service takes it."""
        profile_id, _colon, part_key = (self.cell.data or "").partition(":")
        return {
            "kinds": [kind.value for kind in PlanKind if kind in (self.kinds.data or [])],
            "discount": self.discount.data, "budget": self.budget.data, "currency": Currency(self.currency.data),
            "profile_id": int(profile_id) if profile_id else None, "part_key": part_key,
        }
