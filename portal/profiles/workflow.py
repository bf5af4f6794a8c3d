"""The life of a function profile (spec 1, Review): this table is the workflow; docs/workflows is printed from it."""

from __future__ import annotations

from portal.core.policy import N_
from portal.core.workflow import Move, Workflow
from portal.documents.models import State as S
from portal.documents.review import Version
from portal.profiles import policy
from portal.profiles.readiness import lacks


def requests_answered(version: Version) -> str | None:
    """Every change request must be answered before the version goes back."""
    return "unanswered_requests" if version.open_requests else None


def has_reviewer(version: Version) -> str | None:
    """Somebody must be asked to decide."""
    return None if version.reviewers else "no_reviewer"


def is_complete(version: Version) -> str | None:
    """Required parts filled, nothing unplaced, needed languages current."""
    return next(iter(lacks(version.body, version.document.locale, version.document.id)), None)


PROFILE = Workflow(
    "profile",
    initial=S.DRAFT,
    moves=(
        Move(
            "submit", N_("Send to review"), frozenset({S.DRAFT, S.CHANGES_REQUESTED}), S.IN_REVIEW, policy.EDIT,
            (is_complete, requests_answered, has_reviewer),
        ),
        Move("approve", N_("Approve"), frozenset({S.IN_REVIEW}), S.APPROVED, policy.DECIDE),
        Move("request_changes", N_("Request changes"), frozenset({S.IN_REVIEW}), S.CHANGES_REQUESTED, policy.DECIDE),
        Move("withdraw", N_("Withdraw"), frozenset({S.IN_REVIEW, S.APPROVED}), S.DRAFT, policy.EDIT),
        Move("publish", N_("Publish"), frozenset({S.APPROVED}), None, policy.PUBLISH, (is_complete,)),
    ),
)
