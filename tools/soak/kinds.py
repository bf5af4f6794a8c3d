"""What a story has to know about a kind of form that works without a network."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from portal.coaching.models import RideAlongForm
from portal.talks.models import TalkPaper
from tests.browser.offline.devices import Device


class Arrived(NamedTuple):
    """One form as the server has it: whether it was handed in, and all that was written in it."""

    is_sent: bool
    text: str


class Kind(ABC):
    """A kind of form. One object for the whole run; every story writes in forms of its own.

    `fields` are the names of the fields for text, the first one that which a finished form may not lack; `writers` the
    people who have such a form; `blank` the address where one is begun on the device, empty where that is not possible.
    `passes` says that it is filled in by somebody else, to whom the tablet is passed: only so, and once.
    """

    name: str
    fields: tuple[str, ...]
    writers: tuple[int, ...]
    blank: str = ""
    passes: bool = False

    @abstractmethod
    def begin(self, person: int) -> str:
        """A new form for this person; gives its uid."""

    @abstractmethod
    def path(self, uid: str) -> str:
        """Where it is opened."""

    def subject(self, uid: str) -> str:
        """How the device calls it."""
        return uid

    def fill_blank(self, device: Device, person: int) -> None:  # noqa: B027 - only where there is a blank one
        """Say what a form that is begun on the device is about."""

    @abstractmethod
    def finish(self, device: Device) -> None:
        """Choose what a finished form may not lack beside its text."""

    @abstractmethod
    def arrived(self, uid: str) -> Iterable[Arrived]:
        """What the server has of it: as many as there are."""


@dataclass(eq=False)
class Paper:
    """One form of one person in a story, and the words that were written in it, over all devices."""

    kind: Kind
    person: int
    uid: str
    is_blank: bool = False
    words: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Where it is opened."""
        return self.kind.path(self.uid)

    @property
    def on_device(self) -> list[int | str]:
        """The person and the subject by which a device knows it."""
        return [self.person, self.kind.subject(self.uid)]


def insist(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - reads like an assertion
    """Raise when a promise was broken."""
    if not holds:
        raise AssertionError(otherwise)


def check(papers: list[Paper]) -> list[Paper]:
    """Exactly one form of each that was written in, with every word, and no word of another; gives those."""
    written = [paper for paper in papers if paper.words]
    everything = {word for paper in written for word in paper.words}
    for paper in written:
        what = f"{paper.kind.name} {paper.uid}"
        found = list(paper.kind.arrived(paper.uid))
        insist(len(found) == 1, f"{len(found)} times: {what}")
        [(is_sent, text)] = found
        insist(is_sent, f"not sent: {what}")
        lost = [word for word in paper.words if word not in text]
        insist(not lost, f"lost in {what}: {lost} in {text}")
        foreign = [word for word in everything - set(paper.words) if word in text]
        insist(not foreign, f"of another form in {what}: {foreign}")
    return written


def handed_in(form: RideAlongForm | TalkPaper, fields: Iterable[str]) -> Arrived:
    """A form that is kept flat: what was handed in, when no draft stands after it."""
    sent = form.sent or {}
    return Arrived(form.sent is not None and form.draft is None, " ".join(sent.get(name, "") for name in fields))
