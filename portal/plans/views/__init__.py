"""Pages of account plans; importing the modules registers their routes."""

from portal.plans.views import show
from portal.plans.views.blueprint import blueprint

__all__ = ["blueprint", "show"]
