"""Talks in the registers of privacy: how long they are kept, how they are erased, and one's own in the export."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.orm import aliased

from portal.coaching.models import Reopening, SignedForm
from portal.core import receipts
from portal.core.db import db
from portal.core.policy import N_
from portal.people.models import Person, Position
from portal.privacy.kinds import RecordAbout, part, record_kind
from portal.privacy.own_data import source
from portal.talks import sheet
from portal.talks.history import advice_page, page
from portal.talks.models import Advice, SupportMeasure, Talk, TalkAgreement, TalkPaper, TalkSide, TalkState
from portal.talks.policy import KIND

ADVICE = "advice"  # who reads it reads nothing else of the talk
MONTHS, AFTER_LEAVING = 36, 24  # Dutch practice: two years after leaving (coaching-forms 5)


def about(talk_id: int) -> RecordAbout | None:
    """Whom a talk is about."""
    row = db.session.get(Talk, talk_id)
    return RecordAbout(row.seller_id, row.country, row.day) if row else None


def due(country: str, before: date, left_before: date | None) -> Select[tuple[int]]:
    """Talks of a country whose time is over."""
    over = [Talk.day < before]
    if left_before is not None:
        last = select(func.max(Position.ends)).where(Position.person_id == Talk.seller_id).scalar_subquery()
        over.append(last < left_before)
    return select(Talk.id).where(Talk.country == country, or_(*over))


def erase(ids: Sequence[int]) -> None:
    """Delete talks with all that hangs on them, inside an open `write()`; later talks stay."""
    execute = db.session.execute
    receipts.forget(select(Talk.uid).where(Talk.id.in_(ids)))
    execute(update(Talk).where(Talk.previous_id.in_(ids)).values(previous_id=None))
    execute(update(TalkAgreement).where(TalkAgreement.judged_in_id.in_(ids)).values(judged_in_id=None))
    for table in (TalkPaper, TalkAgreement, SupportMeasure, Advice):
        execute(delete(table).where(table.talk_id.in_(ids)))
    for table in (SignedForm, Reopening):
        execute(delete(table).where(table.kind == KIND, table.subject_id.in_(ids)))
    execute(delete(Talk).where(Talk.id.in_(ids)))


def answerers(talk_id: int) -> list[int]:
    """The manager of the talk answers a request for correction."""
    return list(db.session.scalars(select(Talk.manager_id).where(Talk.id == talk_id)))


def days(ids: Collection[int]) -> dict[int, date]:
    """The day of each talk."""
    return dict(db.session.execute(select(Talk.id, Talk.day).where(Talk.id.in_(ids))).all())


record_kind(
    KIND, N_("Progress talk"), link=page, about=about, due=due, erase=erase, months=MONTHS,
    months_after_leaving=AFTER_LEAVING, answerers=answerers, days=days, figures=("talk_coverage",),
)
part(ADVICE, N_("Advice to the director"), kind=KIND, link=advice_page)


def gather(person_id: int) -> list[dict[str, Any]]:
    """The person's own talks: their preparation, and what they may read of it: the manager's, minutes, agreements."""
    manager = aliased(Person)
    rows = db.session.execute(
        select(Talk, manager.name)
        .join(manager, manager.id == Talk.manager_id)
        .where(Talk.seller_id == person_id)
        .order_by(Talk.day, Talk.id)
    ).all()
    return [_told(talk, name) for talk, name in rows]


def _told(talk: Talk, manager: str) -> dict[str, Any]:
    papers = sheet.papers_of(talk.id)
    own, other, minutes = (papers.get(side) for side in (TalkSide.SELLER, TalkSide.MANAGER, TalkSide.MINUTES))
    both = bool(own and own.sent_at and other and other.sent_at)
    is_open = both or minutes is not None or talk.state is not TalkState.PLANNED
    of_talk = select(TalkAgreement).where(TalkAgreement.talk_id == talk.id)
    agreed = db.session.scalars(of_talk.order_by(TalkAgreement.no))
    support = db.session.scalars(select(SupportMeasure).where(SupportMeasure.talk_id == talk.id))
    advice = db.session.scalars(select(Advice).where(Advice.talk_id == talk.id)).one_or_none()
    signed = db.session.scalars(
        select(SignedForm).where(SignedForm.kind == KIND, SignedForm.subject_id == talk.id).order_by(SignedForm.no)
    )
    return {
        "day": talk.day.isoformat(), "manager": manager, "form": talk.form.value, "state": talk.state.value,
        "own_preparation": _filled((own.draft or own.sent) if own else None),
        "managers_preparation": _filled(other.sent if other and is_open else None),
        "minutes": _filled(minutes.sent if minutes else None),
        "agreements": [
            {"what": one.what, "who": one.who.value, "due": one.due.isoformat(),
             "outcome": one.outcome.value if one.outcome else None, "why": one.why} for one in agreed
        ],
        "support": [
            {"kind": one.kind.value, "what": one.what, "due": one.due.isoformat(),
             "done_on": one.done_on.isoformat() if one.done_on else None} for one in support
        ],
        "advice": {
            "kind": advice.kind.value, "text": advice.text, "remark": advice.remark,
            "decision": advice.decision.value if advice.decision else None, "decision_text": advice.decision_text,
        } if advice else None,
        "signed": [
            {"at": one.signed_at.isoformat(), "digest": one.digest, "remark": one.remark, "body": one.body}
            for one in signed
        ],
    }  # fmt: skip


def _filled(values: dict[str, str] | None) -> dict[str, str]:
    return {name: value for name, value in (values or {}).items() if value}


source(
    "talks", N_("Progress talks"), gather,
    {
        "manager": N_("Manager"), "form": N_("Which talk"), "own_preparation": N_("Your preparation"),
        "managers_preparation": N_("Preparation of the manager"), "minutes": N_("Minutes of the talk"),
        "agreements": N_("Agreements"), "support": N_("Support plan"), "advice": N_("Advice to the director"),
        "signed": N_("Signed"),
    },
)
