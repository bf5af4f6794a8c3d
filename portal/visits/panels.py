"""What the page of a customer shows of planned contacts."""

from __future__ import annotations

from typing import Any

from portal.customers.panels import panel
from portal.customers.policy import CustomerFile
from portal.people.me import Me
from portal.visits import queries

BELOW_FIGURES = 150


def _planned(_me: Me, file: CustomerFile) -> Any:
    """The next few; nothing for a customer that no plan has contacts for."""
    rows = queries.of_customer(file.id)
    return {"rows": rows[: queries.OF_CUSTOMER], "more": len(rows) > queries.OF_CUSTOMER} if rows else None


panel("planned_contacts", BELOW_FIGURES, _planned, "visits/panel_customer.html")
