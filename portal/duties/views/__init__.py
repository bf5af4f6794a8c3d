"""Pages of duties; importing the modules registers their routes."""

from portal.duties.views import division
from portal.duties.views.blueprint import blueprint

__all__ = ["blueprint", "division"]
