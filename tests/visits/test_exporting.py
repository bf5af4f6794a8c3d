"""What can be imported of contacts, promises and complaints can be taken along, and comes back as it went."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from portal.core import clock
from portal.core.audit import Audit
from portal.core.db import db, write
from portal.customers.models import Branch, Contact
from portal.imports import services, work
from portal.imports.models import ImportRow, ImportRun
from portal.imports.registry import KINDS
from portal.visits.models import Channel, Complaint, ComplaintKind, Promise, Reached, Report, Visit, VisitState
from tests.cast import Cast
from tests.customers.making import Customers, customers

NASTY = ("=2+3", "-1+1", "@SUM(A1)", "'gewoon", 'Ærlig & Søn; "BV"', "  twee  spaties ", "0042", "regel\nregel", "")
TODAY = clock.today()


def filled(cast: Cast) -> Customers:
    """Contacts in every state and with awkward texts, promises to people and departments, complaints of each kind."""
    made, now = customers(cast), clock.now()
    with write() as session:
        branch = Branch(customer_id=made.bakker, name="Winkel; Zeist")
        person = Contact(customer_id=made.bakker, number="C-1", name="Jan")
        other = Contact(customer_id=made.bakker, name="=Piet")
        session.add_all([branch, person, other])
        session.flush()
        for at, text in enumerate(NASTY):
            state, channel = list(VisitState)[at % 4], list(Channel)[at % 3]
            visit = Visit(
                uid=str(uuid.uuid4()), external_id=f"=V{at}" if at % 2 else None, customer_id=made.bakker,
                branch_id=branch.id if at % 3 else None, contact_id=[person.id, other.id, None][at % 3],
                person_id=cast.colleague if at % 2 else cast.seller, channel=channel, purpose=text,
                day=TODAY - timedelta(days=at), at="09:05" if at % 2 else None, minutes=45, state=state,
                reason=text if "cancelled" in state else "", created_at=now,
            )  # fmt: skip
            session.add(visit)
            session.flush()
            if state is VisitState.HELD:
                session.add(Report(
                    visit_id=visit.id, writer_id=visit.person_id, reached=list(Reached)[at % 3], said=text, signal=text,
                    products=["Brood, wit", "=Koek"] if at % 2 else ["Taart, groot"], next_step=text,
                    next_on=TODAY if at % 2 else None, changed_at=now, written_at=now, sent_at=now,
                ))  # fmt: skip
            shared = {
                "customer_id": made.bakker, "branch_id": branch.id if at % 2 else None, "what": text or "iets",
                "made_by_id": cast.seller, "owner_id": cast.admin if at % 2 else None,
                "owner_unit_id": None if at % 2 else cast.team, "made_on": TODAY - timedelta(days=20),
                "due": TODAY + timedelta(days=at), "created_at": now, "outcome": text,
            }  # fmt: skip
            done, dropped = TODAY if at % 3 == 1 else None, TODAY if at % 3 == 2 else None
            session.add(Promise(
                uid=str(uuid.uuid4()), external_id=f"P{at}" if at % 2 else None, to_whom="" if at % 2 else "De portier",
                contact_id=other.id if at % 2 else None, explained_on=done, done_on=done, dropped_on=dropped, **shared,
            ))  # fmt: skip
            session.add(Complaint(
                uid=str(uuid.uuid4()), external_id=f"K{at}" if at % 2 else None, contact_id=person.id,
                kind=list(ComplaintKind)[at % 6], done_on=done, **shared,
            ))  # fmt: skip
        session.add(Visit(
            uid=str(uuid.uuid4()), customer_id=made.oslo, person_id=cast.stranger, channel=Channel.VISIT,
            purpose="Fjordfisk", day=TODAY, created_at=now,
        ))  # fmt: skip
    return made


def taken(sign_in: Any, person_id: int, what: str, form: str, **asked: str) -> Any:
    data = {"what": what, "scope": "all", "first": "", "last": "", "form": form, **asked}
    return sign_in(person_id).post("/visits/take-along", data=data)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("locale", ["nl", "nb", "en"])
def test_what_went_out_comes_back_the_same(cast: Cast, sign_in: Any, form: str, locale: str) -> None:
    filled(cast)
    with write() as session:
        session.execute(db.text("UPDATE person SET locale = :l WHERE id = :i"), {"l": locale, "i": cast.manager})
    for what in ("visits", "promises", "complaints"):
        answer = taken(sign_in, cast.manager, what, form)
        assert answer.status_code == 200
        content = answer.get_data()
        run_id = services.bring(cast.me("manager"), KINDS[what], f"terug.{form}", io.BytesIO(content), len(content))
        work.advance(run_id)
        run = db.session.get(ImportRun, run_id, populate_existing=True)
        assert len(run.mapping) == len(KINDS[what].columns), (what, run.mapping, run.found)
        places = [run.mapping[column.code]["at"] for column in KINDS[what].columns]
        assert places == sorted(places), (what, run.mapping)
        services.choose(run_id, run.mapping, "")
        work.advance(run_id)
        run = db.session.get(ImportRun, run_id, populate_existing=True)
        others = select(ImportRow).where(ImportRow.run_id == run_id, ImportRow.outcome != "same")
        odd = [(row.cells, row.problem, row.column, row.data) for row in db.session.scalars(others)]
        assert not odd, (what, odd)
        assert run.counts == {"same": len(NASTY)}, what


def test_the_file_holds_what_the_reader_may_read_and_asked_for(cast: Cast, sign_in: Any) -> None:
    made = filled(cast)

    def text(who: str, **asked: str) -> str:
        return taken(sign_in, getattr(cast, who), "visits", "csv", **asked).get_data(as_text=True)

    assert "Fjordfisk" not in text("manager") and "Fjordfisk" in text("stranger", scope="mine")
    assert "Fjordfisk" in text("director") and "Bakker" not in text("stranger")
    assert text("seller", scope="mine").count("seller@") == 5 and "colleague@" not in text("seller", scope="mine")
    assert "colleague@" in text("manager", scope="team")
    assert "0042" not in text("manager", first=TODAY.isoformat(), last=TODAY.isoformat())
    assert "Bakker" not in text("director", customer=str(made.oslo))
    assert taken(sign_in, cast.hr, "visits", "csv").status_code == 403


def test_a_report_that_was_not_sent_is_not_taken_along(cast: Cast, sign_in: Any) -> None:
    filled(cast)
    with write() as session:
        for report in session.scalars(select(Report)):
            report.sent_at = report.written_at = None
            report.said = "Nog niet af"
    assert "Nog niet af" not in taken(sign_in, cast.manager, "visits", "csv").get_data(as_text=True)


def test_nothing_in_the_file_is_a_formula_and_the_history_keeps_it(cast: Cast, sign_in: Any) -> None:
    filled(cast)
    answer = taken(sign_in, cast.manager, "visits", "xlsx")
    book = load_workbook(io.BytesIO(answer.get_data()))
    assert not [cell for row in book.active.iter_rows() for cell in row if cell.data_type == "f"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    told = db.session.scalars(select(Audit).where(Audit.code == "exported_visits")).one()
    assert (told.actor_id, told.data["rows"], told.data["form"]) == (cast.manager, len(NASTY), "xlsx")
    assert db.session.scalar(select(func.count(Audit.id)).where(Audit.code == "exported_promises")) == 0


def test_the_page_is_found_and_leads_to_the_imports(cast: Cast, browse: Any) -> None:
    customers(cast)
    page = browse(cast.manager, "/visits/take-along?what=promises&scope=team", locale="nl")
    assert page.status == 200 and 'href="/imports/new/visits"' in page.html
    assert 'href="/imports/new/visits"' not in browse(cast.seller, "/visits/take-along").html
    assert browse(cast.manager, "/customers/").html.count("/imports/new/visits") == 1
    assert "/visits/take-along?scope=all" in browse(cast.manager, "/customers/export").html
