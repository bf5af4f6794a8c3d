"""The shape of what people fill in about promises and complaints."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.orm import aliased
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import ValidationError

from portal.core import clock, i18n
from portal.core.days import DayField
from portal.core.db import db
from portal.core.forms import Form, at_most, one_line, required
from portal.core.together import Part
from portal.customers import policy as customers
from portal.customers.models import Branch, Contact, Customer, Portfolio
from portal.customers.relations import running
from portal.people.forms.fields import Pick, Version
from portal.people.me import Me
from portal.people.models import Line, Person, Position, Unit, Via
from portal.people.queries import finding
from portal.visits import followup_owners as owners
from portal.visits.followup_owners import Owner
from portal.visits.followup_words import KINDS
from portal.visits.models import ComplaintKind
from portal.visits.services.followups import LONGEST, ComplaintRow, PromiseRow

NEAR = 50  # colleagues and departments in a list; everyone else is found by letters
FEW_UNITS = 25


def _strip(text: str | None) -> str:
    return (text or "").strip()


def line(label: Any, longest: int = 200) -> StringField:
    """A line of text that may stay empty."""
    return StringField(label, [at_most(longest), one_line], filters=[_strip])


def words(label: Any, *checks: Any) -> TextAreaField:
    """Some lines of text."""
    return TextAreaField(label, [*checks, at_most(LONGEST)], filters=[_strip])


class OwnerField(Pick):
    """A colleague or a department. Whoever was found by letters need not stand in the list."""

    def __init__(self, label: Any, validators: Any = (), **given: Any) -> None:
        super().__init__(label, validators, coerce=lambda value: owners.read_owner(str(value or "")), **given)

    def process_data(self, value: Any) -> None:
        """The owner as it is."""
        self.data = value

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms gives the form
        """The service says whether there is such an owner."""
        if self.data is None:
            raise ValidationError(_("Choose a colleague or a department."))

    def shown(self, value: Any) -> str:
        """P12 or u5; the history and a stale edit hold it as text."""
        return value.code if isinstance(value, Owner) else str(value or "")

    def offer_found(self, found: list[finding.Found]) -> None:
        """Offer these, and whoever is chosen."""
        listed = [(one.code, named(one)) for one in found]
        chosen = self.data
        if isinstance(chosen, Owner) and chosen.code not in dict(listed):
            listed.insert(0, (chosen.code, owners.name_of(chosen)))
        self.offer(listed, none="" if chosen is None else None)


def named(one: finding.Found) -> str:
    """As a list shows it."""
    if one.is_unit:
        return _("%(name)s (department)", name=one.name)
    return f"{one.name} ({one.detail})" if one.detail else one.name


def near(me: Me, customer_id: int | None) -> Part:
    """Who is likely to see to it: oneself, who works on the customer, colleagues and managers, then departments."""
    day = clock.today()
    now = (Position.starts <= day, Position.ends >= day)
    mine = select(Position.unit_id).where(Position.person_id == me.id, *now)
    found = yield {
        "owned": select(Portfolio.owner_id, Portfolio.partner_id).where(
            Portfolio.customer_id == (customer_id or 0), *running(Portfolio)
        ),
        "over": select(Line.over_id).where(
            Line.person_id == me.id, Line.via == Via.LEAD, Line.steps == 1, *running(Line)
        ),
        "peers": select(Position.person_id).where(Position.unit_id.in_(mine), *now).distinct().limit(NEAR),
        "units": finding.running_units(),
    }
    ids = dict.fromkeys([me.id, *(one for pair in found["owned"] for one in pair if one)])
    ids |= dict.fromkeys(row[0] for row in (*found["over"], *found["peers"]))
    asked = {
        "people": select(Person.id, Person.name).where(Person.id.in_(ids), Person.disabled_at.is_(None)),
        "positions": finding.positions(ids),
    }
    if len(found["units"]) > FEW_UNITS:
        around = select(Unit.parent_id).where(Unit.id.in_(mine))
        beside = select(Unit.id).where(Unit.parent_id.in_(around)).limit(FEW_UNITS)
        one = aliased(Unit)  # a UNION with a LIMIT in it is more than SQLite reads
        asked["units"] = finding.running_units(
            select(one.id).where(or_(one.id.in_(mine), one.id.in_(select(beside.subquery().c.id))))
        )
    known = yield asked
    names = {row.id: row.name for row in known["people"]}
    people = finding.as_today({who: names[who] for who in ids if who in names}, known["positions"])
    units = finding.as_departments(known.get("units", found["units"]))[:FEW_UNITS]
    return people[: NEAR - len(units)] + units


def passing_to(owner: Owner) -> list[finding.Found]:
    """Those to whom the owner may pass it on."""
    ids = sorted(owners.colleagues(owner))[:NEAR]
    names = dict(db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all())
    return finding.people(names)


class WithOwner(Form):
    """A form that asks who sees to it; `find_owner` are letters of the name, looked up without a script too."""

    owner = OwnerField(_l("Who sees to it"))
    find_owner = line(_l("Find by name"), 100)

    def offer_owners(self, usual: list[finding.Found]) -> None:
        """The usual ones, and those whose name fits the letters."""
        found = finding.find(self.find_owner.data or "")
        codes = {one.code for one in found}
        self.owner.offer_found(found + [one for one in usual if one.code not in codes])


class AddForm(WithOwner):
    """What was promised or complained, outside a report."""

    uid = HiddenField()
    customer = Pick(_l("Customer"), [required(_l("Choose a customer."))])
    contact = Pick(_l("Contact at the customer"))
    made_on = DayField(_l("On which day"), [required(_l("Fill in the day."))])
    what = words(_l("What was promised"), required(_l("Write what it is about.")))
    due = DayField(_l("By when"), [required(_l("Fill in by when."))])

    def row(self) -> dict[str, Any]:
        """What both kinds share, as the services take it."""
        return {
            "uid": self.uid.data, "what": self.what.data, "due": self.due.data, "owner": self.owner.data,
            "contact_id": self.contact.data,
        }


class PromiseForm(AddForm):
    """A promise."""

    to_whom = line(_l("Or somebody else there"))

    def row(self) -> PromiseRow:
        """As the services take it; a contact goes before a name."""
        return PromiseRow(**super().row(), to_whom="" if self.contact.data else self.to_whom.data)


class ComplaintForm(AddForm):
    """A complaint."""

    what = words(_l("What the complaint is"), required(_l("Write what it is about.")))
    kind = Pick(
        _l("What it is about"), [required(_l("Choose what it is about."))], coerce=lambda value: str(value or "")
    )

    def __init__(self, *given: Any, **named_: Any) -> None:
        super().__init__(*given, **named_)
        self.kind.offer([(str(code), _(word)) for code, word in KINDS.items()], none="")

    def row(self) -> ComplaintRow:
        """As the services take it."""
        return ComplaintRow(**super().row(), kind=ComplaintKind(self.kind.data))


def contacts(customer_id: int, kept: int | None = None) -> list[tuple[int, str]]:
    """The contacts of a customer today, with their branch; `kept` stays in the list in any case."""
    rows = (
        select(Contact.id, Contact.name, Branch.name)
        .outerjoin(Branch, Branch.id == Contact.branch_id)
        .where(
            Contact.customer_id == customer_id,
            Contact.ended_on.is_(None) | (Contact.ended_on >= clock.today()) | (Contact.id == kept),
        )
        .order_by(Contact.name, Contact.id)
    )
    return [(row[0], f"{row[1]} ({row[2]})" if row[2] else row[1]) for row in db.session.execute(rows)]


def offer_contacts(field: Pick, customer_id: int | None, kept: int | None = None) -> None:
    """The contacts to choose from."""
    field.offer(contacts(customer_id, kept) if customer_id else [], none=_("Nobody in particular"))


class ChangeForm(Form):
    """Other words of a promise or complaint."""

    base = Version()
    what = words(_l("What was promised"), required(_l("Write what it is about.")))
    contact = Pick(_l("Contact at the customer"))


class ChangePromiseForm(ChangeForm):
    """Other words of a promise."""

    to_whom = line(_l("Or somebody else there"))


class ChangeComplaintForm(ChangeForm):
    """Other words of a complaint."""

    what = words(_l("What the complaint is"), required(_l("Write what it is about.")))
    kind = ComplaintForm.kind

    def __init__(self, *given: Any, **named_: Any) -> None:
        super().__init__(*given, **named_)
        self.kind.offer([(str(code), _(word)) for code, word in KINDS.items()])


class ExplainForm(Form):
    """It was explained; what was said may go along."""

    base = Version()
    note = words(_l("What you explained, or the answer"))


class AskForm(Form):
    """What the owner wants to know."""

    base = Version()
    question = words(_l("Your question"), required(_l("Write what you want to know.")))


class MoveForm(Form):
    """Another day, as agreed with the customer."""

    base = Version()
    due = DayField(_l("New day"), [required(_l("Fill in by when."))])
    agreed_on = DayField(_l("Agreed with the customer on"), [required(_l("Fill in the day."))])
    reason = words(_l("Reason"), required(_l("Write the reason.")))


class PassOnForm(WithOwner):
    """Another owner."""

    base = Version()


class DoneForm(Form):
    """It is done."""

    base = Version()
    outcome = words(_l("What came of it"))
    done_on = DayField(_l("On which day"), [required(_l("Fill in the day."))])


class ReasonForm(Form):
    """Why it needs no keeping any more."""

    base = Version()
    reason = words(_l("Reason"), required(_l("Write the reason.")))


class BareForm(Form):
    """Only the version it started from."""

    base = Version()


def choosable(me: Me) -> Part:
    """The customers a person works on, by name, to choose one from."""
    day = clock.today()
    found = yield {
        "customers": select(Customer.id, Customer.name)
        .where(
            or_(*(Customer.id.in_(ids) for ids in customers.mine(me))),
            Customer.until.is_(None) | (Customer.until >= day),
        )
        .order_by(Customer.sort_nb if i18n.current() == "nb" else Customer.sort_nl, Customer.id)
        .limit(500)
    }
    return [(row.id, row.name) for row in found["customers"]]
