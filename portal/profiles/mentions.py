"""Keeps `Mention` in step: which placeholders stand where, in the version in force and in the one at work."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, tuple_

from portal.core.db import db
from portal.documents import listing
from portal.documents.content import Body
from portal.documents.models import Document, Kind
from portal.profiles.models import Mention
from portal.profiles.terms import mentions


def keep(document: Document, body: Body | None, *, at_work: bool) -> None:
    """The version reads so now, inside an open `write()`; None: there is none any more."""
    place = (Mention.document_id == document.id, Mention.at_work.is_(at_work))
    held = {(key, term) for key, term in db.session.execute(select(Mention.part_key, Mention.term).where(*place))}
    now = mentions(body) if body else set()
    if gone := held - now:
        db.session.execute(delete(Mention).where(*place, tuple_(Mention.part_key, Mention.term).in_(gone)))
    if new := now - held:
        rows = [{"document_id": document.id, "at_work": at_work, "part_key": key, "term": term} for key, term in new]
        db.session.execute(insert(Mention), rows)


def forget(document_id: int) -> None:
    """Nothing of this profile is left, inside an open `write()`."""
    db.session.execute(delete(Mention).where(Mention.document_id == document_id))


listing.kept_by(Kind.PROFILE, keep)
