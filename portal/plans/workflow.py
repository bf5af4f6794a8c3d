"""The life of an account plan (spec 2, Approval): these tables are the workflow; docs/workflows is printed from them.

The first table moves a version at work, the main one or an amendment; the second one the plan itself after approval.
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.core.policy import N_
from portal.core.workflow import Move, Workflow
from portal.documents.content import Body
from portal.documents.models import Document, Draft, State
from portal.plans import policy
from portal.plans.mandates import Right
from portal.plans.models import Plan, PlanKind, Stage
from portal.plans.readiness import Finding


@dataclass(frozen=True)
class Version:
    """What the checks of a move look at."""

    document: Document
    draft: Draft
    plan: Plan
    body: Body
    open_requests: int
    lacks: tuple[Finding, ...]
    right: Right | None
    has_approver: bool
    changed: bool = True


def level_allows(version: Version) -> str | None:
    """The owner's level may submit this kind of plan; no level means no limit."""
    if version.right is None or PlanKind(version.plan.kind) in version.right.kinds:
        return None
    return "level_too_low"


def is_complete(version: Version) -> str | None:
    """Nothing is missing; the page lists what is."""
    return version.lacks[0].code if version.lacks else None


def requests_answered(version: Version) -> str | None:
    """Every change request must be answered before the version goes back."""
    return "unanswered_requests" if version.open_requests else None


def somebody_decides(version: Version) -> str | None:
    """Somebody leads the owner."""
    return None if version.has_approver else "no_approver"


def says_something_new(version: Version) -> str | None:
    """An amendment changes its section."""
    return None if version.changed else "nothing_changed"


def never_submitted(version: Version) -> str | None:
    """Only a plan that nobody has seen can be thrown away."""
    return "was_submitted" if version.document.last_number else None


AT_WORK = frozenset({State.DRAFT, State.CHANGES_REQUESTED})
PLAN = Workflow(
    "plan",
    initial=State.DRAFT,
    moves=(
        Move(
            "submit", N_("Submit for approval"), AT_WORK, State.IN_REVIEW, policy.OWN,
            (level_allows, is_complete, requests_answered, somebody_decides, says_something_new),
        ),
        Move("withdraw", N_("Withdraw"), frozenset({State.IN_REVIEW}), State.DRAFT, policy.OWN),
        Move("approve", N_("Approve"), frozenset({State.IN_REVIEW}), State.APPROVED, policy.DECIDE),
        Move(
            "approve_second", N_("Approve as the next line"), frozenset({State.AWAITING_SECOND}), State.APPROVED,
            policy.DECIDE,
        ),
        Move(
            "request_changes", N_("Request changes"), frozenset({State.IN_REVIEW, State.AWAITING_SECOND}),
            State.CHANGES_REQUESTED, policy.DECIDE,
        ),
        Move(
            "reject", N_("Reject"), frozenset({State.IN_REVIEW, State.AWAITING_SECOND}), State.REJECTED, policy.DECIDE
        ),
        Move("restart", N_("Start anew"), frozenset({State.REJECTED}), State.DRAFT, policy.OWN),
        Move("discard", N_("Discard the draft"), frozenset({State.DRAFT}), None, policy.OWN, (never_submitted,)),
    ),
)

LIFE = Workflow(
    "plan_life",
    initial=Stage.AT_WORK,
    moves=(
        Move("begin", N_("Approved"), frozenset({Stage.AT_WORK}), Stage.APPROVED, policy.DECIDE),
        Move("execute", N_("Start the execution"), frozenset({Stage.APPROVED}), Stage.IN_EXECUTION, policy.OWN),
        Move("amend", N_("Amend"), frozenset({Stage.APPROVED, Stage.IN_EXECUTION}), None, policy.OWN),
        Move("evaluate", N_("Evaluate"), frozenset({Stage.IN_EXECUTION}), Stage.EVALUATED, policy.OWN),
        Move("close", N_("Close"), frozenset({Stage.EVALUATED}), Stage.CLOSED, policy.DECIDE),
    ),
)
