"""The pages of function profiles: one file per page group, all on one blueprint."""

from portal.profiles.views import library
from portal.profiles.views.blueprint import blueprint

__all__ = ["blueprint", "library"]
