"""Writes about profiles: create, publish, acknowledge, start a new version, facts."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort
from sqlalchemy import delete, func, select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.documents import content, drafts, listing, publishing, review, turns
from portal.documents.models import Document, Draft, Kind, Listing, Publication, Side, Snapshot, TurnPeriod
from portal.people.me import Me
from portal.profiles import editions, effects, mentions, placeholders
from portal.profiles.content import PROFILE as SCHEMA
from portal.profiles.models import ImportedProfile, Profile
from portal.profiles.readiness import lacks
from portal.profiles.workflow import PROFILE as FLOW

# What holds already holds in the language it was written in: twins may follow later.
ADOPTING_NEEDS = ("no_title", "no_description", "unplaced_text")
FACTS = ("role_id", "family", "job_group", "sector", "country", "review_months", "locales")


def create(actor: Me, body: list[dict[str, Any]], *, locale: str, unit_id: int, **facts: Any) -> Document:
    """A new profile with a draft, owned by the actor, inside an open `write()`."""
    document = drafts.create(Kind.PROFILE, SCHEMA, body, locale=locale, owner_id=actor.id, unit_id=unit_id, actor=actor)
    db.session.add(Profile(document_id=document.id, **facts))
    db.session.flush()
    return document


def submit(profile_id: int, actor: Me, *, reviewers: list[int], due: date, note: str = "") -> int:
    """Send the draft to review; see `review.submit`."""
    return review.submit(profile_id, FLOW, SCHEMA, actor, reviewers=reviewers, due=due, note=note)


def publish(profile_id: int, actor: Me, *, seen: int, valid_from: date, ask: bool, reason: str = "") -> None:
    """Publish the approved version `seen`; the holders are told, and asked to acknowledge when `ask`.

    `reason`: why it is published though some placeholders stand for nothing yet; the history keeps it.
    """
    with write():
        document, draft = drafts.locked(profile_id)
        publication = publishing.publish(
            document, draft, FLOW, actor, seen=seen, valid_from=valid_from, ask=ask, reason=reason
        )
        if reason and (left := placeholders.unbound(_body(profile_id, seen), document.unit_id)):
            audit.record(
                editions.UNBOUND, "profile", profile_id, actor=actor, number=seen,
                detail={"note": reason, "terms": left},
            )
        effects.published(document, publication, actor)


def start_version(profile_id: int, actor: Me, number: int | None = None) -> None:
    """Begin a new version at work from the newest published, which may come in force later, or from an older one.

    Raises `TooLate` when one is at work.
    """
    with write() as session:
        document = session.scalars(select(Document).where(Document.id == profile_id).with_for_update()).one()
        held = session.scalars(select(Draft).where(Draft.document_id == profile_id, Draft.side == Side.MAIN)).first()
        if held is not None:
            raise TooLate("draft_exists")
        if document.archived_at is not None:
            raise TooLate("archived")
        published = select(func.max(Publication.number)).where(Publication.document_id == profile_id)
        newest = session.scalar(published) or document.last_number
        body = _body(profile_id, newest)
        if number is not None and number != newest:
            body = content.restore(_body(profile_id, number), body, source=document.locale)
        drafts.start(document, body, actor)
        audit.record("profile_version_started", "profile", profile_id, actor=actor, number=number or newest)


def _body(profile_id: int, number: int) -> list[dict[str, Any]]:
    snapshot = db.session.scalars(
        select(Snapshot).where(Snapshot.document_id == profile_id, Snapshot.number == number)
    ).one_or_none()
    if snapshot is None:
        abort(404)
    return content.loads(snapshot.body, snapshot.shape)


def discard(profile_id: int, actor: Me, *, seen: int) -> bool:
    """Throw the version at work away; `seen` is its revision on the page that asked. Returns whether a profile is left.

    What is in force stays. A profile that was never sent to review is gone from every list: only its number and its
    history are kept, so that no other profile ever gets them. Raises `TooLate`, or `Refused("only_version")`.
    """
    with write() as session:
        document, draft = drafts.locked(profile_id)
        FLOW.demand("discard", draft.state, review.Version(document, draft, [], 0))
        if draft.rev != seen:
            raise TooLate("edited_since")
        turns.end(document, draft)
        if document.last_number:
            review.drop_round(document, draft, actor)
            listing.work_ended(document)
        else:
            for gone in (ImportedProfile, Profile, Listing, TurnPeriod):
                session.execute(delete(gone).where(gone.document_id == profile_id))
            mentions.forget(profile_id)
        audit.record("profile_draft_discarded", "profile", profile_id, actor=actor)
        return bool(document.last_number)


def archive(profile_id: int, actor: Me, *, archived: bool) -> None:
    """Archive a profile, or take it back. It stays readable for HR.

    Raises `TooLate` while a version is with others: nothing may move in a profile that is put away.
    """
    with write() as session:
        document = session.scalars(select(Document).where(Document.id == profile_id).with_for_update()).one()
        if (document.archived_at is not None) == archived:
            return
        travelling = select(Draft.id).where(Draft.document_id == profile_id, Draft.state.not_in(drafts.EDITABLE))
        if archived and session.scalars(travelling).first() is not None:
            raise TooLate("under_way")
        document.archived_at = clock.now() if archived else None
        audit.record("profile_archived" if archived else "profile_unarchived", "profile", profile_id, actor=actor)


def confirm_still_holds(profile_id: int, actor: Me, *, seen: int) -> None:
    """Note that the version in force, `seen`, was reviewed and still holds: its next review is a period from today.

    Raises `TooLate` when another version is in force, or one is at work already.
    """
    with write() as session:
        document = session.scalars(select(Document).where(Document.id == profile_id).with_for_update()).one()
        at_work = session.scalars(select(Draft.id).where(Draft.document_id == profile_id)).first()
        if document.in_force != seen or at_work is not None:
            raise TooLate("moved_on")
        profile = effects.plan_review(profile_id, clock.today())
        audit.record(
            "profile_still_holds", "profile", profile_id, actor=actor, number=seen, date=profile.review_on.isoformat()
        )


def change_facts(profile_id: int, actor: Me, *, seen: int, owner_id: int | None = None, **facts: Any) -> None:
    """Change the facts of a profile, and its owner; `seen` is the revision the form showed.

    Another review period plans the next review anew. Raises `TooLate` when the facts moved on.
    """
    with write() as session:
        profile = session.scalars(select(Profile).where(Profile.document_id == profile_id).with_for_update()).one()
        document = session.get_one(Document, profile_id)
        if profile.rev != seen:
            raise TooLate("facts_changed")
        changed = {name: value for name, value in facts.items() if name in FACTS and getattr(profile, name) != value}
        before = {name: getattr(profile, name) for name in changed}
        for name, value in changed.items():
            setattr(profile, name, value)
        if owner_id is not None and owner_id != document.owner_id:
            before["owner_id"] = document.owner_id
            document.owner_id = changed["owner_id"] = owner_id
        if not changed:
            return
        if "review_months" in changed and document.in_force is not None:
            valid_from = session.scalars(
                select(Publication.valid_from).where(
                    Publication.document_id == profile_id, Publication.number == document.in_force
                )
            ).one()
            effects.plan_review(profile_id, valid_from)
        profile.rev += 1
        audit.record(
            "profile_facts_changed", "profile", profile_id, actor=actor, fields=", ".join(sorted(changed)),
            detail={"before": before, "after": changed},
        )


def adopt(profile_id: int, actor: Me, *, valid_from: date, source: str) -> None:
    """Put a draft in force that holds already, with its original date and source: no review, nobody is asked."""
    with write() as session:
        document, draft = drafts.locked(profile_id)
        if document.last_number or document.in_force:
            raise TooLate("already_reviewed")
        body = content.normalised(content.loads(draft.body, content.SHAPE), SCHEMA)
        if missing := [code for code in lacks(body, document.locale, profile_id) if code in ADOPTING_NEEDS]:
            raise Refused(missing[0])
        review.freeze(document, 1, body, actor)
        document.last_number = document.in_force = 1
        listing.work_ended(document)
        listing.came_in_force(document, body)
        session.add(
            Publication(
                document_id=profile_id,
                number=1,
                approver_id=actor.id,
                published_at=clock.now(),
                valid_from=valid_from,
                ask=False,
                adopted_from=source,
            )
        )
        turns.end(document, draft)
        effects.plan_review(profile_id, valid_from)
        audit.record(
            "profile_adopted",
            "profile",
            profile_id,
            actor=actor,
            number=1,
            date=valid_from.isoformat(),
        )
        effects.follow(profile_id)
