"""The customers of the cast, one for each way to stand to a customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, write
from portal.customers.models import Category, Contributor, Currency, Customer, Portfolio, Segment
from portal.people.models import Lead, Unit
from tests.cast import LONG_AGO, Cast

NAMES = ("bakker", "slager", "oslo", "prospect", "unowned", "ended", "office")


@dataclass(frozen=True)
class Customers:
    """Ids of customers."""

    bakker: int  # the seller's, with the colleague as partner and the deputy as contributor
    slager: int  # the colleague's
    oslo: int  # the stranger's, in Norway
    prospect: int  # the seller's, not won yet
    unowned: int  # of the team, nobody's
    ended: int  # the seller's, ended last year
    office: int  # of the office's unit, the director's


def customer(name: str, unit_id: int, owner_id: int | None = None, **facts: Any) -> int:
    """One customer and, with an owner, whose it is since long ago."""
    partner = facts.pop("partner_id", None)
    starts = facts.pop("starts", LONG_AGO)
    with write() as session:
        made = Customer(
            **{"since": LONG_AGO, "currency": Currency.EUR, "segment": Segment.RETAIL, "category": Category.B} | facts,
            name=name, unit_id=unit_id, created_at=clock.now(),
        )
        session.add(made)
        session.flush()
        if owner_id:
            session.add(Portfolio(customer_id=made.id, owner_id=owner_id, partner_id=partner, starts=starts))
        return made.id


def customers(cast: Cast) -> Customers:
    """Write them."""
    team_no = db.session.scalar(select(Lead.unit_id).where(Lead.person_id == cast.stranger))
    office = db.session.scalar(select(Unit.id).where(Unit.name == "Kantoor"))
    last_year = date(clock.today().year - 1, 6, 30)
    made = Customers(
        bakker=customer("Bakker Bart", cast.team, cast.seller, partner_id=cast.colleague, category=Category.A),
        slager=customer("Slagerij Sien", cast.team, cast.colleague),
        oslo=customer("Ørsted Kjøtt", team_no, cast.stranger, currency=Currency.NOK),
        prospect=customer("Zuivel Zoetermeer", cast.team, cast.seller, since=None, category=None),
        unowned=customer("Café de Vrije Klant", cast.team),
        ended=customer("Eindhovense Eieren", cast.team, cast.seller, until=last_year),
        office=customer("Kantoorklant", office, cast.director),
    )
    with write() as session:
        session.add(Contributor(customer_id=made.bakker, person_id=cast.deputy, starts=LONG_AGO))
    return made


def yesterday() -> date:
    """The day before today."""
    return clock.today() - timedelta(days=1)
