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
from portal.core.i18n import text_in
from portal.documents.models import Decision, Invitation
from portal.documents.seats import PUBLISHER
from portal.people.me import DIRECTOR_OF, Me
from portal.people.models import Absence, Grant, GrantKind, Lead, Line, Person, Position, Role, Unit, UnitPath, Via

MOST_FOUND = 20
ORDER = ("leads", "above", "director", "hr", "")


@dataclass(frozen=True)
class Candidate:
    """Somebody who can be asked to review; `why` is a code: leads, above, director, hr, or empty.

    `does` are the roles this person holds today, each with its unit.
    """

    id: int
    name: str
    why: str
    absent_until: date | None = None
    deputy: str | None = None
    does: str = ""


def suggested(me: Me, role_id: int | None, unit_id: int, chosen: Iterable[int]) -> list[Candidate]:
    """Who is suggested as reviewer: managers of holders, those above them, the director, other HR, and those chosen.

    The nearest managers come first, of all regions; never the author.
    """
    day = clock.today()
    over = select(UnitPath.over_id).where(UnitPath.unit_id == unit_id)
    nearest = (
        select(func.min(Line.steps))
        .join(Position, Position.person_id == Line.person_id)
        .where(
            Line.over_id == Person.id, Line.via == Via.LEAD, Line.starts <= day, Line.ends >= day,
            Position.role_id == role_id, Position.starts <= day, Position.ends >= day,
        )
        .correlate(Person)
        .scalar_subquery()
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
        select(Person.id, Person.name, nearest, directs, hr)
        .where(
            Person.id != me.id, Person.disabled_at.is_(None),
            or_(nearest.is_not(None), directs, hr, Person.id.in_(picked)),
        )
        .order_by(Person.name)
    ).all()
    found = _with_places(
        (person_id, name, _why(steps, is_director=is_director, is_hr=is_hr))
        for person_id, name, steps, is_director, is_hr in rows
    )
    return sorted(found, key=lambda one: ORDER.index(one.why))


def _why(steps: int | None, *, is_director: bool, is_hr: bool) -> str:
    if steps == 1:
        return "leads"
    return "director" if is_director else "above" if steps else "hr" if is_hr else ""


def _with_places(people: Iterable[tuple[int, str, str]]) -> list[Candidate]:
    """The candidates with what they do and whether they are absent."""
    listed = list(people)
    ids = [person_id for person_id, _name, _code in listed]
    away, does = absences(ids), _roles(ids)
    return [
        Candidate(person_id, name, why, *away.get(person_id, (None, None)), does=does.get(person_id, ""))
        for person_id, name, why in listed
    ]


def _roles(person_ids: Iterable[int]) -> dict[int, str]:
    """For those who hold a position today: role and unit, in the reader's language."""
    day = clock.today()
    rows = db.session.execute(
        select(Position.person_id, Role.title, Unit.name)
        .join(Role, Role.id == Position.role_id)
        .join(Unit, Unit.id == Position.unit_id)
        .where(Position.person_id.in_(list(person_ids)), Position.starts <= day, Position.ends >= day)
        .order_by(Position.id)
    )
    held: dict[int, list[str]] = {}
    for person_id, title, unit in rows:
        held.setdefault(person_id, []).append(f"{text_in(title)}, {unit}")
    return {person_id: "; ".join(dict.fromkeys(places)) for person_id, places in held.items()}


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
    return _with_places((person_id, name, "") for person_id, name in rows)


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
