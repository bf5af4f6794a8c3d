"""Progress talks: what sellers prepare, and the minutes that the one who holds a talk writes in it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from portal.core.db import db
from portal.talks.models import Talk, TalkPaper, TalkSide, TalkState
from portal.talks.services import talks
from tests.browser.offline.devices import Device
from tests.cast import Cast
from tests.talks import making
from tools.soak.kinds import Arrived, Kind, handed_in


def without(cast: Cast, seller: int, manager: str) -> None:
    """The talk of the story before is off, where it was not held."""
    of_seller = select(Talk).where(Talk.seller_id == seller, Talk.state == TalkState.PLANNED)
    before = db.session.scalars(of_seller).all()
    db.session.rollback()
    for talk in before:
        talks.cancel(cast.me(manager), talk.uid, talk.rev, "")


def papers(uid: str, side: TalkSide, fields: Iterable[str]) -> list[Arrived]:
    """The forms of this side as they were handed in last."""
    of_talk = select(TalkPaper).join(Talk, Talk.id == TalkPaper.talk_id)
    found = db.session.scalars(of_talk.where(Talk.uid == uid, TalkPaper.side == side))
    return [handed_in(form, fields) for form in found]


class Preparations(Kind):
    """What sellers write before a talk with their manager."""

    name = "preparations"
    fields = ("note-results", "note-together")

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.names = {cast.seller: "seller", cast.colleague: "colleague"}
        self.writers = tuple(self.names)

    def begin(self, person: int) -> str:
        """A talk of next week; the one of the story before is off."""
        without(self.cast, person, "manager")
        return making.plan(self.cast, seller=self.names[person])

    def path(self, uid: str) -> str:
        """Where it is prepared."""
        return f"/talks/{uid}/prepare"

    def finish(self, device: Device) -> None:
        """Nothing is demanded."""

    def arrived(self, uid: str) -> Iterable[Arrived]:
        """The preparation as it was handed in last."""
        return papers(uid, TalkSide.SELLER, self.fields)


class Minutes(Kind):
    """What the director writes in the talk with the manager, beside what both prepared."""

    name = "minutes"
    fields = ("remark-results", "remark-together")

    def __init__(self, cast: Cast) -> None:
        self.cast, self.writers = cast, (cast.director,)

    def begin(self, _person: int) -> str:
        """A talk of today that has begun."""
        without(self.cast, self.cast.manager, "director")
        uid = making.plan(self.cast, days=0, seller="manager", manager="director")
        talks.begin(self.cast.me("director"), uid)
        return uid

    def path(self, uid: str) -> str:
        """Where they are written."""
        return f"/talks/{uid}/minutes"

    def subject(self, uid: str) -> str:
        """They stand beside what the director prepared."""
        return f"{uid}.minutes"

    def finish(self, device: Device) -> None:
        """Nothing more follows from this talk."""
        device.choose("none", "then")

    def arrived(self, uid: str) -> Iterable[Arrived]:
        """The minutes as they were sent last."""
        return papers(uid, TalkSide.MINUTES, self.fields)
