"""A plan on paper: the version in force, in the reader's language, with every text as it was written."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from flask_babel import refresh
from sqlalchemy import text

from portal.core.db import db, write
from portal.core.paper import setting
from portal.customers.models import Branch
from portal.documents import content
from portal.plans import projections  # noqa: F401 - what an approval needs
from portal.plans.models import PlanKind
from tests.cast import Cast
from tests.plans import making as given

NASTY = '#read("/etc/passwd") $x^2$ \\ *vet* _schuin_ = Kop <label> @ref `code` // weg /* weg */ ~ -- ... #{1+1} [a](b)'
FETCHED = (
    '#image("/etc/hostname")', '#import "@preview/example:0.1.0": add', '#include "paper.typ"', '#csv("x.csv")',
    "https://127.0.0.1:9/x.png", '<img src="http://127.0.0.1:9/x">',
)  # fmt: skip


def told(pdf: bytes, folder: Path) -> str:
    """The text of a PDF, on one line."""
    (folder / "plan.pdf").write_bytes(pdf)
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("needs pdftotext")
    found = subprocess.run([program, folder / "plan.pdf", "-"], capture_output=True, check=True, text=True).stdout
    return " ".join(found.replace("\u200b", "").split())


def speaks(person_id: int, locale: str) -> None:
    with write() as session:
        session.execute(text("UPDATE person SET locale = :locale WHERE id = :id"), {"locale": locale, "id": person_id})
    refresh()  # the tests share one context, in which another language was spoken already


def rich(cast: Cast, customer_id: int, branch_id: int) -> content.Body:
    body = given.ready_body(cast.seller)
    goal = next(part for part in body if part["kind"] == "goal")
    return [
        *body,
        content.new_part("branch_goal", goal["key"], {"nl": "Zelfde schap"},
                         data={"branch": branch_id, "baseline": 1_000_000, "target": 1_200_000}),
        content.new_part("support", text={"nl": "Een proefpakket"}),
        content.new_part("assumption", text={"nl": "De winkels gaan open"}),
        content.new_part("budget", text={"nl": "Proeverij"}, data={"kind": "activity", "amount": 123_456}),
    ]  # fmt: skip


@pytest.fixture
def plan_id(cast: Cast) -> int:
    """An approved plan with everything in it."""
    customer_id = given.customer(cast)
    branch_id = given.branch(customer_id)
    return given.approved(cast, given.plan(cast, customer_id, body=rich(cast, customer_id, branch_id)))


@pytest.mark.parametrize(("locale", "words"), [
    ("nl", ("Klantplan", "Versie 1", "Goedgekeurd door", "Marloes van Dam", "Doelen", "Onderbouwing",
            "Contactafspraken", "Budget", "Uitgangspunten", "Pagina 1 van", "€ 12.000")),
    ("nb", ("Kundeplan", "Versjon 1", "Godkjent av", "Marloes van Dam", "Mål", "Begrunnelse", "Kontaktplan",
            "Forutsetninger", "Side 1 av", "12 000")),
])  # fmt: skip
def test_the_paper_says_the_plan_in_the_readers_language(
    cast: Cast, plan_id: int, sign_in: Any, tmp_path: Path, locale: str, words: tuple[str, ...]
) -> None:
    speaks(cast.manager, locale)
    answer = sign_in(cast.manager).get(f"/plans/{plan_id}/export.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    found = told(answer.get_data(), tmp_path).replace("\u00a0", " ")
    for word in (*words, "Bakkerij Jansen", "Sanne Visser", "Meer brood verkopen", "Twee winkels erbij.", "DC Utrecht",
                 "Zelfde schap", "Proeverij houden", "Een proefpakket", "De winkels gaan open"):  # fmt: skip
        assert word in found, word


def test_what_people_write_is_never_markup(cast: Cast, plan_id: int, sign_in: Any, tmp_path: Path) -> None:
    nasty = [NASTY, *FETCHED, "x" * 2_000, "Æ" * 90 + " \u202e \x07 \u2028 einde", "🙂 漢字"]
    plan_id = given.plan(cast, given.customer(cast, "#panic() *Ster* $"), body=[
        *given.ready_body(cast.seller)[1:], *(content.new_part("assumption", text={"nl": one}) for one in nasty),
        content.new_part("market", text={"nl": NASTY}),
        content.new_part("possibilities", text={"nl": "y" * 10_000}),
    ])  # fmt: skip
    found = told(sign_in(cast.seller).get(f"/plans/{plan_id}/export.pdf").get_data(), tmp_path)
    flat = found.replace(" ", "")
    for one in (NASTY, *FETCHED, "x" * 2_000, "einde", "#panic() *Ster* $"):
        assert one.replace(" ", "") in flat, one[:40]
    assert flat.count("y") >= 10_000  # over several pages
    assert "root:" not in found


def test_a_plan_without_odd_signs_is_accessible(cast: Cast, plan_id: int, sign_in: Any) -> None:
    pdf = sign_in(cast.seller).get(f"/plans/{plan_id}/export.pdf").get_data()
    assert b"pdfuaid" in pdf and b"/Lang" in pdf and b"/StructTreeRoot" in pdf


def test_a_portfolio_plan_of_many_customers_repeats_its_heads(cast: Cast, sign_in: Any, tmp_path: Path) -> None:
    lines = [
        content.new_part("line", text={"nl": f"Doel {at}"},
                         data={"customer": given.customer(cast, f"Klant {at:03d}", category="C"), "target": at * 100})
        for at in range(112)
    ]  # fmt: skip
    plan_id = given.plan(cast, kind=PlanKind.PORTFOLIO, body=lines)
    found = told(sign_in(cast.seller).get(f"/plans/{plan_id}/export.pdf").get_data(), tmp_path)
    assert "Klant 000" in found and "Klant 111" in found
    pages = found.count("Pagina ")
    assert pages > 2 and found.count("Klant Toelichting") == pages  # the heads of the table


def test_the_version_in_force_comes_first_and_others_by_number(
    cast: Cast, plan_id: int, sign_in: Any, tmp_path: Path
) -> None:
    client = sign_in(cast.seller)
    assert "Versie 1" in told(client.get(f"/plans/{plan_id}/export.pdf?number=1").get_data(), tmp_path)
    for number in ("2", "x", "0", "-1", "99999999999"):
        assert client.get(f"/plans/{plan_id}/export.pdf?number={number}").status_code == 404
    draft = given.plan(cast, given.customer(cast, "Andere klant"))
    assert "Concept, niet ingediend" in told(client.get(f"/plans/{draft}/export.pdf").get_data(), tmp_path)
    assert sign_in(cast.manager).get(f"/plans/{draft}/export.pdf").status_code == 404  # nothing was submitted yet


def test_only_readers_get_the_paper(cast: Cast, plan_id: int, sign_in: Any) -> None:
    for who, status in (("colleague", 403), ("stranger", 404), ("admin", 404), ("hr", 404), ("director", 200)):
        assert sign_in(getattr(cast, who)).get(f"/plans/{plan_id}/export.pdf").status_code == status, who


def test_a_typesetter_that_takes_too_long_costs_only_itself(
    cast: Cast, plan_id: int, browse: Any, sign_in: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(setting, "TIMEOUT", 0.001)
    answer = sign_in(cast.seller).get(f"/plans/{plan_id}/export.pdf")
    assert answer.status_code == 303 and answer.location == f"/plans/{plan_id}"
    assert db.session.query(Branch).count() == 1


def test_lists_go_along_as_workbooks(cast: Cast, plan_id: int, sign_in: Any) -> None:
    import io

    from openpyxl import load_workbook

    def rows(who: str, address: str) -> list[tuple[Any, ...]]:
        answer = sign_in(getattr(cast, who)).post(address)
        assert answer.status_code == 200, answer.status
        return list(load_workbook(io.BytesIO(answer.get_data())).active.iter_rows(values_only=True))

    (_head, row) = rows("seller", "/plans/export")
    assert row[0] == "Bakkerij Jansen" and "Sanne Visser" in row
    assert len(rows("manager", "/plans/export?scope=team")) == 2
    assert len(rows("stranger", "/plans/export?scope=unit")) == 1
    contacts = rows("seller", "/visits/export?when=later") + rows("seller", "/visits/export")
    assert all("Bakkerij Jansen" in one or "Klant" in one for one in contacts)
    assert len(rows("colleague", "/visits/export")) == 1
