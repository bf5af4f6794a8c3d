"""Duties for tests: a published profile with cadences, a team under a manager, obligations opened on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, write
from portal.documents import content, drafts
from portal.duties import jobs
from portal.duties.models import Duty, Obligation
from portal.people import line
from portal.people.models import Lead, Person, Position, Unit, UnitKind
from portal.profiles import services
from portal.profiles.content import PROFILE
from portal.profiles.duty import Every, Per, SettledBy
from tests.cast import LONG_AGO, Cast
from tests.privacy import making as privacy
from tests.profiles.making import publish

WEEKLY_NOTE = {"every": "week", "per": "once", "by": "note"}
RIDE_ALONG = {"every": "month", "per": "seller", "by": "ride_along"}
TALK = {"every": "two_months", "per": "seller", "by": "talk"}
YEARLY = {"every": "year", "per": "once", "by": "note"}
PLAN = {"every": "year", "per": "customer", "by": "plan"}
# The duties of a sales manager, by the key of the part.
MANAGER = {"aaaa0001": WEEKLY_NOTE, "aaaa0002": RIDE_ALONG, "aaaa0003": TALK, "aaaa0004": YEARLY}
NOTE, RIDE, TALKS, YEAR = MANAGER
TEXTS = {
    NOTE: "Rapporteert wekelijks aan de directie.", RIDE: "Rijdt maandelijks mee met elke verkoper.",
    TALKS: "Voert tweemaandelijks een voortgangsgesprek.", YEAR: "Maakt jaarlijks een verkoopplan.",
}  # fmt: skip


def at(day: date, hour: int = 9) -> Any:
    """The clock held on a day: `with at(date(2027, 3, 1)): …`."""
    return clock.at(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


def duty(every: Every | str, per: Per | str = "seller", by: SettledBy | str = "ride_along") -> dict[str, str]:
    """The `duty` of a part."""
    return {"every": str(every), "per": str(per), "by": str(by)}


def body_with(duties: Mapping[str, dict[str, Any]], texts: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """A profile with one area and a core task for each of these duties, by the key of the part."""
    area = content.new_part("area", text={"nl": "Leiding geven"}, key="a0000001")
    tasks = [
        content.new_part(
            "core_task", area["key"], {"nl": ({**TEXTS, **(texts or {})}).get(key, "Een taak.")}, key=key,
            data={"duty": duty},
        )
        for key, duty in duties.items()
    ]  # fmt: skip
    return [
        content.new_part("title", text={"nl": "Verkoopmanager"}, source="nl"),
        content.new_part("purpose", text={"nl": "Leidt het team."}, source="nl"),
        area,
        *tasks,
    ]


def profile(
    cast: Cast, duties: Mapping[str, dict[str, Any]] | None = None, *, role_id: int | None = None,
    texts: Mapping[str, str] | None = None, valid_from: date | None = None,
) -> int:  # fmt: skip
    """A profile of a role (the manager's) with these duties (the sales manager's), in force since the day of the clock.

    What it asks is owed at once, in the same transaction.
    """
    body = body_with(MANAGER if duties is None else duties, texts)
    facts = {"unit_id": cast.nl, "role_id": role_id or cast.manager_role, "family": "lead", "review_months": 24}
    with write():
        document_id = services.create(cast.me("hr"), body, locale="nl", **facts).id
    services.adopt(document_id, cast.me("hr"), valid_from=valid_from or clock.today(), source="Functiehuis 2020")
    fresh()
    return document_id


def new_version(cast: Cast, document_id: int, duties: Mapping[str, dict[str, Any]], valid_from: date) -> int:
    """Another version of the profile with these duties instead, published for a day; its number."""
    services.start_version(document_id, cast.me("hr"))
    with write():
        _document, draft = drafts.locked(document_id)
        draft.body = content.dumps(content.normalised(body_with(duties), PROFILE))
        draft.rev += 1
    number = publish(cast, document_id, valid_from=valid_from)
    fresh()
    return number


def fresh() -> None:
    """Look at the database anew."""
    db.session.expunge_all()
    db.session.rollback()


def look() -> int:
    """One round of the clock's job; how many rows are new or changed."""
    with write():
        return jobs.open_duties()


def norway(cast: Cast) -> int:
    """Make the stranger a sales manager in Norway with one seller of their own; the id of that seller."""
    with write() as session:
        team = session.scalars(select(Lead.unit_id).where(Lead.person_id == cast.stranger)).one()
        seller = Person(email="selger@rayon.example", name="Solveig Selger")
        session.add(seller)
        session.flush()
        held = session.scalars(select(Position).where(Position.person_id == cast.stranger)).one()
        held.role_id = cast.manager_role
        for hr in session.scalars(select(Position).where(Position.person_id == cast.hr_no)):
            hr.unit_id = cast.no
        session.add(Position(person_id=seller.id, role_id=cast.seller_role, unit_id=team, starts=LONG_AGO))
        line.rebuild()
        return seller.id


def second_team(cast: Cast, leader_id: int, *, starts: date = LONG_AGO, role_id: int | None = None) -> int:
    """A team beside the manager's, led by this person, who holds the manager's role (or another one) in it."""
    with write() as session:
        unit = Unit(kind=UnitKind.TEAM, name="Team Noord", country=None, parent_id=cast.nl)
        session.add(unit)
        session.flush()
        session.add(Lead(unit_id=unit.id, person_id=leader_id, starts=starts))
        session.add(Position(person_id=leader_id, role_id=role_id or cast.manager_role, unit_id=unit.id, starts=starts))
        line.rebuild()
        return unit.id


def move(person_id: int, unit_id: int, day: date) -> None:
    """The person works in another unit from a day on."""
    with write() as session:
        held = session.scalars(
            select(Position).where(Position.person_id == person_id).order_by(Position.starts.desc()).limit(1)
        ).one()
        session.add(Position(person_id=person_id, role_id=held.role_id, unit_id=unit_id, starts=day))
        held.ends = date.fromordinal(day.toordinal() - 1)
        line.rebuild()


def ready(cast: Cast) -> None:
    """Coaching is agreed on in both countries since long ago, and the director is no sales manager."""
    privacy.agree()
    with write() as session:
        office = session.scalars(select(Position.role_id).where(Position.person_id == cast.hr)).one()
        session.scalars(select(Position).where(Position.person_id == cast.director)).one().role_id = office


def owed(part_key: str = "", **where: Any) -> list[Obligation]:
    """The obligations there are, by window and person: of a part, with these values in their columns."""
    fresh()
    query = select(Obligation).filter_by(**where).order_by(
        Obligation.starts, Obligation.part_key, Obligation.about_id, Obligation.ends
    )
    if part_key:
        query = query.where(Obligation.part_key == part_key)
    return list(db.session.scalars(query))


def duties_of(document_id: int) -> list[Duty]:
    """The rows of a profile's duties, by version and part."""
    fresh()
    of_document = select(Duty).where(Duty.document_id == document_id)
    return list(db.session.scalars(of_document.order_by(Duty.number, Duty.part_key)))
