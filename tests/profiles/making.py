"""Profiles for tests: made, submitted, published by the services, in the shortest way."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from portal.core import clock
from portal.core.db import write
from portal.documents import content, review
from portal.documents.models import Outcome
from portal.profiles import services
from portal.profiles.workflow import PROFILE as FLOW
from tests.cast import Cast


def body_of(title: str = "Verkoper", nb: str = "", purpose_nb: str = "") -> list[dict[str, Any]]:
    """A title and a purpose; Norwegian twins when given."""
    titles = {"nl": title, "nb": nb} if nb else {"nl": title}
    purposes = {"nl": "Klanten helpen kiezen.", "nb": purpose_nb} if purpose_nb else {"nl": "Klanten helpen kiezen."}
    return [
        content.new_part("title", text=titles, source="nl"),
        content.new_part("purpose", text=purposes, source="nl"),
    ]


def draft(cast: Cast, body: list[dict[str, Any]] | None = None, **facts: Any) -> int:
    """A profile with a draft, by HR of the Netherlands."""
    given = {"unit_id": cast.nl, "role_id": cast.seller_role, "family": "sales", "review_months": 24, **facts}
    with write():
        return services.create(cast.me("hr"), body or body_of(), locale="nl", **given).id


def in_review(cast: Cast, profile_id: int) -> int:
    """Send it to the manager."""
    return services.submit(
        profile_id, cast.me("hr"), reviewers=[cast.manager], due=clock.today() + timedelta(days=5)
    )


def published(
    cast: Cast, body: list[dict[str, Any]] | None = None, *, ask: bool = True, reason: str = "", **facts: Any
) -> int:
    """A profile in force since today, by the whole way; `reason` where placeholders stand for nothing."""
    profile_id = draft(cast, body, **facts)
    publish(cast, profile_id, ask=ask, reason=reason)
    return profile_id


def publish(
    cast: Cast, profile_id: int, *, ask: bool = True, valid_from: date | None = None, reason: str = ""
) -> int:
    """Review and publish the version at work; returns its number."""
    number = in_review(cast, profile_id)
    review.decide(profile_id, FLOW, cast.me("manager"), Outcome.APPROVE, "", seen=number, seat=cast.manager)
    day = valid_from or clock.today()
    services.publish(profile_id, cast.me("hr2"), seen=number, valid_from=day, ask=ask, reason=reason)
    return number
