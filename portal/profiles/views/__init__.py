"""The pages of function profiles: one file per page group, all on one blueprint."""

from portal.profiles.views import (
    adding,
    desk,
    details,
    discarding,
    duties,
    editing,
    history,
    imports,
    library,
    parts,
    placeholders,
    placing,
    publish,
    remarks,
    responsibilities,
    review,
    show,
    twin,
    versions,
)
from portal.profiles.views.blueprint import blueprint

__all__ = [
    "adding", "blueprint", "desk", "details", "discarding", "duties", "editing", "history", "imports", "library",
    "parts", "placeholders", "placing", "publish", "remarks", "responsibilities", "review", "show", "twin", "versions",
]
