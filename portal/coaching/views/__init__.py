"""Pages of coaching; importing the modules registers their routes."""

from portal.coaching import history
from portal.coaching.views import index
from portal.coaching.views.blueprint import blueprint

__all__ = ["blueprint", "history", "index"]
