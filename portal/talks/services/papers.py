"""The forms of a talk, sent by a page or a device: both preparations and the minutes.

A sending is stored once, by its idempotency key; one transaction holds the form, what it makes of the talk, and the
receipt. Until both prepared, or the manager began, neither side sees anything of the other.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.coaching.coaches import leads
from portal.core import audit, clock, receipts, sending
from portal.core.db import db, write
from portal.core.errors import Refused, Stale
from portal.core.flat import Flat
from portal.core.sending import Invalid
from portal.people.me import Me
from portal.talks import effects, paper_values, policy
from portal.talks.models import Talk, TalkPaper, TalkSide, TalkState
from portal.talks.services import held_talks
from portal.talks.services.talks import demand_agreed, empty_paper, held_today

PREPARE, MINUTES = "prepare", "minutes"
DRAFT, SENT = "draft", "sent"


@dataclass(frozen=True)
class Sending:
    """One sending of a form: the flat `values`, the revision it started from, and whether it is finished."""

    values: Flat
    base: int
    finished: bool
    written_at: datetime | None = None
    key: str = ""


def of_device(form: str, sent: sending.Sent) -> Sending:
    """What a device sent, with only the names that the form has."""
    return Sending(paper_values.FIELDS[form].known(sent.values), sent.base, sent.finished, sent.written_at, sent.key)


def receive(uid: str, form: str, actor: Me, given: Sending) -> dict[str, Any]:
    """Store a sending of the form (prepare or minutes), once; gives {"receipt", "rev", "state", "at"}.

    Raises `Invalid`, `Stale` (`now` holds the flat values of today), `Refused("other_person")` for who may not write
    it, other `Refused` when the talk went on, `KeyTaken`; 404 for a talk that is not there for them.
    """
    try:
        return _once(uid, form, actor, given)
    except IntegrityError:  # the same at the same moment: it is there now
        return _once(uid, form, actor, given)


def _once(uid: str, form: str, actor: Me, given: Sending) -> dict[str, Any]:
    with write() as session:
        talk = session.scalars(
            select(Talk).where(Talk.uid == uid).with_for_update().execution_options(populate_existing=True)
        ).one_or_none()
        if talk is None:
            abort(404)
        side = _side(talk, form, actor)
        kind = f"{policy.KIND}_{form}"
        if known := sending.earlier(given.key, actor.id, kind, uid):
            return known
        paper = session.get(TalkPaper, (talk.id, side), with_for_update=True, populate_existing=True)
        if (paper.rev if paper else 0) != given.base:
            raise Stale(paper.rev if paper else 0, values_of(paper))
        _demand_open(talk, paper, side)
        demand_agreed(talk)
        if wrong := paper_values.FIELDS["minutes"].too_long(given.values):
            raise Invalid(wrong)
        if paper is None:
            paper = empty_paper(talk.id, side, actor.id)
            paper.rev = 0
            session.add(paper)
        state = _send(talk, paper, actor, given) if given.finished else _keep(paper, given)
        db.session.flush()
        answer = {"rev": paper.rev, "state": state, "at": clock.now().isoformat()}
        return receipts.give(given.key or str(uuid.uuid4()), actor.id, kind, uid, answer)


def _side(talk: Talk, form: str, actor: Me) -> TalkSide:
    """Whose form it is. Raises `Refused("other_person")` for who knows of the talk but may not write it; else 404."""
    is_manager = talk.manager_id == actor.id and db.session.scalar(select(leads(actor, talk.seller_id)))
    if form == MINUTES and is_manager:
        return TalkSide.MINUTES
    if form == PREPARE and (talk.seller_id == actor.id or is_manager):
        return TalkSide.SELLER if talk.seller_id == actor.id else TalkSide.MANAGER
    policy.find(actor, talk.uid)
    raise Refused("other_person")


def _demand_open(talk: Talk, paper: TalkPaper | None, side: TalkSide) -> None:
    """Raises `Refused` when the talk has gone on: nobody changes what the other one has seen."""
    if side is TalkSide.MINUTES:
        if talk.state is TalkState.SIGNED:
            raise Refused("signed_already")
        if talk.state is TalkState.PLANNED and paper is None and not _both_prepared(talk.id):
            raise Refused("not_begun")
        return
    if talk.state is not TalkState.PLANNED:
        raise Refused("held_already")
    if paper is not None and paper.sent_at is not None and (_both_prepared(talk.id) or _begun(talk.id)):
        raise Refused("seen_already")
    if side is TalkSide.MANAGER and (paper is None or paper.sent_at is None) and _begun(talk.id):
        raise Refused("begun_already")  # the manager reads the seller's by now; the seller's may come late, and says so


def _both_prepared(talk_id: int) -> bool:
    sides = (TalkSide.SELLER, TalkSide.MANAGER)
    sent = select(TalkPaper.side).where(
        TalkPaper.talk_id == talk_id, TalkPaper.side.in_(sides), TalkPaper.sent_at.is_not(None)
    )
    return len(db.session.scalars(sent).all()) == len(sides)


def _begun(talk_id: int) -> bool:
    return db.session.get(TalkPaper, (talk_id, TalkSide.MINUTES)) is not None


def values_of(paper: TalkPaper | None) -> Flat:
    """What a form holds for its writer: the draft, else what was handed in."""
    return dict((paper.draft if paper.draft is not None else paper.sent) or {}) if paper else {}


def _keep(paper: TalkPaper, given: Sending) -> str:
    """A draft: only its writer sees it, also when the form was handed in before."""
    paper.draft = dict(given.values)
    paper.rev += 1
    if paper.sent_at is None and paper.side is not TalkSide.MINUTES:  # minutes keep the moment at which they began
        paper.changed_at = clock.now()
    return DRAFT


def _send(talk: Talk, paper: TalkPaper, actor: Me, given: Sending) -> str:
    side = paper.side
    if side is TalkSide.MINUTES:
        held_today(talk, actor)
        held_talks.hold(talk, given.values, actor)
    elif not paper_values.says_something(given.values):
        raise Invalid({"": _("Nothing is filled in yet: write at least one line.")})
    first = paper.sent_at is None
    paper.sent, paper.draft, paper.by_id = dict(given.values), None, actor.id
    paper.rev += 1
    paper.sent_rev = paper.rev
    paper.sent_at = talk.held_at if side is TalkSide.MINUTES and first else clock.now()
    if first:
        paper.written_at = sending.written(given.written_at, talk.created_at.astimezone(clock.zone()).date())
    if side is TalkSide.MINUTES:
        return SENT
    paper.changed_at = paper.sent_at
    db.session.flush()
    audit.record("talk_prepared", policy.KIND, talk.id, actor=actor)
    if first and _both_prepared(talk.id):
        effects.both_prepared(talk, actor)
    return SENT
