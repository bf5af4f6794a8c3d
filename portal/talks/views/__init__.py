"""Pages of progress talks; importing the modules registers their routes."""

from portal.talks import history, privacy
from portal.talks.views import listing, papers, planning, show, signing
from portal.talks.views.blueprint import blueprint

__all__ = ["blueprint", "history", "listing", "papers", "planning", "privacy", "show", "signing"]
