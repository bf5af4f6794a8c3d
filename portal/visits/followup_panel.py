"""What the page of a customer shows of promises and complaints: what is open, and the way to what has ended."""

from __future__ import annotations

from portal.core.together import Part
from portal.customers.panels import panel
from portal.customers.policy import CustomerFile
from portal.people.me import Me
from portal.visits import followup_queries as queries
from portal.visits.followup_policy import file_of
from portal.visits.models import Complaint, Promise
from portal.visits.services.followups import may_add

ABOVE_FIGURES, MOST = 90, 8


def _open(me: Me, file: CustomerFile) -> Part:
    """Both kinds, the most urgent first; nothing for a customer that has ended and has none."""
    found = yield {
        "promises": queries.of_customer(Promise, me, file.id, limit=MOST + 1),
        "complaints": queries.of_customer(Complaint, me, file.id, limit=MOST + 1),
    }
    promises, complaints = ([file_of(row) for row in rows] for rows in found.values())
    if not (promises or complaints or may_add(file)):
        return None
    return {"promises": promises, "complaints": complaints, "most": MOST, "adds": may_add(file)}


panel("followups", ABOVE_FIGURES, _open, "visits/panel_followups.html")
