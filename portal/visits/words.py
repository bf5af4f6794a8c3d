"""The words for the codes of contacts; each is translated when it is read."""

from __future__ import annotations

from flask_babel import gettext

from portal.core.policy import N_
from portal.visits.models import Channel, Reached

CHANNELS = {Channel.VISIT: N_("Visit"), Channel.PHONE: N_("Phone"), Channel.VIDEO: N_("Video")}
ICONS = {Channel.VISIT: "users", Channel.PHONE: "phone", Channel.VIDEO: "video"}


INSTEAD = {
    Channel.VISIT: N_("Make it a visit"), Channel.PHONE: N_("Make it a phone call"),
    Channel.VIDEO: N_("Make it a video meeting"),
}  # fmt: skip


def instead(code: str) -> str:
    """What the button says that changes a contact to this channel."""
    return gettext(INSTEAD[Channel(code)])


def channel(code: str) -> str:
    """Visit, phone or video."""
    return gettext(CHANNELS[Channel(code)])


LOOKS = {  # how a contact stands in the calendar: its word and its colour
    "planned": (N_("Planned"), "neutral"),
    "passed": (N_("Day has passed"), "warning"),
    "unreported": (N_("Report missing"), "warning"),
    "reported": (N_("Took place"), "success"),
    "made": (N_("Made by another contact"), "outline"),
    "cancelled_by_us": (N_("Cancelled by us"), "outline"),
    "cancelled_by_customer": (N_("Cancelled by the customer"), "outline"),
}


def look(code: str) -> str:
    """How a contact stands, as a word."""
    return gettext(LOOKS[code][0])


def colour(code: str) -> str:
    """The colour of its tag."""
    return LOOKS[code][1]


REACHED = {
    Reached.YES: (N_("Reached"), "success"), Reached.PARTLY: (N_("Partly reached"), "warning"),
    Reached.NO: (N_("Not reached"), "danger"),
}


def reached(code: str) -> tuple[str, str]:
    """Whether the purpose was reached, and its colour."""
    word, colour = REACHED[Reached(code)]
    return gettext(word), colour
