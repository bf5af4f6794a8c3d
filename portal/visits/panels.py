"""What the page of a customer shows of contacts: those to come, and the latest."""

from __future__ import annotations

from portal.core.together import Part
from portal.customers.panels import panel
from portal.customers.policy import CustomerFile
from portal.people.me import Me
from portal.visits import policy, queries

BELOW_FIGURES = 150


def _contacts(me: Me, file: CustomerFile) -> Part:
    """The next few and the latest; nothing for a customer without any, for who cannot plan one."""
    coming, recent, more = yield from queries.of_customer(me, file.id)
    plans = not file.has_ended and (
        file.is_owner or file.is_partner or file.leads_unit or (file.is_contributor and policy.may_plan(me, file.id))
    )
    return {"coming": coming, "recent": recent, "more": more, "plans": plans} if coming or recent or plans else None


panel("planned_contacts", BELOW_FIGURES, _contacts, "visits/panel_customer.html")
