"""Who may do what with a function profile (spec 0, Who sees what)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from portal.core import clock, i18n
from portal.core.db import db
from portal.core.policy import N_, rule
from portal.documents.models import Document, Draft, Kind, Listing, Side, Snapshot, State, Turn
from portal.documents.policy import directs, in_force, in_hr_scope, invited, is_hr_of, stands_in
from portal.people.me import Me
from portal.people.models import Line, Person, Position, Unit, Via
from portal.profiles import names
from portal.profiles.models import ImportSource, Placeholder, Profile

Clause = ColumnElement[bool]


def holds(me: Me) -> Clause:
    """Holds a position with the profile's role today."""
    day = clock.today()
    return exists().where(
        Position.person_id == me.id, Position.role_id == Profile.role_id, Position.starts <= day, Position.ends >= day
    )


def over_holders(me: Me) -> Clause:
    """Leads somebody who holds the profile's role today, directly or further up, or deputises for that lead."""
    day = clock.today()
    return exists(
        select(Line.id)
        .join(Position, Position.person_id == Line.person_id)
        .where(
            Line.over_id == me.id,
            Line.via.in_((Via.LEAD, Via.DEPUTY)),
            Line.starts <= day,
            Line.ends >= day,
            Position.role_id == Profile.role_id,
            Position.starts <= day,
            Position.ends >= day,
        )
    )


SEES_DRAFT = (in_hr_scope, invited, stands_in, over_holders, directs)


def sees_draft(me: Me) -> Clause:
    """May read the version at work: HR in scope, invited reviewers and their deputies, managers of holders."""
    return or_(*(clause(me) for clause in SEES_DRAFT))


def visible_to(me: Me) -> Clause:
    """The profile is there for this person: what is in force for everyone, the rest for those who see the draft."""
    return or_(in_force(), sees_draft(me))


@dataclass(frozen=True)
class Dossier:
    """A profile as its pages need it: facts, where its version at work stands, and what this person is to it."""

    id: int
    source_title: str
    titles: dict[str, str]
    locale: str
    owner_id: int
    owner_name: str
    unit_id: int
    unit_name: str
    in_force: int | None
    last_number: int
    archived_at: datetime | None
    role_id: int | None
    family: str
    job_group: str
    sector: str
    country: str | None
    review_months: int
    review_on: date | None
    locales: list[str] | None
    profile_rev: int
    draft_id: int | None
    state: State | None
    turn: Turn | None
    since: datetime | None
    due: date | None
    rev: int | None
    submitted: int | None
    changed_at: datetime | None
    submitter_id: int | None
    is_hr: bool
    is_invited: bool
    is_deputy: bool
    is_over_holders: bool
    is_director: bool
    is_holder: bool

    @property
    def title(self) -> str:
        """The title in the reader's language, else in the profile's own."""
        return self.titles.get(i18n.current()) or self.source_title

    @property
    def title_lang(self) -> str:
        """The language `title` is in."""
        return i18n.current() if self.titles.get(i18n.current()) else self.locale

    @property
    def beside(self) -> str:
        """Sector and country, to tell profiles of the same title apart."""
        return names.beside(self.sector, self.country)

    @property
    def sees_draft(self) -> bool:
        """May read the version at work."""
        return self.is_hr or self.is_invited or self.is_deputy or self.is_over_holders or self.is_director

    @property
    def is_reviewer(self) -> bool:
        """Has a seat in the review, as invited or as deputy."""
        return self.is_invited or self.is_deputy

    @property
    def is_editable(self) -> bool:
        """The version at work can be edited in its present state."""
        return self.state in {State.DRAFT, State.CHANGES_REQUESTED}

    def may_publish(self, me: Me) -> bool:
        """Four eyes: HR in scope or the director, but never who submitted the version."""
        return (self.is_hr or self.is_director) and self.submitter_id != me.id


def dossiers(me: Me) -> Select[Any]:
    """The SELECT behind every profile page and list, with this person's relations as booleans."""
    owner, unit = aliased(Person), aliased(Unit)
    return (
        select(
            Document.id,
            Document.title,
            Listing.titles,
            Document.locale,
            Document.owner_id,
            owner.name.label("owner_name"),
            Document.unit_id,
            unit.name.label("unit_name"),
            Document.in_force,
            Document.last_number,
            Document.archived_at,
            Profile.role_id,
            Profile.family,
            Profile.job_group,
            Profile.sector,
            Profile.country,
            Profile.review_months,
            Profile.review_on,
            Profile.locales,
            Profile.rev.label("profile_rev"),
            Draft.id.label("draft_id"),
            Draft.state,
            Draft.turn,
            Draft.since,
            Draft.due,
            Draft.rev,
            Draft.submitted,
            Draft.changed_at,
            Snapshot.author_id.label("submitter_id"),
            in_hr_scope(me).label("is_hr"),
            invited(me).label("is_invited"),
            stands_in(me).label("is_deputy"),
            over_holders(me).label("is_over_holders"),
            directs(me).label("is_director"),
            holds(me).label("is_holder"),
        )
        .join(Profile, Profile.document_id == Document.id)
        .join(Listing, Listing.document_id == Document.id)
        .join(owner, owner.id == Document.owner_id)
        .join(unit, unit.id == Document.unit_id)
        .outerjoin(Draft, and_(Draft.document_id == Document.id, Draft.side == Side.MAIN))
        .outerjoin(Snapshot, and_(Snapshot.document_id == Document.id, Snapshot.number == Draft.submitted))
        .where(Document.kind == Kind.PROFILE)
    )


def find(me: Me, profile_id: int) -> Dossier:
    """The profile for this person; 404 when it does not exist for them."""
    row = db.session.execute(dossiers(me).where(Document.id == profile_id, visible_to(me))).one_or_none()
    if row is None:
        abort(404)
    return Dossier(*row)


def _demanding(holds_true: Any) -> Any:
    """A loader: 404 for strangers, 403 for those who see the profile but may not act."""

    def load(me: Me, profile_id: int) -> Dossier:
        dossier = find(me, profile_id)
        if not holds_true(dossier, me):
            abort(403)
        return dossier

    return load


def _rule(code: str, says: str, load: Any) -> Any:
    return rule(code, says, load=load, takes=("profile_id",), gives="dossier")


READ = _rule("profile.read", N_("Everyone reads a published profile; drafts as in the next line"), find)
READ_DRAFT = _rule(
    "profile.read-draft",
    N_("HR in scope, invited reviewers and their deputies, managers of its holders and the director read a draft"),
    _demanding(lambda dossier, _me: dossier.sees_draft),
)
EDIT = _rule("profile.edit", N_("HR in scope edits a profile"), _demanding(lambda dossier, _me: dossier.is_hr))
DECIDE = _rule(
    "profile.decide",
    N_("Invited reviewers, or their deputies while they are absent, decide on a version; never on their own"),
    _demanding(lambda dossier, me: dossier.is_reviewer and dossier.submitter_id != me.id),
)
PUBLISH = _rule(
    "profile.publish",
    N_("Another HR person in scope or the director publishes: never who submitted the version"),
    _demanding(lambda dossier, me: dossier.may_publish(me)),
)
PUBLISH_PAGE = _rule(
    "profile.publish-page",
    N_("HR in scope and the director see what is ready to be published, and who may publish it"),
    _demanding(lambda dossier, _me: dossier.is_hr or dossier.is_director),
)
REMARK = _rule(
    "profile.remark",
    N_("Invited reviewers, their deputies and HR in scope comment on a version under review"),
    _demanding(lambda dossier, _me: dossier.is_reviewer or dossier.is_hr),
)
READERS = _rule(
    "profile.readers",
    N_("HR in scope and the director see who confirmed reading; managers see it of those they lead"),
    _demanding(lambda dossier, _me: dossier.is_hr or dossier.is_director or dossier.is_over_holders),
)
ACKNOWLEDGE = _rule(
    "profile.acknowledge",
    N_("Holders of the role confirm that they have read the profile"),
    _demanding(lambda dossier, _me: dossier.is_holder and dossier.in_force is not None),
)


def _hr_somewhere(me: Me) -> None:
    if not me.is_hr:
        abort(403)


CREATE = rule(
    "profile.create",
    N_("HR imports and creates profiles within its scope, and with them the roles they are about"),
    load=_hr_somewhere,
)


LEDGER = rule(
    "placeholder.list",
    N_("HR sees which placeholders stand in the profiles of its scope, and what they stand for"),
    load=_hr_somewhere,
)
BIND = rule(
    "placeholder.bind",
    N_("HR says what a placeholder stands for in a unit of its scope and below it"),
    load=_hr_somewhere,
)


def _placeholder(me: Me, placeholder_id: int) -> Placeholder:
    """403 for who is no HR, or not for the unit it was bound in; 404 where it stands for nothing any more."""
    _hr_somewhere(me)
    row = db.session.get(Placeholder, placeholder_id)
    if row is None:
        abort(404)
    if not db.session.scalar(select(is_hr_of(me, row.unit_id))):
        abort(403)
    return row


REBIND = rule(
    "placeholder.change",
    N_("HR in scope of the unit changes what a placeholder stands for there"),
    load=_placeholder, takes=("placeholder_id",), gives="placeholder",
)


def _imported(me: Me, source_id: int) -> ImportSource:
    _hr_somewhere(me)
    source = db.session.get(ImportSource, source_id)
    if source is None or source.person_id != me.id:
        abort(404)
    return source


PICK = rule(
    "profile.pick", N_("Who imported a document picks which of its profiles become drafts"), load=_imported,
    takes=("source_id",), gives="source",
)


def demand_hr(me: Me, profile_id: int) -> Dossier:
    """The profile for HR in its scope, for forms that name several; aborts like EDIT."""
    return EDIT.load(me, profile_id)
