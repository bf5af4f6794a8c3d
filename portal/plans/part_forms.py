"""The forms of the items of a plan: the words, and what each kind asks besides.

A draft can always be saved: what is missing is asked for when the plan is submitted. Only what cannot be understood
(a number that is none, a date that does not exist) is refused here.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.core.days import DayField
from portal.core.forms import Form, at_most
from portal.core.i18n import format_number
from portal.core.numbers import AmountField
from portal.documents.content import Part, clean
from portal.plans import words
from portal.plans.content import PER_YEAR, PLAN, WHOLE_DISCOUNT
from portal.plans.edits import BranchGoal
from portal.plans.models import Business, Measure
from portal.plans.sheet import Sheet
from portal.visits.models import Channel

LARGEST_REV = 10_000_000
EARLIEST_ACTION, LATEST_ACTION = 2000, 2100
BEYOND_BUSINESS = frozenset({Measure.QUALITATIVE, Measure.SATISFACTION})  # neither existing business nor new sales
Choices = list[SelectChoice]


class PartForm(Form):
    """The words of an item. `base` and `data_base`: the revisions it started from; `edit`: which open form it is."""

    text = TextAreaField(_l("Text"))
    base = IntegerField(validators=[Optional(), NumberRange(0, LARGEST_REV)])
    data_base = IntegerField(validators=[Optional(), NumberRange(0, LARGEST_REV)])
    edit = StringField(validators=[Length(max=64)])

    kind = ""
    part: Part | None = None

    def validate_text(self, field: Any) -> None:
        """Not longer than the kind allows."""
        field.data = clean(field.data or "")
        longest = PLAN.kinds[self.kind].max_length
        if len(field.data) > longest:
            raise ValidationError(_("Use at most %(max)s characters.", max=format_number(longest)))

    def offer(self, page: Sheet) -> None:
        """Fill the choices from what the plan may name."""

    def data_of(self) -> dict[str, Any]:
        """The fields of the part's data that this form sets; None drops one."""
        return {}


def _named(names: dict[int, str], nobody: str) -> Choices:
    return [SelectChoice(0, nobody), *(SelectChoice(number, name) for number, name in names.items())]


class NumberSelect(SelectField):
    """A choice of something by its number; 0 is none."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, coerce=int, default=0, validators=[Optional()], **options)


class GoalForm(PartForm):
    """A goal with its numbers; substantiation and branches are in the same form (`why`, `branches`)."""

    measure = SelectField(_l("Measured in"))
    business = SelectField(_l("Existing or new"))
    group = StringField(_l("Product group"), validators=[at_most(200)])
    baseline = AmountField(_l("Baseline"))
    target = AmountField(_l("Target value"))
    why = TextAreaField(_l("Substantiation"), validators=[at_most(PLAN.kinds["substantiation"].max_length)])
    why_base = IntegerField(validators=[Optional(), NumberRange(0, LARGEST_REV)])

    def offer(self, page: Sheet) -> None:
        """The measures by name, and a pair of numbers for each branch."""
        self.measure.choices = [SelectChoice(one.value, words.measure(one)) for one in Measure]
        self.business.choices = [SelectChoice(one.value, words.business(one)) for one in Business]
        self.rows = [_BranchRow(page, self.part, branch, name) for branch, name in page.branches.items()]

    def validate(self, extra_validators: Any = None) -> bool:
        """The numbers of the branches too."""
        fine = super().validate(extra_validators)
        wrong = [row for row in self.rows if not row.validate()]
        return fine and not wrong

    def data_of(self) -> dict[str, Any]:
        """A goal that is not in a number has no baseline, target or product group."""
        chosen: dict[str, Any] = {"measure": self.measure.data, "business": self.business.data}
        if self.measure.data in BEYOND_BUSINESS:
            chosen["business"] = Business.EXISTING.value
        if self.measure.data == Measure.QUALITATIVE:
            return {**chosen, "baseline": None, "target": None, "group": None}
        group = " ".join(clean(self.group.data or "").split())
        return {**chosen, "baseline": self.baseline.data, "target": self.target.data, "group": group or None}

    def branches(self) -> list[BranchGoal]:
        """What was filled in per branch."""
        return [row.value for row in self.rows]


class _Pair(Form):
    baseline = AmountField(_l("Baseline"))
    target = AmountField(_l("Target value"))
    base = IntegerField(validators=[Optional(), NumberRange(0, LARGEST_REV)])


class _BranchRow:
    """The two numbers of one branch in the form of a goal."""

    def __init__(self, page: Sheet, goal: Part | None, branch: int, name: str) -> None:
        self.branch, self.name = branch, name
        held = page.inside(goal["key"], "branch_goal") if goal else []
        self.part = next((part for part in held if part["data"]["branch"] == branch), None)
        stored = {**self.part["data"], "base": self.part["rev"].get("data", 0)} if self.part else {}
        posted = request.form if request.method == "POST" and f"b{branch}-target" in request.form else None
        self.form = _Pair(formdata=posted, data=stored, prefix=f"b{branch}-", meta={"csrf": False})

    def validate(self) -> bool:
        """Both numbers can be read."""
        return self.form.validate()

    @property
    def value(self) -> BranchGoal:
        """As the edit takes it."""
        return BranchGoal(self.branch, self.form.baseline.data, self.form.target.data, self.form.base.data)


class ActionForm(PartForm):
    """Who, by when, for which goal and branches."""

    person = NumberSelect(_l("Who"))
    due = DayField(_l("By when"))
    goal = SelectField(_l("For goal"))
    branches = SelectMultipleField(
        _l("For branches"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def offer(self, page: Sheet) -> None:
        """People of the plan, its goals, the customer's branches."""
        self.person.choices = _named(page.people, _("Choose who"))
        goals = page.inside("", "goal")
        self.goal.choices = [SelectChoice("", _("The plan as a whole"))] + [
            SelectChoice(one["key"], page.text(one)[:80] or _("Goal %(number)s", number=number))
            for number, one in enumerate(goals, start=1)
        ]
        self.due.example_year = page.plan.year
        if self.goal.data not in {choice.value for choice in self.goal.choices}:
            self.goal.data = ""  # the goal was removed meanwhile
        self.branches.choices = [SelectChoice(number, name) for number, name in page.branches.items()]

    def validate_due(self, field: Any) -> None:
        """In the years of plans."""
        if field.data and not EARLIEST_ACTION <= field.data.year <= LATEST_ACTION:
            raise ValidationError(_("Choose a date between 2000 and 2100."))

    def data_of(self) -> dict[str, Any]:
        """Without what was not chosen."""
        return {
            "person": self.person.data or None, "due": self.due.data.isoformat() if self.due.data else None,
            "goal": self.goal.data or None, "branches": self.branches.data or None,
        }


class AgreementForm(PartForm):
    """Who has contact with whom, how, how often, at which branch; the words are its purpose."""

    person = NumberSelect(_l("Who"))
    channel = SelectField(_l("How"))
    per_year = SelectField(_l("How often"), coerce=int)
    contact = NumberSelect(_l("With whom"))
    branch = NumberSelect(_l("Branch"))

    def offer(self, page: Sheet) -> None:
        """People of the plan; contacts and branches of the customer."""
        self.person.choices = _named(page.people, _("Choose who"))
        self.channel.choices = [SelectChoice(one.value, words.channel(one)) for one in Channel]
        self.per_year.choices = [SelectChoice(number, words.frequency(number)) for number in PER_YEAR]
        self.contact.choices = _named(page.contact_names, _("Anyone there"))
        self.branch.choices = _named(page.branches, _("The customer as a whole"))

    def data_of(self) -> dict[str, Any]:
        """Without what was not chosen."""
        return {
            "channel": self.channel.data, "per_year": self.per_year.data, "person": self.person.data or None,
            "contact": self.contact.data or None, "branch": self.branch.data or None,
        }


class BudgetForm(PartForm):
    """An activity with its amount, or a discount with its percentage."""

    what = SelectField(_l("Kind of budget"))
    amount = AmountField(_l("Amount"))
    discount = AmountField(_l("Percentage"), maximum=WHOLE_DISCOUNT)

    def offer(self, _page: Sheet) -> None:
        """Both kinds by name."""
        self.what.choices = [SelectChoice(code, words.budget(code)) for code in words.BUDGETS]

    def data_of(self) -> dict[str, Any]:
        """Only the number that belongs to the kind."""
        is_discount = self.what.data == "discount"
        return {
            "kind": self.what.data, "amount": None if is_discount else self.amount.data,
            "discount": self.discount.data if is_discount else None,
        }


class StakeholderForm(PartForm):
    """Somebody at the customer (a known contact, or by name) and where they stand."""

    contact = NumberSelect(_l("Contact"))
    name = StringField(_l("Or somebody else"), validators=[at_most(200)])
    stance = SelectField(_l("Where do they stand?"))

    def offer(self, page: Sheet) -> None:
        """Contacts of the customer."""
        self.contact.choices = _named(page.contact_names, _("Nobody from the list"))
        self.stance.choices = [SelectChoice("", _("Not filled in")), *(
            SelectChoice(code, words.stance(code)) for code in words.STANCES
        )]

    def data_of(self) -> dict[str, Any]:
        """Without what was not filled in."""
        name = " ".join(clean(self.name.data or "").split())
        return {"contact": self.contact.data or None, "name": name or None, "stance": self.stance.data or None}


class BranchForm(PartForm):
    """What is different at one branch."""

    branch = SelectField(_l("Branch"), coerce=int)

    def offer(self, page: Sheet) -> None:
        """The branches that have no part of their own yet, and this one's."""
        own = self.part["data"]["branch"] if self.part else 0
        taken = {one["data"]["branch"] for one in page.inside("", "branch")} - {own}
        self.branch.choices = [
            SelectChoice(number, name) for number, name in page.branches.items() if number not in taken
        ]

    def data_of(self) -> dict[str, Any]:
        """The branch."""
        return {"branch": self.branch.data}


FORMS: dict[str, type[PartForm]] = {
    "goal": GoalForm, "action": ActionForm, "agreement": AgreementForm, "budget": BudgetForm,
    "stakeholder": StakeholderForm, "branch": BranchForm,
}


def form_for(page: Sheet, part: Part, *, fresh: bool = False) -> PartForm:
    """The form of an item, bound to what was posted unless `fresh`, else filled from what is stored."""
    cls = FORMS.get(part["kind"], PartForm)
    given = _stored(page, part)
    form = cls(formdata=None, data=given) if fresh else cls(data=given)
    form.kind, form.part = part["kind"], part
    form.offer(page)
    return form


def _stored(page: Sheet, part: Part) -> dict[str, Any]:
    data, rev = dict(part["data"]), part["rev"]
    if "due" in data:
        data["due"] = date.fromisoformat(data["due"])
    if part["kind"] == "budget":
        data["what"] = data.pop("kind", "activity")
    why = page.only("substantiation", part["key"]) if part["kind"] == "goal" else None
    return {
        **data, "text": part["text"].get(page.locale, ""), "base": rev.get(page.locale, 0),
        "data_base": rev.get("data", 0), "why": page.text(why), "why_base": why["rev"].get(page.locale, 0) if why
        else None,
    }

