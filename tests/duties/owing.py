"""Duties and obligations as rows, for pages and figures: what opening them does is told by its own tests."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Any

from portal.coaching.models import CriteriaSet, CriteriaVersion, Instrument, RideAlong, RideAlongKind, RideAlongState
from portal.core import working_days
from portal.core.db import db
from portal.documents.models import Document, Kind
from portal.duties import windows
from portal.duties.models import Duty, DutyNote, Obligation, Standing, Waiver
from portal.people.models import Person, Position
from portal.people.queries.countries import country_on, team_on
from portal.profiles.duty import Every, Per, SettledBy
from portal.profiles.models import Profile
from portal.talks.models import Talk, TalkForm, TalkState
from tests.cast import LONG_AGO, Cast
from tests.plans.sums import add

__all__ = ["Per", "Person", "Position", "add", "duty", "note", "owe", "profile", "ride", "talk", "waive", "windows"]

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
TEXTS = {
    SettledBy.RIDE_ALONG: {"nl": "Reist elke maand met iedere verkoper mee.", "nb": "Sambesøk med hver selger."},
    SettledBy.LISTENING: {"nl": "Luistert elk kwartaal mee.", "nb": "Lytter med hvert kvartal."},
    SettledBy.TALK: {"nl": "Voert tweemaandelijks een voortgangsgesprek.", "nb": "Samtale annenhver måned."},
    SettledBy.NOTE: {"nl": "Bespreekt elke week de stand van zaken.", "nb": "Går gjennom status hver uke."},
    SettledBy.PLAN: {"nl": "Stelt elk jaar accountplannen op.", "nb": "Lager kundeplaner hvert år."},
}  # fmt: skip


def profile(cast: Cast, role_id: int) -> int:
    """A bare profile of a role, for duties to stand in."""
    document = add(
        Document(kind=Kind.PROFILE, title="Profiel", owner_id=cast.hr, unit_id=cast.nl, locale="nl", created_at=NOON)
    )
    add(Profile(document_id=document.id, role_id=role_id))
    return document.id


def duty(document_id: int, role_id: int, by: SettledBy, every: Every, per: Per | None = None, **facts: Any) -> Duty:
    """A duty of a role, from long ago on."""
    about = {SettledBy.NOTE: Per.ONCE, SettledBy.PLAN: Per.CUSTOMER}.get(by, Per.SELLER)
    made = {"number": 1, "part_key": f"{by.value[:4]}{every.value[:4]}", "text": TEXTS[by], "starts": LONG_AGO}
    return add(Duty(document_id=document_id, role_id=role_id, by=by, every=every, per=per or about, **made | facts))


def owe(of: Duty, owner_id: int, about_id: int, day: date, standing: Standing = Standing.OWED, **facts: Any) -> int:
    """An obligation in the window of a day; its id."""
    starts, ends = windows.window(of.every, day)
    country = country_on(about_id, day)
    due = working_days.last_working_day(starts, ends, country)
    made = {
        "unit_id": team_on(about_id, day),
        "country": country,
        "due": due,
        "standing": standing,
        "opened_at": NOON,
        "asks_from": windows.asks_from(of.every, starts, due),
        "asks_until": windows.asks_until(of.every, starts),
    }
    row = add(
        Obligation(
            duty_id=of.id,
            document_id=of.document_id,
            part_key=of.part_key,
            by=of.by,
            owner_id=owner_id,
            about_id=about_id,
            starts=starts,
            ends=ends,
            **made | facts,
        )
    )
    return row.id


def waive(obligation_id: int, by_id: int, reason: str = "Is net begonnen.") -> None:
    """Not needed, with a reason."""
    add(Waiver(obligation_id=obligation_id, reason=reason, by_id=by_id, at=NOON))


def note(obligation_id: int, by_id: int, day: date) -> None:
    """Settled by a dated note."""
    add(DutyNote(obligation_id=obligation_id, done_on=day, text="Besproken in het overleg.", by_id=by_id, at=NOON))


def _version() -> int:
    """A version of criteria for forms to refer to."""
    found = db.session.query(CriteriaVersion.id).first()
    if found:
        return found[0]
    made = add(CriteriaSet(instrument=Instrument.RIDE_ALONG, name={"nl": "Criteria"}))
    return add(CriteriaVersion(set_id=made.id, body={"groups": [], "questions": []}, changed_at=NOON)).id


def ride(
    coach_id: int,
    seller_id: int,
    day: date,
    state: RideAlongState = RideAlongState.COMPLETED,
    kind: RideAlongKind = RideAlongKind.RIDE_ALONG,
) -> RideAlong:
    """A ride-along as a row."""
    return add(
        RideAlong(
            uid=str(uuid.uuid4()),
            kind=kind,
            seller_id=seller_id,
            coach_id=coach_id,
            day=day,
            state=state,
            country="NL",
            version_id=_version(),
            created_at=NOON,
        )
    )


def talk(manager_id: int, seller_id: int, day: date, state: TalkState = TalkState.HELD) -> Talk:
    """A talk as a row."""
    return add(
        Talk(
            uid=str(uuid.uuid4()),
            seller_id=seller_id,
            manager_id=manager_id,
            form=TalkForm.SHORT,
            locale="nl",
            day=day,
            country="NL",
            version_id=_version(),
            state=state,
            created_at=NOON,
        )
    )
