"""Pages of planned contacts; importing the modules registers their routes."""

from portal.visits import history, panels
from portal.visits.views import export, list, show
from portal.visits.views.blueprint import blueprint

__all__ = ["blueprint", "export", "history", "list", "panels", "show"]
