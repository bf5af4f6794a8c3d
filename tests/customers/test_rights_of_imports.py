"""An import gives nobody what the rules of customers withhold: no hand-over, no figures, no look back."""

from __future__ import annotations

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, write
from portal.customers.models import Category, Customer, Turnover
from portal.imports import queries
from portal.imports.registry import KINDS
from portal.people import line
from portal.people.models import Lead, Person, Unit
from tests.cast import LONG_AGO, Cast
from tests.customers.making import customer, yesterday
from tests.customers.test_importing import LAST, Y, checked, imported, owners, problems

HEAD = "Klantnr;Naam;Eigenaar;Binnendienst\n"


def numbered(name: str, unit_id: int, owner_id: int | None) -> int:
    made = customer(name, unit_id, owner_id)
    with write() as session:
        session.get(Customer, made).number = "K9"
    return made


def address(person_id: int) -> str:
    return db.session.scalar(select(Person.email).where(Person.id == person_id))


def test_a_manager_takes_no_customer_of_somebody_elsewhere_by_import(cast: Cast) -> None:
    """Its team is theirs, its owner is not: on the page they may not hand it over either."""
    made = numbered("Van Ver", cast.team, cast.stranger)
    for to in (cast.manager, cast.seller):
        run = checked(cast, "manager", "customers", f"{HEAD}K9;Van Ver;{address(to)};\n")
        assert problems(run) == {2: ("not_yours_to_give", "owner")}
    run = checked(cast, "manager", "customers", f"{HEAD}K9;Van Ver;;{address(cast.colleague)}\n")
    assert problems(run) == {2: ("not_yours_to_give", "partner")}
    assert owners(made) == [cast.stranger]


def test_an_administrator_who_leads_gives_no_customer_of_others_to_themselves(cast: Cast) -> None:
    office = db.session.scalar(select(Unit.id).where(Unit.name == "Kantoor"))
    with write() as session:
        for lead in session.scalars(select(Lead).where(Lead.unit_id == office)):
            lead.ends = yesterday()
        session.flush()
        session.add(Lead(unit_id=office, person_id=cast.admin, starts=clock.today()))
        session.flush()
        line.rebuild()
    made = numbered("Van Hen", cast.team, cast.seller)
    run = checked(cast, "admin", "customers", f"{HEAD}K9;Van Hen;{address(cast.admin)};\n")
    assert problems(run) == {2: ("not_yours_to_give", "owner")}
    run = checked(cast, "admin", "customers", f"{HEAD}K9;Van Hen;;{address(cast.admin)}\n")
    assert problems(run) == {2: ("not_yours_to_give", "partner")}
    assert imported(cast, "admin", "customers", f"{HEAD}K9;Van Hen;{address(cast.colleague)};\n") == {"changed": 1}
    assert owners(made) == [cast.seller, cast.colleague]
