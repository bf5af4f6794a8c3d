"""Plans, contacts, reports, promises, sign-ins: what goes when its time is over, and that nothing else does."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from portal.coaching.models import RideAlongVisit
from portal.core import audit, clock, i18n
from portal.core.audit import Audit, AuditDetail
from portal.core.db import db, write
from portal.core.notices import Notice, notify
from portal.core.receipts import Receipt
from portal.customers.models import Customer
from portal.documents.models import Document, Snapshot
from portal.people.models import Person, WebSession
from portal.plans.models import Plan
from portal.privacy import kinds, register, retention
from portal.privacy.models import Hold, RetentionRun
from portal.privacy.services import retention as service
from portal.visits.models import Complaint, Promise, Report, Visit
from tests.cast import Cast
from tests.coaching import making as coaching
from tests.plans import making, sums
from tests.privacy.making import agree
from tests.sealing import seal_all
from tests.visits import making as visits
from tests.visits import promising, sending


def later(months: int) -> datetime:
    """The same time, so many months on and a day."""
    day = kinds.months_after(clock.today(), months)
    return clock.now() + ((day - clock.today()) + (date(2000, 1, 2) - date(2000, 1, 1)))


def amounts() -> dict[str, int]:
    """How many rows each table holds."""
    db.session.rollback()
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) for table in db.metadata.sorted_tables
    }


def lost(before: dict[str, int]) -> dict[str, int]:
    """By table, how many rows fewer there are than before."""
    return {name: before[name] - held for name, held in amounts().items() if held < before[name]}


def texts_of(kind: str) -> int:
    return db.session.scalar(
        select(func.count()).select_from(AuditDetail).join(Audit, Audit.id == AuditDetail.audit_id)
        .where(Audit.kind == kind)
    )  # fmt: skip


def reports() -> dict[tuple[str, str], int]:
    """What the last run says: how many of each kind and country."""
    run = db.session.scalars(select(RetentionRun).order_by(RetentionRun.id.desc())).first()
    return {(one["kind"], one["country"]): one["count"] for one in run.report}


def chain_holds() -> bool:
    seal_all()
    return audit.verify()[1] == ""


@pytest.fixture
def ours(cast: Cast) -> int:
    """A customer of the seller."""
    return making.customer(cast)


def sent(cast: Cast, sign_in: Any, ours: int, said: str = "Alleen voor de klant.") -> Visit:
    """A contact whose report came from a device, so that there is a receipt."""
    row = visits.held(cast, ours)
    values = sending.GOOD | {"said": said, "promise-1-what": ""}
    answer = sending.put(sign_in(cast.seller), row.uid, cast.seller, values)
    assert answer.status_code == 200, answer.text
    return visits.again(row.id)


def test_a_contact_goes_with_its_report_and_its_receipts_after_five_years(app: Flask, cast: Cast, ours, sign_in):
    old = sent(cast, sign_in, ours)
    kept = promising.promise(cast, ours)
    with write() as session:
        session.get(Promise, kept.id).visit_id = old.id
        audit.record("report_changed", "visit", old.id, actor=cast.seller, detail={"said": "Vroeger."})
    with clock.at(later(60)):
        young = sent(cast, sign_in, ours, "Van nu.")
        young_id, young_uid = young.id, young.uid
        before = amounts()
        service.run_when_due()
        gone = lost(before)
        assert db.session.scalars(select(Visit.id)).all() == [young_id]
        assert db.session.scalars(select(Report.said)).all() == ["Van nu."]
        assert db.session.scalars(select(Receipt.subject)).all() == [young_uid]
        assert texts_of("visit") == 0
        assert db.session.get(Promise, kept.id, populate_existing=True).visit_id is None, "open: it is kept"
        assert reports()["visit", "NL"] == 1 and ("promise", "NL") not in reports()
        assert gone.keys() <= {"visit", "visit_report", "receipt", "audit_detail", "notice", "web_session"}
        assert gone["visit"] == gone["visit_report"] == gone["receipt"] == 1
        assert chain_holds()


def test_what_was_done_goes_five_years_later_and_what_is_open_stays(app: Flask, cast: Cast, ours):
    done, still = promising.promise(cast, ours), promising.promise(cast, ours)
    settled = promising.complaint(cast, ours)
    with write() as session:
        session.get(Promise, done.id).done_on = clock.today()
        session.get(Complaint, settled.id).dropped_on = clock.today()
    with clock.at(later(59)):
        service.run_when_due()
        assert len(db.session.scalars(select(Promise.id)).all()) == 2
    with clock.at(later(61)):
        service.run_when_due()
        assert db.session.scalars(select(Promise.id)).all() == [still.id]
        assert db.session.scalars(select(Complaint.id)).all() == []
        assert reports()["promise", "NL"] == reports()["complaint", "NL"] == 1
        assert chain_holds()


def test_a_contact_that_makes_a_younger_one_stays_with_it(app: Flask, cast: Cast, ours):
    made = visits.held(cast, ours, 0)
    planned = visits.visit(cast, ours, 10, due=clock.today(), made_by_id=made.id)
    with clock.at(later(60)):
        service.run_when_due()
        assert set(db.session.scalars(select(Visit.id))) == {made.id, planned.id}
    with clock.at(later(62)):
        service.run_when_due()
        assert db.session.scalars(select(Visit.id)).all() == []


def test_a_ride_along_outlives_the_contact_it_was_in(app: Flask, cast: Cast, ours):
    agree()
    coaching.criteria()
    row = visits.held(cast, ours)
    ride = coaching.ride_along(cast.seller, cast.manager)
    with write() as session:
        session.add(RideAlongVisit(ride_along_id=ride.id, no=9, visit_id=row.id, customer="Bakkerij", purpose=""))
        service.settings.change("retention", {"NL": {"visit": {"months": 1, "after_leaving": None}}})
    with clock.at(later(2)):
        service.run_when_due()
        assert db.session.scalars(select(Visit.id)).all() == []
        assert db.session.scalars(select(RideAlongVisit.visit_id)).all() == [None]


def test_a_plan_goes_with_all_its_versions_seven_years_after_its_year(app: Flask, cast: Cast, ours, browse):
    year = clock.today().year
    first = making.approved(cast, customer_id=ours)
    with write() as session:
        session.get(Plan, first).is_open = False
    second = making.approved(cast, customer_id=ours, year=year + 1)
    with write() as session:
        session.get(Plan, second).copied_from_id = first
    sums.required(ours, cast.seller, year=year)
    sums.required(ours, cast.seller, year=year + 1)
    end = kinds.months_after(date(year, 12, 31), 84)
    with clock.at(clock.now() + (end - clock.today()) + (date(2000, 1, 3) - date(2000, 1, 1))):
        before = amounts()
        service.run_when_due()
        gone = lost(before)
        assert reports()["plan", "NL"] == 1
        assert db.session.scalars(select(Plan.document_id)).all() == [second]
        assert set(db.session.scalars(select(Snapshot.document_id))) == {second}
        assert db.session.get(Plan, second, populate_existing=True).copied_from_id is None
        years = db.session.scalars(select(db.metadata.tables["plan_requirement"].c.year)).all()
        assert years == [year + 1], "a plan that is gone does not count as one that was never approved"
        assert chain_holds()
        kept = {"person", "customer", "audit", "seal", "setting", "position", "portfolio", "target", "promise"}
        assert not kept & gone.keys(), gone
        assert browse(cast.seller, f"/plans/{second}").status == 200, "the plan of the next year reads as before"
        assert browse(cast.seller, f"/plans/{second}/history").status == 200


def test_versions_of_profiles_are_never_removed_and_those_of_plans_never_changed(app: Flask, cast: Cast, ours):
    plan_id, _number = making.submitted(cast, customer_id=ours)
    with pytest.raises(DBAPIError, match="never changed"), write() as session:
        session.execute(update(Snapshot).where(Snapshot.document_id == plan_id).values(body="x"))
    with write() as session:
        session.execute(update(Document).values(kind="profile"))
    with pytest.raises(DBAPIError, match="never changed"), write() as session:
        session.execute(delete(Snapshot))


def test_sign_ins_receipts_and_keys_of_closed_accounts_go_after_months(app: Flask, cast: Cast, sign_in):
    sign_in(cast.seller), sign_in(cast.stranger)
    with write() as session:
        session.add(
            Receipt(key="a" * 36, person_id=cast.seller, kind="report", subject="x" * 36, at=clock.now(), answer={})
        )
        session.get(Person, cast.seller).device_key = "secret"
        left = session.get(Person, cast.colleague)
        left.device_key, left.disabled_at = "secret", clock.now()
    with clock.at(later(6)):
        sign_in(cast.seller)
        before = amounts()
        service.run_when_due()
        assert len(db.session.scalars(select(WebSession.id)).all()) == 1
        assert lost(before).keys() == {"web_session"}
        assert reports()["sign_in", "NL"] == 1 and reports()["sign_in", "NO"] == 1
        held = db.session.scalars(select(Person.id).where(Person.device_key.is_not(None))).all()
        assert held == [cast.seller], "who still works here opens what their devices keep"
    with clock.at(later(12)):
        service.run_when_due()
        assert db.session.scalars(select(Receipt.id)).all() == []
        assert chain_holds()


def test_messages_go_after_three_years(app: Flask, cast: Cast):
    with write():
        notify([cast.seller], "own_data_ready", "own_data", 1, actor="HR")
    with clock.at(later(36)):
        with write():
            notify([cast.seller], "own_data_ready", "own_data", 2, actor="HR")
        service.run_when_due()
        assert db.session.scalars(select(Notice.subject_id).where(Notice.code == "own_data_ready")).all() == [2]


def test_each_country_has_its_own_terms_for_these_too(app: Flask, cast: Cast, ours, browse, sign_in):
    with write() as session:
        session.add(customer := Customer(name="Kiosk", unit_id=cast.no, currency="NOK", created_at=clock.now()))
        session.flush()
        there = customer.id
    visits.held(cast, ours), visits.held(cast, there, owner="stranger")
    page = browse(cast.hr, "/admin/privacy/countries/NL/retention")
    fields = next(form["fields"] for form in page.forms if "visit_months" in form["fields"])
    assert fields["visit_months"] == "60" and fields["plan_months"] == "84" and fields["sign_in_months"] == "6"
    answer = sign_in(cast.hr).post("/admin/privacy/countries/NL/retention", data=fields | {"visit_months": "3"})
    assert answer.status_code == 303
    with clock.at(later(4)):
        service.run_when_due()
        assert db.session.scalars(select(Visit.customer_id)).all() == [there]


def test_a_hold_keeps_what_somebody_did_for_customers_too(app: Flask, cast: Cast, ours):
    visits.held(cast, ours)
    plan_id = making.approved(cast, customer_id=ours)
    with write() as session:
        session.add(Hold(person_id=cast.seller, reason="Geschil", starts=clock.today(), made_by_id=cast.hr))
    with clock.at(later(120)):
        service.run_when_due()
        assert db.session.scalars(select(Plan.document_id)).all() == [plan_id]
        run = db.session.scalars(select(RetentionRun)).one()
        assert {one["kind"]: one["held"] for one in run.report if one["held"]}.keys() >= {"plan", "visit"}


@pytest.mark.parametrize("kind", ["visit", "plan", "promise", "complaint"])
def test_each_page_says_until_when_it_is_kept(app: Flask, cast: Cast, ours, browse, kind: str):
    if kind == "visit":
        row = visits.held(cast, ours)
        addresses = [f"/visits/{row.uid}", f"/visits/{row.uid}/report"]
        day = kinds.months_after(row.day, 60)
    elif kind == "plan":
        plan_id = making.approved(cast, customer_id=ours)
        addresses, day = [f"/plans/{plan_id}"], kinds.months_after(date(clock.today().year, 12, 31), 84)
    else:
        row = getattr(promising, kind)(cast, ours)
        with write() as session:
            session.get(type(row), row.id).done_on = clock.today()
        addresses, day = [f"/visits/{kind}s/{row.uid}"], kinds.months_after(clock.today(), 60)
    for address in addresses:
        page = browse(cast.seller, address, locale="en")
        assert page.status == 200, address
        assert f"Kept until {day.day} {day:%B} {day.year}" in page.text, (address, page.text[-2000:])


def test_what_is_open_says_from_when_its_time_runs(app: Flask, cast: Cast, ours, browse):
    row = promising.promise(cast, ours)
    assert "60 months after" in browse(cast.seller, f"/visits/promises/{row.uid}", locale="en").text
    assert "60 months after" in browse(cast.seller, "/visits/promises/new", locale="en").text
    assert "6 months" in browse(cast.seller, "/me", locale="en").text


def test_a_figure_of_long_ago_says_that_it_counts_only_what_is_kept(app: Flask, cast: Cast, ours, browse):
    visits.held(cast, ours)
    now = clock.today().year
    old, new = (browse(cast.seller, f"/figures/visits_made?year={year}", locale="en") for year in (now - 6, now))
    assert "counts only what is still kept" in old.text
    assert "counts only what is still kept" not in new.text
    assert "counts only" not in browse(cast.seller, f"/figures/revenue?year={now - 6}", locale="en").text


def test_hr_opens_with_a_reason_only_what_few_may_read(app: Flask, cast: Cast, ours, sign_in):
    plan_id = making.approved(cast, customer_id=ours)
    row = visits.held(cast, ours)
    for kind, number in (("plan", plan_id), ("visit", row.id), ("sign_in", 1), ("receipt", 1), ("notice", 1)):
        assert sign_in(cast.hr).get(f"/admin/privacy/open/{kind}/{number}").status_code == 404
        answer = sign_in(cast.hr).post(f"/admin/privacy/open/{kind}/{number}", data={"reason": "Nieuwsgierig"})
        assert answer.status_code == 404, kind


def test_each_kind_deletes_what_it_says_is_due(app: Flask, cast: Cast):
    """Every kind answers for an empty portal, in every country, with and without a term after leaving."""
    for kind in kinds.KINDS.values():
        for left in (None, clock.today()):
            asked = kind.due("NL", clock.today(), left)
            assert db.session.scalars(asked).all() == [] or kind.code in {"sign_in", "notice"}
        assert kind.about(999_999) is None
    assert retention.due()


def test_the_register_says_of_daily_work_how_long_it_is_kept_and_calls_it_no_coaching(app: Flask, cast: Cast):
    with app.test_request_context(), i18n.speaking("en"):
        entries = register.of("NL")
        daily = dict(entries[-1].facts)
    assert [one.title for one in entries].count("Account plan") == 0
    assert "Account plan: 84 months" in daily["Kept for"] and "Sign-in: 6 months" in daily["Kept for"]
