"""Rhythms set by people: how often ride-alongs, listenings and talks come back for a seller, a unit or a country."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from portal.coaching.coaches import leads
from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused, Stale, TooLate
from portal.core.notices import notify
from portal.duties import opening, policy, windows
from portal.duties.models import Rhythm
from portal.duties.policy import RHYTHM_KIND
from portal.duties.rhythms import WITH_RHYTHM
from portal.people.me import Me
from portal.people.models import FOREVER, Person, Unit
from portal.people.services.versions import fresh
from portal.profiles.duty import Every, SettledBy

SHORTEST, LONGEST = 3, 1_000
AHEAD, A_DAY = timedelta(days=366), timedelta(days=1)


@dataclass(frozen=True)
class For:
    """For whom a rhythm is: exactly one of the three."""

    country: str | None = None
    unit_id: int | None = None
    person_id: int | None = None

    @property
    def is_one(self) -> bool:
        """One of the three was given."""
        return [self.country, self.unit_id, self.person_id].count(None) == 2


def set_rhythm(
    actor: Me, by: SettledBy, every: Every, whom: For, *, reason: str = "", starts: date | None = None
) -> int:  # fmt: skip
    """Another interval from a day (today) on: it holds from the first window of it that begins then or later.

    The rhythm that held for the same goes on until that window. A seller hears of their own, with the reason.
    Returns its id; raises `Refused` at its field: no_rhythm, not_yours, rhythm_passed, rhythm_far, no_reason (one
    person's needs a reason), reason_long.
    """
    day, said = starts or clock.today(), reason.strip()
    with write() as session:
        opening.one_at_a_time()
        _demand(actor, by, whom, day)
        if whom.person_id is not None and len(said) < SHORTEST:
            raise Refused("no_reason", field="reason")
        if len(said) > LONGEST:
            raise Refused("reason_long", field="reason")
        _replace(by, whom, day, windows.first_from(every, day))
        row = Rhythm(
            by=by, every=every, country=whom.country, unit_id=whom.unit_id, person_id=whom.person_id, reason=said,
            starts=day, ends=FOREVER, set_by_id=actor.id, set_at=clock.now(), rev=1,
        )  # fmt: skip
        session.add(row)
        session.flush()
        audit.record(
            "rhythm_set", RHYTHM_KIND, row.id, actor=actor, date=day.isoformat(), by=str(by), every=str(every),
            detail={"reason": said} if said else None,
        )  # fmt: skip
        if whom.person_id is not None:
            notify(
                [whom.person_id], "rhythm_of_person", RHYTHM_KIND, row.id, but=actor.id, quote=said,
                starts=day.isoformat(), actor=actor.name,
            )  # fmt: skip
        opening.bring_up_to_date()
        return row.id


def end(actor: Me, rhythm_id: int, base: int) -> None:
    """The profile's own interval again for windows that begin from today on; one that has not begun is removed.

    Raises `Stale`, `TooLate`: gone, rhythm_over.
    """
    with write() as session:
        opening.one_at_a_time()
        row = fresh(Rhythm, rhythm_id)
        if not db.session.scalar(select(policy.keeps_rhythm(actor)).where(Rhythm.id == rhythm_id)):
            raise TooLate("gone")
        if row.rev != base:
            raise Stale(row.rev, {})
        if row.ends < clock.today():
            raise TooLate("rhythm_over")
        audit.record("rhythm_ended", RHYTHM_KIND, row.id, actor=actor)
        _stop(row, clock.today())
        session.flush()
        opening.bring_up_to_date()


def _demand(actor: Me, by: SettledBy, whom: For, day: date) -> None:
    if by not in WITH_RHYTHM or not whom.is_one:
        raise Refused("no_rhythm")
    if day < clock.today():
        raise Refused("rhythm_passed", field="starts")
    if day > clock.today() + AHEAD:
        raise Refused("rhythm_far", field="starts")
    if whom.person_id is not None:
        allowed = select(leads(actor, Person.id)).where(Person.id == whom.person_id)
    elif whom.unit_id is not None:
        allowed = select(policy.leads_unit(actor, Unit.id)).where(Unit.id == whom.unit_id)
    else:
        allowed = select(policy.keeps_country(actor, whom.country))
    if not db.session.scalar(allowed):
        raise Refused("not_yours", field="whom")


def _replace(by: SettledBy, whom: For, day: date, begins: date) -> None:
    """What holds for the same goes on until the new one begins; what was to hold from that day or later is dropped."""
    running = select(Rhythm).where(
        Rhythm.by == by, Rhythm.country == whom.country, Rhythm.unit_id == whom.unit_id,
        Rhythm.person_id == whom.person_id, Rhythm.ends >= day,
    )  # fmt: skip
    rows = db.session.scalars(running.order_by(Rhythm.starts, Rhythm.id).with_for_update()).all()
    kept = [row for row in rows if row.starts < day and windows.first_from(row.every, row.starts) < begins]
    for row in set(rows) - set(kept):
        db.session.delete(row)
    for row in kept[-1:]:  # one before it that still runs already ends where this one begins
        row.ends = begins - A_DAY
        row.rev += 1
    db.session.flush()


def _stop(row: Rhythm, day: date) -> None:
    """Its last day is the one before; one that would begin only then goes."""
    if row.starts >= day:
        db.session.delete(row)
        return
    row.ends = day - A_DAY
    row.rev += 1
