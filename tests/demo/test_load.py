"""The demo organisation: a company that looks as if it had used the portal for a year."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from portal.core import audit, clock
from portal.core.audit import Audit
from portal.core.db import db
from portal.core.notices import MailState, Notice
from portal.demo.company import DOMAIN, PASSWORD, SIGN_INS
from portal.documents.models import Document, Draft, Publication, State
from portal.people import sign_in as door
from portal.people.me import load
from portal.people.models import Person
from portal.plans.models import Amendment, Plan, Stage
from portal.profiles import queries
from tests.cast import Cast


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
