"""Who may see and change what keeps personal data open (spec 0, Who sees what; spec 3, Privacy)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort
from sqlalchemy import exists, select

from portal.core.db import db
from portal.core.policy import N_, rule
from portal.people import policy as people
from portal.people.me import Me
from portal.people.models import GrantKind, Person, Unit
from portal.people.policy import ADMIN, KEEPERS, person_in_scope, unit_in_scope
from portal.people.queries import countries
from portal.privacy import kinds, purposes
from portal.privacy.kinds import RecordAbout
from portal.privacy.models import Agreement, Correction, DataExport

HR = (GrantKind.HR,)


@dataclass(frozen=True)
class Record:
    """A record about a person, as an address names it."""

    kind: str
    id: int
    about: RecordAbout

    @property
    def link(self) -> str:
        """Where its readers find it."""
        return kinds.KINDS[self.kind].link(self.id)


def keeps_country(me: Me, code: str, grants: tuple[GrantKind, ...]) -> bool:
    """Holds one of these grants over a unit of the country."""
    return bool(db.session.scalar(select(exists().where(Unit.country == code, unit_in_scope(me, grants)))))


def kept_countries(me: Me, grants: tuple[GrantKind, ...]) -> list[str]:
    """The countries over whose units somebody holds one of these grants."""
    return list(
        db.session.scalars(
            select(Unit.country)
            .where(Unit.country.is_not(None), unit_in_scope(me, grants))
            .distinct()
            .order_by(Unit.country)
        )
    )


def _keeper_of(grants: tuple[GrantKind, ...]) -> Any:
    """Loads a country: 404 where there are no units, 403 for everybody who does not keep it."""

    def load(me: Me, code: str) -> str:
        if not (me.is_hr or me.is_admin):
            abort(403)
        if code not in countries.countries():
            abort(404)
        return code if keeps_country(me, code, grants) else abort(403)

    return load


def _agreement(me: Me, agreement_id: int) -> Agreement:
    if not (me.is_hr or me.is_admin):
        abort(403)
    found = db.session.get(Agreement, agreement_id) or abort(404)
    return found if keeps_country(me, found.country, ADMIN) else abort(403)


def record_of(kind: str, subject_id: int) -> Record:
    """The record an address names; 404 for none."""
    known = kinds.KINDS.get(kind)
    about = known.about(subject_id) if known else None
    return Record(kind, subject_id, about) if about else abort(404)


def in_hr_scope(me: Me, person_id: int) -> bool:
    """HR with this person in their scope."""
    return me.is_hr and bool(db.session.scalar(select(exists().where(Person.id == person_id, person_in_scope(me, HR)))))


def _to_open(me: Me, kind: str, subject_id: int) -> Record:
    found = record_of(kind, subject_id)
    if not kinds.KINDS[kind].opens:
        abort(404)
    return found if found.about.person_id != me.id and in_hr_scope(me, found.about.person_id) else abort(404)


def _mine(me: Me, kind: str, subject_id: int) -> Record:
    found = record_of(kind, subject_id)
    return found if found.about.person_id == me.id else abort(404)


def may_answer(me: Me, asked: Correction) -> bool:
    """HR of the person, or who wrote the record; never the person who asks."""
    if asked.person_id == me.id:
        return False
    known = kinds.KINDS.get(asked.kind)
    return (known is not None and me.id in known.answerers(asked.subject_id)) or in_hr_scope(me, asked.person_id)


def _correction(me: Me, correction_id: int) -> Correction:
    found = db.session.get(Correction, correction_id) or abort(404)
    return found if may_answer(me, found) else abort(404)


def _person(me: Me, person_id: int) -> Person:
    if not me.is_hr:
        abort(403)
    found = db.session.get(Person, person_id)
    return found if found and in_hr_scope(me, person_id) else abort(404)


def _export(me: Me, export_id: int) -> DataExport:
    found = db.session.get(DataExport, export_id)
    return found if found and found.person_id == me.id else abort(404)


def _text_of(me: Me, code: str, kind: str) -> tuple[str, str]:
    country = _keeper_of(HR)(me, code)
    return (country, kind) if kind in purposes.kinds() else abort(404)


READ = people.READ
AGREE = rule(
    "privacy.agree",
    N_("Administrators of a country record and end what was agreed with its employees' representatives; HR reads it"),
    load=_keeper_of(ADMIN), takes=("code",), gives="country",
)  # fmt: skip
CHANGE_AGREEMENT = rule(
    "privacy.agreement", N_("Administrators of its country end or evaluate a recorded agreement"),
    load=_agreement, takes=("agreement_id",), gives="agreement",
)  # fmt: skip
SET_TERMS = rule(
    "privacy.terms", N_("HR and administrators of a country set how long records about people are kept there"),
    load=_keeper_of(KEEPERS), takes=("code",), gives="country",
)  # fmt: skip
WRITE_PURPOSE = rule(
    "privacy.purpose", N_("HR of a country words what records about people are for"),
    load=_text_of, takes=("code", "kind"), gives="purpose",
)  # fmt: skip
READ_PERSON = rule(
    "privacy.person",
    N_(
        "HR reads who opened records about a person in its scope and starts the export of their data, which only the"
        " person receives; HR stops and resumes deletion for a person"
    ),
    load=_person, takes=("person_id",), gives="person",
)  # fmt: skip
OPEN = rule(
    "privacy.open",
    N_(
        "HR opens a record about a person in its scope with a stated reason, for the rest of that day; the person is"
        " told who did and why"
    ),
    load=_to_open, takes=("kind", "subject_id"), gives="record",
)  # fmt: skip
ASK = rule(
    "privacy.ask", N_("Whom a record is about may ask that it is put right"),
    load=_mine, takes=("kind", "subject_id"), gives="record",
)  # fmt: skip
ANSWER = rule(
    "privacy.answer", N_("HR of the person, or who wrote the record, answers a request for correction with a reason"),
    load=_correction, takes=("correction_id",), gives="correction",
)  # fmt: skip
OWN = rule("privacy.own", N_("Everyone sees what is kept about them and who read it, and takes all of it along"))
FETCH = rule(
    "privacy.fetch", N_("Only the person fetches the export of their own data"),
    load=_export, takes=("export_id",), gives="export",
)  # fmt: skip
