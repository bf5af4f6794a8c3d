"""Sign-in: Argon2id, throttled per account and per address, and sign-ins that sign-out really ends."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date, timedelta
from functools import cache, lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from sqlalchemy import Select, bindparam, delete, func, select, update

from portal.core import audit, clock
from portal.core.db import db, write
from portal.people.me import Me, facts, made_of
from portal.people.models import Person, SignInAttempt, WebSession

WINDOW = timedelta(minutes=15)
TRIES_PER_ACCOUNT = 8
TRIES_PER_ADDRESS = 60
TOUCH_AFTER = timedelta(minutes=5)

hasher = PasswordHasher()


class Throttled(Exception):
    """Too many tries; the person waits."""


@cache
def _decoy() -> str:
    """A hash to verify unknown accounts against, so that the answer takes the same time."""
    return hasher.hash(secrets.token_urlsafe(16))


def hash_of(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def key_of(kind: str, value: str) -> str:
    """What only this installation can make of a value: the salted hash that tries are counted under."""
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.new(secret, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def tries(key: str) -> int:
    """How many tries were counted under a key in the last fifteen minutes."""
    since = clock.now() - WINDOW
    counted = select(func.count()).where(SignInAttempt.key == key, SignInAttempt.at > since)
    return db.session.scalar(counted.select_from(SignInAttempt)) or 0


def count_use(kind: str, me: Me, most: int) -> None:
    """Count one use of something costly, inside the open `write()`. Raises `Throttled` beyond `most` in the window."""
    key = key_of(kind, str(me.id))
    if tries(key) >= most:
        raise Throttled
    db.session.add(SignInAttempt(key=key, at=clock.now()))


def _full(keys: tuple[str, str]) -> bool:
    return tries(keys[0]) >= TRIES_PER_ACCOUNT or tries(keys[1]) >= TRIES_PER_ADDRESS


def sign_in(email: str, password: str, *, address: str, agent: str) -> str | None:
    """The token of a new sign-in, or None when e-mail and password do not belong together.

    Raises `Throttled` after too many failures in fifteen minutes. Unknown accounts cost the same time.
    """
    email = email.strip().lower()
    keys = key_of("account", email), key_of("address", address)
    if _full(keys):
        raise Throttled
    person = db.session.scalars(select(Person).where(Person.email == email, Person.disabled_at.is_(None))).first()
    good = _matches(person.password_hash if person else None, password)  # outside write(): Argon2 takes its time
    renew = good and hasher.check_needs_rehash(person.password_hash)
    fresh = hasher.hash(password) if renew else None
    with write() as session:
        if _full(keys):  # again: many tries at once all passed the first look
            raise Throttled
        if not good:
            session.add_all(SignInAttempt(key=key, at=clock.now()) for key in keys)
            audit.record("sign_in_failed", "person", person.id if person else None)
            return None
        person = session.get(Person, person.id)
        if person is None or person.disabled_at is not None:
            return None
        if fresh:
            person.password_hash = fresh
        forget_tries(email)
        session.execute(delete(SignInAttempt).where(SignInAttempt.at < clock.now() - WINDOW))
        return _begin(person.id, agent)


def forget_tries(email: str) -> None:
    """Let an account try anew, inside the open `write()`: its owner has just shown who they are."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.key == key_of("account", email)))


def _begin(person_id: int, agent: str) -> str:
    token, now = secrets.token_urlsafe(32), clock.now()
    db.session.add(
        WebSession(token_hash=hash_of(token), person_id=person_id, started_at=now, seen_at=now, agent=agent[:200])
    )
    audit.record("signed_in", "person", person_id, actor=person_id)
    return token


def confirm(me: Me, password: str, *, address: str) -> bool:
    """Whether this is the signed-in person's own password, asked again before a grave change.

    Counts against the same limits as a sign-in: raises `Throttled`.
    """
    keys = key_of("account", me.email), key_of("address", address)
    if _full(keys):
        raise Throttled
    stored = db.session.scalar(select(Person.password_hash).where(Person.id == me.id))
    if _matches(stored, password):
        return True
    with write() as session:
        session.add_all(SignInAttempt(key=key, at=clock.now()) for key in keys)
        audit.record("sign_in_failed", "person", me.id)
    return False


def _matches(stored: str | None, password: str) -> bool:
    try:
        return hasher.verify(stored or _decoy(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=4)
def _good(_day: date) -> Select:
    """The question of whose a sign-in is, with all that a `Me` knows: written once a day, asked with every request."""
    return (
        select(*facts(), WebSession.id.label("session_id"), WebSession.seen_at)
        .join(WebSession, WebSession.person_id == Person.id)
        .where(
            WebSession.token_hash == bindparam("token"),
            WebSession.ended_at.is_(None),
            WebSession.seen_at > bindparam("idle_since"),
            WebSession.started_at > bindparam("old_since"),
            Person.disabled_at.is_(None),
        )
    )


def whose(token: str) -> Me | None:
    """The person of a sign-in that is still good: not ended, not idle too long, not too old, account not disabled."""
    now, config = clock.now(), current_app.config
    row = db.session.execute(
        _good(clock.today()),
        {
            "token": hash_of(token),
            "idle_since": now - timedelta(hours=int(config["SESSION_IDLE_HOURS"])),
            "old_since": now - timedelta(days=int(config["SESSION_DAYS"])),
        },
    ).one_or_none()
    if row is None:
        return None
    if row.seen_at < now - TOUCH_AFTER:
        with write() as session:
            session.execute(update(WebSession).where(WebSession.id == row.session_id).values(seen_at=now))
    return made_of(row, token)


def whose_once(token: str) -> int | None:
    """The person of a sign-in, also of one that has ended."""
    return db.session.scalar(select(WebSession.person_id).where(WebSession.token_hash == hash_of(token)))


def sign_out(token: str) -> None:
    """End one sign-in; a copied cookie is worth nothing afterwards."""
    with write() as session:
        found = session.scalars(select(WebSession).where(WebSession.token_hash == hash_of(token))).first()
        if found and found.ended_at is None:
            found.ended_at = clock.now()
            audit.record("signed_out", "person", found.person_id, actor=found.person_id)


def end_sessions(person_id: int, *, but: str = "") -> None:
    """End a person's sign-ins inside an open `write()`, all or all but the one with token `but`."""
    ended = update(WebSession).where(WebSession.person_id == person_id, WebSession.ended_at.is_(None))
    if but:
        ended = ended.where(WebSession.token_hash != hash_of(but))
    db.session.execute(ended.values(ended_at=clock.now()))


def is_current(session: WebSession, token: str) -> bool:
    """Whether this is the sign-in that asks."""
    return session.token_hash == hash_of(token)
