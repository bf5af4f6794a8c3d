"""The words for the codes of contacts; each is translated when it is read."""

from __future__ import annotations

from flask_babel import gettext

from portal.core.policy import N_
from portal.visits.models import Channel

CHANNELS = {Channel.VISIT: N_("Visit"), Channel.PHONE: N_("Phone"), Channel.VIDEO: N_("Video")}
ICONS = {Channel.VISIT: "users", Channel.PHONE: "phone", Channel.VIDEO: "video"}


def channel(code: str) -> str:
    """Visit, phone or video."""
    return gettext(CHANNELS[Channel(code)])
