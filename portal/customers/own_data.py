"""What customers hold about a person: whose they were, and with whom."""

from __future__ import annotations

from typing import Any

from portal.core.policy import N_
from portal.customers.models import Contributor, Portfolio
from portal.privacy.own_data import rows_of, source

ABOUT = {"customer_id": ("customer", "customer")}


def _of(model: Any, column: Any) -> Any:
    return lambda person_id: rows_of(model, column, person_id, about=ABOUT, leave_out=("id", "settled"))


source("customers_owned", N_("Customers you own or owned"), _of(Portfolio, Portfolio.owner_id))
source("customers_as_partner", N_("Customers as inside-sales partner"), _of(Portfolio, Portfolio.partner_id))
source("customers_as_contributor", N_("Customers you contribute to"), _of(Contributor, Contributor.person_id))
