"""What the minutes of a talk bring about: agreements, outcomes of earlier ones, a support plan, an advice."""

from __future__ import annotations

from sqlalchemy import select

from portal.core import audit, clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.flat import Flat
from portal.core.sending import Invalid
from portal.people.me import Me
from portal.talks import effects, facts, paper_values, policy
from portal.talks.history import refusal
from portal.talks.models import Advice, Outcome, SupportMeasure, Talk, TalkAgreement, TalkState
from portal.talks.paper_values import Minutes


def hold(talk: Talk, values: Flat, actor: Me) -> None:
    """Take the minutes over into the talk, inside an open `write()`; the seller is told to read and sign.

    Raises `Invalid` with a sentence for each field.
    """
    asked = facts.earlier(talk)
    support = facts.measures(talk)
    told = paper_values.read(values, talk.day, [one["key"] for one in (*asked, *support)])
    if told.errors:
        raise Invalid(told.errors)
    first = talk.state is TalkState.PLANNED
    _judge(talk, told, {one["key"] for one in asked})
    _judge_support(talk, told, {one["key"] for one in support})
    _agree(talk, told)
    _support(talk, told)
    try:
        _advise(talk, told)
    except Refused as refused:
        raise Invalid({"advice_text": refusal(refused.code)}) from None
    talk.next_on, talk.state = told.next_on, TalkState.HELD
    talk.held_at = talk.held_at or clock.now()
    talk.rev += 1
    db.session.flush()
    audit.record("talk_held" if first else "talk_changed", policy.KIND, talk.id, actor=actor)
    effects.to_sign(talk, actor, first=first)


def _judge(talk: Talk, told: Minutes, keys: set[str]) -> None:
    for key in keys & told.outcomes.keys():
        row = db.session.get(TalkAgreement, int(key[1:]), with_for_update=True)
        row.outcome, row.why = told.outcomes[key]
        row.judged_in_id = talk.id


def _judge_support(talk: Talk, told: Minutes, keys: set[str]) -> None:
    """Only done is kept at the measure: what is partly done goes on."""
    for key in keys & told.outcomes.keys():
        row = db.session.get(SupportMeasure, int(key[1:]), with_for_update=True)
        outcome, _why = told.outcomes[key]
        done = (row.done_on or talk.day) if outcome is Outcome.DONE else None
        if done != row.done_on:
            row.done_on = done
            row.rev += 1


def _agree(talk: Talk, told: Minutes) -> None:
    """The agreements of this talk; those that a later talk judged stay as they are."""
    there = {row.no: row for row in db.session.scalars(select(TalkAgreement).where(TalkAgreement.talk_id == talk.id))}
    given = {one.no: one for one in told.agreed}
    for no, row in there.items():
        if row.outcome is None and no not in given:
            db.session.delete(row)
    for no, one in given.items():
        row = there.get(no)
        if row is None:
            db.session.add(TalkAgreement(talk_id=talk.id, no=no, what=one.what, who=one.who, due=one.due))
        elif row.outcome is None:
            row.what, row.who, row.due = one.what, one.who, one.due


def _support(talk: Talk, told: Minutes) -> None:
    """The support plan of this talk; a measure that was done already stays."""
    there = {row.no: row for row in db.session.scalars(select(SupportMeasure).where(SupportMeasure.talk_id == talk.id))}
    given = {one.no: one for one in told.support}
    for no, row in there.items():
        if row.done_on is None and no not in given:
            db.session.delete(row)
    for no, one in given.items():
        owner = talk.seller_id if one.owner == "seller" else talk.manager_id
        row = there.get(no)
        if row is None:
            db.session.add(
                SupportMeasure(talk_id=talk.id, no=no, kind=one.kind, what=one.what, owner_id=owner, due=one.due, rev=1)
            )
        elif row.done_on is None and (row.kind, row.what, row.owner_id, row.due) != (
            one.kind, one.what, owner, one.due,
        ):  # fmt: skip
            row.kind, row.what, row.owner_id, row.due = one.kind, one.what, owner, one.due
            row.rev += 1


def _advise(talk: Talk, told: Minutes) -> None:
    """The advice out of this talk. Raises `Refused` when the seller has read it already and it would change."""
    row = db.session.scalars(select(Advice).where(Advice.talk_id == talk.id).with_for_update()).one_or_none()
    if row is not None and row.seen_at is not None:
        if told.advice != (row.kind, row.text):
            raise Refused("advice_seen")
        return
    if told.advice is None:
        if row is not None:
            db.session.delete(row)
        return
    kind, text = told.advice
    if row is None:
        db.session.add(Advice(talk_id=talk.id, kind=kind, text=text, written_at=clock.now(), rev=1))
    elif (row.kind, row.text) != told.advice:
        row.kind, row.text, row.written_at = kind, text, clock.now()
        row.rev += 1
