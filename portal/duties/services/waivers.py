"""Waivers: saying with a reason that an obligation is not needed, and taking that back. Both leave a trace."""

from __future__ import annotations

from sqlalchemy import delete, select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused, Stale, TooLate
from portal.core.notices import notify
from portal.duties import opening, policy, settling
from portal.duties.models import Obligation, Standing, Waiver
from portal.duties.policy import KIND
from portal.people.me import Me
from portal.people.services.versions import fresh

SHORTEST, LONGEST = 3, 1_000


def waive(actor: Me, obligation_id: int, base: int, reason: str) -> None:
    """Say why an obligation is not needed; whom it is about reads the reason, and so does who owes it.

    Raises `Stale` for another revision than the one seen, `TooLate`: waived_already, done_already, ended_already,
    over_already; `Refused` at its field: no_reason, reason_long.
    """
    said = reason.strip()
    with write() as session:
        opening.one_at_a_time()
        row = _mine(actor, obligation_id)
        if row.standing is Standing.WAIVED:
            raise TooLate("waived_already")
        _demand_asked(row)
        if row.rev != base:
            raise Stale(row.rev, {})
        if len(said) < SHORTEST:
            raise Refused("no_reason", field="reason")
        if len(said) > LONGEST:
            raise Refused("reason_long", field="reason")
        row.standing = Standing.WAIVED
        row.rev += 1
        session.add(Waiver(obligation_id=row.id, reason=said, by_id=actor.id, at=clock.now()))
        audit.record("obligation_waived", KIND, row.id, actor=actor, detail={"reason": said})
        days = {"starts": row.starts.isoformat(), "ends": row.ends.isoformat(), "actor": actor.name}
        if row.by in settling.ABOUT_SELLERS:
            notify([row.about_id], f"waived_{row.by}", KIND, row.id, but=actor.id, quote=said, **days)
        notify([row.owner_id], "waived_of_owner", KIND, row.id, but=actor.id, quote=said, **days)


def withdraw(actor: Me, obligation_id: int, base: int) -> None:
    """Ask it after all: of who has to do with it now, and as absence leaves it.

    Raises `Stale`, `TooLate`: not_waived, over_already.
    """
    with write() as session:
        opening.one_at_a_time()
        row = _mine(actor, obligation_id)
        if row.standing is not Standing.WAIVED:
            raise TooLate("not_waived")
        if row.asks_until < clock.today():
            raise TooLate("over_already")
        if row.rev != base:
            raise Stale(row.rev, {})
        row.standing = Standing.OWED
        row.rev += 1
        session.execute(delete(Waiver).where(Waiver.obligation_id == row.id))
        audit.record("obligation_waiver_withdrawn", KIND, row.id, actor=actor)
        told = [row.owner_id, *([row.about_id] if row.by in settling.ABOUT_SELLERS else [])]
        notify(
            told, "waiver_withdrawn", KIND, row.id, but=actor.id, starts=row.starts.isoformat(),
            ends=row.ends.isoformat(), actor=actor.name,
        )  # fmt: skip
        session.flush()
        opening.bring_up_to_date(people=[row.owner_id, row.about_id])


def _mine(actor: Me, obligation_id: int) -> Obligation:
    """The row, held; the rule of the address is checked again, for it may have been handed over meanwhile."""
    row = fresh(Obligation, obligation_id)
    allowed = policy.is_owner(actor) | policy.is_over_owner(actor)
    if not db.session.scalar(select(allowed).where(Obligation.id == obligation_id)):
        raise TooLate("gone")
    return row


def _demand_asked(row: Obligation) -> None:
    if row.standing is Standing.ENDED:
        raise TooLate("ended_already")
    if row.asks_until < clock.today():
        raise TooLate("over_already")
    if db.session.scalar(select(settling.is_done()).where(Obligation.id == row.id)):
        raise TooLate("done_already")
