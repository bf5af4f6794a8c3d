"""One's contacts in calendars outside the portal: invitations by mail, and the address of the feed."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import delete, select, update

from portal.core import audit, clock
from portal.core.db import db, write
from portal.people import sign_in as door
from portal.people.me import Me
from portal.people.models import Person, SignInAttempt
from portal.people.services.versions import fresh
from portal.visits import invitations
from portal.visits.models import CalendarFeed

READ_AFTER = timedelta(hours=1)  # how exactly it is kept when a feed was read
READS = 60  # of one feed in the window of sign_in: programs ask a few times an hour
MISSES = 60  # wrong addresses from one place in that window


def choose_invitations(me: Me, *, wanted: bool) -> None:
    """Begin or end invitations by mail; beginning sends the appointments of the coming weeks."""
    with write():
        person = fresh(Person, me.id)
        if person.mail_invitations == wanted:
            return
        person.mail_invitations = wanted
        db.session.flush()
        if wanted:
            invitations.send_coming(me.id)
        else:
            invitations.stop(me.id)
        audit.record("invitations_on" if wanted else "invitations_off", "person", me.id, actor=me)


def make_feed(me: Me) -> str:
    """A new secret for the person's feed, shown once; the one before opens nothing any more."""
    token = secrets.token_urlsafe(32)
    with write() as session:
        fresh(Person, me.id)
        before = session.execute(delete(CalendarFeed).where(CalendarFeed.person_id == me.id)).rowcount
        session.add(CalendarFeed(person_id=me.id, token_hash=door.hash_of(token), made_at=clock.now(), read_at=None))
        audit.record("feed_renewed" if before else "feed_made", "person", me.id, actor=me)
    return token


def end_feed(me: Me) -> None:
    """Its address opens nothing any more."""
    with write() as session:
        if session.execute(delete(CalendarFeed).where(CalendarFeed.person_id == me.id)).rowcount:
            audit.record("feed_ended", "person", me.id, actor=me)


def whose_feed(token: str, address: str) -> int | None:
    """The person whose feed has this secret; None when nobody's has, or the account is closed.

    Raises `Throttled` for a feed that is read too often, and for a place that tried too many wrong secrets.
    """
    found = db.session.execute(
        select(CalendarFeed.person_id, CalendarFeed.read_at)
        .join(Person, Person.id == CalendarFeed.person_id)
        .where(CalendarFeed.token_hash == door.hash_of(token), Person.disabled_at.is_(None))
    ).one_or_none()
    key = door.key_of("feed", str(found.person_id)) if found else door.key_of("no feed", address)
    if door.tries(key) >= (READS if found else MISSES):
        raise door.Throttled
    now = clock.now()
    with write() as session:
        session.execute(
            delete(SignInAttempt).where(SignInAttempt.key == key, SignInAttempt.at < now - door.WINDOW)
        )
        session.add(SignInAttempt(key=key, at=now))
        if found and (found.read_at is None or found.read_at < now - READ_AFTER):
            session.execute(update(CalendarFeed).where(CalendarFeed.person_id == found.person_id).values(read_at=now))
    return found.person_id if found else None
