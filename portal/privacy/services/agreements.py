"""Recording, evaluating and ending what a country agreed with its employees' representatives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused
from portal.people.me import Me
from portal.people.services.versions import fresh, same
from portal.privacy import agreements, purposes
from portal.privacy.models import AgreedBy, Agreement, Covers


@dataclass(frozen=True)
class Agreed:
    """What the form of an agreement holds."""

    covers: Covers
    kind: AgreedBy
    agreed_on: date
    party: str
    document: str
    about: str
    evaluate_on: date


def record(me: Me, country: str, what: Agreed) -> int:
    """Record an agreement: what it covers is on in the country from its day. Returns its id; raises `Refused`.

    The first one of a country also lays down the purpose texts that forms there are filled in under.
    """
    if what.agreed_on > clock.today():
        raise Refused("agreed_later", field="agreed_on")
    if what.evaluate_on <= what.agreed_on:
        raise Refused("evaluated_before", field="evaluate_on")
    with write() as session:
        if agreements.in_force(country, what.covers):
            raise Refused("agreed_already", field="covers")
        row = Agreement(country=country, recorded_by_id=me.id, recorded_at=clock.now(), **vars(what))
        session.add(row)
        session.flush()
        purposes.lay_defaults(country)
        audit.record(
            "agreement_recorded", "agreement", row.id, actor=me, country=country, covers=str(what.covers),
            date=what.agreed_on.isoformat(),
            detail={"party": what.party, "document": what.document, "about": what.about},
        )  # fmt: skip
        return row.id


def end(me: Me, agreement_id: int, base: int, reason: str) -> None:
    """Switch off from today, with a reason. Raises `Refused`, `Stale` and `TooLate`."""
    with write():
        row = fresh(Agreement, agreement_id)
        if row.ended_on is not None:
            raise Refused("agreement_ended")
        same(row, base, {})
        row.ended_on, row.end_reason = clock.today(), reason
        audit.record(
            "agreement_ended", "agreement", row.id, actor=me, country=row.country, covers=str(row.covers),
            detail={"reason": reason},
        )  # fmt: skip


def evaluated(me: Me, agreement_id: int, base: int, evaluate_on: date) -> None:
    """The evaluation took place; the next one is on a later day. Raises `Refused`, `Stale` and `TooLate`."""
    if evaluate_on <= clock.today():
        raise Refused("evaluated_later", field="evaluate_on")
    with write():
        row = fresh(Agreement, agreement_id)
        if row.ended_on is not None:
            raise Refused("agreement_ended")
        same(row, base, {"evaluate_on": row.evaluate_on})
        row.evaluate_on = evaluate_on
        audit.record(
            "agreement_evaluated", "agreement", row.id, actor=me, country=row.country, covers=str(row.covers),
            date=evaluate_on.isoformat(),
        )  # fmt: skip


def of(country: str) -> list[Agreement]:
    """Every agreement of a country, running ones first, then the newest."""
    return list(
        db.session.scalars(
            select(Agreement)
            .where(Agreement.country == country)
            .order_by(Agreement.ended_on.is_not(None), Agreement.agreed_on.desc(), Agreement.id.desc())
        )
    )
