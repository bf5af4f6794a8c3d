"""What the floors below hold about a person, and what this package keeps, for the export of one's own data."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from portal.core import i18n, notices
from portal.core.audit import Audit
from portal.core.db import db
from portal.core.notices import Notice
from portal.core.policy import N_
from portal.core.receipts import Receipt
from portal.core.subjects import SUBJECTS, names_of
from portal.people import models as people
from portal.people.history import told
from portal.people.models import Person
from portal.privacy import kinds, readings
from portal.privacy.models import Correction, DataExport, Hold, Opening, Reading
from portal.privacy.own_data import rows_of, source

Rows = list[dict[str, Any]]
MOST = 20_000
SECRET = ("password_hash", "device_key", "folded", "sort_nl", "sort_nb", "demo", "id")


def _person(person_id: int) -> Rows:
    return rows_of(Person, Person.id, person_id, leave_out=SECRET)


def _positions(person_id: int) -> Rows:
    about = {"unit_id": ("unit", "unit"), "role_id": ("role", "role")}
    rows = rows_of(people.Position, people.Position.person_id, person_id, about=about, leave_out=("id",))
    levels = dict(db.session.execute(select(people.RoleLevel.id, people.RoleLevel.code)).all())
    return [{**row, "level": levels.get(row.pop("level_id", None))} for row in rows]


def _of(model: Any, about: dict[str, tuple[str, str]] | None = None, leave_out: tuple[str, ...] = ()) -> Any:
    """The rows of a table that name the person in `person_id`."""
    return lambda person_id: rows_of(model, model.person_id, person_id, about=about, leave_out=(*leave_out, "id"))


def _events(person_id: int) -> Rows:
    """What the history keeps of what the person did, and of what was done to their own file."""
    about = or_(Audit.actor_id == person_id, (Audit.kind == "person") & (Audit.subject_id == person_id))
    rows = db.session.scalars(select(Audit).where(about).order_by(Audit.id).limit(MOST)).all()
    called = {kind: names_of(kind, {row.subject_id for row in rows if row.kind == kind} - {None}) for kind in SUBJECTS}
    return [
        {"at": row.at.isoformat(), "event": _told(row), "about": _called(row, called),
         "own_act": row.actor_id == person_id}
        for row in rows
    ]  # fmt: skip


def _told(row: Audit) -> str:
    """The sentence; its code where a word of it is gone."""
    try:
        return told(row.code, row.data, {})
    except KeyError:
        return row.code


def _called(row: Audit, called: dict[str, dict[int, Any]]) -> str:
    name = called.get(row.kind, {}).get(row.subject_id, "") if row.kind != "person" else ""
    return i18n.text_in(name) if isinstance(name, dict) else name or row.kind


def _notices(person_id: int) -> Rows:
    rows = db.session.scalars(select(Notice).where(Notice.person_id == person_id).order_by(Notice.id).limit(MOST))
    return [
        {"at": row.at.isoformat(), "text": _said(row), "quote": row.quote,
         "read_at": row.read_at.isoformat() if row.read_at else None}
        for row in rows
    ]  # fmt: skip


def _said(row: Notice) -> str:
    return notices.sentence(row) if row.code in notices.WORDINGS else row.code


def _readings(person_id: int) -> Rows:
    """The names of readers stand in it: who read what about oneself is what the log is for."""
    return [
        {"reader": one.name, "what": kinds.name_of(one.kind), "number": one.subject_id, "day": one.day.isoformat(),
         "reason": one.reason}
        for one in readings.about(person_id, MOST)
    ]  # fmt: skip


def _openings(person_id: int) -> Rows:
    reader = aliased(Person)
    rows = db.session.execute(
        select(Opening, reader.name).join(reader, reader.id == Opening.reader_id).where(Opening.person_id == person_id)
    )
    return [
        {"reader": name, "what": kinds.name_of(row.kind), "number": row.subject_id, "at": row.opened_at.isoformat(),
         "until": row.until.isoformat(), "reason": row.reason}
        for row, name in rows
    ]  # fmt: skip


def _read_by_me(person_id: int) -> Rows:
    """What one read oneself: when, never about whom."""
    rows = rows_of(Reading, Reading.reader_id, person_id, leave_out=("id", "subject_id", "opening_id"))
    return [{**row, "kind": kinds.name_of(row["kind"])} for row in rows]


source("person", N_("Account"), _person)
source("positions", N_("Positions"), _positions)
source("absences", N_("Absences"), _of(people.Absence))
source("grants", N_("Access as HR or administrator"), _of(people.Grant, {"unit_id": ("unit", "unit")}))
source("leads", N_("Units led"), _of(people.Lead, {"unit_id": ("unit", "unit")}))
source("bodies", N_("Memberships of bodies"), _of(people.BodyMember, {"body_id": ("name", "body")}))
source("functional_lines", N_("Functional lines"), _of(people.FunctionalLine))
source("sign_ins", N_("Sign-ins"), _of(people.WebSession, leave_out=("token_hash",)))
source("events", N_("What the history holds"), _events)
source("notices", N_("Messages to you"), _notices)
source("readings", N_("Who read what about you"), _readings)
source("openings", N_("What HR opened, with the reason"), _openings)
source("read_by_you", N_("What you read about others"), _read_by_me)
source("corrections", N_("Corrections you asked for"), _of(Correction))
source("holds", N_("Stops on deletion"), _of(Hold, leave_out=("reason",)))
source("receipts", N_("Receipts of what your devices sent"), _of(Receipt, leave_out=("key", "subject")))
source("exports", N_("Exports of your data"), _of(DataExport))
