"""Who may do what with a customer (spec 0, Who sees what). How somebody can stand to one: relations.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.db import db
from portal.core.policy import N_, Rule, rule
from portal.customers import relations
from portal.customers.models import Category, Complexity, Currency, Customer, Portfolio, Reach, Segment
from portal.customers.relations import Ids, holds_for, running
from portal.people.me import Me, reach
from portal.people.models import Lead, Person, Position, Role, Unit, UnitPath, Via

Clause = ColumnElement[bool]
SELLING = ("sales", "account-management", "inside-sales", "sales-management")  # families of roles that find customers


def owns(me: Me) -> Clause:
    """Owns the customer today."""
    return holds_for(relations.owned_by(me))


def partners(me: Me) -> Clause:
    """Is its inside-sales partner today."""
    return holds_for(relations.partnered_by(me))


def contributes(me: Me) -> Clause:
    """Contributes to it today."""
    return holds_for(relations.contributed_by(me))


def takes_over(me: Me) -> Clause:
    """Owns it from a day that was agreed already."""
    return holds_for(relations.coming_to(me))


def over_owner(me: Me) -> Clause:
    """Leads its owner, directly or further up, or deputises for that lead."""
    return holds_for(relations.owned_under(me))


def leads_owner(me: Me) -> Clause:
    """Leads its owner, directly or further up; not as a deputy."""
    return holds_for(relations.owned_under(me, Via.LEAD))


def leads_its_unit(me: Me) -> Clause:
    """Leads the customer's unit or one above it."""
    return holds_for(relations.in_led_unit(me))


def leads_unit(me: Me) -> Clause:
    """The same, for a customer that nobody owns."""
    return holds_for(relations.unowned_in_led_unit(me))


def teammate(me: Me) -> Clause:
    """Holds a position in the customer's unit or in a unit of its owner: sees that it exists and whose it is."""
    return or_(*(holds_for(ids) for ids in of_teams(me)))


def steered_by(me: Me) -> Clause:
    """May hand it over: who leads the owner; of an own or unowned customer who leads its unit."""
    return or_(leads_owner(me), leads_unit(me), and_(owns(me), leads_its_unit(me)))


READS = (owns, partners, contributes, takes_over, over_owner, leads_unit)


def readable_by(me: Me) -> Clause:
    """May read the customer: facts, branches, contacts, figures."""
    return or_(*(clause(me) for clause in READS))


def visible_to(me: Me) -> Clause:
    """The customer is there for this person: name, segment and owner."""
    return or_(readable_by(me), teammate(me))


def mine(me: Me) -> tuple[Ids, ...]:
    """The ids of what the person works on, for lists."""
    return (
        relations.owned_by(me), relations.partnered_by(me), relations.contributed_by(me), relations.coming_to(me)
    )


def kept(me: Me) -> tuple[Ids, ...]:
    """The ids of what the person acts on: as owner or partner; of those without an owner, who leads their unit."""
    return relations.owned_by(me), relations.partnered_by(me), relations.unowned_in_led_unit(me)


def of_teams(me: Me) -> tuple[Ids, ...]:
    """The ids of what the person's own teams, and the teams of their colleagues, work on."""
    return relations.in_own_unit(me), relations.owned_in_own_unit(me)


def readable(me: Me) -> tuple[Ids, ...]:
    """The ids of all the person may read: the same relations as `readable_by`, for lists."""
    return (*mine(me), relations.owned_under(me), relations.unowned_in_led_unit(me))


def visible(me: Me) -> tuple[Ids, ...]:
    """The ids of all that is there for the person: the same relations as `visible_to`, for lists."""
    return (*readable(me), *of_teams(me))


@dataclass(frozen=True)
class CustomerFile:
    """A customer as its pages need it: facts, whose it is, and what this person is to it. Who only `exists` for them
    reads name, segment and owner (`reads` is False).
    """

    id: int
    number: str | None
    name: str
    unit_id: int
    unit_name: str
    segment: Segment | None
    reach: Reach | None
    complexity: Complexity | None
    category: Category | None
    potential: int | None
    currency: Currency
    since: date | None
    until: date | None
    rev: int
    owner_id: int | None
    owner_name: str | None
    partner_id: int | None
    partner_name: str | None
    owned_since: date | None
    is_owner: bool
    is_partner: bool
    is_contributor: bool
    takes_over: bool
    is_over_owner: bool
    leads_owner: bool
    leads_its_unit: bool
    is_teammate: bool

    @property
    def is_prospect(self) -> bool:
        """Not yet won."""
        return self.since is None

    @property
    def has_ended(self) -> bool:
        """No longer a customer today."""
        return self.until is not None and self.until < clock.today()

    @property
    def leads_unit(self) -> bool:
        """Leads the unit of a customer nobody owns."""
        return self.leads_its_unit and self.owner_id is None

    @property
    def reads(self) -> bool:
        """May read facts, branches, contacts and figures."""
        works = self.is_owner or self.is_partner or self.is_contributor or self.takes_over
        return works or self.is_over_owner or self.leads_unit

    @property
    def acts(self) -> bool:
        """May change what is known of it: owner and partner; while nobody owns it, who leads its unit."""
        return self.is_owner or self.is_partner or self.leads_unit

    @property
    def steers(self) -> bool:
        """May hand it over: who leads the owner; of an own or unowned customer who leads its unit."""
        return self.leads_owner or self.leads_unit or (self.is_owner and self.leads_its_unit)

    @property
    def classifies(self) -> bool:
        """May set the category: who acts, and the line of the owner."""
        return self.acts or self.steers


def files(me: Me) -> Select[Any]:
    """The SELECT behind every customer page, with this person's relations as booleans."""
    owner, partner = aliased(Person), aliased(Person)
    return (
        select(
            Customer.id, Customer.number, Customer.name, Customer.unit_id, Unit.name, Customer.segment,
            Customer.reach, Customer.complexity, Customer.category, Customer.potential, Customer.currency,
            Customer.since, Customer.until, Customer.rev,
            owner.id, owner.name, partner.id, partner.name, Portfolio.starts,
            owns(me), partners(me), contributes(me), takes_over(me), over_owner(me), leads_owner(me),
            leads_its_unit(me), teammate(me),
        )
        .join(Unit, Unit.id == Customer.unit_id)
        .outerjoin(Portfolio, and_(Portfolio.customer_id == Customer.id, *running(Portfolio)))
        .outerjoin(owner, owner.id == Portfolio.owner_id)
        .outerjoin(partner, partner.id == Portfolio.partner_id)
    )


def find(me: Me, customer_id: int) -> CustomerFile:
    """The customer for this person; 404 when it does not exist for them."""
    row = db.session.execute(files(me).where(Customer.id == customer_id, visible_to(me))).one_or_none()
    if row is None:
        abort(404)
    return CustomerFile(*row)


def _demanding(holds_true: Callable[[CustomerFile], bool]) -> Callable[..., CustomerFile]:
    """A loader: 404 for strangers, 403 for those who see the customer but may not act."""

    def load(me: Me, customer_id: int) -> CustomerFile:
        file = find(me, customer_id)
        if not holds_true(file):
            abort(403)
        return file

    return load


def _rule(code: str, says: str, load: Any) -> Rule:
    return rule(code, says, load=load, takes=("customer_id",), gives="file")


EXISTS = _rule(
    "customer.exists",
    N_("Everyone who works in the team of a customer or of its owner sees its name, segment and owner"),
    find,
)
READ = _rule(
    "customer.read",
    N_(
        "The owner, the inside-sales partner, contributors, the owner's managers up the line and their deputies read "
        "a customer and its figures; of a customer without an owner, those who lead its unit; who takes it over reads "
        "it beforehand"
    ),
    _demanding(lambda file: file.reads),
)
ACT = _rule(
    "customer.act",
    N_(
        "The owner and the inside-sales partner change a customer, its branches and its contacts; of a customer "
        "without an owner, those who lead its unit"
    ),
    _demanding(lambda file: file.acts),
)
CLASSIFY = _rule(
    "customer.classify",
    N_("The owner, the inside-sales partner and the owner's managers set the category of a customer"),
    _demanding(lambda file: file.classifies),
)
STEER = _rule(
    "customer.steer",
    N_(
        "The owner's managers hand a customer over to another owner; who leads a unit does so with its customers "
        "without an owner and with customers of their own"
    ),
    _demanding(lambda file: file.steers),
)
INVITE = _rule(
    "customer.contributors",
    N_("The owner, the inside-sales partner and the owner's managers say who contributes to a customer"),
    _demanding(lambda file: file.classifies),
)


def _leads_sales(me: Me) -> Clause:
    """Leads a unit with customers or people who sell in it or below, or somebody who owns a customer elsewhere."""
    led = (
        select(Lead.id)
        .join(UnitPath, UnitPath.over_id == Lead.unit_id)
        .where(Lead.person_id == me.id, *running(Lead))
    )
    sellers = led.join(Position, Position.unit_id == UnitPath.unit_id).join(Role, Role.id == Position.role_id)
    return or_(
        led.join(Customer, Customer.unit_id == UnitPath.unit_id).exists(),
        sellers.where(Role.family.in_(SELLING), *running(Position)).exists(),
        relations.owned_under(me, Via.LEAD).exists(),
    )


def _sells(me: Me) -> Clause:
    """Holds a position today with a role that finds customers."""
    return exists(
        select(Position.id)
        .join(Role, Role.id == Position.role_id)
        .where(Position.person_id == me.id, Role.family.in_(SELLING), *running(Position))
    )


def works_with_customers(me: Me | type[Person]) -> Clause:
    """Owns, partners or contributes to a customer now or soon, leads who does, or holds a role that sells.

    Also as a condition on `person`: then `me` is the class `Person`.
    """
    return or_(_sells(me), *(ids.exists() for ids in mine(me)), _leads_sales(me))


def finds_customers(me: Me) -> Select[Any]:
    """The question whether the person sells, or owns a customer."""
    return select(or_(_sells(me), relations.owned_by(me).exists()).label("sells"))


def may_create(me: Me) -> bool:
    """Whether the person may add a customer: who sells, and who leads a unit."""
    return me.is_manager or bool(db.session.scalar(finds_customers(me)))


WORKS = "customers"
reach(WORKS, works_with_customers)


def has_customers(me: Me) -> bool:
    """Whether the person works with customers at all."""
    return WORKS in me.reaches


def _creator(me: Me) -> None:
    if not may_create(me):
        abort(403)


def _worker(me: Me) -> None:
    if not has_customers(me):
        abort(403)


LIST = rule(
    "customer.list",
    N_(
        "Everyone who owns, partners or contributes to customers, sells, or leads a unit in which somebody does, lists "
        "customers"
    ),
    load=_worker,
)
CREATE = rule(
    "customer.create",
    N_("Sellers add customers of their own; who leads a unit adds customers in it and in the units below"),
    load=_creator,
)
