"""The clock's job about duties, and what makes obligations follow a change at once, inside the same `write()`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select

from portal.core import clock, settings
from portal.core.audit import Audit
from portal.core.db import db
from portal.core.worker import job
from portal.duties import opening, projecting, telling
from portal.people import line
from portal.people.services import absences
from portal.profiles import effects as profiles

PROFILES = (
    "profile_published", "profile_adopted", "profile_in_force", "profile_archived", "profile_unarchived",
    "profile_facts_changed",
)  # fmt: skip
# What the history calls the changes that obligations follow; what is not here is seen when the next day begins.
FOLLOWED = (
    *PROFILES, "absence_added", "absence_changed", "absence_removed", "position_added", "position_corrected",
    "position_ended", "position_removed", "lead_started", "lead_ended", "lead_removed", "person_disabled",
    "person_enabled", "unit_changed", "agreement_recorded", "agreement_ended", "customer_handed_over",
)  # fmt: skip
BEHIND = 500  # so many rows back one may still be on its way: on PostgreSQL a lower number can come later


def open_duties() -> int:
    """Project what was published and bring the obligations up to date; returns how many rows are new or changed.

    Two questions when it is still the same day and nothing happened that obligations follow.
    """
    day = clock.today()
    looked = settings.kept(opening.LOOKED)
    if looked is not None and looked["day"] == day.isoformat() and looked["seen"] == _seen(looked["top"]):
        return 0
    opening.one_at_a_time()
    top = db.session.scalar(select(func.max(Audit.id))) or 0
    seen = _seen(top)
    published = None if looked is None else _published(looked["top"])
    changed = projecting.project(published)
    changed += opening.bring_up_to_date(day)
    for document_id in published or ():
        telling.tell(telling.coming(document_id))
    settings.keep(opening.LOOKED, {"day": day.isoformat(), "top": top, "seen": seen})
    return changed


def _lately(top: int, codes: Collection[str]) -> Any:
    return Audit.id > top - BEHIND, Audit.code.in_(codes)


def _seen(top: int) -> int:
    return db.session.scalar(select(func.count()).select_from(Audit).where(*_lately(top, FOLLOWED)))


def _published(top: int) -> set[int]:
    return set(db.session.scalars(select(Audit.subject_id).where(*_lately(top, PROFILES), Audit.kind == "profile")))


def follow_absence(person_id: int) -> None:
    """An absence pauses what is owed by and about the person, and gives it back."""
    if opening.is_free():
        opening.bring_up_to_date(people=[person_id])


def follow_organisation() -> None:
    """Another manager, another role, another team: what runs follows the seller, or ends."""
    if opening.is_free():
        opening.bring_up_to_date()


def follow_publication(document_id: int) -> None:
    """What a version asks is owed from the day on which it holds."""
    if opening.is_free() and projecting.project([document_id]):
        opening.bring_up_to_date()
        telling.tell(telling.coming(document_id))


absences.AFTER_ABSENCE.append(follow_absence)
line.AFTER_REBUILD.append(follow_organisation)
profiles.AFTER_PUBLISHED.append(follow_publication)
profiles.SAY_AFTER_PUBLISHING.append(telling.after_publishing)
job("duties", open_duties)
