"""Customers and their figures from a file: what is new, found again, handed over and refused, and why."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.core import clock
from portal.core.audit import Audit
from portal.core.db import db, write
from portal.core.notices import Notice
from portal.customers.models import (
    Branch,
    Category,
    Complexity,
    Contact,
    Currency,
    Customer,
    Order,
    Portfolio,
    Reach,
    Satisfaction,
    Segment,
    Turnover,
)
from portal.imports import services, work
from portal.imports.models import ImportRow, ImportRun, ImportState
from portal.imports.registry import KINDS
from portal.plans.models import Requirement
from tests.cast import Cast
from tests.customers.making import customer, customers

LAST = date(clock.today().year - 1, 3, 1)
Y = LAST.year


def run_of(run_id: int) -> ImportRun:
    return db.session.get(ImportRun, run_id, populate_existing=True)


def checked(cast: Cast, who: str, kind: str, text: str, **fixed: str) -> ImportRun:
    content = text.encode()
    run_id = services.bring(cast.me(who), KINDS[kind], f"{kind}.csv", io.BytesIO(content), len(content))
    work.advance(run_id)
    mapping = run_of(run_id).mapping | {name: {"fixed": value, "locale": "nl"} for name, value in fixed.items()}
    services.choose(run_id, mapping, "")
    work.advance(run_id)
    return run_of(run_id)


def imported(cast: Cast, who: str, kind: str, text: str, **fixed: str) -> dict[str, int]:
    """The counts of the preview of an import that was then applied."""
    run = checked(cast, who, kind, text, **fixed)
    counts = dict(run.counts)
    if services.to_apply(run):
        services.apply(run.id)
        work.advance(run.id)
        assert run_of(run.id).state is ImportState.DONE, run_of(run.id).problem
    return counts


def problems(run: ImportRun) -> dict[int, tuple[str, str]]:
    rows = db.session.scalars(select(ImportRow).where(ImportRow.run_id == run.id, ImportRow.problem != ""))
    return {row.line: (row.problem, row.column) for row in rows}


def one(name: str) -> Customer:
    return db.session.scalars(
        select(Customer).where(Customer.name == name), execution_options={"populate_existing": True}
    ).one()


def owners(customer_id: int) -> list[int]:
    found = select(Portfolio.owner_id).where(Portfolio.customer_id == customer_id).order_by(Portfolio.starts)
    return list(db.session.scalars(found))


DUTCH = (
    "Debiteurnr;Debiteurnaam;Afdeling;Eigenaar;Branche;Klasse;Complexiteit;Categorie;Potentieel;Valuta;Klant sinds\n"
    "0042;Café Müller;Team Midden;SELLER@rayon.example;Horeca;Regionaal;Hoog;A;250.000,00;EUR;1-4-2019\n"
)
NORWEGIAN = (
    "Kundenr;Kundenavn;Avdeling;Eier;Bransje;Klasse;Kompleksitet;Kategori;Potensial;Valuta;Kunde siden\n"
    "77;Fjordfisk AS;Team Oslo;stranger@rayon.example;Varehandel;Nasjonal;Lav;b;1 000 000,00;NOK;01.02.2020\n"
)


def test_a_customer_is_new_once_and_the_same_from_then_on(cast: Cast) -> None:
    assert imported(cast, "admin", "customers", DUTCH) == {"new": 1}
    made = one("Café Müller")
    assert (made.number, made.unit_id, made.segment, made.reach, made.complexity, made.category) == (
        "0042", cast.team, Segment.HORECA, Reach.REGIONAL, Complexity.HIGH, Category.A,
    )  # fmt: skip
    assert (made.potential, made.currency, made.since) == (25_000_000, Currency.EUR, date(2019, 4, 1))
    assert owners(made.id) == [cast.seller]
    assert imported(cast, "admin", "customers", DUTCH) == {"same": 1}
    assert db.session.scalar(select(func.count()).select_from(Customer)) == 1
    assert db.session.scalars(select(Notice).where(Notice.code == "customer_given")).one().person_id == cast.seller


def test_norwegian_columns_and_words_are_read_too(cast: Cast) -> None:
    assert imported(cast, "admin", "customers", NORWEGIAN) == {"new": 1}
    made = one("Fjordfisk AS")
    assert (made.segment, made.reach, made.category, made.potential) == (
        Segment.RETAIL, Reach.NATIONAL, Category.B, 100_000_000,
    )  # fmt: skip


def test_another_owner_in_the_file_is_a_hand_over_with_history(cast: Cast) -> None:
    imported(cast, "admin", "customers", DUTCH)
    assert imported(cast, "manager", "customers", DUTCH.replace("SELLER@", "colleague@")) == {"changed": 1}
    made = one("Café Müller")
    assert owners(made.id) == [cast.colleague]  # both began today, so the first never counted
    codes = set(db.session.scalars(select(Audit.code).where(Audit.subject_id == made.id)))
    assert {"customer_added", "customer_handed_over"} <= codes
    with write() as session:
        session.scalars(select(Portfolio)).one().starts = date(2020, 1, 1)
    imported(cast, "manager", "customers", DUTCH)
    assert owners(made.id) == [cast.colleague, cast.seller]


def test_an_empty_cell_changes_nothing_and_a_filled_one_does(cast: Cast) -> None:
    imported(cast, "admin", "customers", DUTCH)
    empty = "Klantnr;Naam;Categorie;Potentieel\n0042;Café Müller;;\n"
    assert imported(cast, "admin", "customers", empty) == {"same": 1}
    assert imported(cast, "admin", "customers", "Klantnr;Naam;Categorie\n0042;Café Müller;B\n") == {"changed": 1}
    assert (one("Café Müller").category, one("Café Müller").rev) == (Category.B, 2)


def test_a_customer_without_a_number_is_found_by_its_name_and_takes_the_number(cast: Cast) -> None:
    made = customers(cast)
    text = "Klantnr;Naam\nK1;Bakker Bart\n"
    assert imported(cast, "manager", "customers", text) == {"changed": 1}
    assert db.session.scalar(select(Customer.number).where(Customer.id == made.bakker)) == "K1"
    assert imported(cast, "manager", "customers", text) == {"same": 1}


@pytest.mark.parametrize(("who", "row", "code", "column"), [
    ("admin", "1;A;Team Nergens;;;", "unit_unknown", "unit"),
    ("admin", "1;A;;;;", "unit_missing", "unit"),
    ("admin", "1;A;Team Midden;nobody@rayon.example;;", "person_unknown", "owner"),
    ("admin", "1;A;Team Midden;admin@rayon.example;;", "person_unknown", "owner"),
    ("manager", "1;A;Team Midden;stranger@rayon.example;;", "person_unknown", "owner"),
    ("manager", "1;A;Team Oslo;;;", "unit_unknown", "unit"),
    ("manager", "1;A;Team Midden;seller@rayon.example;seller@rayon.example;", "own_partner", "partner"),
    ("manager", "1;A;Team Midden;;seller@rayon.example;", "partner_alone", "partner"),
    ("manager", "1;A;Team Midden;;;1-1-2199", "in_the_future", "since"),
    ("manager", "1;A;Team Midden;;;1-1-1900", "too_early", "since"),
    ("manager", "NO-1;Ørsted Kjøtt;;;;", "not_yours", "number"),
])  # fmt: skip
def test_a_refused_row_names_the_column_and_the_reason(
    cast: Cast, browse: Any, who: str, row: str, code: str, column: str
) -> None:
    made = customers(cast)
    with write() as session:
        session.get(Customer, made.oslo).number = "NO-1"
    run = checked(cast, who, "customers", f"Klantnr;Naam;Team;Eigenaar;Binnendienst;Klant sinds\n{row}\n")
    assert problems(run) == {2: (code, column)}
    assert "%(" not in browse(getattr(cast, who), f"/imports/{run.id}", locale="nb").text


def test_only_administrators_and_who_leads_a_unit_import_customers(cast: Cast, sign_in: Any) -> None:
    for who, status in (("admin", 200), ("manager", 200), ("director", 200), ("seller", 403), ("hr", 403)):
        for kind in ("customers", "branches", "contacts", "turnover", "satisfaction", "orders"):
            assert sign_in(getattr(cast, who)).get(f"/imports/new/{kind}").status_code == status, (who, kind)


def test_requirements_follow_an_import_at_once(cast: Cast) -> None:
    imported(cast, "admin", "customers", DUTCH)
    year = clock.today().year
    found = db.session.scalars(select(Requirement).where(Requirement.year == year)).one()
    assert (found.seller_id, str(found.need)) == (cast.seller, "own")


def numbered(cast: Cast) -> int:
    """A customer of the seller with the number K1."""
    return customer("Bakker Bart", cast.team, cast.seller, number="K1")


def turnover() -> list[tuple[Any, ...]]:
    found = select(Turnover.month, Turnover.product_group, Turnover.revenue, Turnover.margin).order_by(Turnover.id)
    return [tuple(row) for row in db.session.execute(found)]


@pytest.mark.parametrize("month", [
    f"{Y}-03", f"03-{Y}", f"mrt {Y}", f"mars {Y}", f"{Y}03", f"31-03-{Y}", f"maart {Y}", f"3/{Y}",
])  # fmt: skip
def test_a_month_is_read_in_many_ways(cast: Cast, month: str) -> None:
    numbered(cast)
    head = "Kundenr;Periode;Varegruppe;Omsetning;Dekningsbidrag"
    imported(cast, "manager", "turnover", f"{head}\nK1;{month};Brød;9,50;\n")
    assert turnover() == [(LAST, "Brød", 950, None)]


def test_a_later_import_replaces_the_amounts_and_leaves_what_it_does_not_say(cast: Cast) -> None:
    customer_id = numbered(cast)
    head = "Debiteurnr;Periode;Artikelgroep;Omzet;Marge;Valuta\n"
    imported(cast, "manager", "turnover", f"{head}K1;{Y}-03;Brood;100,00;25,00;EUR\n")
    assert imported(cast, "manager", "turnover", f"{head}K1;{Y}-03;Brood;120,00;;\n") == {"changed": 1}
    assert turnover() == [(LAST, "Brood", 12_000, 2_500)]
    assert imported(cast, "manager", "turnover", f"{head}K1;{Y}-03;Brood;120,00;25,00;EUR\n") == {"same": 1}
    row = db.session.scalars(select(Turnover)).one()
    assert (row.customer_id, row.source, row.currency) == (customer_id, "turnover.csv", Currency.EUR)
    assert clock.now() - row.imported_at < timedelta(minutes=5)


def test_amounts_in_another_currency_stand_apart(cast: Cast) -> None:
    numbered(cast)
    head = "Debiteurnr;Periode;Omzet;Valuta\n"
    text = f"{head}K1;{Y}-03;1,00;EUR\nK1;{Y}-03;10,00;NOK\n"
    assert imported(cast, "manager", "turnover", text) == {"new": 2}
    assert imported(cast, "manager", "turnover", text) == {"same": 2}


def test_figures_of_a_branch_and_of_the_whole_stand_beside_each_other(cast: Cast) -> None:
    customer_id = numbered(cast)
    with write() as session:
        session.add_all([
            Branch(customer_id=customer_id, number="U1", name="DC Utrecht"),
            Branch(customer_id=customer_id, name="Winkel Zeist"),
        ])  # fmt: skip
    text = (
        f"Debiteurnr;Filiaal;Periode;Omzet\nK1;U1;{Y}-03;1,00\nK1;winkel zeist;{Y}-03;2,00\nK1;;{Y}-03;3,00\n"
        f"K1;U9;{Y}-03;4,00\n"
    )
    run = checked(cast, "manager", "turnover", text)
    assert problems(run) == {5: ("no_branch", "branch")}
    services.apply(run.id)
    work.advance(run.id)
    assert sorted(row[2] for row in turnover()) == [100, 200, 300]
    assert imported(cast, "manager", "turnover", text) == {"same": 3, "refused": 1}


@pytest.mark.parametrize(("row", "code", "column"), [
    ("K9;{y}-03;1,00", "no_customer", "customer"), ("NO-1;{y}-03;1,00", "no_customer", "customer"),
    ("K1;2199-03;1,00", "in_the_future", "month"), ("K1;1900-03;1,00", "too_early", "month"),
    ("K1;13-{y};1,00", "no_month", "month"), ("K1;{y}-03;veel", "no_number", "revenue"),
])  # fmt: skip
def test_a_figure_of_nobody_or_never_is_refused(cast: Cast, row: str, code: str, column: str) -> None:
    numbered(cast)
    made = customers(cast)
    with write() as session:
        session.get(Customer, made.oslo).number = "NO-1"
    run = checked(cast, "manager", "turnover", f"Debiteurnr;Periode;Omzet\n{row.format(y=Y)}\n")
    assert problems(run) == {2: (code, column)}


def test_who_may_not_read_a_figure_is_not_told_what_it_is_now(cast: Cast, browse: Any) -> None:
    numbered(cast)
    head = "Debiteurnr;Periode;Omzet\n"
    imported(cast, "manager", "turnover", f"{head}K1;{Y}-03;777,00\n")
    run = checked(cast, "admin", "turnover", f"{head}K1;{Y}-03;1,00\n")
    assert "777" not in browse(cast.admin, f"/imports/{run.id}").text
    run = checked(cast, "manager", "turnover", f"{head}K1;{Y}-03;1,00\n")
    assert "777,00" in browse(cast.manager, f"/imports/{run.id}").text


def test_a_satisfaction_score_fits_its_scale(cast: Cast) -> None:
    numbered(cast)
    text = f"Klantnr;Datum;Cijfer;Schaal\nK1;15-3-{Y};8,4;10\nK1;16-3-{Y};84;100\nK1;17-3-{Y};11;\n"
    run = checked(cast, "manager", "satisfaction", text)
    assert problems(run) == {4: ("score_above", "score")}
    services.apply(run.id)
    work.advance(run.id)
    found = db.session.execute(select(Satisfaction.score, Satisfaction.scale).order_by(Satisfaction.on)).all()
    assert [tuple(row) for row in found] == [(840, 1000), (8400, 10_000)]
    assert imported(cast, "manager", "satisfaction", text)["same"] == 2


def test_an_order_is_known_by_its_number(cast: Cast) -> None:
    numbered(cast)
    other = customers(cast).oslo
    with write() as session:
        session.add(Order(
            number="SO-9", customer_id=other, ordered_on=LAST, currency=Currency.NOK, amount=1, source="x",
            imported_at=clock.now(),
        ))  # fmt: skip
    head = "Ordernr;Klantnr;Orderdatum;Bedrag\n"
    text = f"{head}SO-1;K1;1-3-{Y};10,00\nSO-9;K1;1-3-{Y};10,00\n"
    run = checked(cast, "manager", "orders", text)
    assert problems(run) == {3: ("not_yours", "number")}
    services.apply(run.id)
    work.advance(run.id)
    assert imported(cast, "manager", "orders", text)["same"] == 1
    assert imported(cast, "manager", "orders", text.replace("10,00", "11,00"))["changed"] == 1
    assert db.session.scalar(select(Order.amount).where(Order.number == "SO-1")) == 1100
    assert db.session.scalar(select(Order.amount).where(Order.number == "SO-9")) == 1


def test_branches_and_contacts_are_found_again(cast: Cast) -> None:
    customer_id = numbered(cast)
    with write() as session:
        session.add(Branch(customer_id=customer_id, name="DC Utrecht"))
    branches = "Klantnr;Filiaalnr;Naam;Soort;Plaats\nK1;U1;DC Utrecht;DC;Utrecht\nK1;;Winkel Zeist;Winkel;Zeist\n"
    assert imported(cast, "manager", "branches", branches) == {"changed": 1, "new": 1}
    assert imported(cast, "manager", "branches", branches) == {"same": 2}
    assert db.session.scalar(select(func.count()).select_from(Branch)) == 2
    people = (
        "Klantnr;Naam;Functie;Niveau;Filiaal;E-mail\nK1;Jan de Boer;Inkoper;Tactisch;U1;Jan@x.example\n"
        "K1;Piet;;;Winkel Zeist;\nK1;Klaas;;;Nergens;\n"
    )
    assert imported(cast, "manager", "contacts", people) == {"new": 2, "refused": 1}
    assert imported(cast, "manager", "contacts", people) == {"same": 2, "refused": 1}
    assert imported(cast, "manager", "contacts", people.replace("Inkoper", "Directeur"))["changed"] == 1
    assert db.session.scalar(select(func.count()).select_from(Contact)) == 2
    told = db.session.scalars(select(Audit).where(Audit.code == "branches_imported")).one()
    assert (told.subject_id, told.data["new"], told.data["changed"]) == (customer_id, 1, 1)
