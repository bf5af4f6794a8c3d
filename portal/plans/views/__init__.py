"""Pages of account plans; importing the modules registers their routes."""

from portal.plans.views import (
    advice,
    amend,
    batch,
    carry_out,
    decide,
    desk,
    edit,
    evaluate,
    export,
    history,
    lines,
    listing,
    mandates,
    moves,
    parts,
    paste,
    requirements,
    review,
    settings,
    show,
    start,
    submit,
    versions,
)
from portal.plans.views.blueprint import blueprint

__all__ = [
    "advice", "amend", "batch", "blueprint", "carry_out", "decide", "desk", "edit", "evaluate", "export", "history",
    "lines", "listing", "mandates", "moves", "parts", "paste", "requirements", "review", "settings", "show", "start",
    "submit", "versions",
]
