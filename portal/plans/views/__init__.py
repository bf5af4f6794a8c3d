"""Pages of account plans; importing the modules registers their routes."""

from portal.plans.views.blueprint import blueprint

__all__ = ["blueprint"]
