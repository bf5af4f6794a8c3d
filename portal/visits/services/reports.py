"""Writes about reports: a draft, the report itself, putting it right, all sent by a page or by a device.

A sending is stored once: by its idempotency key, and by the `uid` of the contact, which may be born with it. One
transaction holds the contact, the report, what it does for plans, its promises and complaints, and the receipt.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import abort
from flask_babel import gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from portal.core import audit, clock, receipts
from portal.core.db import db, write
from portal.core.errors import Refused
from portal.core.flat import Flat
from portal.core.sending import Invalid, earlier, written
from portal.customers.models import Contact, Customer
from portal.people.me import Me
from portal.people.services.versions import Stale, fresh
from portal.visits import effects, policy, report_drawn, report_values, reporting
from portal.visits.followup_owners import owner_of
from portal.visits.followup_words import REFUSALS as OF_ROWS
from portal.visits.history import REFUSALS
from portal.visits.models import Channel, Promise, Report, ReportedAction, Visit, VisitState
from portal.visits.report_values import Row, Said, row_uid
from portal.visits.services import calendar, followups
from portal.visits.services.followups import ComplaintRow, PromiseRow

KIND = "report"
DRAFT, SENT = "draft", "sent"


@dataclass(frozen=True)
class Born:
    """What a contact that nobody planned is about: it is made with its report."""

    customer_id: int
    channel: Channel
    day: date
    purpose: str = ""
    branch_id: int | None = None
    contact_id: int | None = None
    at: str | None = None


@dataclass(frozen=True)
class Sending:
    """One sending of the form: the flat `values`, the revision it started from, and whether it is finished."""

    values: Flat
    base: int
    finished: bool
    written_at: datetime | None = None
    born: Born | None = None
    key: str = ""


def receive(uid: str, actor: Me, sending: Sending) -> dict[str, Any]:
    """Store a sending, once; gives {"receipt", "rev", "state", "at"}, the same again for the same key;
    "visit" when it was stored at a contact of their own, because theirs went to another with the customer.

    Raises `Invalid`, `Stale` (`now` holds the flat values of today), `Refused("other_person")`, `KeyTaken`; 404 for a
    contact that does not exist and is not born here. Two at once: one of them is stored, the other sees it.
    """
    try:
        return _once(uid, actor, sending)
    except IntegrityError:  # the same at the same moment: it is there now
        return _once(uid, actor, sending)


def _once(uid: str, actor: Me, sending: Sending) -> dict[str, Any]:
    with write():
        visit = _contact(uid, actor, sending)
        if known := earlier(sending.key, actor.id, KIND, uid):
            return known
        report = db.session.get(Report, visit.id, with_for_update=True, populate_existing=True)
        begins = report is None and visit.uid != uid  # instead of one that went to another: nothing to differ from
        if (report.rev if report else 0) != sending.base and not begins:
            raise Stale(report.rev if report else 0, report_drawn.values(visit, report))
        state = (_send if sending.finished else _keep)(visit, report, sending, actor)
        report = report or db.session.get(Report, visit.id)
        answer = {"rev": report.rev, "state": state, "at": clock.now().isoformat()}
        if visit.uid != uid:
            answer["visit"] = visit.uid
        return receipts.give(sending.key or str(uuid.uuid4()), actor.id, KIND, uid, answer)


def _contact(uid: str, actor: Me, sending: Sending) -> Visit:
    """The contact, held with its customer (in this order, as everywhere); made when it is born with its report."""
    customer_id = db.session.scalar(select(Visit.customer_id).where(Visit.uid == uid))
    if customer_id is None:
        return _bear(uid, actor, sending)
    fresh(Customer, customer_id)
    visit = db.session.scalars(
        select(Visit).where(Visit.uid == uid).with_for_update().execution_options(populate_existing=True)
    ).one()
    return visit if visit.person_id == actor.id else _own_instead(visit, actor, sending)


def _own_instead(visit: Visit, actor: Me, sending: Sending) -> Visit:
    """A contact of their own for who had it when it took place, and handed the customer over before the report came.

    The planned one stays with who has the customer now; a draft that its writer left there comes along.
    """
    key = policy.own_instead(actor, visit.uid)
    own = db.session.scalars(select(Visit).where(Visit.uid == key).with_for_update()).one_or_none()
    if own is not None:
        return own
    day = report_values.day_of(sending.values) or visit.day
    if not policy.gave_over(actor, visit.customer_id, visit.person_id, min(day, clock.today())):
        policy.demand_there(actor, visit.id)
        raise Refused("other_person")
    own = calendar.record(
        actor, uid=key, customer_id=visit.customer_id, branch_id=visit.branch_id, contact_id=visit.contact_id,
        channel=visit.channel, purpose=visit.purpose, day=min(day, clock.today()), minutes=visit.minutes,
    )
    left = update(Report).where(Report.visit_id == visit.id, Report.sent_at.is_(None), Report.writer_id == actor.id)
    db.session.execute(left.values(visit_id=own.id).execution_options(synchronize_session=False))
    return own


def _bear(uid: str, actor: Me, sending: Sending) -> Visit:
    born = sending.born
    if born is None:
        abort(404)
    if sending.base:  # a report of before cannot be about a contact that was never there
        abort(404)
    if born.day > clock.today() and sending.finished:
        raise Invalid({"day": _("This day is still to come: a contact took place today or earlier.")})
    if born.day < clock.today() - report_values.BACK:
        raise Invalid({"day": _("This is more than a year ago. Check the date.")})
    if db.session.get(Customer, born.customer_id) is None:  # said as of one that is not theirs
        raise Invalid({"customer_id": _("Choose a customer that you work on.")})
    try:
        return calendar.add(
            actor, uid=uid, customer_id=born.customer_id, branch_id=born.branch_id, contact_id=born.contact_id,
            channel=born.channel, purpose=born.purpose, day=born.day, at=born.at, reported=True,
        )
    except Refused as refusal:
        raise _invalid(refusal) from None


def _invalid(refusal: Refused, row: str = "") -> Invalid:
    """A refusal of another service at its field; `row` is the row of the form that it is about."""
    values = {name: value for name, value in refusal.values.items() if name not in {"field", "row"}}
    name = refusal.values.get("field", "")
    sentence = _({**OF_ROWS, **REFUSALS}[refusal.code], **values)
    return Invalid({f"{row}-{name}" if row and name else row or name: sentence})


def _keep(visit: Visit, report: Report | None, sending: Sending, actor: Me) -> str:
    """A draft: only its writer sees it, also when the report was sent before."""
    if wrong := report_values.FIELDS.too_long(sending.values):
        raise Invalid(wrong)
    if report is None:
        report = _begin(visit, actor)
    else:
        if report.sent_at is not None and report.sent_rev is None:  # an import does not count revisions apart
            report.sent_rev = report.rev
        report.rev += 1
    report.draft = dict(sending.values)
    if report.sent_at is None:
        report.changed_at = clock.now()
    db.session.flush()
    return DRAFT


def _begin(visit: Visit, actor: Me) -> Report:
    report = Report(
        visit_id=visit.id, writer_id=actor.id, said="", products=[], signal="", next_step="", changed_at=clock.now(),
        rev=1,
    )
    db.session.add(report)
    return report


def _send(visit: Visit, report: Report | None, sending: Sending, actor: Me) -> str:
    told = report_values.read(sending.values, visit.day)
    if told.errors:
        raise Invalid(told.errors)
    before = report_drawn.texts(report) if report else {}
    steps = report_drawn.steps_of(visit.id)
    if report is None:
        report = _begin(visit, actor)
    else:
        report.rev += 1
    first = report.sent_at is None
    report.reached, report.said, report.products, report.signal = told.reached, told.said, told.products, told.signal
    report.next_step, report.next_on, report.writer_id = told.next_step, told.next_on, actor.id
    report.draft, report.sent_rev, report.changed_at = None, report.rev, clock.now()
    if first:
        report.written_at = written(sending.written_at, told.day)
        report.sent_at = report.changed_at
    held(visit, told, actor)
    db.session.flush()
    _say_steps(visit, steps, told, actor)
    _follow_up(visit, told, actor)
    if first:
        audit.record("report_sent", "visit", visit.id, actor=actor)
    else:
        audit.record("report_changed", "visit", visit.id, actor=actor, detail=before)
    return SENT


def held(visit: Visit, told: Said, actor: Me) -> None:
    """The contact took place as its report says. An agreement that had ended it does not take it away again."""
    was = (visit.state, visit.day, visit.channel, visit.contact_id)
    before, day_before, _channel, _contact = was
    if visit.ended_on is not None:
        visit.plan_id = visit.part_key = visit.sequence = visit.per_year = visit.made_by_id = None
        visit.due = visit.counts_on = visit.window_from = visit.window_to = visit.ended_on = None
    visit.day = told.day
    visit.state, visit.reason = VisitState.HELD, ""
    visit.channel = told.channel or visit.channel
    _meet(visit, told)
    if was == (visit.state, visit.day, visit.channel, visit.contact_id):
        return
    visit.rev += 1
    if before is not VisitState.HELD:
        audit.record("visit_held", "visit", visit.id, actor=actor, date=str(visit.day))
    elif day_before != visit.day:
        audit.record(
            "visit_moved", "visit", visit.id, actor=actor, date_before=str(day_before), date=str(visit.day)
        )
    else:
        audit.record("visit_changed", "visit", visit.id, actor=actor)
    effects.changed([visit], actor)


def _meet(visit: Visit, told: Said) -> None:
    """Whom it was with, when the form says so: somebody of this customer."""
    if not told.names_contact or told.contact_id == visit.contact_id:
        return
    of = select(Contact.customer_id).where(Contact.id == told.contact_id)
    if told.contact_id is not None and db.session.scalar(of) != visit.customer_id:
        raise Invalid({"contact_id": _("Choose one of this customer.")})
    visit.contact_id = told.contact_id


def _say_steps(visit: Visit, before: reporting.Steps, told: Said, actor: Me) -> None:
    """What it did for actions of plans: only those at hand for this customer, and those it named already."""
    named = reporting.at_hand(actor, visit.customer_id, visit.branch_id, told.steps.keys())
    at_hand = {one.key for one in named if one.may} | set(before)
    now = {key: step for key, step in told.steps.items() if key in at_hand}
    if now == before:
        return
    db.session.execute(delete(ReportedAction).where(ReportedAction.visit_id == visit.id))
    db.session.add_all(
        ReportedAction(visit_id=visit.id, plan_id=plan_id, branch_id=branch_id, part_key=part_key, step=step)
        for (plan_id, branch_id, part_key), step in now.items()
    )
    db.session.flush()
    reporting.follow(visit, before, now, actor)


def _follow_up(visit: Visit, told: Said, actor: Me) -> None:
    """Its promises and complaints; those of the contact that the form does not hold stay as they are."""
    names = {row_uid(visit.uid, row.name): row.name for row in (*told.promises, *told.complaints)}
    promises = [_promise(visit, row) for row in told.promises]
    complaints = [_complaint(visit, row) for row in told.complaints]
    ours = report_drawn.row_uids(visit.uid)
    for one in followups.of_visit(visit.id):
        if one.row.uid in ours:
            continue
        facts = report_drawn.facts_of(one.row) | {"uid": one.row.uid, "due": one.row.due, "owner": owner_of(one.row)}
        if isinstance(one.row, Promise):
            promises.append(PromiseRow(**facts))
        else:
            complaints.append(ComplaintRow(**facts))
    try:
        followed = followups.from_report(visit, promises, complaints, actor)
    except Refused as refusal:
        raise _invalid(refusal, names.get(refusal.values.get("row", ""), "")) from None
    sentences = {"promise": _("Somebody has acted on this promise: change it on its own page."),
                 "complaint": _("Somebody has acted on this complaint: change it on its own page.")}
    kept = [ours[uid] for uid in followed.kept if ours.get(uid) in told.rows]
    if kept:  # what was typed would be lost behind a receipt
        raise Invalid({f"{name}-what": sentences[name.partition("-")[0]] for name in kept})


def _promise(visit: Visit, row: Row) -> PromiseRow:
    contact_id = None if row.to_whom else visit.contact_id
    return PromiseRow(row_uid(visit.uid, row.name), row.what, row.due, row.owner, row.to_whom, contact_id)


def _complaint(visit: Visit, row: Row) -> ComplaintRow:
    return ComplaintRow(row_uid(visit.uid, row.name), row.what, row.due, row.kind, row.owner, visit.contact_id)
