"""What becomes of a promise or complaint: changed, explained, moved, passed on, done, open again, dropped.

Each opens its own `write()`, asks the rights again inside, and carries the version it started from: `Stale` (409) when
somebody was first. Refusals name their field.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.core.notices import settle
from portal.core.policy import Rule
from portal.people.me import Me
from portal.people.services.versions import Stale, fresh
from portal.visits import followup_effects as effects
from portal.visits import followup_policy as policy
from portal.visits.followup_owners import Owner, colleagues, demand, owner_of, seen_to_by
from portal.visits.models import Complaint, ComplaintKind, Promise
from portal.visits.services.followups import (
    FollowUp,
    check_contact,
    check_due,
    explained_by_itself,
    texts,
)


def held(row: FollowUp) -> dict[str, Any]:
    """One as its forms hold it."""
    found = {
        "what": row.what, "due": row.due, "owner": owner_of(row).code, "contact": row.contact_id or None,
        "outcome": row.outcome,
    }
    return found | ({"to_whom": row.to_whom} if isinstance(row, Promise) else {"kind": str(row.kind)})


def _load(me: Me, kind: type[FollowUp], uid: str, base: int, may: Rule, *, is_open: bool = True) -> FollowUp:
    """The row as it is now, held until the end of the `write()`; 403 and 404 as its page, `Stale` and `TooLate`."""
    row_id = db.session.scalar(select(kind.id).where(kind.uid == str(uid)))
    if row_id is None:
        raise TooLate("gone")
    row = fresh(kind, row_id)
    may.load(me, uid=uid)
    if row.rev != base:
        raise Stale(row.rev, held(row))
    if row.is_open is not is_open:
        raise TooLate("followup_moved_on")
    row.rev += 1
    settle(me.id, effects.kind_of(row), row.id)
    return row


def _recorded(row: FollowUp, event: str, me: Me, detail: dict[str, Any] | None = None, **data: Any) -> None:
    kind = effects.kind_of(row)
    audit.record(
        f"{kind}_{event}", kind, row.id, actor=me, detail=detail or None, customer=row.customer_id, **data
    )


def change(me: Me, kind: type[FollowUp], uid: str, base: int, **facts: Any) -> None:
    """Other words, contact or name (`what`, `contact`, and `to_whom` or `kind`)."""
    with write():
        row = _load(me, kind, uid, base, policy.rules(kind).act)
        if not facts["what"].strip():
            raise Refused("what_missing", field="what")
        check_contact(facts["contact"], row.customer_id)
        before = texts(row)
        row.what, row.contact_id = facts["what"].strip(), facts["contact"]
        if isinstance(row, Promise):
            row.to_whom = "" if row.contact_id else facts["to_whom"]
        else:
            row.kind = ComplaintKind(facts["kind"])
        _recorded(row, "changed", me, {"before": before, "after": texts(row)})
        effects.changed(row, me, row.what)


def explain(me: Me, uid: str, base: int, note: str = "") -> None:
    """The owner was told what the promise asks; `note` (an answer, or what was said) reaches them."""
    with write():
        row = _load(me, Promise, uid, base, policy.PROMISE.act)
        row.explained_on = clock.today()
        _recorded(row, "explained", me, {"note": note} if note else None)
        effects.explained(row, me, note)


def ask(me: Me, uid: str, base: int, question: str) -> None:
    """The owner asks what is meant: it stands as not explained again, and the one who promised is asked."""
    with write():
        row = _load(me, Promise, uid, base, policy.PROMISE.settle)
        if not question.strip():
            raise Refused("no_question", field="question")
        if row.made_by_id == me.id:
            raise Refused("own_question", field="question")
        row.explained_on = None
        _recorded(row, "asked", me, {"note": question.strip()})
        effects.asked(row, me, question.strip())


def move_due(me: Me, kind: type[FollowUp], uid: str, base: int, *, due: date, reason: str, agreed_on: date) -> None:
    """Another due day, agreed anew with the customer on `agreed_on`. `moved` of a promise counts how often."""
    with write():
        row = _load(me, kind, uid, base, policy.rules(kind).act)
        check_due(due, max(row.made_on, agreed_on))
        if due == row.due:
            raise Refused("due_same", field="due")
        if not row.made_on <= agreed_on <= clock.today():
            raise Refused("agreed_day", field="agreed_on")
        if not reason.strip():
            raise Refused("reason_missing", field="reason")
        before = row.due
        if isinstance(row, Promise):
            row.move(due, agreed_on)
        else:
            row.due = due
        _recorded(
            row, "moved", me, {"note": reason.strip()}, date=due.isoformat(), date_before=before.isoformat(),
            date_agreed=agreed_on.isoformat(),
        )
        effects.due_set(row)
        effects.changed(row, me, reason.strip())


def pass_on(me: Me, kind: type[FollowUp], uid: str, base: int, owner: Owner | None) -> None:
    """Another colleague or department sees to it. Who owns it passes it on within the department only."""
    with write():
        row = _load(me, kind, uid, base, policy.rules(kind).pass_on)
        now = owner_of(row)
        if demand(owner) == now:
            raise Refused("owner_same", field="owner")
        file = policy.find(me, kind, uid)
        if not file.acts and owner.person_id not in colleagues(now):
            raise Refused("owner_elsewhere", field="owner")
        before = seen_to_by(now)
        row.owner_id, row.owner_unit_id = owner.person_id, owner.unit_id
        if isinstance(row, Promise):
            row.explained_on = explained_by_itself(row)
        effects.due_set(row)
        _recorded(row, "passed_on", me, {"before": now.code, "after": owner.code})
        effects.given(row, me)
        effects.taken_away(row, before, me)


def done(me: Me, kind: type[FollowUp], uid: str, base: int, *, day: date, outcome: str) -> None:
    """It was kept or settled on a day up to today; of a complaint the outcome is said."""
    with write():
        row = _load(me, kind, uid, base, policy.rules(kind).settle)
        if day > clock.today():
            raise Refused("done_late", field="done_on")
        if day < row.made_on:
            raise Refused("done_early", field="done_on")
        if isinstance(row, Complaint) and not outcome.strip():
            raise Refused("outcome_missing", field="outcome")
        row.done_on, row.outcome = day, outcome.strip()
        _recorded(row, "done", me, {"note": row.outcome} if row.outcome else None, date=day.isoformat())
        effects.done(row, me)


def reopen(me: Me, kind: type[FollowUp], uid: str, base: int) -> None:
    """It is to be kept after all: who marked it done or dropped it was mistaken, or the customer disagrees."""
    with write():
        row = _load(me, kind, uid, base, policy.rules(kind).reopen, is_open=False)
        demand(owner_of(row))
        row.done_on = row.dropped_on = None
        row.outcome = ""
        effects.due_set(row)
        _recorded(row, "reopened", me)
        effects.reopened(row, me)


def drop(me: Me, kind: type[FollowUp], uid: str, base: int, reason: str) -> None:
    """Nothing is asked any more, with the reason."""
    with write():
        row = _load(me, kind, uid, base, policy.rules(kind).act)
        if not reason.strip():
            raise Refused("reason_missing", field="reason")
        row.dropped_on, row.outcome = clock.today(), reason.strip()
        _recorded(row, "dropped", me, {"note": row.outcome})
        effects.dropped(row, me)
