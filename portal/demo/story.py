"""A year of the demo organisation as it lived with the portal: real moves, each under a clock in the past.

Each profile has a story of its own, a generator that says when its next move is made; the moves of all stories are made
in the order of time, so that the history reads like one.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from portal.core import clock
from portal.core.db import db, write
from portal.core.notices import MailState, Notice
from portal.demo import company as organisation
from portal.demo import texts
from portal.demo.company import Company
from portal.documents import content, drafts, publishing, remarks, review
from portal.documents.models import Answer, Draft, Outcome, Remark, RemarkKind
from portal.people.me import Me, load
from portal.profiles import effects, services
from portal.profiles.content import PROFILE
from portal.profiles.workflow import PROFILE as FLOW

SATURDAY = 6
BREATH = timedelta(seconds=40)  # between two moves of one story
Moments = Iterator[datetime]


def working(days_ago: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment on the working day at or before so many days ago, never in the future."""
    day = datetime.now(UTC).date() - timedelta(days=days_ago)
    while day.isoweekday() >= SATURDAY:
        day -= timedelta(days=1)
    return min(datetime.combine(day, time(hour, minute), UTC), datetime.now(UTC) - timedelta(minutes=5))


class Story:
    """The moves of one profile, by the people who make them."""

    def __init__(self, company: Company, code: str, author: str, reviewers: list[str], publisher: str) -> None:
        self.company, self.text = company, organisation.texts()[code]
        self.source = self.text["source"]
        self.author, self.reviewers, self.publisher = author, reviewers, publisher
        self.random = random.Random(code)  # noqa: S311 - a demo that is the same each time
        self.id = 0
        self.number = 0

    def me(self, email: str) -> Me:
        """Somebody as actor."""
        return self.company.me(email)

    @property
    def unit(self) -> int:
        """The unit the profile belongs to: its country; a role of both countries is kept where its text was written."""
        home = {"nl": "noordvang", "nb": "no"}[self.source]  # HR of the Netherlands keeps the company's profiles too
        return self.company.units[{"NL": "nl", "NO": "no"}.get(self.text["country"], home)]

    def found(self, body: list[dict[str, Any]]) -> None:
        """Create the profile."""
        with write():
            self.id = services.create(
                self.me(self.author),
                body,
                locale=self.source,
                unit_id=self.unit,
                role_id=self.company.roles[self.text["code"]],
                family=self.text["family"],
                sector=self.text["sector"],
                country=self.text["country"],
                review_months=self.text["review_months"],
            ).id

    def edit(self, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]], who: str = "") -> None:
        """One edit of the draft."""
        token = f"demo-{self.id}-{self.random.getrandbits(40):x}"
        drafts.edit(self.id, PROFILE, self.me(who or self.author), token, change)

    def write_up(self, start: datetime) -> Moments:
        """Type the profile item by item, a few minutes each, over some days."""
        moment = start
        for given in self.text["parts"]:
            for item, below in [({**given, "parts": []}, False), *((part, True) for part in given.get("parts", []))]:
                yield moment
                self.edit(lambda body, item=item, kind=given["kind"] if below else "": self._with(body, item, kind))
                moment += timedelta(minutes=self.random.randint(2, 9))

    def _with(self, body: list[dict[str, Any]], item: dict[str, Any], parent_kind: str) -> list[dict[str, Any]]:
        """The body with the item, below the last part of `parent_kind`."""
        parent = content.children(body, "", parent_kind)[-1]["key"] if parent_kind else ""
        return texts.with_part(body, item, parent, self.source)

    def second_version(self, start: datetime, *, twin: bool = True) -> Moments:
        """Make the changes of the second version, item by item; without `twin` the other language is left behind."""
        moment = start
        for change in self.text.get("second_version", []):
            yield moment
            self.edit(lambda body, change=change: self._changed(body, change))
            moment += timedelta(minutes=self.random.randint(5, 30))
            if twin and "path" in change:
                yield moment
                self.edit(
                    lambda body, change=change: texts.with_twin(
                        body, texts.key_at(body, change["path"]), change["text"], self.source
                    )
                )
                moment += timedelta(minutes=self.random.randint(5, 30))

    def _changed(self, body: list[dict[str, Any]], change: dict[str, Any]) -> list[dict[str, Any]]:
        if "remove" in change:
            return content.remove(body, texts.key_at(body, change["remove"]))
        if "add_to" in change:
            return texts.with_part(body, change, texts.key_at(body, change["add_to"]), self.source)
        key = texts.key_at(body, change["path"])
        part = content.get(body, key)
        return content.write_text(
            body, key, self.source, change["text"][self.source], base=part["rev"][self.source], edit=f"v2-{key}"
        )

    def translate(self, start: datetime, share: float) -> Moments:
        """Write the other language of this share of the draft's items, from the top."""
        moment, known = start, dict(texts.twins_of(self.text))
        draft = db.session.query(Draft).filter_by(document_id=self.id).one()
        found = [part for part in drafts.body_of(draft.id) if part["text"].get(self.source) in known]
        for part in found[: int(len(found) * share)]:
            yield moment
            twin = known[part["text"][self.source]]
            self.edit(lambda body, key=part["key"], twin=twin: texts.with_twin(body, key, twin, self.source))
            moment += timedelta(minutes=self.random.randint(1, 6))

    def submit(self, note: str = "", days: int = 7) -> None:
        """Send the draft to the reviewers."""
        self.number = services.submit(
            self.id,
            self.me(self.author),
            reviewers=[self.company.people[email] for email in self.reviewers],
            due=clock.today() + timedelta(days=days),
            note=note,
        )

    def ask(self, requests: list[dict[str, Any]], who: str) -> None:
        """The reviewer's comments and change requests, then the decision to ask for changes."""
        self._remarks(requests, who, RemarkKind.REQUEST)
        self._remarks(self.text.get("comments", []), who, RemarkKind.COMMENT)
        review.decide(self.id, FLOW, self.me(who), Outcome.REQUEST_CHANGES, "", seen=self.number, seat=self.me(who).id)

    def _remarks(self, given: list[dict[str, Any]], who: str, kind: RemarkKind) -> None:
        snapshot = db.session.query(review.Snapshot).filter_by(document_id=self.id, number=self.number).one()
        body = content.loads(snapshot.body, snapshot.shape)
        for one in given:
            key = texts.key_at(body, one["path"])
            remarks.remark(
                self.id,
                self.me(who),
                kind,
                one["text"][self.source],
                part_key=key,
                locale=self.source,
                quote=content.get(body, key)["text"][self.source],
                snapshot=self.number,
            )

    def answer(self, requests: list[dict[str, Any]]) -> None:
        """Answer the open change requests, in their order."""
        rows = db.session.query(Remark).filter_by(document_id=self.id, kind=RemarkKind.REQUEST, answer=None)
        for row_id, given in zip([row.id for row in rows.order_by(Remark.number)], requests, strict=False):
            kind = Answer(given["answer"]["kind"])
            remarks.answer(self.id, row_id, self.me(self.author), kind, given["answer"]["text"][self.source])

    def approve(self, comment: str = "") -> Moments:
        """Every reviewer approves, a while after each other."""
        for who in self.reviewers:
            reviewer = self.me(who)
            review.decide(self.id, FLOW, reviewer, Outcome.APPROVE, comment, seen=self.number, seat=reviewer.id)
            yield clock.now() + timedelta(hours=self.random.randint(1, 20))

    def publish(self, valid_from: date | None = None, *, ask: bool = True) -> None:
        """The second pair of eyes publishes."""
        services.publish(
            self.id, self.me(self.publisher), seen=self.number, valid_from=valid_from or clock.today(), ask=ask
        )

    def acknowledged(self, but: tuple[str, ...] = ()) -> Moments:
        """The holders confirm reading over the next days, all but those named."""
        spared = {self.company.people[email] for email in but}
        for person in effects.holders_of(self.company.roles[self.text["code"]]):
            if person not in spared:
                yield clock.now() + timedelta(hours=self.random.randint(2, 30))
                publishing.acknowledge(self.id, load(person), self.number)


def tell(stories: list[Moments]) -> None:
    """Make the moves of all stories in the order of time; no story goes back behind its own last move."""
    order, waiting = count(), []

    def listen(story: Moments, after: datetime) -> None:
        moment = next(story, None)
        if moment is not None:
            heapq.heappush(waiting, (max(moment, after + BREATH), next(order), story))

    for story in stories:
        listen(story, datetime.min.replace(tzinfo=UTC))
    while waiting:
        moment, _, story = heapq.heappop(waiting)
        moment = min(moment, datetime.now(UTC))
        with clock.at(moment):
            listen(story, moment)


def settle(days: int = 3) -> None:
    """What was told long ago has been mailed and read; the last days' notices still wait for mail."""
    border = clock.now() - timedelta(days=days)
    with write() as session:
        for notice in session.query(Notice).filter(Notice.at < border):
            notice.mail, notice.read_at = MailState.SENT, notice.at + timedelta(hours=3)
