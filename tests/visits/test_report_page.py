"""What the form of a report offers of a customer stays short enough for a list, however large the customer is."""

from __future__ import annotations

import re

from portal.core.db import write
from portal.customers.models import Contact
from portal.visits import report_page
from tests.plans import making
from tests.visits.making import visit


def test_of_a_customer_with_many_contacts_those_near_the_contact_are_offered(cast, browse, monkeypatch):
    monkeypatch.setattr(report_page, "MOST_CONTACTS", 4)
    customer_id = making.customer(cast)
    branch_id = making.branch(customer_id)
    with write() as session:
        rows = [Contact(customer_id=customer_id, name=name) for name in ("Anna", "Bert", "Cor", "Dirk", "Zeger")]
        rows.append(Contact(customer_id=customer_id, name="Wim van de vestiging", branch_id=branch_id))
        session.add_all(rows)
        session.flush()
        zeger = rows[4].id
    row = visit(cast, customer_id, -1, branch_id=branch_id, contact_id=zeger)
    page = browse(cast.seller, f"/visits/{row.uid}/report")
    shown = re.search(r'<select[^>]*name="contact_id".*?</select>', page.html, re.DOTALL)[0]
    assert re.findall(r">([A-Z][^<]+)</option>", shown) == [
        "Niemand in het bijzonder", "Anna", "Bert", "Wim van de vestiging", "Zeger",
    ]
    assert f'<option value="{zeger}" selected' in shown
