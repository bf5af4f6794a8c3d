"""Who can be asked to review a version, and who may publish it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.alphabet import fold
from portal.core.db import db
from portal.documents.models import Decision, Invitation
from portal.documents.seats import PUBLISHER
from portal.people.me import DIRECTOR_OF, Me
from portal.people.models import Absence, Grant, GrantKind, Lead, Line, Person, Position, Unit, UnitPath, Via

MOST_FOUND = 20


@dataclass(frozen=True)
class Candidate:
    """Somebody who can be asked to review; `why` is a code: leads, director, hr, earlier, or empty."""

    id: int
    name: str
    why: str
    absent_until: date | None = None
    deputy: str | None = None


def suggested(me: Me, role_id: int | None, unit_id: int, chosen: Iterable[int]) -> list[Candidate]:
    """Who is suggested as reviewer: those chosen, managers of holders, the director, other HR; never the author."""
    day = clock.today()
    over = select(UnitPath.over_id).where(UnitPath.unit_id == unit_id)
    leads = exists(
        select(Line.id)
        .join(Position, Position.person_id == Line.person_id)
        .where(
            Line.over_id == Person.id, Line.via == Via.LEAD, Line.steps == 1, Line.starts <= day, Line.ends >= day,
            Position.role_id == role_id, Position.starts <= day, Position.ends >= day,
        )
    )
    directs = exists(
        select(Lead.id)
        .join(Unit, Unit.id == Lead.unit_id)
        .where(
            Lead.person_id == Person.id, Lead.unit_id.in_(over), Unit.kind.in_(DIRECTOR_OF), Lead.starts <= day,
            Lead.ends >= day,
        )
    )
    hr = exists().where(
        Grant.person_id == Person.id, Grant.kind == GrantKind.HR, Grant.unit_id.in_(over), Grant.starts <= day,
        Grant.ends >= day,
    )
    picked = list(chosen)
    rows = db.session.execute(
        select(Person.id, Person.name, leads, directs, hr)
        .where(Person.id != me.id, Person.disabled_at.is_(None), or_(leads, directs, hr, Person.id.in_(picked)))
        .order_by(Person.name)
    ).all()
    away = absences([row[0] for row in rows])
    found = [
        Candidate(
            person_id, name, "leads" if is_lead else "director" if is_director else "hr" if is_hr else "",
            *away.get(person_id, (None, None)),
        )
        for person_id, name, is_lead, is_director, is_hr in rows
    ]
    order = {"leads": 0, "director": 1, "hr": 2, "": 3}
    return sorted(found, key=lambda one: order[one.why])


def absences(person_ids: Iterable[int]) -> dict[int, tuple[date, str | None]]:
    """For those absent today: until when, and the name of the deputy."""
    deputy, day = aliased(Person), clock.today()
    rows = db.session.execute(
        select(Absence.person_id, Absence.ends, deputy.name)
        .outerjoin(deputy, deputy.id == Absence.deputy_id)
        .where(Absence.person_id.in_(list(person_ids)), Absence.starts <= day, Absence.ends >= day)
    )
    return {person_id: (ends, name) for person_id, ends, name in rows}


def active(person_ids: Iterable[int]) -> list[int]:
    """Those of these people who can sign in, in the order given."""
    held = set(
        db.session.scalars(select(Person.id).where(Person.id.in_(list(person_ids)), Person.disabled_at.is_(None)))
    )
    return [one for one in person_ids if one in held]


def escaped(words: str) -> str:
    """Words for LIKE, in which % and _ are themselves."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def named(me: Me, words: str) -> list[Candidate]:
    """Active people whose name or address holds these words; never the author. At most twenty."""
    if not words.strip():
        return []
    like = f"%{escaped(fold(words))}%"
    rows = db.session.execute(
        select(Person.id, Person.name)
        .where(Person.id != me.id, Person.disabled_at.is_(None))
        .where(or_(Person.folded.like(like, escape="\\"), Person.email.like(like, escape="\\")))
        .order_by(Person.name)
        .limit(MOST_FOUND)
    ).all()
    away = absences([row[0] for row in rows])
    return [Candidate(person_id, name, "", *away.get(person_id, (None, None))) for person_id, name in rows]


def earlier_reviewers(profile_id: int) -> list[int]:
    """The reviewers of the round before: those still invited, else those of the version decided on last."""
    invited = db.session.scalars(
        select(Invitation.person_id).where(Invitation.document_id == profile_id, Invitation.withdrawn_at.is_(None))
    ).all()
    if invited:
        return list(invited)
    last = select(func.max(Decision.number)).where(Decision.document_id == profile_id).scalar_subquery()
    held = db.session.scalars(
        select(Decision.seat).where(
            Decision.document_id == profile_id, Decision.number == last, Decision.seat != PUBLISHER
        )
    )
    return [int(seat.removeprefix("reviewer:")) for seat in held]


def publishers(unit_id: int, but: int | None) -> list[str]:
    """The names of those who may publish: HR in scope and the director, without `but`."""
    day = clock.today()
    over = select(UnitPath.over_id).where(UnitPath.unit_id == unit_id)
    hr = exists().where(
        Grant.person_id == Person.id, Grant.kind == GrantKind.HR, Grant.unit_id.in_(over), Grant.starts <= day,
        Grant.ends >= day,
    )
    directs = exists(
        select(Lead.id)
        .join(Unit, Unit.id == Lead.unit_id)
        .where(
            Lead.person_id == Person.id, Lead.unit_id.in_(over), Unit.kind.in_(DIRECTOR_OF), Lead.starts <= day,
            Lead.ends >= day,
        )
    )
    names = db.session.scalars(
        select(Person.name)
        .where(Person.disabled_at.is_(None), or_(hr, directs), Person.id != (but or 0))
        .order_by(Person.name)
    )
    return list(names)
