"""Pages of duties; importing the modules registers their routes."""

from portal.duties.views import division, load, mine, my_role, obligation, rhythms, team
from portal.duties.views.blueprint import blueprint

__all__ = ["blueprint", "division", "load", "mine", "my_role", "obligation", "rhythms", "team"]
