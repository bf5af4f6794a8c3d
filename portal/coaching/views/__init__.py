"""Pages of coaching; importing the modules registers their routes."""

from portal.coaching import history, privacy
from portal.coaching.views import (
    choose,
    criteria,
    criteria_edit,
    criteria_force,
    drop,
    form,
    growth,
    index,
    other_day,
    person,
    self,
    show,
)
from portal.coaching.views.blueprint import blueprint

__all__ = [
    "blueprint", "choose", "criteria", "criteria_edit", "criteria_force", "drop", "form", "growth", "history", "index",
    "other_day", "person", "privacy", "self", "show",
]
