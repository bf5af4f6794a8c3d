"""What the page of a customer shows of promises and complaints: what is open, and the way to what has ended."""

from __future__ import annotations

from typing import Any

from portal.customers.panels import panel
from portal.customers.policy import CustomerFile
from portal.people.me import Me
from portal.visits import followup_queries as queries
from portal.visits.models import Complaint, Promise
from portal.visits.services.followups import may_add

ABOVE_FIGURES, MOST = 90, 8


def _open(me: Me, file: CustomerFile) -> Any:
    """Both kinds, the most urgent first; nothing for a customer that has ended and has none."""
    promises, complaints = (
        queries.of_customer(kind, me, file.id, limit=MOST + 1) for kind in (Promise, Complaint)
    )
    if not (promises or complaints or may_add(file)):
        return None
    return {"promises": promises, "complaints": complaints, "most": MOST, "adds": may_add(file)}


panel("followups", ABOVE_FIGURES, _open, "visits/panel_followups.html")
