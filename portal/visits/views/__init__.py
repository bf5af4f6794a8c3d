"""Pages of planned contacts; importing the modules registers their routes."""

from portal.visits import history, panels
from portal.visits.views import export
from portal.visits.views.list import blueprint

__all__ = ["blueprint", "export", "history", "panels"]
