"""Pages of planned contacts; importing the modules registers their routes."""

from portal.visits import feeds, history, panels
from portal.visits.views import (
    calendar,
    export,
    exporting,
    followup_new,
    followups,
    moves,
    outside,
    planning,
    reading,
    report,
    show,
)
from portal.visits.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "calendar",
    "export",
    "exporting",
    "feeds",
    "followup_new",
    "followups",
    "history",
    "moves",
    "outside",
    "panels",
    "planning",
    "reading",
    "report",
    "show",
]
