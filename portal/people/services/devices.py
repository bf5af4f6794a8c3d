"""The key of what a person's devices keep, and sign-outs that happened on a device without a network."""

from __future__ import annotations

import base64
import secrets

from sqlalchemy import select

from portal.core.db import db, write
from portal.people.me import Me
from portal.people.models import Person
from portal.people.services.versions import fresh

BYTES = 32  # AES-256


def key_of(me: Me) -> str:
    """The person's key in base64, the same on all their devices; made when first asked for.

    Only their own session may ask. What a device keeps is unreadable without it, also to whoever holds the device.
    """
    known = db.session.scalar(select(Person.device_key).where(Person.id == me.id))
    if known:
        return known
    with write():
        person = fresh(Person, me.id)
        if person.device_key is None:
            person.device_key = base64.b64encode(secrets.token_bytes(BYTES)).decode()
        return person.device_key
