"""What can be imported about customers; importing this package registers the kinds."""

from portal.customers.importing import customers, figures, sites

__all__ = ["customers", "figures", "sites"]
