"""A seller shares the coaching of before with somebody who may not read it by themselves, and ends that again."""

from __future__ import annotations

from sqlalchemy import exists, select

from portal.coaching.models import CoachingShare, RideAlong
from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused
from portal.core.notices import Urgency, notify
from portal.people.me import Me
from portal.people.models import Line, Person, Via

KIND = "person"


def running(seller_id: int) -> list[tuple[int, str]]:
    """(id, name) of those with whom it is shared now."""
    found = (
        select(Person.id, Person.name)
        .join(CoachingShare, CoachingShare.reader_id == Person.id)
        .where(CoachingShare.seller_id == seller_id, CoachingShare.ended_at.is_(None))
        .order_by(CoachingShare.id)
    )
    return [tuple(row) for row in db.session.execute(found)]


def candidates(seller_id: int) -> list[tuple[int, str]]:
    """(id, name) of those who stand over the seller today, also as adviser, and with whom it is not shared yet."""
    day = clock.today()
    over = select(Line.over_id).where(
        Line.person_id == seller_id, Line.via.in_((Via.LEAD, Via.FUNCTIONAL)), Line.starts <= day, Line.ends >= day
    )
    shared = select(CoachingShare.reader_id).where(
        CoachingShare.seller_id == seller_id, CoachingShare.ended_at.is_(None)
    )
    found = select(Person.id, Person.name).where(
        Person.id.in_(over), Person.id.not_in(shared), Person.disabled_at.is_(None)
    )
    return [tuple(row) for row in db.session.execute(found.order_by(Person.sort_nl))]


def share(actor: Me, reader_id: int) -> None:
    """Share it, and tell that colleague. Raises `Refused` for whoever is not one of the `candidates`."""
    with write() as session:
        session.get_one(Person, actor.id, with_for_update=True)
        was_coached = session.scalar(select(exists().where(RideAlong.seller_id == actor.id)))
        if not was_coached or reader_id not in dict(candidates(actor.id)):
            raise Refused("not_to_share", field="reader")
        session.add(CoachingShare(seller_id=actor.id, reader_id=reader_id, shared_at=clock.now()))
        audit.record("coaching_shared", KIND, actor.id, actor=actor, reader=reader_id)
        notify([reader_id], "coaching_shared", KIND, actor.id, urgency=Urgency.NEWS, actor=actor.name)


def end(actor: Me, reader_id: int) -> None:
    """Share it no longer; nothing when it was not shared."""
    with write() as session:
        rows = session.scalars(
            select(CoachingShare).where(
                CoachingShare.seller_id == actor.id, CoachingShare.reader_id == reader_id,
                CoachingShare.ended_at.is_(None),
            ).with_for_update()
        ).all()  # fmt: skip
        for row in rows:
            row.ended_at = clock.now()
        if rows:
            audit.record("coaching_share_ended", KIND, actor.id, actor=actor, reader=reader_id)
