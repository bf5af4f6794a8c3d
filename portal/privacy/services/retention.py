"""Running deletion (the clock's, in bounded steps) and trying it; holds; how long each kind is kept in a country."""

from __future__ import annotations

import zlib
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, text

from portal.core import audit, clock, settings
from portal.core.db import db, write
from portal.core.errors import Refused, Stale
from portal.core.notices import notify
from portal.people.me import Me
from portal.people.models import Grant, GrantKind, Person
from portal.people.services.versions import fresh
from portal.privacy import kinds, retention
from portal.privacy.models import Hold, RetentionRun
from portal.privacy.retention import Due

A_DAY = timedelta(hours=20)


def try_out(me: Me) -> int:
    """Write a report of what would be deleted today, and delete nothing. Returns its id."""
    found = retention.due()
    with write() as session:
        run = RetentionRun(at=clock.now(), by_id=me.id, is_trial=True, report=retention.rows_of(found))
        session.add(run)
        session.flush()
        audit.record("retention_tried", "retention", run.id, actor=me, count=sum(one.count for one in found))
        return run.id


def run_when_due() -> int:
    """The errand: once a day delete what is due in short transactions, and write the report. Returns how many went."""
    if _ran_today():
        return 0
    run_id = _begun()
    if run_id is None:
        return 0
    found = [_erased(one) for one in retention.due(limit=retention.A_RUN)]
    count = sum(one.count for one in found)
    for kind in kinds.KINDS.values():
        with write():
            retention.forget_gone(kind)
    with write() as session:
        session.get(RetentionRun, run_id).report = retention.rows_of(found)
        if count:
            audit.record("retention_ran", "retention", run_id, count=count)
            notify(administrators(), "records_deleted", "retention", run_id, count=count)
    return count


def _begun() -> int | None:
    """The run of today, for one worker only; None when another one has just begun it."""
    with write() as session:
        if db.engine.dialect.name == "postgresql":
            session.execute(text("SELECT pg_advisory_xact_lock(7281)"))
        if _ran_today():
            return None
        run = RetentionRun(at=clock.now(), by_id=None, is_trial=False, report=[])
        session.add(run)
        session.flush()
        return run.id


def _ran_today() -> bool:
    newest = db.session.scalar(select(func.max(RetentionRun.at)).where(RetentionRun.is_trial.is_(False)))
    return newest is not None and clock.now() - newest < A_DAY


def _erased(one: Due) -> Due:
    """Delete them a few at a time; a hold that began meanwhile keeps its own."""
    kind, gone = kinds.KINDS[one.kind], []
    for start in range(0, len(one.ids), retention.AT_ONCE):
        some = one.ids[start : start + retention.AT_ONCE]
        with write():
            held = retention.held_people()
            about = {each: kind.about(each) for each in some}
            going = [each for each, its in about.items() if its is not None and its.person_id not in held]
            retention.erase(kind, going)
        gone += going
    return Due(one.kind, one.country, one.months, one.after_leaving, gone, one.held)


def administrators() -> list[int]:
    """Everybody who is an administrator today and can sign in."""
    day = clock.today()
    return list(
        db.session.scalars(
            select(Grant.person_id)
            .join(Person, Person.id == Grant.person_id)
            .where(Grant.kind == GrantKind.ADMIN, Grant.starts <= day, Grant.ends >= day, Person.disabled_at.is_(None))
            .distinct()
        )
    )


def held_terms(country: str) -> dict[str, Any]:
    """The months of each kind in a country, as its form holds them."""
    made: dict[str, Any] = {}
    for code in kinds.KINDS:
        terms = kinds.terms(code, country)
        made[f"{code}_months"], made[f"{code}_leaving"] = terms.months, terms.after_leaving
    return made


def version_of(held: dict[str, Any]) -> int:
    """A number that changes with the terms."""
    return zlib.crc32(repr(sorted(held.items())).encode()) & 0x7FFFFFFF


def set_terms(me: Me, country: str, base: int, wanted: dict[str, Any]) -> None:
    """Set how long each kind is kept in a country. Raises `Stale`."""
    with write():
        held = held_terms(country)
        if version_of(held) != base:
            raise Stale(version_of(held), held)
        chosen = {
            code: {"months": wanted[f"{code}_months"], "after_leaving": wanted[f"{code}_leaving"]}
            for code in kinds.KINDS
        }
        if held != wanted:
            settings.change("retention", settings.get("retention") | {country: chosen})
            audit.record("terms_changed", "setting", None, actor=me, country=country, before=held, after=wanted)


def hold(me: Me, person_id: int, reason: str) -> None:
    """Stop deletion for a person, from today. Raises `Refused` while one runs."""
    with write() as session:
        running = select(Hold.id).where(Hold.person_id == person_id, Hold.ended_on.is_(None))
        if session.scalar(running) is not None:
            raise Refused("hold_running")
        session.add(Hold(person_id=person_id, reason=reason, starts=clock.today(), made_by_id=me.id))
        audit.record("hold_started", "person", person_id, actor=me, detail={"reason": reason})


def end_hold(me: Me, person_id: int, hold_id: int) -> None:
    """Resume deletion. Raises `TooLate` for a hold that is gone and `Refused` for one that ended."""
    with write():
        row = fresh(Hold, hold_id, person_id=person_id)
        if row.ended_on is not None:
            raise Refused("hold_ended")
        row.ended_on = clock.today()
        row.rev += 1
        audit.record("hold_ended", "person", person_id, actor=me)
