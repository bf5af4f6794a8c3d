"""The life of a function profile (spec 1, Review): this table is the workflow; docs/workflows is printed from it."""

from __future__ import annotations

from portal.core.policy import N_
from portal.core.workflow import Move, Workflow
from portal.documents.models import State
from portal.documents.review import Version
from portal.profiles import placeholders, policy
from portal.profiles.readiness import lacks


def requests_answered(version: Version) -> str | None:
    """Every change request must be answered before the version goes back."""
    return "unanswered_requests" if version.open_requests else None


def has_reviewer(version: Version) -> str | None:
    """Somebody must be asked to decide."""
    return None if version.reviewers else "no_reviewer"


def can_be_spared(version: Version) -> str | None:
    """A version is in force that stays, or the profile was never sent to review."""
    return "only_version" if version.document.in_force is None and version.document.last_number else None


def is_complete(version: Version) -> str | None:
    """Required parts filled, nothing unplaced, needed languages current."""
    return next(iter(lacks(version.body, version.document.locale, version.document.id)), None)


def placeholders_bound(version: Version) -> str | None:
    """Every placeholder stands for something; HR may publish all the same, with a reason."""
    if version.reason or not placeholders.unbound(version.body, version.document.unit_id):
        return None
    return "unbound_placeholders"


PROFILE = Workflow(
    "profile",
    initial=State.DRAFT,
    moves=(
        Move(
            "submit",
            N_("Send to review"),
            frozenset({State.DRAFT, State.CHANGES_REQUESTED}),
            State.IN_REVIEW,
            policy.EDIT,
            (is_complete, requests_answered, has_reviewer),
        ),
        Move("approve", N_("Approve"), frozenset({State.IN_REVIEW}), State.APPROVED, policy.DECIDE),
        Move(
            "request_changes",
            N_("Request changes"),
            frozenset({State.IN_REVIEW}),
            State.CHANGES_REQUESTED,
            policy.DECIDE,
        ),
        Move("withdraw", N_("Withdraw"), frozenset({State.IN_REVIEW, State.APPROVED}), State.DRAFT, policy.EDIT),
        Move(
            "publish",
            N_("Publish"),
            frozenset({State.APPROVED}),
            None,
            policy.PUBLISH,
            (is_complete, placeholders_bound),
        ),
        Move(
            "discard",
            N_("Discard the draft"),
            frozenset({State.DRAFT, State.CHANGES_REQUESTED}),
            None,
            policy.EDIT,
            (can_be_spared,),
        ),
    ),
)
