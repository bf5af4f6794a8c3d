"""Writes about people that are not moves of a document."""

from __future__ import annotations

from portal.core.db import write
from portal.people.me import Me
from portal.people.models import Person


def choose_locale(me: Me, locale: str) -> None:
    """Keep the person's choice of language."""
    with write() as session:
        session.get(Person, me.id).locale = locale
