"""What can be imported from a CRM that leads: contacts with their reports, promises and complaints; importing this
package registers the kinds.
"""

from portal.visits.importing import followups, visits

__all__ = ["followups", "visits"]
