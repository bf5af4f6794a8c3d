"""Talks for tests, by the services, in the shortest way."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.core import clock
from portal.core.db import db
from portal.talks import policy, sheet
from portal.talks.models import Talk, TalkForm
from portal.talks.policy import TalkFile
from portal.talks.services import papers, signing, talks
from portal.talks.services.papers import MINUTES, PREPARE, Sending
from portal.talks.services.talks import Appointment
from tests.cast import Cast
from tests.coaching import making as coaching
from tests.privacy import making as privacy

SELLER = {"note-results": "Het tweede kwartaal viel tegen.", "score-V1=3": "on", "saw-V1": "Vier van de vijf gedaan."}
MANAGER = {"note-results": "De marge is goed bewaakt.", "score-V1=5": "on"}
SAID = {
    "remark-results": "We kijken samen naar de marge.", "agree-1-what": "Twee nieuwe klanten per maand",
    "agree-1-who": "seller", "agree-1-due": "31-12-2199", "then=none": "on",
}


def fresh() -> None:
    """Look at the database anew; what was loaded before stays readable."""
    db.session.expunge_all()
    db.session.rollback()


def ready() -> None:
    """Coaching is agreed on and the criteria are in force, in both countries."""
    privacy.agree()
    coaching.criteria()


def plan(cast: Cast, *, days: int = 7, form: TalkForm = TalkForm.FULL, seller: str = "seller",
         manager: str = "manager", at: str | None = "14:30", locale: str = "nl") -> str:  # fmt: skip
    """The uid of a talk so many days from today."""
    wanted = Appointment(form, clock.today() + timedelta(days=days), at, locale)
    return talks.plan(cast.me(manager), getattr(cast, seller), wanted)


def send(cast: Cast, uid: str, who: str, values: dict[str, str], *, form: str = PREPARE, finished: bool = True,
         base: int | None = None) -> dict[str, Any]:  # fmt: skip
    """One sending of a form as this person; without `base` on what is there now."""
    if base is None:
        file = policy.find(cast.me(who), uid)
        side = "minutes" if form == MINUTES else file.my_side
        paper = sheet.papers_of(file.id).get(side)
        base = paper.rev if paper else 0
        fresh()
    return papers.receive(uid, form, cast.me(who), Sending(values, base, finished, clock.now(), str(uuid.uuid4())))


def due(days: int = 30) -> str:
    """A day to come as a form writes it."""
    return (clock.today() + timedelta(days=days)).isoformat()


def said(**more: str) -> dict[str, str]:
    """Minutes that can be taken."""
    return SAID | {"agree-1-due": due()} | {name.replace("remark_", "remark-"): value for name, value in more.items()}


def held(cast: Cast, values: dict[str, str] | None = None, **options: Any) -> str:
    """A talk of today that the manager held."""
    uid = plan(cast, **{"days": 0} | options)
    who = options.get("manager", "manager")
    talks.begin(cast.me(who), uid)
    send(cast, uid, who, values or said(), form=MINUTES)
    return uid


def signed(cast: Cast, remark: str = "", **options: Any) -> str:
    """A talk that the seller signed."""
    uid = held(cast, **options)
    sign(cast, uid, remark, options.get("seller", "seller"))
    return uid


def sign(cast: Cast, uid: str, remark: str = "", seller: str = "seller") -> None:
    """Sign what stands there now."""
    file = file_of(cast, uid, seller)
    body = sheet.with_figures(file, sheet.body_of(file))
    fresh()
    signing.sign(cast.me(seller), uid, file.rev, body, remark)


def file_of(cast: Cast, uid: str, who: str = "seller") -> TalkFile:
    """The talk as this person has it now."""
    fresh()
    return policy.find(cast.me(who), uid)


def row(uid: str) -> Talk:
    """The row itself, read anew."""
    fresh()
    return db.session.scalars(db.select(Talk).where(Talk.uid == uid)).one()


def put(client: FlaskClient, uid: str, person: int, values: dict[str, Any], *, form: str = PREPARE, base: int = 0,
        finished: bool = True, key: str | None = None, **more: Any) -> TestResponse:  # fmt: skip
    """One sending of a device."""
    body = {
        "person": person, "form": 1, "base": base, "values": values, "finished": finished,
        "written_at": clock.now().isoformat(), "about": None, **more,
    }
    headers = {"Idempotency-Key": key or str(uuid.uuid4()), "Accept": "application/json"}
    return client.put(f"/talks/{uid}/{form}", json=body, headers=headers)
