"""A team with tasks to divide: field and inside sales, a profile in force, and a short way to press a cell."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, write
from portal.documents import content, drafts
from portal.duties import division, division_texts
from portal.duties.models import DivisionShare, DivisionTask, Part
from portal.duties.services import division as services
from portal.people import line
from portal.people.models import Person, Position, Role
from portal.profiles import services as profiles
from portal.profiles.content import PROFILE
from tests.cast import LONG_AGO, Cast
from tests.profiles.making import publish, published

DUTIES = ({"nl": "Stelt accountplannen op", "nb": "Lager kundeplaner"}, {"nl": "Legt bezoeken vast"})


def body(duties: tuple[dict[str, str], ...] = DUTIES) -> content.Body:
    """A profile with an area and its duties."""
    made = [
        content.new_part("title", text={"nl": "Verkoper"}, source="nl"),
        content.new_part("purpose", text={"nl": "Klanten helpen kiezen."}, source="nl"),
    ]
    area = content.new_part("area", text={"nl": "Accountplannen", "nb": "Kundeplaner"}, source="nl")
    tasks = [content.new_part("core_task", area["key"], text=text, source="nl") for text in duties]
    return [*made, area, *tasks]


def inside(cast: Cast, name: str = "Irma Binnen") -> int:
    """Somebody of inside sales in the team; their id."""
    with write() as session:
        role = session.scalars(select(Role).where(Role.code == "binnendienst")).one_or_none() or Role(
            code="binnendienst",
            title={"nl": "Medewerker binnendienst", "nb": "Innesalg"},
            family="inside-sales",
            country="NL",
        )
        person = Person(email=f"{name.split(maxsplit=1)[0].lower()}@rayon.example", name=name)
        session.add_all([role, person])
        session.flush()
        session.add(Position(person_id=person.id, role_id=role.id, unit_id=cast.team, starts=LONG_AGO))
        line.rebuild()
        return person.id


def leaves(cast: Cast, person_id: int) -> None:
    """The person's positions in the team ended yesterday."""
    with write() as session:
        for held in session.scalars(select(Position).where(Position.person_id == person_id)):
            held.ends = date.fromordinal(clock.today().toordinal() - 1)
        line.rebuild()


def task(cast: Cast, title: str = "Beurs voorbereiden", **shares: Part) -> int:
    """A task in the team's own words, with what members of the cast have in it."""
    [made] = services.add(cast.me("manager"), cast.team, (), title)
    give(cast, made, {getattr(cast, name): part for name, part in shares.items()})
    return made


def duties(cast: Cast) -> list[int]:
    """A profile of the sellers' role in force, with both its duties in the table."""
    published(cast, body())
    keys = [f"{document_id}-{key}" for document_id, key in division_texts.offered(cast.team)]
    return services.add(cast.me("manager"), cast.team, keys, "")


def give(cast: Cast, task_id: int, changes: dict[int, Part | None]) -> None:
    """Say who has what in it."""
    if changes:
        services.change(cast.me("manager"), cast.team, task_id, rev_of(task_id), changes)


def rev_of(task_id: int) -> int:
    """The version of a task."""
    return db.session.scalars(select(DivisionTask.rev).where(DivisionTask.id == task_id)).one()


def row(cast: Cast, task_id: int) -> Any:
    """A task as the table has it today."""
    db.session.expunge_all()
    db.session.rollback()
    return division.table(cast.team).row(task_id)


def held(task_id: int) -> dict[int, Part]:
    """Who has what in it, as stored."""
    db.session.rollback()
    found = select(DivisionShare.person_id, DivisionShare.part).where(DivisionShare.task_id == task_id)
    return dict(db.session.execute(found).all())


def press(client: FlaskClient, cast: Cast, task_id: int, what: str, rev: int, **options: Any) -> Any:
    """Press a cell: `what` as 12-does."""
    return client.post(f"/duties/division/{cast.team}/tasks/{task_id}/press", data={"rev": rev, "set": what}, **options)


def vanishes(cast: Cast, profile_id: int, text: str) -> None:
    """A second version of the profile, in force today, without the duty of these words."""
    profiles.start_version(profile_id, cast.me("hr"))

    def without(found: content.Body) -> content.Body:
        return content.remove(found, next(part["key"] for part in found if part["text"].get("nl") == text))

    drafts.edit(profile_id, PROFILE, cast.me("hr"), "a form", without)
    publish(cast, profile_id)
