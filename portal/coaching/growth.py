"""What the next level asks beyond mine, from the profile of the role, and the observations that support it.

Nobody is rated against a level here: each cell stands as the profile words it, beside it what was seen and when.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from flask import abort
from sqlalchemy import Select, and_, exists, select
from sqlalchemy.orm import aliased

from portal.coaching.models import CriteriaVersion, GrowthEvidence, Rating, RideAlong, Side
from portal.coaching.policy import KIND, known, leads
from portal.coaching.policy import content as shows
from portal.core import clock
from portal.core.db import db
from portal.core.policy import N_, rule
from portal.customers.relations import running
from portal.documents import content
from portal.documents.models import Document, Snapshot
from portal.people.me import Me
from portal.people.models import Person, Position, Role, RoleLevel
from portal.privacy.models import Reading
from portal.privacy.own_data import source
from portal.profiles.content import matrix
from portal.profiles.models import Profile
from portal.profiles.placeholders import bindings_for
from portal.profiles.terms import said_in

Texts = Mapping[str, str]
NO_LEVEL, TOP, NO_MATRIX, ALIKE, READY = "no_level", "top", "no_matrix", "alike", "ready"
MOST = 80  # observations to choose from, the newest


@dataclass(frozen=True)
class GrowthFile:
    """Whose growth it is; `own` for the person."""

    id: int
    name: str
    own: bool


def _reads(me: Me, person_id: int) -> GrowthFile:
    knows = select(RideAlong.id).where(RideAlong.seller_id == person_id, known(me)).exists()
    row = db.session.execute(
        select(Person.id, Person.name, leads(me, Person.id), knows).where(Person.id == person_id)
    ).one_or_none()
    if row is None:
        abort(404)
    _id, name, is_over, has_part = row
    own = me.id == person_id
    if not (own or is_over):
        abort(403 if has_part else 404)
    return GrowthFile(person_id, name, own)


GROWTH = rule(
    "growth.read",
    N_(
        "What the next level asks is read by the person and by who leads them, and nobody else; each sees only the "
        "observations of ride-alongs that they may read"
    ),
    load=_reads, takes=("person_id",), gives="file",
)
GROW = rule(
    "growth.attach",
    N_("The person, and who leads them, put observations beside what the next level asks"),
    load=_reads, takes=("person_id",), gives="file",
)


@dataclass(frozen=True)
class Seen:
    """An observation: when, at which criterion, by whom. `evidence_id` when it stands at a cell.

    `noted` when it is written down that this reader read the ride-along today.
    """

    rating_id: int
    ride_id: int
    uid: str
    day: date
    code: str
    title: Texts
    by: str
    text: str
    noted: bool
    evidence_id: int | None = None


@dataclass
class Asked:
    """A cell of the next level that mine has not: its key, its criterion, the text, and what mine says there."""

    key: str
    criterion_key: str
    criterion: Texts
    text: Texts
    mine: list[Texts]
    seen: list[Seen] = field(default_factory=list)


@dataclass(frozen=True)
class Growth:
    """The page. `state` says why there are no cells; levels are codes."""

    state: str
    role: Texts = field(default_factory=dict)
    role_id: int | None = None
    level: str = ""
    next_level: str = ""
    next_id: int | None = None
    cells: list[Asked] = field(default_factory=list)

    @property
    def criteria(self) -> list[list[Asked]]:
        """The cells by criterion, in the order of the profile."""
        return [list(cells) for _key, cells in groupby(self.cells, lambda cell: cell.criterion_key)]

    def cell(self, key: str) -> Asked | None:
        """The cell with this key."""
        return next((cell for cell in self.cells if cell.key == key), None)


def of(me: Me, person_id: int) -> Growth:
    """What the next level asks of a person, with the observations this reader may see."""
    growth = asked_of(person_id)
    if growth.cells:
        by_key: dict[str, list[Seen]] = {}
        for key, seen in _supporting(me, person_id, growth.next_id):
            by_key.setdefault(key, []).append(seen)
        for cell in growth.cells:
            cell.seen = by_key.get(cell.key, [])
    return growth


def is_offered(me: Me, person_id: int) -> bool:
    """Whether this reader may read what the next level asks of the person, and there is one above theirs."""
    led = select(Person.id).where(Person.id == person_id, leads(me, Person.id))
    if me.id != person_id and db.session.scalar(led) is None:
        return False
    row = db.session.execute(_held(person_id)).one_or_none()
    return row is not None and row[2] is not None


def asked_of(person_id: int) -> Growth:
    """What the next level asks, without observations. Of several positions with a level the one begun last counts."""
    row = db.session.execute(_held(person_id)).one_or_none()
    if row is None or row[1] is None:
        return Growth(NO_LEVEL, row[0].title if row else {})
    role, level, above = row
    known_so_far = {"role": role.title, "role_id": role.id, "level": level.code}
    if above is None:
        return Growth(TOP, **known_so_far)
    has_matrix, cells = _beyond(role.id, level.code, above.code)
    state = READY if cells else ALIKE if has_matrix else NO_MATRIX
    return Growth(state, **known_so_far, next_level=above.code, next_id=above.id, cells=cells)


def _held(person_id: int) -> Select[Any]:
    """Role, level and the next level of the position of today that counts."""
    level, above, higher = aliased(RoleLevel), aliased(RoleLevel), aliased(RoleLevel)
    nearest = (
        select(higher.id)
        .where(higher.role_id == level.role_id, higher.rank > level.rank)
        .order_by(higher.rank)
        .limit(1)
        .correlate(level)
        .scalar_subquery()
    )
    return (
        select(Role, level, above)
        .select_from(Position)
        .join(Role, Role.id == Position.role_id)
        .outerjoin(level, level.id == Position.level_id)
        .outerjoin(above, above.id == nearest)
        .where(Position.person_id == person_id, *running(Position))
        .order_by(level.id.is_(None), Position.starts.desc(), Position.id.desc())
        .limit(1)
    )


def _beyond(role_id: int, mine: str, following: str) -> tuple[bool, list[Asked]]:
    """Whether a published profile of the role speaks of the next level, and its cells that mine has not, as read."""
    bodies = db.session.execute(
        select(Snapshot.body, Snapshot.shape, Document.unit_id)
        .join(Document, and_(Document.id == Snapshot.document_id, Document.in_force == Snapshot.number))
        .join(Profile, Profile.document_id == Document.id)
        .where(Profile.role_id == role_id, Document.archived_at.is_(None))
        .order_by(Document.id)
    )
    has_matrix, cells = False, []
    for text, shape, unit_id in bodies.all():
        body = content.loads(text, shape)
        bound = bindings_for(body, unit_id)
        for criterion, levels in matrix(body):
            has_matrix = has_matrix or bool(levels.get(following))
            held = levels.get(mine, [])
            cells += [
                Asked(
                    cell["key"], criterion["key"], said_in(criterion["text"], bound), words,
                    [said_in(one["text"], bound) for one in held],
                )
                for cell in levels.get(following, [])
                if cell not in held and any((words := said_in(cell["text"], bound)).values())
            ]
    return has_matrix, cells


def _observed(me: Me, person_id: int) -> Any:
    coach, seller = aliased(Person), aliased(Person)
    noted = exists().where(
        Reading.kind == KIND, Reading.subject_id == RideAlong.id, Reading.reader_id == me.id,
        Reading.day == clock.today(),
    )
    return (
        select(
            Rating, RideAlong.uid, RideAlong.day, RideAlong.version_id, coach.name.label("coach"),
            seller.name.label("seller"), noted.label("noted"),
        )
        .join(RideAlong, RideAlong.id == Rating.ride_along_id)
        .join(coach, coach.id == RideAlong.coach_id)
        .join(seller, seller.id == RideAlong.seller_id)
        .where(RideAlong.seller_id == person_id, Rating.observation != "", shows(me))
        .order_by(RideAlong.day.desc(), Rating.id)
    )


def to_choose(me: Me, person_id: int, level_id: int | None, part_key: str) -> list[Seen]:
    """The observations about a person that this reader may read and that do not stand at this cell, newest first."""
    there = exists().where(
        GrowthEvidence.rating_id == Rating.id, GrowthEvidence.person_id == person_id,
        GrowthEvidence.level_id == level_id, GrowthEvidence.part_key == part_key,
    )
    rows = db.session.execute(_observed(me, person_id).where(~there).limit(MOST)).all()
    said = _criteria({row.version_id for row in rows})
    return [_seen(row, said) for row in rows]


def readable_rating(me: Me, person_id: int, rating_id: int) -> Any:
    """The observation with its day, if this reader may read it and it is about this person; else None."""
    return db.session.execute(_observed(me, person_id).where(Rating.id == rating_id)).one_or_none()


def _supporting(me: Me, person_id: int, level_id: int | None) -> list[tuple[str, Seen]]:
    rows = db.session.execute(
        _observed(me, person_id)
        .add_columns(GrowthEvidence.id.label("evidence_id"), GrowthEvidence.part_key)
        .join(GrowthEvidence, GrowthEvidence.rating_id == Rating.id)
        .where(GrowthEvidence.person_id == person_id, GrowthEvidence.level_id == level_id)
    ).all()
    said = _criteria({row.version_id for row in rows})
    return [(row.part_key, _seen(row, said, row.evidence_id)) for row in rows]


def _seen(row: Any, said: Mapping[tuple[int, str], tuple[str, Texts]], evidence_id: int | None = None) -> Seen:
    rating = row.Rating
    code, title = said.get((row.version_id, rating.key), ("", {}))
    by = row.coach if rating.side is Side.COACH else row.seller
    return Seen(
        rating.id, rating.ride_along_id, row.uid, row.day, code, title, by, rating.observation, row.noted,
        evidence_id,
    )  # fmt: skip


def _criteria(version_ids: Collection[int]) -> dict[tuple[int, str], tuple[str, Texts]]:
    """Number and name of each criterion, as the version words it that the form was filled in with."""
    found = select(CriteriaVersion.id, CriteriaVersion.body).where(CriteriaVersion.id.in_(version_ids))
    return {
        (version_id, one["key"]): (one["code"], one["title"])
        for version_id, body in (db.session.execute(found) if version_ids else ())
        for group in body["groups"]
        for one in group["criteria"]
    }


def about_me(person_id: int) -> list[dict[str, Any]]:
    """Every observation that was put beside what a level asks, for the export of one's own data."""
    rows = db.session.execute(
        select(GrowthEvidence.added_at, RoleLevel.code, RideAlong.day, Rating.key)
        .join(Rating, Rating.id == GrowthEvidence.rating_id)
        .join(RideAlong, RideAlong.id == Rating.ride_along_id)
        .join(RoleLevel, RoleLevel.id == GrowthEvidence.level_id)
        .where(GrowthEvidence.person_id == person_id)
        .order_by(GrowthEvidence.id)
    )
    return [
        {"added_at": row.added_at.isoformat(), "level": row.code, "day": row.day.isoformat(), "criterion": row.key}
        for row in rows
    ]


source("growth", N_("Observations beside what the next level asks"), about_me)
