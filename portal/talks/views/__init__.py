"""Pages of progress talks; importing the modules registers their routes."""

from portal.talks import history, privacy
from portal.talks.views import advice, listing, papers, planning, rounds, show, signing
from portal.talks.views.blueprint import blueprint

__all__ = ["advice", "blueprint", "history", "listing", "papers", "planning", "privacy", "rounds", "show", "signing"]
