"""The pages of customers: one file per page group, all on one blueprint."""

from portal.customers.views import exporting, facts, listing, ownership, quality, show, sites
from portal.customers.views.blueprint import blueprint

__all__ = ["blueprint", "exporting", "facts", "listing", "ownership", "quality", "show", "sites"]
