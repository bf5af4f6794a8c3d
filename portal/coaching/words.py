"""Codes of ride-alongs in the reader's words."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.coaching.models import CoachRole, Kept, Occasion, RideAlongKind, RideAlongState


def kind(code: str) -> str:
    """With the seller at customers, or listening in on calls."""
    return {RideAlongKind.RIDE_ALONG: _("Ride-along"), RideAlongKind.LISTENING: _("Listening in")}[code]


def kept(code: str) -> tuple[str, str]:
    """What became of the last promise, with its colour."""
    return {
        Kept.YES: (_("Kept"), "success"), Kept.PARTLY: (_("Partly kept"), "warning"),
        Kept.NO: (_("Not kept"), "danger"),
    }[code]


def role(code: str) -> str:
    """What the coach did at the table."""
    return {
        CoachRole.OBSERVER: _("Looked on"), CoachRole.JOINT: _("Took part"), CoachRole.DEMONSTRATING: _("Showed how"),
    }[code]


def occasion(code: str) -> str:
    """What kind of contact it was."""
    return {
        Occasion.EXISTING: _("Existing customer"), Occasion.NEW: _("New customer"), Occasion.COMPLAINT: _("Complaint"),
        Occasion.NEGOTIATION: _("Negotiation"),
    }[code]


def state(code: str) -> tuple[str, str]:
    """Where it stands, with its colour."""
    return {
        RideAlongState.OPEN: (_("Under way"), "info"), RideAlongState.COMPLETED: (_("Completed"), "warning"),
        RideAlongState.SIGNED: (_("Seen"), "success"),
    }[code]
