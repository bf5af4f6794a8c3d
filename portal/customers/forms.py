"""The shape of what people fill in about customers."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField

from portal.core.days import DayField
from portal.core.forms import Form, at_most, one_line, required
from portal.core.numbers import AmountField
from portal.customers import words
from portal.customers.history import REFUSALS as OWN
from portal.customers.models import Category, Currency
from portal.people.forms.fields import OneOf, Pick, Version, address, name_field, number, options
from portal.people.history import REFUSALS as OF_PEOPLE

REFUSALS = OF_PEOPLE | OWN
CUSTOMER, PROSPECT = "customer", "prospect"


def _strip(text: str | None) -> str:
    return (text or "").strip()


def line(label: Any, longest: int = 120) -> StringField:
    """A line of text that may stay empty."""
    return StringField(label, [at_most(longest), one_line], filters=[_strip])


class Money(AmountField):
    """An amount; what it is now is said as the reader writes amounts."""

    def words(self, value: int | None) -> str:
        """The amount in words."""
        return "" if value is None else self.shown(value)


class Code(Pick):
    """One of a list of codes, posted as text; nothing chosen is an empty text."""

    def __init__(self, label: Any, validators: Any = (), **given: Any) -> None:
        super().__init__(label, validators, coerce=lambda value: str(value or ""), **given)

    def offer_words(self, said: dict[Any, str], none: str | None) -> None:
        """Offer codes in the words that the reader's language has for them."""
        self.offer([(str(code), _(word)) for code, word in said.items()], none=none)


class FactsForm(Form):
    """What is known of a customer."""

    base = Version()
    name = name_field(_l("Name"), _l("Fill in the name."), 200)
    number = line(_l("Customer number"), 60)
    category = Code(_l("Category"))
    segment = Code(_l("Segment"))
    reach = Code(_l("Class"))
    complexity = Code(_l("Complexity"))
    potential = Money(_l("Potential per year"), decimals=2)
    currency = Code(_l("Currency"), [required(_l("Choose a currency."))])
    since = DayField(_l("Customer since"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        none = _("Not filled in")
        self.category.offer([(str(one), str(one)) for one in Category], none=none)
        self.segment.offer_words(words.SEGMENTS, none)
        self.reach.offer_words(words.REACHES, none)
        self.complexity.offer_words(words.COMPLEXITIES, none)
        self.currency.offer([(str(one), str(one)) for one in Currency])

    def facts(self) -> dict[str, Any]:
        """The facts as the services take them."""
        names = ("name", "number", "category", "segment", "reach", "complexity", "potential", "currency", "since")
        return {name: self[name].data for name in names}


class NewForm(FactsForm):
    """A new customer or prospect."""

    base = None
    kind = OneOf(
        _l("What is it?"),
        choices=options((CUSTOMER, _l("A customer")), (PROSPECT, _l("A prospect, not won yet"))),
        default=PROSPECT,
    )
    unit = Pick(_l("Team"), [required(_l("Choose a team."))])
    owner = Pick(_l("Owner"))
    partner = Pick(_l("Partner in inside sales"))

    def wanted(self) -> dict[str, Any]:
        """The customer as the services take it; a prospect has no first day."""
        since = self.since.data if self.kind.data == CUSTOMER else None
        who = {"unit": self.unit.data, "owner": self.owner.data, "partner": self.partner.data}
        return self.facts() | {"since": since} | who

    def validate(self, extra_validators: Any = None) -> bool:
        """A customer has a first day."""
        fits = super().validate(extra_validators)
        if self.kind.data == CUSTOMER and self.since.data is None and not self.since.errors:
            self.since.errors = [_("Fill in since when it is a customer.")]
            return False
        return fits


class CategoryForm(Form):
    """Our own category."""

    base = Version()
    category = Code(_l("Category"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.category.offer([(str(one), str(one)) for one in Category], none=_("Not filled in"))


class WinForm(Form):
    """Since when a prospect is a customer."""

    since = DayField(_l("Customer since"), [required(_l("Fill in since when it is a customer."))])


class EndForm(Form):
    """The last day as a customer."""

    until = DayField(_l("Last day"), [required(_l("Fill in the last day."))])


class LastDayForm(Form):
    """The last day of a branch or contact."""

    last = DayField(_l("Last day"), [required(_l("Fill in the last day."))])


class BranchForm(Form):
    """A branch."""

    base = Version()
    name = name_field(_l("Name of the branch"), _l("Fill in the name of the branch."), 200)
    kind = Code(_l("Kind"), [required(_l("Choose a kind."))])
    place = line(_l("Town"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, prefix="branch-", **named)
        self.kind.offer_words(words.BRANCHES, None)

    def facts(self) -> dict[str, Any]:
        """The branch as the services take it."""
        return {"name": self.name.data, "kind": self.kind.data, "place": self.place.data}


class ContactForm(Form):
    """Somebody at the customer."""

    base = Version()
    name = name_field(_l("Name of the contact"), _l("Fill in the name of the contact."), 200)
    function = line(_l("Function"))
    level = Code(_l("Level"))
    branch_id = Pick(_l("Branch"))
    email = StringField(_l("E-mail address"), [at_most(200), one_line, address], filters=[_strip])
    phone = line(_l("Phone"), 40)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, prefix="contact-", **named)
        self.level.offer_words(words.LEVELS, _("Not filled in"))

    def facts(self) -> dict[str, Any]:
        """The contact as the services take it."""
        return {name: self[name].data for name in ("name", "function", "level", "branch_id", "email", "phone")}


class Chosen(SelectMultipleField):
    """The customers that a form is about; what is not among them is dropped, as is what can be no id."""

    def __init__(self, label: Any, validators: Any = (), **given: Any) -> None:
        super().__init__(label, validators, coerce=str, choices=[], **given)

    def process_data(self, value: Any) -> None:
        """The ids that the page was opened with."""
        self.data = list(value or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        """The ids."""
        self.data = [found for value in valuelist if (found := number(value)) is not None]

    def pre_validate(self, form: Any) -> None:
        """The service says which of them are not to be handed over."""


class HandOverForm(Form):
    """To whom, with which partner, from when."""

    customers = Chosen(_l("Customers"), [required(_l("Tick at least one customer."))])
    owner = Pick(_l("New owner"), [required(_l("Choose the new owner."))])
    partner = Pick(_l("Partner in inside sales"))
    starts = DayField(_l("From which day"), [required(_l("Fill in from which day."))])


class ContributorForm(Form):
    """Who contributes."""

    person = Pick(_l("Colleague"), [required(_l("Choose a colleague."))])

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, prefix="contributor-", **named)
