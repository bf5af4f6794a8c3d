"""The demo organisation: a company that looks as if it had used the portal for a year."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from portal.core import audit, clock, figures
from portal.core.audit import Audit
from portal.core.db import db, write
from portal.core.figures import Figure, Scope, ScopeKind
from portal.core.notices import MailState, Notice
from portal.demo.company import DOMAIN, PASSWORD, SIGN_INS
from portal.documents.models import Document, Draft, Publication, State
from portal.people import sign_in as door
from portal.people.me import load
from portal.people.models import Person
from portal.plans.models import Amendment, Plan, Stage
from portal.profiles import queries
from portal.visits import figures as of_visits
from portal.visits import matching
from portal.visits.models import (
    Channel,
    Complaint,
    ComplaintKind,
    Promise,
    Reached,
    Report,
    ReportedAction,
    ReportReading,
    Visit,
    VisitState,
)
from tests.cast import Cast

DEMO = Path(__file__).resolve().parents[2] / "portal" / "demo"


def load_demo(app: Flask) -> str:
    done = app.test_cli_runner().invoke(args=["demo", "load"])
    assert done.exit_code == 0, done.output
    db.session.remove()
    return done.output


def me(email: str):
    return load(db.session.scalars(select(Person.id).where(Person.email == f"{email}@{DOMAIN}")).one())


def test_a_year_is_loaded_once(app: Flask, demo: None) -> None:
    rows = db.session.scalar(select(func.count()).select_from(Audit))
    assert rows >= 400
    first, last = db.session.execute(select(func.min(Audit.at), func.max(Audit.at))).one()
    assert first < clock.now() - timedelta(days=300)
    assert last <= clock.now()
    moments = db.session.scalars(select(Audit.at).order_by(Audit.id)).all()
    assert list(moments) == sorted(moments), "the history reads in the order of time"
    held, wrong = audit.verify()
    assert (held, wrong) == (rows, "")
    states = set(db.session.scalars(select(Draft.state)))
    assert states == set(State)
    assert db.session.scalar(select(func.count()).select_from(Document).where(Document.archived_at.is_not(None)))
    assert set(db.session.scalars(select(Plan.stage))) == set(Stage), "plans stand in every stage of their life"
    assert "approved" in set(db.session.scalars(select(Amendment.state)))
    superseded = select(Publication.id).join(Document).where(Publication.number < Document.in_force)
    assert db.session.scalars(superseded).first()
    waiting = db.session.scalar(select(func.count()).select_from(Notice).where(Notice.mail == MailState.WAITING))
    assert waiting < 30, "old news is not mailed again"
    assert "already" in load_demo(app)
    assert db.session.scalar(select(func.count()).select_from(Audit)) == rows


def test_everybody_has_something_to_do(demo: None) -> None:
    waits = {
        "hr": "publish",
        "hr.no": "review_due",
        "director": "publish",
        "manager.nl": "review",
        "manager.no": "review",
        "seller.nl": "acknowledge",
        "seller.no": "acknowledge",
        "keyaccount.no": "acknowledge",
    }
    for email, code in waits.items():
        codes = {one.code for one in [*queries.waiting_on(me(email)), *queries.my_drafts(me(email))]}
        assert code in codes, f"{email}: {codes}"
    assert any(one.for_id for one in queries.waiting_on(me("manager.nl"))), "the deputy acts for somebody absent"


def test_a_year_of_contacts_was_lived(demo: None) -> None:
    today = clock.today()
    assert set(db.session.scalars(select(Visit.state))) == set(VisitState)
    assert set(db.session.scalars(select(Visit.channel))) == set(Channel)
    assert set(db.session.scalars(select(Report.reached))) == set(Reached)
    assert set(db.session.scalars(select(Complaint.kind))) == set(ComplaintKind)
    for kind in (Promise, Complaint):
        rows = db.session.scalars(select(kind)).all()
        assert any(row.done_on for row in rows) and any(row.is_open for row in rows)
        assert any(row.owner_unit_id for row in rows) and any(row.owner_id for row in rows)
    promises = db.session.scalars(select(Promise)).all()
    assert any(row.dropped_on for row in promises) and any(row.moved for row in promises)
    assert any(row.done_on and row.done_on > row.due for row in promises), "some were kept late"
    assert any(row.is_open and row.explained_on is None for row in promises), "some are to be explained"
    assert not db.session.scalars(select(Visit).where(Visit.state == VisitState.HELD, Visit.day > today)).all()
    moved = select(Visit).where(Visit.due.is_not(None), Visit.counts_on != Visit.due)
    assert db.session.scalars(moved.limit(1)).first(), "an absence moved what counted"
    assert db.session.scalars(select(ReportedAction)).first() is not None
    remarks = set(db.session.scalars(select(ReportReading.remark)))
    assert "" in remarks and len(remarks) > 5
    held_without = select(Visit).outerjoin(Report).where(Visit.state == VisitState.HELD, Report.visit_id.is_(None))
    assert db.session.scalars(held_without).first() is not None
    before = [(row.id, row.made_by_id) for row in db.session.scalars(select(Visit).order_by(Visit.id))]
    with write():
        matching.settle(set(db.session.scalars(select(Visit.customer_id))))
    rows = db.session.scalars(select(Visit).order_by(Visit.id), execution_options={"populate_existing": True})
    assert before == [(row.id, row.made_by_id) for row in rows], "what makes what was settled"
    for email in ("seller.nl", "seller2.nl", "seller.no", "keyaccount.no"):
        person_id = me(email).id
        for day in (today, today + timedelta(days=1)):
            theirs = db.session.scalars(select(Visit).where(
                Visit.person_id == person_id, Visit.day == day, Visit.state == VisitState.PLANNED,
                Visit.ended_on.is_(None),
            )).all()  # fmt: skip
            assert 3 <= len(theirs) <= 5 and all(row.at for row in theirs), (email, day)
            assert len({row.at for row in theirs}) == len(theirs), "nobody is in two places"
        _no_text_twice(email)
        for one in (of_visits.VISITS_MADE, of_visits.REPORT_DISCIPLINE, of_visits.PROMISES_KEPT):
            _plausible(one, Scope(ScopeKind.PERSON, person_id), email)


def _plausible(one: Figure, scope: Scope, email: str) -> None:
    """Between 60 and 95 % over a year that has come some way, and by more than a handful of contacts."""
    value = figures.read(one, scope, figures.year(clock.today().year), full=True).counted.values[0]
    if value.denominator >= 10:
        assert 0.6 <= value.numerator / value.denominator <= 0.95, (email, one.code, value)
    else:
        assert one is of_visits.PROMISES_KEPT or clock.today().month < 4, (email, one.code, value)


def _no_text_twice(email: str) -> None:
    """The latest reports of a seller stand on one page: each says something else."""
    latest = select(Report.said).join(Visit).where(Visit.person_id == me(email).id)
    rows = list(db.session.scalars(latest.order_by(Report.sent_at.desc()).limit(12)))
    assert len(rows) == len(set(rows)), (email, rows)


def test_every_text_of_a_report_is_another_one() -> None:
    texts = json.loads((DEMO / "visits.json").read_text("utf8"))
    said = [card["said"] for locale in ("nl", "nb") for name in ("technical", "foodservice", "phone")
            for card in texts[locale][name]]  # fmt: skip
    assert len(said) == len(set(said)) >= 60


def test_the_promised_sign_ins_work_and_store_no_language(demo: None) -> None:
    for email in SIGN_INS:
        assert door.sign_in(f"{email}@{DOMAIN}", PASSWORD, address="127.0.0.1", agent="")
        assert me(email).locale is None


def test_the_demo_refuses_a_database_of_other_people(app: Flask, cast: Cast) -> None:
    done = app.test_cli_runner().invoke(args=["demo", "load"])
    assert done.exit_code == 1
    assert "other people" in done.output


def test_the_demo_refuses_production(app: Flask) -> None:
    app.config["RAYON_MODE"] = "production"
    done = app.test_cli_runner().invoke(args=["demo", "load"])
    assert done.exit_code == 1
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0
