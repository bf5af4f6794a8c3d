"""The card on one's own page that leads to one's own data."""

from __future__ import annotations

from portal.people.me import Me
from portal.people.panels import panel
from portal.privacy.services import exports


def _build(me: Me) -> dict[str, bool]:
    return {"is_ready": exports.is_ready(me.id)}


panel("own-data", _build, "privacy/_panel.html")
