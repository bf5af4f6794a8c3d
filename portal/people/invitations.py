"""Links by mail with which somebody chooses a password: an invitation, or a new password for one that was forgotten.

A link is worth an account, so nobody who reads the database may find one there. Each row holds a random `nonce` and the
hash of the token; the token itself is an HMAC of the nonce with SECRET_KEY. The worker that writes the mail makes it
again from the nonce, so no table, notice or queue ever holds it, and a copy of the database opens no account.

Looking at a link changes nothing: scanners of mail fetch what they find. Only the post that chooses the password uses
it up.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for
from sqlalchemy import ColumnElement, and_, delete, select, update

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import TooLate
from portal.core.notices import Urgency, call_off, notify
from portal.people import sign_in as door
from portal.people.me import Me
from portal.people.models import LinkPurpose, Person, SignInAttempt, SignInLink
from portal.people.services.versions import fresh

KIND = "sign_in_link"
VALID = {LinkPurpose.INVITE: timedelta(days=7), LinkPurpose.RESET: timedelta(hours=1)}
KEPT = timedelta(days=30)  # a reset that is over; who was invited, when and by whom stays
MAILS_PER_ACCOUNT = 3  # in the window of sign_in, so that nobody's mailbox is flooded through the portal
AT_ONCE = 500  # links told in one round of the worker
USED = {LinkPurpose.INVITE: "invitation_accepted", LinkPurpose.RESET: "password_reset"}


def _token(nonce: str) -> str:
    return door.key_of("sign-in link", nonce)


def _is_open() -> ColumnElement[bool]:
    return and_(SignInLink.used_at.is_(None), SignInLink.expires_at > clock.now())


def end_links(person_ids: Iterable[int | None]) -> None:
    """Make every open link of these people worthless, inside the open `write()`, and mail it no more."""
    wanted = select(SignInLink.id).where(SignInLink.person_id.in_(person_ids), _is_open())
    ids = list(db.session.scalars(wanted))
    db.session.execute(update(SignInLink).where(SignInLink.id.in_(ids)).values(expires_at=clock.now()))
    call_off(KIND, ids)


def _make(person_id: int | None, purpose: LinkPurpose, made_by: int | None) -> None:
    """Write a link that the worker will mail; it takes the place of the person's older ones."""
    end_links([person_id])
    nonce, now = secrets.token_urlsafe(32), clock.now()
    db.session.add(
        SignInLink(
            person_id=person_id,
            purpose=purpose,
            nonce=nonce,
            token_hash=door.hash_of(_token(nonce)),
            made_at=now,
            made_by_id=made_by,
            expires_at=now + VALID[purpose],
        )
    )


def invite(person_ids: Iterable[int], actor: Me) -> int:
    """Mail people a link to choose their first password, inside the open `write()`; returns to how many.

    Leaves out who has a password already and whose account is closed. Inviting again replaces the link sent before.
    """
    wanted = select(Person.id).where(
        Person.id.in_(list(person_ids)), Person.password_hash.is_(None), Person.disabled_at.is_(None)
    )
    found = list(db.session.scalars(wanted.order_by(Person.id).with_for_update(key_share=True)))
    for person_id in found:
        _make(person_id, LinkPurpose.INVITE, actor.id)
        audit.record("person_invited", "person", person_id, actor=actor)
    return len(found)


def send(me: Me, person_id: int) -> LinkPurpose:
    """Mail a person a link as an administrator: an invitation, or for who has a password already a reset.

    Returns which. Raises `TooLate` for a closed account.
    """
    with write():
        person = fresh(Person, person_id)
        if person.disabled_at is not None:
            raise TooLate("account_closed")
        if invite([person_id], me):
            return LinkPurpose.INVITE
        _make(person_id, LinkPurpose.RESET, me.id)
        audit.record("reset_sent", "person", person_id, actor=me)
        return LinkPurpose.RESET


def ask(email: str, *, address: str) -> None:
    """Somebody forgot the password of this account: mail a link, if there is such an account.

    Known and unknown addresses cost the same statements, and nothing tells them apart. Raises `sign_in.Throttled`.
    """
    email = email.strip().lower()
    account, place = door.key_of("forgot", email), door.key_of("forgot at", address)
    with write() as session:
        if door.tries(account) >= MAILS_PER_ACCOUNT or door.tries(place) >= door.TRIES_PER_ADDRESS:
            raise door.Throttled
        session.add_all(SignInAttempt(key=key, at=clock.now()) for key in (account, place))
        wanted = select(Person.id).where(Person.email == email, Person.disabled_at.is_(None))
        person_id = session.scalar(wanted.with_for_update(key_share=True))
        _make(person_id, LinkPurpose.RESET, None)
        audit.record("reset_asked", "person", person_id)


@dataclass(frozen=True)
class Welcome:
    """Whom a good link is for, and what it is for."""

    person_id: int
    name: str
    email: str
    purpose: LinkPurpose


def whose_link(token: str) -> Welcome | None:
    """Whom a link is for; None when it is over, was used, or never was. Changes nothing."""
    found = db.session.execute(
        select(Person.id, Person.name, Person.email, SignInLink.purpose)
        .join(SignInLink, SignInLink.person_id == Person.id)
        .where(SignInLink.token_hash == door.hash_of(token), _is_open(), Person.disabled_at.is_(None))
    ).one_or_none()
    return Welcome(*found) if found else None


def use(token: str, secret: str) -> None:
    """Give the person of a link this password and end all their sign-ins and links.

    Raises `TooLate` when the link is over: of two that use it at once, one comes too late.
    """
    known = whose_link(token)
    if known is None:
        raise TooLate("link_over")
    made = door.hasher.hash(secret)  # outside write(): Argon2 takes its time
    with write() as session:
        person = fresh(Person, known.person_id)
        link = session.scalars(
            select(SignInLink).where(SignInLink.token_hash == door.hash_of(token), _is_open()).with_for_update()
        ).first()
        if link is None or person.disabled_at is not None:
            raise TooLate("link_over")
        person.password_hash = made
        link.used_at = clock.now()
        session.flush()
        end_links([person.id])
        door.end_sessions(person.id)
        door.forget_tries(person.email)
        audit.record(USED[link.purpose], "person", person.id, actor=person.id)


def tell() -> int:
    """Hand the links that are new to the mail, inside the worker's `write()`; returns how many.

    Done here and not when a link is asked for: asking for an address that nobody has must take as long.
    """
    now, told = clock.now(), 0
    db.session.execute(
        delete(SignInLink).where(SignInLink.purpose == LinkPurpose.RESET, SignInLink.expires_at < now - KEPT)
    )
    new = select(SignInLink).where(SignInLink.told_at.is_(None)).order_by(SignInLink.id).limit(AT_ONCE)
    for link in db.session.scalars(new.with_for_update(skip_locked=True)).all():
        link.told_at = now
        if link.person_id is None:
            db.session.delete(link)
        elif link.used_at is None and link.expires_at > now:
            _tell_one(link)
            told += 1
    return told


def _tell_one(link: SignInLink) -> None:
    sender = db.session.get(Person, link.made_by_id) if link.made_by_id else None
    last = link.expires_at.astimezone(clock.zone()).date().isoformat()
    codes = {LinkPurpose.INVITE: "invited", LinkPurpose.RESET: "reset_sent" if sender else "reset_asked"}
    named = {"actor": sender.name} if sender else {}
    notify([link.person_id], codes[link.purpose], KIND, link.id, urgency=Urgency.DECISION, ends=last, **named)


def address_of(link_id: int) -> str:
    """The address inside the portal that a mail sends somebody to, with the token in it."""
    nonce = db.session.scalar(select(SignInLink.nonce).where(SignInLink.id == link_id))
    return url_for("people.choose_password", token=_token(nonce)) if nonce else url_for("people.forgot")


@dataclass(frozen=True)
class Invitation:
    """The newest invitation of a person, as an administrator reads it: who sent it and what became of it."""

    link: SignInLink
    sender: str

    @property
    def state(self) -> str:
        """What became of it: `accepted`, `open` or `over`."""
        if self.link.used_at is not None:
            return "accepted"
        return "open" if self.link.expires_at > clock.now() else "over"


def invitation(person_id: int) -> Invitation | None:
    """The newest invitation of a person; None when nobody ever invited them."""
    found = db.session.execute(
        select(SignInLink, Person.name)
        .outerjoin(Person, Person.id == SignInLink.made_by_id)
        .where(SignInLink.person_id == person_id, SignInLink.purpose == LinkPurpose.INVITE)
        .order_by(SignInLink.id.desc())
        .limit(1)
    ).one_or_none()
    return Invitation(found[0], found[1] or "") if found else None
