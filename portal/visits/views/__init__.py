"""Pages of planned contacts; importing the modules registers their routes."""

from portal.visits import panels
from portal.visits.views.list import blueprint

__all__ = ["blueprint", "panels"]
