"""Writes that end a talk: the seller signs what was written, the manager opens it again with a reason."""

from __future__ import annotations

from typing import Any

from portal.coaching import signing
from portal.core import audit
from portal.core.db import write
from portal.core.errors import Refused, TooLate
from portal.people.me import Me
from portal.talks import effects, policy
from portal.talks.models import TalkState
from portal.talks.services.talks import held

MOST = 4_000


def sign(actor: Me, uid: str, seen: int, body: dict[str, Any], remark: str) -> None:
    """Keep the talk as it is on the page that was read (`seen` is its version). The same again changes nothing.

    Raises `TooLate` when the minutes changed since, or it has not been held.
    """
    with write():
        row = held(uid)
        if row.state is TalkState.SIGNED:
            return
        if row.state is not TalkState.HELD or row.rev != seen:
            raise TooLate("changed_meanwhile")
        if len(remark) > MOST:
            raise Refused("remark_long", field="remark")
        row.state = TalkState.SIGNED
        row.rev += 1
        form = signing.sign(policy.KIND, row.id, actor.id, body, remark)
        audit.record("talk_signed", policy.KIND, row.id, actor=actor, digest=form.digest, seen=form.seen.value)
        effects.signed(row, actor, remark=remark)


def reopen(actor: Me, uid: str, reason: str) -> None:
    """Open a signed talk again; both see the reason, and the seller signs anew. Raises `Refused`, `TooLate`."""
    reason = reason.strip()
    if not reason:
        raise Refused("no_reason", field="reason")
    if len(reason) > MOST:
        raise Refused("remark_long", field="reason")
    with write():
        row = held(uid)
        if row.state is not TalkState.SIGNED:
            raise TooLate("changed_meanwhile")
        row.state = TalkState.HELD
        row.rev += 1
        signing.reopen(policy.KIND, row.id, actor.id, reason)
        audit.record("talk_reopened", policy.KIND, row.id, actor=actor, detail={"reason": reason})
        effects.reopened(row, actor, reason)
