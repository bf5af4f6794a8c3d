"""The pages of function profiles: one file per page group, all on one blueprint."""

from portal.profiles.views import details, imports, library, show
from portal.profiles.views.blueprint import blueprint

__all__ = ["blueprint", "details", "imports", "library", "show"]
