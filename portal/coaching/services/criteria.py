"""Sets of criteria and their versions: begin, copy, agree, put in force, take back, retire.

A version is a draft until it is put in force; then nothing changes it any more. Its text changes in `criteria_edits`.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from portal.coaching import criteria_words as _words
from portal.coaching.criteria_check import missing
from portal.coaching.criteria_queries import consents_of, countries_of, draft_of, latest_of
from portal.coaching.models import CriteriaConsent, CriteriaSet, CriteriaVersion, Instrument
from portal.core import audit, clock, i18n
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.people.me import Me
from portal.people.models import Role
from portal.people.services.versions import fresh

DEFAULTS = Path(__file__).parent.parent / "default_criteria"


def default(instrument: Instrument) -> dict[str, Any]:
    """The researched set: {"name", "groups", "questions"}, in all languages."""
    return json.loads((DEFAULTS / f"{instrument}.json").read_text("utf8"))


def lay_default(instrument: Instrument, actor: Me | int | None) -> int:
    """Begin with the researched set, for everybody, as a draft; the id of the set. Raises `TooLate` when there is one.

    Nothing is in force by this: the draft can still be changed, and needs its agreements.
    """
    with write() as session:
        _free(instrument, None, None, None)
        laid = default(instrument)
        made = CriteriaSet(instrument=instrument, name=laid.pop("name"))
        session.add(made)
        session.flush()
        _draft(made.id, laid, actor)
        audit.record("criteria_laid", "criteria_set", made.id, actor=actor, instrument=str(instrument))
        return made.id


def copy(
    me: Me | None, version_id: int, place: tuple[int | None, int | None, str | None], kept: frozenset[str] | None = None
) -> int:
    """Begin a set for a role, a level of it, a country (`place`) with the text of a version; the id of the set.

    A role of one country needs none beside it. Raises `Refused` when there is one for these people already, or when
    none of `kept`, the countries that this person keeps, is among theirs.
    """
    with write() as session:
        source, of = session.execute(
            select(CriteriaVersion, CriteriaSet)
            .join(CriteriaSet, CriteriaSet.id == CriteriaVersion.set_id)
            .where(CriteriaVersion.id == version_id)
        ).one()
        role_id, level_id, country = place
        if role_id and db.session.scalar(select(Role.country).where(Role.id == role_id)):
            country = None
        _free(of.instrument, role_id, level_id, country)
        made = CriteriaSet(
            instrument=of.instrument, name=of.name, role_id=role_id, level_id=level_id, country=country
        )
        if kept is not None and not kept & set(countries_of(made)):
            raise Refused("criteria_scope", field="job")
        session.add(made)
        session.flush()
        _draft(made.id, source.body, me)
        audit.record("criteria_copied", "criteria_set", made.id, actor=me, of=source.set_id)
        return made.id


def _free(instrument: Instrument, role_id: int | None, level_id: int | None, country: str | None) -> None:
    if db.engine.dialect.name == "postgresql":  # two who begin the same set at once: one of them finds it there
        db.session.execute(text("SELECT pg_advisory_xact_lock(7264)"))
    there = select(CriteriaSet.id).where(
        CriteriaSet.instrument == instrument,
        CriteriaSet.role_id.is_not_distinct_from(role_id),
        CriteriaSet.level_id.is_not_distinct_from(level_id),
        CriteriaSet.country.is_not_distinct_from(country),
        CriteriaSet.retired_on.is_(None),
    )
    if db.session.scalar(there.limit(1)):
        raise TooLate("criteria_there", field="job")


def _draft(set_id: int, body: dict[str, Any], actor: Me | int | None) -> CriteriaVersion:
    version = CriteriaVersion(
        set_id=set_id, body=body, changed_at=clock.now(), changed_by_id=getattr(actor, "id", actor)
    )
    db.session.add(version)
    db.session.flush()
    return version


def held(set_id: int) -> CriteriaSet:
    """The set, held until the end of the open `write()`: one at a time changes its versions.

    Raises `TooLate` when it is retired.
    """
    row = fresh(CriteriaSet, set_id)
    if row.retired_on is not None:
        raise TooLate("criteria_retired")
    return row


def begin_version(me: Me, set_id: int) -> None:
    """A draft with the text of the latest version; the one at work where there is one."""
    with write():
        held(set_id)
        latest = latest_of(set_id)
        if draft_of(set_id) is None and latest is not None:
            _draft(set_id, latest.body, me)
            audit.record("criteria_drafted", "criteria_set", set_id, actor=me)


def discard(me: Me, set_id: int, base: int) -> bool:
    """Throw the draft away with its agreements; True when the set itself goes, having never been in force.

    Raises `TooLate` when the draft changed since `base`.
    """
    with write() as session:
        row = held(set_id)
        version = _at_work(set_id)
        if version.rev != base:
            raise TooLate("edited_since")
        for consent in consents_of(version.id):
            session.delete(consent)
        session.flush()
        session.delete(version)
        session.flush()
        audit.record("criteria_discarded", "criteria_set", set_id, actor=me)
        if latest_of(set_id) is not None:
            return False
        session.delete(row)
        return True


def _at_work(set_id: int) -> CriteriaVersion:
    version = draft_of(set_id)
    if version is None:
        raise TooLate("gone")
    return version


def agree(me: Me | int | None, set_id: int, country: str, agreed_on: date, party: str, document: str) -> None:
    """Record that the works council consented to the draft, or that it was discussed, in one country.

    Recorded anew it replaces what was recorded before. From then on the text cannot be changed.
    """
    with write() as session:
        row = held(set_id)
        if country not in countries_of(row):
            raise TooLate("gone")
        if agreed_on > clock.today():
            raise Refused("day_to_come", field="agreed_on")
        version = _at_work(set_id)
        found = next((one for one in consents_of(version.id) if one.country == country), None)
        consent = found or CriteriaConsent(version_id=version.id, country=country)
        consent.agreed_on, consent.party, consent.document = agreed_on, party, document
        consent.recorded_by_id, consent.recorded_at = getattr(me, "id", me), clock.now()
        session.add(consent)
        audit.record(
            "criteria_agreed", "criteria_set", set_id, actor=me, country=country, date=agreed_on.isoformat(),
            detail={"party": party, "document": document},
        )


def disagree(me: Me, set_id: int, country: str) -> None:
    """Remove what was recorded for a country: the text can be changed again when none is left."""
    with write() as session:
        held(set_id)
        for consent in consents_of(_at_work(set_id).id):
            if consent.country == country:
                session.delete(consent)
                audit.record("criteria_agreement_removed", "criteria_set", set_id, actor=me, country=country)


def put_in_force(me: Me | int | None, set_id: int, day: date, base: int) -> None:
    """The draft counts for every form that starts from this day on; forms under way keep theirs.

    Raises `TooLate` when the draft changed since `base`, `Refused` when something is still to be done.
    """
    with write():
        row = held(set_id)
        version = _at_work(set_id)
        if version.rev != base:
            raise TooLate("edited_since")
        latest = latest_of(set_id)
        _complete(row, version, latest)
        first = max(clock.today(), latest.in_force_from) if latest else clock.today()  # versions never overtake
        if day < first:
            raise Refused("criteria_before", field="day", date=i18n.format_date(first, "long"))
        version.number = latest.number + 1 if latest else 1
        version.in_force_from = day
        audit.record(
            "criteria_in_force", "criteria_set", set_id, actor=me, number=version.number, date=day.isoformat()
        )


def _complete(row: CriteriaSet, version: CriteriaVersion, latest: CriteriaVersion | None) -> None:
    if not any(group["criteria"] for group in version.body["groups"]):
        raise Refused("criteria_empty")
    countries = countries_of(row)
    if missing(version.body, countries):
        raise Refused("criteria_missing")
    if latest is not None and latest.body == version.body:
        raise Refused("criteria_same")
    agreed = {consent.country for consent in consents_of(version.id)}
    for country in countries:
        if country not in agreed:
            raise Refused("criteria_not_agreed", country=_words.country(country))


def take_back(me: Me, set_id: int) -> None:
    """The last version is a draft again, as long as its day is still to come. Raises `TooLate`."""
    with write() as session:
        held(set_id)
        latest = latest_of(set_id)
        if latest is None or latest.in_force_from <= clock.today() or draft_of(set_id):
            raise TooLate("edited_since")
        audit.record("criteria_taken_back", "criteria_set", set_id, actor=me, number=latest.number)
        latest.number = latest.in_force_from = None
        session.flush()


def retire(me: Me, set_id: int) -> None:
    """Offer the set to no new form from today on. Forms that were started with it keep it."""
    with write():
        row = held(set_id)
        row.retired_on = clock.today()
        row.rev += 1
        audit.record("criteria_retired", "criteria_set", set_id, actor=me, date=row.retired_on.isoformat())
