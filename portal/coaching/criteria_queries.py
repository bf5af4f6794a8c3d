"""What is asked about sets of criteria and their versions, for their pages and for who changes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, or_, select

from portal.coaching.models import CriteriaConsent, CriteriaSet, CriteriaVersion, Instrument
from portal.core.db import db
from portal.people.models import Person, Role, RoleLevel
from portal.people.queries.countries import countries


def countries_of(row: Any) -> list[str]:
    """Where a set applies (`row` has `country` and `role_id`): each of these countries has to agree with a version."""
    of_role = select(Role.country).where(Role.id == row.role_id)
    return applies_in(row.country, db.session.scalar(of_role) if row.role_id else None) or countries()


def applies_in(country: str | None, of_role: str | None) -> list[str]:
    """The country of a set, else the one of its role; empty for a set for all."""
    return [one for one in (country or of_role,) if one]


def draft_of(set_id: int) -> CriteriaVersion | None:
    """The version at work; None when there is none."""
    return db.session.scalars(
        select(CriteriaVersion).where(CriteriaVersion.set_id == set_id, CriteriaVersion.number.is_(None))
    ).first()


def latest_of(set_id: int) -> CriteriaVersion | None:
    """The last version that was put in force, also where its day is still to come."""
    return next(iter(versions_of(set_id)), None)


def at_work_of(set_id: int) -> tuple[CriteriaVersion | None, CriteriaVersion | None]:
    """The draft and the last version that was put in force, in one question."""
    last = select(func.max(CriteriaVersion.number)).where(CriteriaVersion.set_id == set_id).scalar_subquery()
    rows = db.session.scalars(
        select(CriteriaVersion).where(
            CriteriaVersion.set_id == set_id, or_(CriteriaVersion.number.is_(None), CriteriaVersion.number == last)
        )
    ).all()
    by_state = {row.number is None: row for row in rows}
    return by_state.get(True), by_state.get(False)


def numbers_of(set_id: int) -> list[Row[tuple[int, int, date]]]:
    """Number inside, number and day of every version that was put in force, the newest first; no texts."""
    columns = (CriteriaVersion.id, CriteriaVersion.number, CriteriaVersion.in_force_from)
    found = select(*columns).where(CriteriaVersion.set_id == set_id, CriteriaVersion.number.is_not(None))
    return list(db.session.execute(found.order_by(CriteriaVersion.number.desc())))


def versions_of(set_id: int) -> list[CriteriaVersion]:
    """Every version that was put in force, the newest first."""
    found = select(CriteriaVersion).where(CriteriaVersion.set_id == set_id, CriteriaVersion.number.is_not(None))
    return list(db.session.scalars(found.order_by(CriteriaVersion.number.desc())))


def consents_of(version_id: int) -> list[CriteriaConsent]:
    """What was agreed on a version, by country."""
    found = select(CriteriaConsent).where(CriteriaConsent.version_id == version_id).order_by(CriteriaConsent.country)
    return list(db.session.scalars(found))


def agreements_of(set_id: int) -> dict[int, list[CriteriaConsent]]:
    """The same for all versions of a set, by the version's number inside."""
    found = (
        select(CriteriaConsent)
        .join(CriteriaVersion, CriteriaVersion.id == CriteriaConsent.version_id)
        .where(CriteriaVersion.set_id == set_id)
        .order_by(CriteriaConsent.country)
    )
    made: dict[int, list[CriteriaConsent]] = {}
    for consent in db.session.scalars(found):
        made.setdefault(consent.version_id, []).append(consent)
    return made


def name_of(person_id: int | None) -> str:
    """Who changed a draft last; empty for nobody."""
    return db.session.scalar(select(Person.name).where(Person.id == person_id)) or "" if person_id else ""


@dataclass(frozen=True)
class Whom:
    """For whom a set is; `title` of the role is {locale: text}."""

    title: Mapping[str, str] | None
    level: str | None
    country: str | None


@dataclass(frozen=True)
class Listed:
    """A set in the list. `number` counts today, `coming` from `coming_on`; `drafted_at` when it is being worked on."""

    id: int
    instrument: Instrument
    name: Mapping[str, str]
    whom: Whom
    retired_on: date | None
    version_id: int | None
    number: int | None
    since: date | None
    coming: int | None
    coming_on: date | None
    drafted_at: datetime | None
    draft_id: int | None


def with_whom(found: Any) -> Any:
    """A SELECT about sets, joined with the role and the level each is for."""
    return (
        found.select_from(CriteriaSet)
        .outerjoin(Role, Role.id == CriteriaSet.role_id)
        .outerjoin(RoleLevel, RoleLevel.id == CriteriaSet.level_id)
    )


def listed(day: date) -> list[Listed]:
    """All sets, the general ones first; what is in force on a day, what comes later, what is at work."""
    states = _states(day)
    rows = db.session.execute(
        with_whom(select(CriteriaSet, Role.title, RoleLevel.code)).order_by(
            CriteriaSet.role_id.is_not(None), CriteriaSet.role_id, RoleLevel.rank, CriteriaSet.country, CriteriaSet.id
        )
    )
    return [
        Listed(
            row.id, row.instrument, row.name, Whom(title, level, row.country), row.retired_on,
            **states.get(row.id, dict.fromkeys(NOTHING)),
        )
        for row, title, level in rows
    ]


NOTHING = ("version_id", "number", "since", "coming", "coming_on", "drafted_at", "draft_id")


def _states(day: date) -> dict[int, dict[str, Any]]:
    columns = (
        CriteriaVersion.id, CriteriaVersion.set_id, CriteriaVersion.number, CriteriaVersion.in_force_from,
        CriteriaVersion.changed_at,
    )
    made: dict[int, dict[str, Any]] = {}
    for version_id, set_id, number, since, changed_at in db.session.execute(
        select(*columns).order_by(CriteriaVersion.number)
    ):
        state = made.setdefault(set_id, dict.fromkeys(NOTHING))
        if number is None:
            state |= {"drafted_at": changed_at, "draft_id": version_id}
        elif since > day:
            state |= {"coming": number, "coming_on": since}
        else:
            state |= {"version_id": version_id, "number": number, "since": since}
    return made
