"""Sentences of the history about contacts, their reports, promises and complaints."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from flask import url_for
from sqlalchemy import select

from portal.core.audit import sentences
from portal.core.db import db
from portal.core.notices import Wording, wordings
from portal.core.policy import N_
from portal.core.subjects import subject
from portal.customers.models import Customer
from portal.visits.models import Visit


def page_of(endpoint: str, table: Any) -> Callable[[int], str]:
    """The address of one by its number inside: pages are known by `uid`. Empty when it is not there."""

    def link(row_id: int) -> str:
        uid = db.session.scalar(select(table.uid).where(table.id == row_id))
        return url_for(endpoint, uid=uid) if uid else ""

    return link


def _customers(ids: Collection[int]) -> dict[int, str]:
    found = select(Visit.id, Customer.name).join(Customer, Customer.id == Visit.customer_id).where(Visit.id.in_(ids))
    return dict(db.session.execute(found).all())


subject("visit", N_("Contact"), page_of("visits.show", Visit), _customers)

sentences(
    {
        "contacts_exported": N_("Exported planned contacts: %(rows)s rows"),
        "visit_planned": N_("Contact planned on %(date)s"),
        "visit_moved": N_("Contact moved from %(date_before)s to %(date)s"),
        "visit_cancelled_by_us": N_("Contact cancelled by us"),
        "visit_cancelled_by_customer": N_("Contact cancelled by the customer"),
        "visit_reinstated": N_("Cancellation of the contact taken back"),
        "visit_held": N_("Contact took place on %(date)s"),
        "visit_not_held": N_("Contact marked as not held after all"),
        "visit_channel": N_("Contact changed to another channel"),
        "visit_changed": N_("Details of the contact changed"),
        "visit_given": N_("Contact given to %(person)s with the customer"),
        "promise_followed": N_("Promise given to %(person)s with the customer"),
        "complaint_followed": N_("Complaint given to %(person)s with the customer"),
        "visit_imported": N_("Contact changed by an import from the CRM"),
        "promise_imported": N_("Promise changed by an import from the CRM"),
        "complaint_imported": N_("Complaint changed by an import from the CRM"),
        "visits_imported": N_("Visits and calls imported: %(new)s new, %(changed)s changed"),
        "promises_imported": N_("Promises imported: %(new)s new, %(changed)s changed"),
        "complaints_imported": N_("Complaints imported: %(new)s new, %(changed)s changed"),
        "exported_visits": N_("Exported visits and calls: %(rows)s rows"),
        "exported_promises": N_("Exported promises: %(rows)s rows"),
        "exported_complaints": N_("Exported complaints: %(rows)s rows"),
        "report_sent": N_("Report of the contact sent"),
        "report_changed": N_("Report of the contact changed after it was sent"),
        "report_read": N_("Report of the contact read"),
        "report_remarked": N_("Remark made on the report of the contact"),
    }
)

OPEN = N_("Open the contact")

wordings(
    {
        "visit_moved": Wording(
            N_("Contact with %(customer)s moved"),
            N_("%(actor)s moved your contact with %(customer)s to %(due)s."),
            OPEN,
        ),
        "visit_cancelled": Wording(
            N_("Contact with %(customer)s cancelled"),
            N_("%(actor)s cancelled your contact with %(customer)s of %(due)s."),
            OPEN,
        ),
        "visit_reinstated": Wording(
            N_("Contact with %(customer)s goes on"),
            N_("Your contact with %(customer)s of %(due)s goes on: %(actor)s took the cancellation back."),
            OPEN,
        ),
        "visit_changed": Wording(
            N_("Contact with %(customer)s changed"),
            N_("%(actor)s changed your contact with %(customer)s of %(due)s."),
            OPEN,
        ),
        "report_remarked": Wording(
            N_("Remark on your report about %(customer)s"),
            N_("%(actor)s read your report about %(customer)s and remarked on it."),
            OPEN,
        ),
    }
)

wordings(
    {
        "contacts_followed": Wording(
            N_("Came with the customer: %(customer)s"),
            N_(
                "With the hand-over of %(customer)s came to you: planned contacts %(contacts)s, open promises and "
                "complaints %(kept)s."
            ),
            N_("Open the calendar"),
            lambda _customer: url_for("visits.index"),
        ),
    }
)

REFUSALS = {
    "changed_meanwhile": N_("Somebody changed this meanwhile. This is how it is now."),
    "gone": N_("This contact is no longer in the calendar."),
    "day_early": N_("Choose a day from the year 2000 on."),
    "day_late": N_("Choose a day within two years from now."),
    "no_time": N_("Write the time like this: 14:30"),
    "minutes_out_of_range": N_("A contact takes between 5 minutes and a day."),
    "of_another_customer": N_("Choose one of this customer."),
    "customer_not_yours": N_("Choose a customer that you work on."),
    "contact_of_another": N_("This contact is kept by somebody else already."),
    "not_yet_held": N_("This day is still to come: a contact took place today or earlier."),
    "held_already": N_("This contact took place already. Say first that it did not take place after all."),
    "not_possible_now": N_("This is not possible any more: the contact is in another state now."),
    "other_person": N_("Only whose contact it is writes its report"),
    "nothing_remarked": N_("Write your remark first."),
    "report_was_sent": N_("Its report was sent, so this contact stays as it is."),
}
