"""What can be imported can be taken along, comes back as it went, and holds only what the reader may read."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from portal.core import clock
from portal.core.audit import Audit
from portal.core.db import db, write
from portal.customers.models import (
    Branch,
    BranchKind,
    Complexity,
    Contact,
    ContactLevel,
    Currency,
    Customer,
    Order,
    Portfolio,
    Reach,
    Satisfaction,
    Segment,
    Turnover,
)
from portal.imports import services, taking_along, work
from portal.imports.models import ImportRow, ImportRun
from portal.imports.registry import KINDS
from tests.cast import Cast
from tests.customers.making import Customers, customers

KIND_CODES = ("customers", "branches", "contacts", "turnover", "satisfaction", "orders")
DAY = date(clock.today().year - 1, 5, 17)
NASTY = ("=2+3", "-1+1", "@SUM(A1)", "'gewoon", 'Ærlig & Søn; "BV"', "  twee  spaties ", "0042", "Totaal")


def filled(cast: Cast) -> Customers:
    """Customers with everything about them, written in the awkward ways that people and systems write."""
    made, stamp = customers(cast), {"source": "x.csv", "imported_at": clock.now()}
    with write() as session:
        bakker = session.get(Customer, made.bakker)
        bakker.number, bakker.potential = "0042", 1_234_567
        bakker.reach, bakker.complexity = Reach.LOCAL, Complexity.LOW
        for number, segment in enumerate(Segment):
            customer = Customer(
                name=NASTY[number % len(NASTY)] + f" {number}" * (number >= len(NASTY)), unit_id=cast.team,
                segment=segment,
                reach=list(Reach)[number % 4], complexity=list(Complexity)[number % 3], currency=Currency.EUR,
                since=DAY, created_at=clock.now(), number=f"N{number}" if number % 2 else None,
            )  # fmt: skip
            session.add(customer)
            session.flush()
            session.add(Portfolio(customer_id=customer.id, owner_id=cast.seller, starts=DAY))
        branches = [
            Branch(customer_id=made.bakker, number=None if at % 2 else f"B{at}", name=name, kind=kind, place="Zeist")
            for at, (name, kind) in enumerate(zip(NASTY, BranchKind, strict=False))
        ]
        session.add_all(branches)
        session.flush()
        session.add_all([
            Contact(customer_id=made.bakker, name=name, level=[*ContactLevel, None][at % 4], function="=1+1",
                    branch_id=branches[at % 5].id if at % 2 else None, email="Jan.De@Boer.example" if at == 1 else "",
                    phone="+31 30 123", ended_on=DAY if at == 2 else None)
            for at, name in enumerate(NASTY)
        ])  # fmt: skip
        session.add_all([
            Turnover(customer_id=made.bakker, branch_id=branch, month=date(DAY.year, month, 1), product_group=group,
                     currency=currency, revenue=revenue, margin=margin, **stamp)
            for month in (1, 12) for group in ("", "=Brood", "Koek")
            for branch in (None, branches[0].id, branches[1].id)
            for currency, revenue, margin in ((Currency.EUR, -1_050, None), (Currency.NOK, 123_456_789, 100))
        ])  # fmt: skip
        session.add_all([
            Satisfaction(customer_id=made.bakker, on=DAY, score=840, scale=1_000, **stamp),
            Satisfaction(customer_id=made.bakker, branch_id=branches[1].id, on=DAY, score=8_400, scale=10_000, **stamp),
            Order(number="=SO-1", customer_id=made.bakker, ordered_on=DAY, currency=Currency.EUR, amount=9, **stamp),
            Order(number="007", customer_id=made.prospect, ordered_on=DAY, currency=Currency.NOK, amount=-9, **stamp),
            Order(number="S-3", customer_id=made.oslo, ordered_on=DAY, currency=Currency.NOK, amount=31415, **stamp),
        ])  # fmt: skip
    return made


def taken(sign_in: Any, person_id: int, what: str, form: str, *, scope: str = "team", year: str = "") -> Any:
    data = {"what": what, "scope": scope, "year": year, "form": form}
    return sign_in(person_id).post("/customers/export", data=data)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("locale", ["nl", "nb", "en"])
def test_what_went_out_comes_back_the_same(cast: Cast, sign_in: Any, form: str, locale: str) -> None:
    filled(cast)
    with write() as session:
        session.execute(db.text("UPDATE person SET locale = :l WHERE id = :i"), {"l": locale, "i": cast.manager})
    for what in KIND_CODES:
        answer = taken(sign_in, cast.manager, what, form)
        assert answer.status_code == 200
        content = answer.get_data()
        run_id = services.bring(cast.me("manager"), KINDS[what], f"terug.{form}", io.BytesIO(content), len(content))
        work.advance(run_id)
        run = db.session.get(ImportRun, run_id, populate_existing=True)
        assert len(run.mapping) == len(KINDS[what].columns), (what, run.mapping, run.found)
        services.choose(run_id, run.mapping, "")
        work.advance(run_id)
        run = db.session.get(ImportRun, run_id, populate_existing=True)
        others = select(ImportRow).where(ImportRow.run_id == run_id, ImportRow.outcome != "same")
        odd = [(row.cells, row.problem, row.column, row.data) for row in db.session.scalars(others)]
        assert not odd, (what, odd)
        assert set(run.counts) == {"same"} and run.counts["same"] == run.total > 0


def test_the_file_holds_what_the_reader_may_read_and_no_more(cast: Cast, sign_in: Any) -> None:
    filled(cast)
    for who, scope, there, missing in (
        ("manager", "team", "Slagerij Sien", "Ørsted"), ("seller", "mine", "Bakker Bart", "Slagerij Sien"),
        ("seller", "team", "Bakker Bart", "Slagerij Sien"), ("stranger", "team", "Ørsted", "Bakker"),
    ):  # fmt: skip
        text = taken(sign_in, getattr(cast, who), "customers", "csv", scope=scope).get_data(as_text=True)
        assert there in text and missing not in text, who
    assert "314,15" not in taken(sign_in, cast.manager, "orders", "csv").get_data(as_text=True)
    assert "314,15" in taken(sign_in, cast.director, "orders", "csv").get_data(as_text=True)
    assert taken(sign_in, cast.admin, "customers", "csv").status_code == 403


def test_nothing_in_the_file_is_a_formula(cast: Cast, sign_in: Any) -> None:
    filled(cast)
    text = taken(sign_in, cast.manager, "contacts", "csv").get_data(as_text=True)
    assert ";'=1+1;" in text and ";=1+1" not in text
    book = load_workbook(io.BytesIO(taken(sign_in, cast.manager, "contacts", "xlsx").get_data()))
    assert not [cell for row in book.active.iter_rows() for cell in row if cell.data_type == "f"]


def test_the_history_keeps_who_took_what_along(cast: Cast, sign_in: Any) -> None:
    filled(cast)
    answer = taken(sign_in, cast.manager, "turnover", "csv", year=str(DAY.year))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    told = db.session.scalars(select(Audit).where(Audit.code == "exported_turnover")).one()
    assert (told.actor_id, told.data["rows"]) == (cast.manager, 36)


def test_too_much_at_once_is_refused_in_one_sentence(cast: Cast, browse: Any, monkeypatch: Any) -> None:
    filled(cast)
    monkeypatch.setitem(taking_along.MOST, "xlsx", 10)
    data = {"what": "turnover", "scope": "team", "year": "", "form": "xlsx"}
    page = browse(cast.manager, "/customers/export", method="POST", data=data)
    assert page.status == 422 and "Dit zijn 36 rijen" in page.text


def test_the_pages_lead_to_import_and_export(cast: Cast, browse: Any) -> None:
    customers(cast)
    page = browse(cast.manager, "/customers/")
    assert 'href="/imports/new/turnover"' in page.html and 'href="/customers/export"' in page.html
    assert 'href="/imports/new/turnover"' not in browse(cast.seller, "/customers/").html
    assert browse(cast.seller, "/customers/export").status == 200


def test_exports_one_after_the_other_come_to_an_end(cast: Cast, sign_in: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(taking_along, "IN_A_QUARTER", 2)
    filled(cast)
    asked = {"what": "contacts", "scope": "mine", "year": "", "form": "csv"}
    client = sign_in(cast.seller)
    assert [client.post("/customers/export", data=asked).status_code for _one in range(3)] == [200, 200, 429]
    assert db.session.scalar(select(func.count(Audit.id)).where(Audit.code == "exported_contacts")) == 2
    assert sign_in(cast.colleague).post("/customers/export", data=asked).status_code == 200
