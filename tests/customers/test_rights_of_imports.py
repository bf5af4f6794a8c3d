"""An import gives nobody what the rules of customers withhold: no hand-over, no figures, no look back."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db, write
from portal.customers.models import Customer
from portal.imports import queries, services, work
from portal.imports.models import ImportRow, ImportState
from portal.imports.registry import KINDS
from portal.people import line
from portal.people.models import Lead, Person, Unit
from tests.cast import Cast
from tests.customers.making import customer, yesterday
from tests.customers.test_importing import Y, checked, imported, owners, problems, run_of
from tests.house.test_two_at_once import at_once

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


def shown(cast: Cast, name: str, run_id: int) -> list[tuple[list[tuple[str, str]], str]]:
    run = run_of(run_id)
    return [(row.cells, row.link) for row in queries.preview(cast.me(name), KINDS[run.kind], run, None).rows]


def test_a_preview_shows_what_its_reader_may_read_on_the_day_it_is_opened(cast: Cast) -> None:
    made = numbered("Van Hen", cast.team, cast.seller)
    head = "Klantnr;Periode;Omzet\n"
    imported(cast, "manager", "turnover", f"{head}K9;{Y}-03;100,00\n")
    run = checked(cast, "manager", "turnover", f"{head}K9;{Y}-03;250,00\n")
    row = [("K9", ""), (f"{Y}-03", "")]
    assert shown(cast, "manager", run.id) == [([*row, ("250,00", "100,00")], f"/customers/{made}")]
    with write() as session:
        for lead in session.scalars(select(Lead).where(Lead.person_id == cast.manager)):
            lead.ends = yesterday()
        session.flush()
        line.rebuild()
    assert shown(cast, "manager", run.id) == [([*row, ("250,00", "")], "")]


def test_an_administrator_sees_no_figure_of_before_in_a_preview(cast: Cast) -> None:
    numbered("Van Hen", cast.team, cast.seller)
    imported(cast, "manager", "turnover", f"Klantnr;Periode;Omzet\nK9;{Y}-03;100,00\n")
    run = checked(cast, "admin", "turnover", f"Klantnr;Periode;Omzet\nK9;{Y}-03;250,00\n")
    assert shown(cast, "admin", run.id) == [([("K9", ""), (f"{Y}-03", ""), ("250,00", "")], "")]
    kept = db.session.scalars(select(ImportRow.data).where(ImportRow.run_id == run.id)).one()
    assert kept["before"] == {}


def test_the_same_file_twice_at_once_makes_each_customer_once(app: Flask, cast: Cast) -> None:
    text = "Naam;Eigenaar\n" + "".join(f"Zonder Nummer {at};{address(cast.seller)}\n" for at in range(40))
    runs = [checked(cast, "manager", "customers", text).id for _one in range(4)]
    for run_id in runs:
        services.apply(run_id)
    at_once(app, lambda number: work.advance(runs[number]))
    for run_id in runs:
        work.advance(run_id)
        assert run_of(run_id).state is ImportState.DONE
    assert db.session.scalar(select(func.count(Customer.id))) == 40


def test_an_amount_that_no_sum_can_hold_is_refused(cast: Cast) -> None:
    numbered("Van Hen", cast.team, cast.seller)
    rows = f"K9;{Y}-03;1000000000000\nK9;{Y}-04;999999999999\n"
    run = checked(cast, "manager", "turnover", f"Klantnr;Periode;Omzet\n{rows}")
    assert problems(run) == {2: ("too_large", "revenue")}


def test_one_month_written_in_two_ways_is_not_overwritten_unsaid(cast: Cast) -> None:
    numbered("Van Hen", cast.team, cast.seller)
    rows = f"K9;{Y}-03;100,00;\nVan Hen;{Y}-03;50,00;\nK9;03-{Y};25,00;EUR\nK9;{Y}-03;9,00;NOK\n"
    run = checked(cast, "manager", "turnover", f"Klantnr;Periode;Omzet;Valuta\n{rows}")
    assert problems(run) == {3: ("twice", ""), 4: ("twice", "")}
    assert run.counts == {"new": 2, "refused": 2}
