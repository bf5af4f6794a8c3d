"""Notices: written in the same transaction as what they tell, read in the portal, mailed after the commit by a worker.

Never twice, never for a change that rolled back; in the receiver's language, made when read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import gettext
from sqlalchemy import Index, Select, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock, subjects
from portal.core.db import Json, Moment, code, db
from portal.core.i18n import format_date, text_in
from portal.core.together import Part

DAYS = ("starts", "ends", "due")  # fields that hold a day, written as the reader writes it
MISSING = "–"


class Urgency(StrEnum):
    """How soon a notice asks to be mailed; the person's preference has the last word."""

    DECISION = "decision"
    NEWS = "news"


class MailState(StrEnum):
    """Where the mail of a notice stands."""

    WAITING = "waiting"
    SENT = "sent"
    NONE = "none"  # the person wants no mail for it
    FAILED = "failed"  # given up after the last try


@dataclass(frozen=True)
class Appendix:
    """A calendar message that goes along with a mail: its iCalendar text and method (RFC 5546)."""

    method: str
    content: bytes


@dataclass(frozen=True)
class Wording:
    """What a notice says: a subject line, one sentence, and what its button is called. All are English sources.

    `link` gives the address the button opens; None opens the page of the thing itself. `afterwards` is the sentence
    once the notice was read, where the first one asks for something. A `letter` is mail only: it leaves at once
    whatever the person wishes, and stands in no list of notices, because its button opens the door itself, or because
    it is for another program: `attach(notice, address, name)` makes what goes along for that address.
    """

    subject: str
    sentence: str
    button: str
    link: Callable[[int], str] | None = None
    afterwards: str = ""
    letter: bool = False
    attach: Callable[[Notice, str, str], Appendix] | None = None


WORDINGS: dict[str, Wording] = {}


def wordings(more: dict[str, Wording]) -> None:
    """Register what each notice code says, with `%(name)s` fields from the notice's data."""
    if twice := WORDINGS.keys() & more.keys():
        raise RuntimeError(f"notice codes declared twice: {sorted(twice)}")
    WORDINGS.update(more)


def is_letter(notice_code: str) -> bool:
    """Whether notices of this code are mail only; False for a code that no longer has a wording."""
    return notice_code in WORDINGS and WORDINGS[notice_code].letter


class Notice(db.Model):
    """One message to one person. `quote` is somebody's own words (a comment) and is never translated."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int]
    code: Mapped[str]
    kind: Mapped[str]
    subject_id: Mapped[int]
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    quote: Mapped[str] = mapped_column(default="")
    urgency: Mapped[Urgency] = mapped_column(code(Urgency, "urgency"))
    at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)
    mail: Mapped[MailState] = mapped_column(code(MailState, "mail"), default=MailState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    mail_after: Mapped[datetime] = mapped_column(Moment)
    claimed_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        Index("ix_notice_person_id_id", "person_id", "id"),
        Index(
            "ix_notice_waiting",
            "mail_after",
            sqlite_where=db.text("mail = 'waiting'"),
            postgresql_where=db.text("mail = 'waiting'"),
        ),
    )


def notify(
    person_ids: Any,
    notice: str,
    kind: str,
    subject_id: int,
    *,
    urgency: Urgency = Urgency.NEWS,
    quote: str = "",
    but: int | None = None,
    **data: Any,
) -> None:
    """Write one notice per person (each once, never to `but`, the one who acted) in the open `write()`."""
    if notice not in WORDINGS:
        raise KeyError(f"notice code {notice} has no wording")
    moment = clock.now()
    for person_id in dict.fromkeys(person_ids):
        if person_id != but:
            db.session.add(
                Notice(
                    person_id=person_id,
                    code=notice,
                    kind=kind,
                    subject_id=subject_id,
                    data=data,
                    quote=quote,
                    urgency=urgency,
                    at=moment,
                    read_at=moment if is_letter(notice) else None,
                    mail_after=moment,
                    mail=MailState.WAITING,
                    tries=0,
                )
            )


def settle(person_id: int, kind: str, subject_id: int) -> None:
    """Count the person's notices about a thing as read, inside the open `write()`: they have just acted on it."""
    db.session.execute(
        update(Notice)
        .where(
            Notice.person_id == person_id,
            Notice.kind == kind,
            Notice.subject_id == subject_id,
            Notice.read_at.is_(None),
        )
        .values(read_at=clock.now())
    )


def call_off(kind: str, subject_ids: Iterable[int]) -> None:
    """Mail no more about these things, inside the open `write()`; what is being sent just now still leaves."""
    db.session.execute(
        update(Notice)
        .where(Notice.kind == kind, Notice.subject_id.in_(subject_ids), Notice.mail == MailState.WAITING)
        .values(mail=MailState.NONE)
    )


def of(person_id: int, *, limit: int, before: int | None = None) -> list[Notice]:
    """The person's notices, newest first; `before` is the id to page on from."""
    return list(db.session.scalars(_listed(select(Notice), person_id, limit, before)))


def latest(person_id: int, limit: int) -> Part:
    """The newest ones as `news`, to ask beside others: rows with the columns of `Notice`."""
    found = yield {"news": _listed(select(*Notice.__table__.c), person_id, limit, None)}
    return {"news": found["news"]}


def _listed(asked: Select[Any], person_id: int, limit: int, before: int | None) -> Select[Any]:
    letters = [name for name, wording in WORDINGS.items() if wording.letter]
    return (
        asked.where(Notice.person_id == person_id, Notice.id < before if before is not None else Notice.id > 0)
        .where(Notice.code.not_in(letters))
        .order_by(Notice.id.desc())
        .limit(limit)
    )


def mark_read(person_id: int, notice_id: int | None = None) -> None:
    """Count one of the person's notices as read, or all of them, inside the open `write()`."""
    which = Notice.id == notice_id if notice_id is not None else Notice.id > 0
    db.session.execute(
        update(Notice)
        .where(Notice.person_id == person_id, which, Notice.read_at.is_(None))
        .values(read_at=clock.now())
    )


class _Values(dict[str, Any]):
    """The fields of a sentence; one that a notice lacks reads as a dash.

    Wordings gain fields while notices of before stay as they were written: neither page nor mail may break on them.
    """

    def __missing__(self, _name: str) -> str:
        return MISSING


def _values(notice: Notice) -> _Values:
    """The fields of its sentences: texts in the reader's language; a deputy is always named with who is absent."""
    held = {name: value for name, value in notice.data.items() if value is not None}
    data = _Values({name: text_in(value) if isinstance(value, dict) else value for name, value in held.items()})
    data |= {name: format_date(date.fromisoformat(data[name])) for name in DAYS if name in data}
    if absent := data.get("on_behalf_of"):
        data["actor"] = gettext("%(name)s (on behalf of %(absent)s)", name=data["actor"], absent=absent)
    return data


def subject_line(notice: Notice) -> str:
    """The subject of the mail and the title in the list, in the language being spoken."""
    return gettext(WORDINGS[notice.code].subject) % _values(notice)


def sentence(notice: Notice) -> str:
    """What happened, in the language being spoken."""
    wording = WORDINGS[notice.code]
    words = wording.afterwards if notice.read_at and wording.afterwards else wording.sentence
    return gettext(words) % _values(notice)


def link(notice: Notice) -> str:
    """Where its button leads, as an address inside the portal; empty when the thing has no page."""
    wording = WORDINGS[notice.code]
    return wording.link(notice.subject_id) if wording.link else subjects.link_to(notice.kind, notice.subject_id)
