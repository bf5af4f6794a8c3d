"""A profile for tests of review rounds, and its way through them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.core import clock
from portal.core.db import write
from portal.documents import content, drafts, remarks, review
from portal.documents.models import Answer, Outcome, RemarkKind
from portal.profiles import services
from portal.profiles.content import PROFILE
from portal.profiles.workflow import PROFILE as FLOW
from tests.cast import Cast

TASK = "Bezoekt klanten volgens plan."


def body() -> list[dict[str, Any]]:
    """A title, a purpose in two languages, an area with two tasks and an indicator."""
    made: list[dict[str, Any]] = []

    def add(kind: str, parent: str, nl: str, nb: str = "") -> str:
        nonlocal made
        made, key = content.add(made, kind, parent, locale="nl", text=nl, edit="t")
        if nb:
            made = content.write_text(made, key, "nb", nb, base=0, edit="t", of=1)
        return key

    add("title", "", "Verkoper", "Selger")
    add("purpose", "", "Klanten helpen kiezen.", "Hjelpe kunder å velge.")
    area = add("area", "", "Klanten bezoeken", "Besøke kunder")
    add("core_task", area, TASK, "Besøker kunder etter plan.")
    add("core_task", area, "Legt afspraken vast.")
    add("indicator", area, "Aantal bezoeken per week")
    return made


class Round:
    """The moves of one profile, as the cast makes them."""

    def __init__(self, cast: Cast, **facts: Any) -> None:
        self.cast = cast
        with write():
            made = services.create(
                cast.me("hr"), body(), locale="nl", unit_id=cast.nl, role_id=cast.seller_role, family="sales",
                review_months=24, **facts,
            )
            self.id = made.id
        self.number = 0

    def submit(self, *reviewers: str, days: int = 7) -> int:
        """HR sends it to the reviewers."""
        chosen = [getattr(self.cast, name) for name in reviewers or ("manager",)]
        self.number = services.submit(
            self.id, self.cast.me("hr"), reviewers=chosen, due=clock.today() + timedelta(days=days),
            note="Kijk even mee.",
        )
        return self.number

    def key(self, text: str = TASK) -> str:
        """The key of the item with this text, in the last version or the draft."""
        return next(part["key"] for part in drafts.body_of(self.draft_id()) if part["text"].get("nl") == text)

    def draft_id(self) -> int:
        """The version at work."""
        return review.db.session.scalar(review.select(review.Draft.id).where(review.Draft.document_id == self.id))

    def ask(self, text: str = "Noem de regio.", who: str = "manager", key: str = "") -> int:
        """A change request; returns its id."""
        return remarks.remark(
            self.id, self.cast.me(who), RemarkKind.REQUEST, text, part_key=key, locale="nl", snapshot=self.number
        ).id

    def decide(self, outcome: Outcome, who: str = "manager", comment: str = "", seat: int | None = None) -> Any:
        """A decision on the version submitted last, in the own seat unless another one is given."""
        me = self.cast.me(who)
        taken = me.id if seat is None else seat
        return review.decide(self.id, FLOW, me, outcome, comment, seen=self.number, seat=taken)

    def answer(self, remark_id: int, kind: Answer = Answer.DONE, text: str = "") -> None:
        """HR answers a request."""
        remarks.answer(self.id, remark_id, self.cast.me("hr"), kind, text)

    def write(self, text: str, to: str) -> None:
        """HR replaces a text."""
        key = self.key(text)
        drafts.edit(
            self.id, PROFILE, self.cast.me("hr"), to,
            lambda made: content.write_text(made, key, "nl", to, base=content.get(made, key)["rev"]["nl"], edit=to),
        )

    def publish(self, who: str = "hr2", **more: Any) -> None:
        """The second pair of eyes publishes."""
        services.publish(
            self.id, self.cast.me(who), seen=self.number, **{"valid_from": clock.today(), "ask": True, **more}
        )

    def published(self) -> int:
        """All the way to a version in force."""
        self.submit()
        self.decide(Outcome.APPROVE)
        self.publish()
        return self.number
