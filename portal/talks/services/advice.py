"""Moves of an advice: the seller reads and may remark, the manager sends it, the director decides with a date."""

from __future__ import annotations

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.core.notices import Urgency, notify, settle
from portal.people.me import Me
from portal.talks import advising
from portal.talks.advising import AdviceFile
from portal.talks.models import Advice, AdviceDecision
from portal.talks.policy import KIND

LONGEST = 4_000


def see(file: AdviceFile, actor: Me, base: int, remark: str) -> None:
    """The seller has read it, with a remark or without. Raises `TooLate` when it changed or was read already."""
    words = _words(remark, "remark")
    with write():
        row = _held(file, base)
        if row.seen_at is not None:
            raise TooLate("changed_meanwhile")
        row.seen_at, row.remark = clock.now(), words
        row.rev += 1
        settle(actor.id, KIND, file.talk_id)
        audit.record("advice_seen", KIND, file.talk_id, actor=actor)
        notify([file.manager_id], "advice_seen", KIND, file.talk_id, urgency=Urgency.DECISION, quote=words,
               actor=actor.name, due=str(file.day))  # fmt: skip


def send(file: AdviceFile, actor: Me, base: int) -> None:
    """Send it to the director. Raises `Refused` when the seller has not read it or nobody can decide."""
    with write():
        row = _held(file, base)
        if row.sent_at is not None:
            raise TooLate("changed_meanwhile")
        if row.seen_at is None:
            raise Refused("advice_unseen")
        receivers = advising.directors(file.seller_id, file.manager_id)
        if not receivers:
            raise Refused("no_director")
        row.sent_at = clock.now()
        row.rev += 1
        audit.record("advice_sent", KIND, file.talk_id, actor=actor)
        notify(receivers, "advice_sent", KIND, file.talk_id, urgency=Urgency.DECISION, actor=actor.name,
               seller=file.seller)  # fmt: skip


def decide(file: AdviceFile, actor: Me, base: int, decision: str, text: str) -> None:
    """The director's decision; a reason is needed unless it is agreed to as it is. Both who talked are told."""
    words = _words(text, "text")
    if decision not in set(AdviceDecision):
        raise Refused("no_decision", field="decision")
    made = AdviceDecision(decision)
    if made is not AdviceDecision.AGREED and not words:
        raise Refused("decision_reason", field="text")
    with write():
        row = _held(file, base)
        if row.sent_at is None or row.decision is not None:
            raise TooLate("changed_meanwhile")
        row.decision, row.decision_text, row.decided_by_id, row.decided_on = made, words, actor.id, clock.today()
        row.rev += 1
        settle(actor.id, KIND, file.talk_id)
        audit.record("advice_decided", KIND, file.talk_id, actor=actor, decision=made.value)
        notify([file.seller_id, file.manager_id], "advice_decided", KIND, file.talk_id, urgency=Urgency.DECISION,
               quote=words, but=actor.id, actor=actor.name, due=str(file.day))  # fmt: skip


def _words(text: str, field: str) -> str:
    words = text.replace("\x00", "").strip()
    if len(words) > LONGEST:
        raise Refused("remark_long", field=field)
    return words


def _held(file: AdviceFile, base: int) -> Advice:
    row = db.session.get(Advice, file.id, with_for_update=True, populate_existing=True)
    if row is None or row.rev != base:
        raise TooLate("changed_meanwhile")
    return row
