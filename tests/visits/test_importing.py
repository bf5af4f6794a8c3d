"""Contacts, promises and complaints from a CRM that leads: made once, followed when changed, refused with a reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.core import clock
from portal.core.audit import Audit
from portal.core.db import db, write
from portal.customers.models import Branch, Contact, Contributor
from portal.imports import services, work
from portal.imports.models import ImportState
from portal.visits import effects
from portal.visits.models import Channel, Complaint, Promise, Reached, Report, Visit, VisitState
from portal.visits.windows import window
from tests.cast import Cast
from tests.customers.making import customer, customers
from tests.customers.test_importing import checked, imported, problems, run_of

TODAY = clock.today()
AGO, SOON = TODAY - timedelta(days=10), TODAY + timedelta(days=10)
HEAD = (
    "Extern ID;Klantnummer;Filiaal;Contactpersoon;Verkoper;Kanaal;Datum;Tijd;Minuten;Doel;Status;Doel bereikt;Verslag;"
    "Productgroepen;Marktsignaal;Vervolgstap;Vervolgdatum;Verslagdatum\n"
)
HELD = (
    f"V-1;K1;U1;Jan de Boer;seller@rayon.example;Bezoek;{AGO:%d-%m-%Y};9:30;45;Voorjaar;Gehouden;Deels;"
    f"Wil eerst proeven;Brood, Koek;Concurrent verlaagt;Bellen;{SOON:%d-%m-%Y};{AGO:%d-%m-%Y}\n"
)
COMING = f"V-2;K1;;;seller@rayon.example;telefoon;{SOON.isoformat()};;;Order;Gepland;;;;;;;\n"


@pytest.fixture
def bakker(cast: Cast) -> int:
    """A customer of the seller with a number, a branch and a contact."""
    customer_id = customer("Bakker Bart", cast.team, cast.seller, number="K1")
    with write() as session:
        session.add(Branch(customer_id=customer_id, number="U1", name="DC Utrecht"))
        session.add(Contact(customer_id=customer_id, number="C1", name="Jan de Boer", email="jan@bart.example"))
    return customer_id


def visit(external_id: str) -> Visit:
    found = select(Visit).where(Visit.external_id == external_id)
    return db.session.scalars(found, execution_options={"populate_existing": True}).one()


def report(external_id: str) -> Report:
    found = select(Report).where(Report.visit_id == visit(external_id).id)
    return db.session.scalars(found, execution_options={"populate_existing": True}).one()


def test_a_contact_is_new_once_and_the_same_from_then_on(cast: Cast, bakker: int) -> None:
    assert imported(cast, "manager", "visits", HEAD + HELD + COMING) == {"new": 2}
    made, coming, told = visit("V-1"), visit("V-2"), report("V-1")
    assert (made.customer_id, made.person_id, made.channel, made.day, made.at, made.minutes, made.state) == (
        bakker, cast.seller, Channel.VISIT, AGO, "09:30", 45, VisitState.HELD,
    )  # fmt: skip
    assert made.branch_id and made.contact_id and made.purpose == "Voorjaar"
    assert (coming.channel, coming.state, coming.at, coming.minutes) == (Channel.PHONE, VisitState.PLANNED, None, 60)
    assert (told.reached, told.said, told.products, told.signal, told.next_step, told.next_on) == (
        Reached.PARTLY, "Wil eerst proeven", ["Brood", "Koek"], "Concurrent verlaagt", "Bellen", SOON,
    )  # fmt: skip
    assert told.written_at.astimezone(clock.zone()).date() == AGO and told.sent_at is not None
    assert imported(cast, "manager", "visits", HEAD + HELD + COMING) == {"same": 2}
    assert db.session.scalar(select(func.count()).select_from(Visit)) == 2


def test_a_changed_row_updates_and_an_empty_cell_changes_nothing(cast: Cast, bakker: int) -> None:
    imported(cast, "manager", "visits", HEAD + HELD + COMING)
    later = HELD.replace("Wil eerst proeven", "Bestelt twee pallets").replace("9:30", "10.15")
    assert imported(cast, "admin", "visits", HEAD + later + COMING) == {"changed": 1, "same": 1}
    assert (visit("V-1").at, report("V-1").said, report("V-1").rev) == ("10:15", "Bestelt twee pallets", 2)
    bare = f"V-1;K1;;;seller@rayon.example;Bezoek;{AGO.isoformat()};;;;Gehouden;;;;;;;\n"
    assert imported(cast, "manager", "visits", HEAD + bare) == {"same": 1}
    gone = COMING.replace("Gepland", "Afgezegd door klant")
    assert imported(cast, "manager", "visits", HEAD + gone) == {"changed": 1}
    assert visit("V-2").state is VisitState.CANCELLED_BY_CUSTOMER
    codes = set(db.session.scalars(select(Audit.code).where(Audit.subject_id == visit("V-2").id)))
    assert "visit_imported" in codes


@pytest.mark.parametrize(("head", "row"), [
    ("Ekstern ID;Kundenummer;Selger;Kanal;Dato;Klokkeslett;Varighet;Formål;Status;Formål nådd;Referat;Rapportdato",
     "V-3;K1;seller@rayon.example;besøk;{ago:%d.%m.%Y};kl. 14.00;30;Vår;gjennomført;delvis;Fint;{ago:%d.%m.%Y}"),
    ("External ID;Customer number;Seller;Channel;Date;Time;Minutes;Purpose;State;Purpose reached;Report;Report date",
     "V-3;K1;seller@rayon.example;Visit;{ago:%Y-%m-%d};14:00;30;Vårsortiment;completed;partly;Fint;{ago:%Y-%m-%d}"),
])  # fmt: skip
def test_norwegian_and_english_columns_are_read_too(cast: Cast, bakker: int, head: str, row: str) -> None:
    assert imported(cast, "manager", "visits", f"{head}\n{row.format(ago=AGO)}\n") == {"new": 1}
    assert (visit("V-3").at, visit("V-3").minutes, report("V-3").reached) == ("14:00", 30, Reached.PARTLY)


@pytest.mark.parametrize(("change", "code", "column"), [
    ({2: "U9"}, "no_branch", "branch"), ({3: "Piet"}, "no_contact", "contact"), ({1: "K9"}, "no_customer", "customer"),
    ({4: "niemand@rayon.example"}, "no_seller", "seller"), ({4: "stranger@rayon.example"}, "no_seller", "seller"),
    ({6: "1-1-1900"}, "too_early", "day"), ({6: "31-02-2026"}, "no_date", "day"), ({6: "{soon}"}, "held_ahead", "day"),
    ({6: "1-1-2199"}, "too_far_ahead", "day"),
    ({7: "25:00"}, "no_time", "at"), ({8: "-5"}, "below", "minutes"), ({8: "9999"}, "above", "minutes"),
    ({10: "misschien"}, "no_choice", "state"), ({10: "Gepland"}, "not_held", "reached"),
    ({11: ""}, "reached_missing", "reached"), ({17: ""}, "report_day_missing", "reported_on"),
    ({17: "1-1-2000"}, "report_too_early", "reported_on"), ({17: "{soon}"}, "still_to_come", "reported_on"),
    ({16: "1-1-2000"}, "report_too_early", "next_on"), ({16: "1-1-2199"}, "too_far_ahead", "next_on"),
    ({0: ""}, "required", "id"), ({12: "=1+1"}, "formula", "said"),
])  # fmt: skip
def test_a_row_that_cannot_be_is_refused_with_its_column_and_reason(
    cast: Cast, bakker: int, browse: Any, change: dict[int, str], code: str, column: str
) -> None:
    cells = HELD.strip().split(";")
    for place, text in change.items():
        cells[place] = text.format(soon=SOON.isoformat())
    run = checked(cast, "manager", "visits", HEAD + ";".join(cells) + "\n")
    assert problems(run) == {2: (code, column)}
    assert "%(" not in browse(cast.manager, f"/imports/{run.id}", locale="nb").text


def test_an_id_of_another_part_of_the_company_is_refused(cast: Cast, bakker: int) -> None:
    oslo = customers(cast).oslo
    with write() as session:
        session.add(Visit(
            uid="0" * 36, external_id="V-1", customer_id=oslo, person_id=cast.stranger, channel=Channel.VISIT,
            purpose="", day=AGO, created_at=clock.now(),
        ))  # fmt: skip
    assert problems(checked(cast, "manager", "visits", HEAD + HELD)) == {2: ("not_yours", "id")}


def test_an_unchanged_row_of_a_customer_that_one_only_reads_is_the_same(cast: Cast, bakker: int) -> None:
    uid, oslo = "7a3f0e6e-0000-4000-8000-000000000002", customer("Ørsted", cast.no, cast.stranger, number="N1")
    with write() as session:
        session.add(Contributor(customer_id=oslo, person_id=cast.manager, starts=AGO))
        session.add(Visit(
            uid=uid, customer_id=oslo, person_id=cast.stranger, channel=Channel.PHONE, purpose="Order", day=SOON,
            created_at=clock.now(),
        ))  # fmt: skip
    row = COMING.replace("V-2;K1", f"{uid};N1").replace("seller@", "stranger@")
    assert imported(cast, "manager", "visits", HEAD + row) == {"same": 1}
    run = checked(cast, "manager", "visits", HEAD + row.replace("Order", "Anders"))
    assert problems(run) == {2: ("not_yours", "id")}
    new = row.replace(uid, "V-9")
    assert problems(checked(cast, "manager", "visits", HEAD + new)) == {2: ("no_customer", "customer")}
    promised = "Extern ID;Klantnummer;Toezegging;Toegezegd op;Eigenaar;Uiterlijk\n"
    promised += f"T-9;N1;Bellen;{AGO};hr@rayon.example;{SOON}\n"
    assert problems(checked(cast, "manager", "promises", promised)) == {2: ("no_customer", "customer")}


@pytest.mark.parametrize("word", ["Deels bereikt", "Delvis nådd", "Partly reached", "deels"])
def test_the_words_of_the_portal_are_read_back(cast: Cast, bakker: int, word: str) -> None:
    imported(cast, "manager", "visits", HEAD + HELD.replace("Deels", word))
    assert report("V-1").reached is Reached.PARTLY


@pytest.mark.parametrize(("locale", "words"), [("nl", ("Bezoek", "Assortiment")), ("nb", ("Besøk", "Sortiment"))])
def test_the_template_has_its_examples_in_the_language_of_its_reader(
    cast: Cast, sign_in: Any, locale: str, words: tuple[str, ...]
) -> None:
    file = sign_in(cast.manager).get("/imports/template/visits.csv", headers={"Accept-Language": locale})
    assert all(f";{word};" in file.get_data(as_text=True) for word in words)


def test_what_was_born_in_the_portal_stays_as_it_is(cast: Cast, bakker: int) -> None:
    uid = "7a3f0e6e-0000-4000-8000-000000000001"
    with write() as session:
        session.add(Visit(
            uid=uid, customer_id=bakker, person_id=cast.seller, channel=Channel.PHONE, purpose="Order", day=SOON,
            created_at=clock.now(),
        ))  # fmt: skip
    same = COMING.replace("V-2", uid)
    assert imported(cast, "manager", "visits", HEAD + same) == {"same": 1}
    run = checked(cast, "manager", "visits", HEAD + same.replace("Order", "Anders"))
    assert problems(run) == {2: ("born_here", "id")}


def test_a_report_written_in_the_portal_is_not_overwritten(cast: Cast, bakker: int) -> None:
    imported(cast, "manager", "visits", HEAD + COMING.replace(SOON.isoformat(), TODAY.isoformat()))
    with write() as session:
        session.add(Report(visit_id=visit("V-2").id, writer_id=cast.seller, changed_at=clock.now(), said="Half"))
    day = TODAY.isoformat()
    row = f"V-2;K1;;;seller@rayon.example;Telefoon;{day};;;;Gehouden;Ja;Uit het CRM;;;;;{day}\n"
    assert problems(checked(cast, "manager", "visits", HEAD + row)) == {2: ("report_kept_here", "reached")}


def test_an_imported_contact_makes_the_planned_one(cast: Cast, bakker: int) -> None:
    counts_on, first, last = window(AGO, 12)
    with write() as session:
        planned = Visit(
            uid="1" * 36, customer_id=bakker, person_id=cast.seller, channel=Channel.VISIT, purpose="", day=AGO,
            due=AGO, per_year=12, counts_on=counts_on, window_from=first, window_to=last, created_at=clock.now(),
        )  # fmt: skip
        session.add(planned)
    imported(cast, "manager", "visits", HEAD + HELD)
    assert db.session.scalar(select(Visit.made_by_id).where(Visit.uid == "1" * 36)) == visit("V-1").id
    imported(cast, "manager", "visits", HEAD + HELD.replace("Bezoek", "Telefoon"))
    assert db.session.scalar(select(Visit.made_by_id).where(Visit.uid == "1" * 36)) is None


def test_a_kill_in_the_middle_loses_and_doubles_nothing(cast: Cast, bakker: int, monkeypatch: Any) -> None:
    rows = "".join(COMING.replace("V-2", f"N-{number}") for number in range(1200))
    run = checked(cast, "manager", "visits", HEAD + rows)
    services.apply(run.id)
    calls = []

    def killed(*_given: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(effects, "changed", killed)
        work.advance(run.id)
    assert (run_of(run.id).state, run_of(run.id).handled) == (ImportState.APPLYING, 500)
    assert db.session.scalar(select(func.count()).select_from(Visit)) == 500
    work.advance(run.id)
    assert run_of(run.id).state is ImportState.DONE
    assert db.session.scalar(select(func.count()).select_from(Visit)) == 1200


PROMISED = (
    "Extern ID;Klantnummer;Aan wie;Toezegging;Toegezegd door;Toegezegd op;Eigenaar;Uiterlijk;Uitgelegd op;Gedaan op;"
    "Uitkomst\n"
)
PROMISE = (
    f"P-1;K1;Jan de Boer;Proefzending;seller@rayon.example;{AGO.isoformat()};Kantoor;{SOON.isoformat()};{{}};{{}};\n"
)


def test_a_promise_is_made_once_and_followed(cast: Cast, bakker: int) -> None:
    open_one = PROMISE.format("", "")
    assert imported(cast, "manager", "promises", PROMISED + open_one) == {"new": 1}
    made = db.session.scalars(select(Promise)).one()
    assert (made.customer_id, made.made_by_id, made.owner_id, made.what, made.due) == (
        bakker, cast.seller, None, "Proefzending", SOON,
    )  # fmt: skip
    assert made.owner_unit_id and made.contact_id and made.to_whom == ""
    assert imported(cast, "manager", "promises", PROMISED + open_one) == {"same": 1}
    kept = PROMISE.format(AGO.isoformat(), TODAY.isoformat()).replace("Kantoor", "colleague@rayon.example")
    assert imported(cast, "manager", "promises", PROMISED + kept.replace(SOON.isoformat(), TODAY.isoformat())) == {
        "changed": 1
    }
    made = db.session.scalars(select(Promise), execution_options={"populate_existing": True}).one()
    assert (made.owner_id, made.owner_unit_id, made.done_on, made.explained_on, made.moved) == (
        cast.colleague, None, TODAY, AGO, 1,
    )  # fmt: skip


def test_a_promise_to_a_name_that_is_no_contact_keeps_the_name(cast: Cast, bakker: int) -> None:
    row = PROMISE.format("", "").replace("Jan de Boer", "De portier")
    imported(cast, "manager", "promises", PROMISED + row)
    assert db.session.scalars(select(Promise.to_whom)).all() == ["De portier"]
    assert imported(cast, "manager", "promises", PROMISED + row) == {"same": 1}


@pytest.mark.parametrize(("change", "code", "column"), [
    ({6: "Geen afdeling"}, "no_owner", "owner"), ({4: "wie@rayon.example"}, "no_seller", "seller"),
    ({9: "{early}"}, "before_made", "done_on"), ({9: "{soon}"}, "still_to_come", "done_on"),
    ({7: "{early}"}, "before_made", "due"), ({5: "{soon}"}, "still_to_come", "made_on"),
    ({5: "1-1-1900"}, "too_early", "made_on"), ({7: "1-1-2199"}, "too_far_ahead", "due"),
    ({8: "{early}"}, "before_made", "explained_on"), ({3: ""}, "required", "what"),
])  # fmt: skip
def test_a_promise_that_cannot_be_is_refused(
    cast: Cast, bakker: int, change: dict[int, str], code: str, column: str
) -> None:
    cells = PROMISE.format("", "").strip().split(";")
    early = (AGO - timedelta(days=1)).isoformat()
    for place, text in change.items():
        cells[place] = text.format(soon=SOON.isoformat(), early=early)
    run = checked(cast, "manager", "promises", PROMISED + ";".join(cells) + "\n")
    assert problems(run) == {2: (code, column)}


def test_a_complaint_comes_with_its_kind(cast: Cast, bakker: int) -> None:
    text = (
        "Klachtnr;Klantnummer;Soort klacht;Klacht;Ontvangen op;Eigenaar;Deadline;Opgelost op;Oplossing\n"
        f"Q-1;K1;Levering;Te laat;{AGO.isoformat()};colleague@rayon.example;{SOON.isoformat()};;\n"
    )
    assert imported(cast, "manager", "complaints", text) == {"new": 1}
    made = db.session.scalars(select(Complaint)).one()
    assert (str(made.kind), made.made_by_id, made.owner_id) == ("delivery", cast.seller, cast.colleague)
    assert imported(cast, "manager", "complaints", text) == {"same": 1}


def test_only_administrators_and_who_leads_a_unit_import_from_a_crm(cast: Cast, sign_in: Any) -> None:
    for who, status in (("admin", 200), ("manager", 200), ("seller", 403), ("hr", 403)):
        for kind in ("visits", "promises", "complaints"):
            assert sign_in(getattr(cast, who)).get(f"/imports/new/{kind}").status_code == status, (who, kind)


def test_the_preview_tells_what_changes_in_columns_it_does_not_show(cast: Cast, bakker: int, browse: Any) -> None:
    imported(cast, "manager", "visits", HEAD + HELD)
    later = HEAD + HELD.replace("Wil eerst proeven", "Bestelt twee pallets")
    page = browse(cast.manager, f"/imports/{checked(cast, 'manager', 'visits', later).id}", locale="nl")
    assert "Bestelt twee pallets" in page.text and "Wil eerst proeven" in page.text
    page = browse(cast.admin, f"/imports/{checked(cast, 'admin', 'visits', later).id}", locale="nl")
    assert "Wil eerst proeven" not in page.text, "who does not read the customer is not told what it is now"
