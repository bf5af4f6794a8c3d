"""The pages of function profiles: one file per page group, all on one blueprint."""

from portal.profiles.views import details, history, imports, library, publish, remarks, review, show, versions
from portal.profiles.views.blueprint import blueprint

__all__ = ["blueprint", "details", "history", "imports", "library", "publish", "remarks", "review", "show", "versions"]
