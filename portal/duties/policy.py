"""Who sees an obligation (spec 4, spec 0 Who sees what): who owes it, the line over them, and whom it is about.

The seller sees the ride-alongs, listenings and talks that are owed about them, not the notes. Nobody else sees one: no
deputy, no HR, no administrator.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from portal.coaching.coaches import leads
from portal.core import clock
from portal.core.db import db
from portal.core.policy import N_, Rule, rule
from portal.customers.relations import running
from portal.duties import settling
from portal.duties.models import Duty, DutyNote, Obligation, Rhythm, Standing, Waiver
from portal.duties.settling import ABOUT_SELLERS
from portal.duties.windows import every_of
from portal.people.me import DIRECTOR_OF, Me, reach
from portal.people.models import Grant, GrantKind, Lead, Person, Unit, UnitPath
from portal.profiles.duty import Every, Per, SettledBy
from portal.profiles.placeholders import as_read

Clause = ColumnElement[bool]
KIND, RHYTHM_KIND = "obligation", "rhythm"  # in the history and the notices
REACH = "duties"


def is_owner(me: Any) -> Clause:
    """This person owes it."""
    return Obligation.owner_id == me.id


def is_over_owner(me: Any) -> Clause:
    """Leads who owes it, directly or further up."""
    return leads(me, Obligation.owner_id)


def is_about(me: Any) -> Clause:
    """It is owed about this person, in a way that the person knows of anyway."""
    return (Obligation.about_id == me.id) & Obligation.by.in_(ABOUT_SELLERS)


def readable_by(me: Any) -> Clause:
    """May read the obligation. One that ended is no more of who owed it: what settles it now is of somebody else."""
    return or_(is_about(me), and_(Obligation.standing != Standing.ENDED, or_(is_owner(me), is_over_owner(me))))


@dataclass(frozen=True)
class ObligationFile:
    """An obligation as its page needs it, and what this person is to it. `done_on` is derived from the events."""

    id: int
    duty_id: int
    document_id: int
    number: int
    part_key: str
    text: dict[str, str]
    per: Per
    by: SettledBy
    owner_id: int
    owner: str
    about_id: int
    about: str
    unit_id: int | None
    country: str | None
    starts: date
    ends: date
    due: date
    asks_from: date
    asks_until: date
    standing: Standing
    away: int
    rev: int
    done_on: date | None
    under_way: bool
    waived_because: str | None
    note: str | None
    note_rev: int | None
    is_owner: bool
    is_about: bool
    is_over_owner: bool

    @property
    def every(self) -> Every:
        """Its interval: the profile's, or that of the rhythm that held when it was opened."""
        return every_of(self.starts, self.ends)

    @property
    def begun(self) -> bool:
        """Its window has begun."""
        return self.starts <= clock.today()

    @property
    def waives(self) -> bool:
        """May say that it is not needed, or take that back."""
        return self.is_owner or self.is_over_owner

    @property
    def notes(self) -> bool:
        """May settle it with a note."""
        return self.is_owner and self.by is SettledBy.NOTE


def files(me: Me) -> Select[Any]:
    """The SELECT behind every page of an obligation; columns as in `ObligationFile`."""
    owner, about = aliased(Person), aliased(Person)
    query = select(
        Obligation.id, Obligation.duty_id, Obligation.document_id, Duty.number, Obligation.part_key, Duty.text,
        Duty.per, Obligation.by, Obligation.owner_id, owner.name, Obligation.about_id, about.name, Obligation.unit_id,
        Obligation.country, Obligation.starts, Obligation.ends, Obligation.due, Obligation.asks_from,
        Obligation.asks_until, Obligation.standing, Obligation.away, Obligation.rev, settling.done_on(),
        settling.is_under_way(), Waiver.reason, DutyNote.text, DutyNote.rev, is_owner(me), is_about(me),
        is_over_owner(me),
    )  # fmt: skip
    return (
        query.join(Duty, Duty.id == Obligation.duty_id)
        .join(owner, owner.id == Obligation.owner_id)
        .join(about, about.id == Obligation.about_id)
        .outerjoin(Waiver, Waiver.obligation_id == Obligation.id)
        .outerjoin(DutyNote, DutyNote.obligation_id == Obligation.id)
    )


def find(me: Me, obligation_id: int) -> ObligationFile:
    """The obligation for this person; 404 when it does not exist for them."""
    row = db.session.execute(files(me).where(Obligation.id == obligation_id, readable_by(me))).one_or_none()
    if row is None:
        abort(404)
    file = ObligationFile(*row)
    return replace(file, text=as_read(file.document_id, file.text))


def _demanding(holds_true: Callable[[ObligationFile], bool]) -> Callable[..., ObligationFile]:
    """A loader: 404 for strangers, 403 for those who know of it but may not do this."""

    def load(me: Me, obligation_id: int) -> ObligationFile:
        file = find(me, obligation_id)
        if not holds_true(file):
            abort(403)
        return file

    return load


def _rule(code: str, says: str, holds_true: Callable[[ObligationFile], bool]) -> Rule:
    return rule(code, says, load=_demanding(holds_true), takes=("obligation_id",), gives="obligation")


READ = _rule(
    "obligation.read",
    N_(
        "Recurring work is seen by who owes it, by the line over them, and by the seller where it is a ride-along, a "
        "listening-in or a talk; by nobody else"
    ),
    lambda _file: True,
)
WAIVE = _rule(
    "obligation.waive",
    N_("Who owes recurring work, and the line over them, say with a reason that it is not needed, and take that back"),
    lambda file: file.waives,
)
NOTE = _rule("obligation.note", N_("Who owes recurring work settles it with a dated note"), lambda file: file.notes)
LIST = rule("obligation.list", N_("Everybody lists the recurring work they owe, and what others owe about them"))


def _a_leader(me: Me) -> None:
    if not me.is_manager:
        abort(403)


TEAM = rule(
    "obligation.team",
    N_("Who leads a unit sees how far the recurring work of the people under them is; nobody sees a ranking"),
    load=_a_leader,
)


def keeps_country(me: Me, country: Any) -> Clause:
    """Directs a country (or the company), or is HR in it."""
    of_country = (Unit.country == country) | Unit.country.is_(None)
    directs = exists().where(
        Lead.person_id == me.id, *running(Lead), Lead.unit_id == Unit.id, Unit.kind.in_(DIRECTOR_OF), of_country
    )
    granted = exists().where(
        Grant.person_id == me.id,
        Grant.kind == GrantKind.HR,
        *running(Grant),
        UnitPath.over_id == Grant.unit_id,
        UnitPath.unit_id == Unit.id,
        Unit.country == country,
    )
    return or_(directs, granted)


def leads_unit(me: Me, unit_id: Any) -> Clause:
    """Leads this unit or one above it."""
    return exists().where(
        Lead.person_id == me.id, *running(Lead), UnitPath.over_id == Lead.unit_id, UnitPath.unit_id == unit_id
    )


def keeps_rhythm(me: Me) -> Clause:
    """May change a rhythm: who leads the seller or the unit it is for; for a country its director and HR."""
    return or_(
        Rhythm.person_id.is_not(None) & leads(me, Rhythm.person_id),
        Rhythm.unit_id.is_not(None) & leads_unit(me, Rhythm.unit_id),
        Rhythm.country.is_not(None) & keeps_country(me, Rhythm.country),
    )


def _sets_rhythms(me: Me) -> None:
    if not (me.is_manager or me.is_hr):
        abort(403)


def _to_end(me: Me, rhythm_id: int) -> Rhythm:
    """404 for a rhythm that is not this person's to change: it tells how often somebody is coached."""
    rhythm = db.session.scalars(select(Rhythm).where(Rhythm.id == rhythm_id, keeps_rhythm(me))).one_or_none()
    return rhythm or abort(404)


SET_RHYTHM = rule(
    "rhythm.set",
    N_(
        "How often ride-alongs, listenings and talks come back is set by who leads the seller or the team, and for a "
        "country by its director or HR"
    ),
    load=_sets_rhythms,
)
END_RHYTHM = rule(
    "rhythm.end", N_("A rhythm is ended by whoever may set it"), load=_to_end, takes=("rhythm_id",), gives="rhythm"
)


def is_part_of(asker: Any) -> Clause:
    """Recurring work is there for this person: owes some, or some is owed about them."""
    return or_(
        exists().where(Obligation.owner_id == asker.id),
        exists().where(Obligation.about_id == asker.id, Obligation.by.in_(ABOUT_SELLERS)),
    )


def has_part(me: Me) -> bool:
    """Whether recurring work is there for this person."""
    return REACH in me.reaches


reach(REACH, is_part_of)
