"""What a person changes about their own use of the portal."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portal.core import audit, clock
from portal.core.db import write
from portal.people import sign_in as door
from portal.people.me import Me
from portal.people.models import MailWish, Person, Scheme, WebSession
from portal.people.services.versions import fresh, same


def choose_locale(me: Me, locale: str) -> None:
    """Keep the person's choice of language."""
    with write():
        fresh(Person, me.id).locale = locale


def choices(person: Person) -> dict[str, Any]:
    """The settings as the form holds them."""
    return {
        "locale": person.locale or "",
        "scheme": str(person.scheme),
        "mail_decisions": str(person.mail_decisions),
        "mail_news": str(person.mail_news),
    }


def change_choices(me: Me, base: int, wanted: dict[str, Any]) -> None:
    """Language, colours and wishes about mail. Raises `Stale`."""
    with write():
        person = fresh(Person, me.id)
        before = choices(person)
        same(person, base, before)
        person.locale = wanted["locale"] or None
        person.scheme = Scheme(wanted["scheme"])
        person.mail_decisions, person.mail_news = MailWish(wanted["mail_decisions"]), MailWish(wanted["mail_news"])
        audit.record("choices_changed", "person", me.id, actor=me, detail={"before": before, "after": choices(person)})


def end_session(me: Me, session_id: int) -> bool:
    """End one of the person's own sign-ins; False when there is no such sign-in of theirs."""
    with write() as session:
        wanted = select(WebSession).where(WebSession.id == session_id, WebSession.person_id == me.id)
        found = session.scalars(wanted).first()
        if found is None:
            return False
        if found.ended_at is None:
            found.ended_at = clock.now()
            audit.record("session_ended", "person", me.id, actor=me)
        return True


def end_others(me: Me) -> None:
    """End all the person's sign-ins but the one that asks."""
    with write():
        door.end_sessions(me.id, but=me.token)
        audit.record("sessions_ended", "person", me.id, actor=me)
