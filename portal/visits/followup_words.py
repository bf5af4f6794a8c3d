"""The words about promises and complaints: history, notices, refusals, kinds. Made when they are read."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from portal.core.audit import sentences
from portal.core.db import db
from portal.core.notices import Wording, wordings
from portal.core.policy import N_
from portal.core.subjects import subject
from portal.customers.models import Customer
from portal.people.history import REFUSALS as OF_PEOPLE
from portal.visits.history import page_of
from portal.visits.models import Complaint, ComplaintKind, Promise

KINDS = {
    ComplaintKind.DELIVERY: N_("Delivery"),
    ComplaintKind.QUALITY: N_("Quality of the goods"),
    ComplaintKind.PRICE: N_("Price"),
    ComplaintKind.INVOICE: N_("Invoice"),
    ComplaintKind.SERVICE: N_("Service"),
    ComplaintKind.OTHER: N_("Something else"),
}


def complaint_kind(code: str) -> str:
    """What a complaint is about."""
    return gettext(KINDS[ComplaintKind(code)])


def _customers(table: Any) -> Callable[[Collection[int]], dict[int, Any]]:
    def names(ids: Collection[int]) -> dict[int, Any]:
        found = select(table.id, Customer.name).join(Customer, Customer.id == table.customer_id)
        return dict(db.session.execute(found.where(table.id.in_(ids))).all())

    return names


subject("promise", N_("Promise"), page_of("visits.promise", Promise), _customers(Promise))
subject("complaint", N_("Complaint"), page_of("visits.complaint", Complaint), _customers(Complaint))

sentences(
    {
        "promise_made": N_("Promise made, in the report of the contact"),
        "promise_added": N_("Promise made"),
        "promise_from_report": N_("Promise changed in the report of the contact"),
        "promise_left_out": N_("Promise taken out of the report of the contact"),
        "promise_changed": N_("Words of the promise changed"),
        "promise_explained": N_("Promise explained to its owner"),
        "promise_asked": N_("The owner asked what is meant"),
        "promise_moved": N_("Another day agreed with the customer: %(date)s instead of %(date_before)s"),
        "promise_passed_on": N_("Promise given to another owner"),
        "promise_done": N_("Promise kept on %(date)s"),
        "promise_reopened": N_("Promise opened again"),
        "promise_dropped": N_("Promise dropped"),
        "complaint_made": N_("Complaint noted, in the report of the contact"),
        "complaint_added": N_("Complaint noted"),
        "complaint_from_report": N_("Complaint changed in the report of the contact"),
        "complaint_left_out": N_("Complaint taken out of the report of the contact"),
        "complaint_changed": N_("Words of the complaint changed"),
        "complaint_moved": N_("Another day agreed for the complaint: %(date)s instead of %(date_before)s"),
        "complaint_passed_on": N_("Complaint given to another owner"),
        "complaint_done": N_("Complaint settled on %(date)s"),
        "complaint_reopened": N_("Complaint opened again"),
        "complaint_dropped": N_("Complaint dropped"),
    }
)

PROMISE, COMPLAINT = N_("Open the promise"), N_("Open the complaint")

wordings(
    {
        "promise_given": Wording(
            N_("Yours to keep: a promise to %(customer)s"),
            N_("%(actor)s made a promise to %(customer)s and asks you to keep it, by %(due)s at the latest."),
            PROMISE,
        ),
        "promise_taken_away": Wording(
            N_("No longer yours: the promise to %(customer)s"),
            N_("%(actor)s gave the promise to %(customer)s that was due on %(due)s to another owner."),
            PROMISE,
        ),
        "promise_explained": Wording(
            N_("Explained: the promise to %(customer)s"),
            N_("%(actor)s explained what the promise to %(customer)s asks of you, by %(due)s at the latest."),
            PROMISE,
        ),
        "promise_asked": Wording(
            N_("What is meant? About the promise to %(customer)s"),
            N_("%(actor)s asks what you meant with the promise to %(customer)s, due on %(due)s."),
            N_("Explain the promise"),
        ),
        "promise_changed": Wording(
            N_("Changed: the promise to %(customer)s"),
            N_("%(actor)s changed the promise to %(customer)s that is yours to keep. It is due on %(due)s."),
            PROMISE,
        ),
        "promise_done": Wording(
            N_("Kept: your promise to %(customer)s"),
            N_("%(actor)s kept what you promised %(customer)s. Let the customer know."),
            PROMISE,
        ),
        "promise_reopened": Wording(
            N_("Open again: the promise to %(customer)s"),
            N_("%(actor)s opened the promise to %(customer)s again. It is due on %(due)s."),
            PROMISE,
        ),
        "promise_dropped": Wording(
            N_("Dropped: the promise to %(customer)s"),
            N_("%(actor)s dropped the promise to %(customer)s that was due on %(due)s. Nothing is asked any more."),
            PROMISE,
        ),
        "promise_reminder": Wording(
            N_("Due on %(due)s: a promise to %(customer)s"),
            N_("The promise to %(customer)s is due on %(due)s. %(owner)s keeps it."),
            PROMISE,
        ),
        "promise_late": Wording(
            N_("Too late: a promise to %(customer)s"),
            N_("The promise to %(customer)s was due on %(due)s and is still open. %(owner)s keeps it."),
            PROMISE,
        ),
        "complaint_given": Wording(
            N_("Yours to settle: a complaint of %(customer)s"),
            N_("%(actor)s noted a complaint of %(customer)s and asks you to settle it, by %(due)s at the latest."),
            COMPLAINT,
        ),
        "complaint_taken_away": Wording(
            N_("No longer yours: the complaint of %(customer)s"),
            N_("%(actor)s gave the complaint of %(customer)s that was due on %(due)s to another owner."),
            COMPLAINT,
        ),
        "complaint_changed": Wording(
            N_("Changed: the complaint of %(customer)s"),
            N_("%(actor)s changed the complaint of %(customer)s that is yours to settle. It is due on %(due)s."),
            COMPLAINT,
        ),
        "complaint_done": Wording(
            N_("Settled: the complaint of %(customer)s"),
            N_("%(actor)s settled the complaint of %(customer)s that you noted. Let the customer know."),
            COMPLAINT,
        ),
        "complaint_reopened": Wording(
            N_("Open again: the complaint of %(customer)s"),
            N_("%(actor)s opened the complaint of %(customer)s again. It is due on %(due)s."),
            COMPLAINT,
        ),
        "complaint_dropped": Wording(
            N_("Dropped: the complaint of %(customer)s"),
            N_("%(actor)s dropped the complaint of %(customer)s that was due on %(due)s. Nothing is asked any more."),
            COMPLAINT,
        ),
        "complaint_reminder": Wording(
            N_("Due on %(due)s: a complaint of %(customer)s"),
            N_("The complaint of %(customer)s is to be settled by %(due)s. %(owner)s settles it."),
            COMPLAINT,
        ),
        "complaint_late": Wording(
            N_("Too late: a complaint of %(customer)s"),
            N_("The complaint of %(customer)s was to be settled by %(due)s and is still open. %(owner)s settles it."),
            COMPLAINT,
        ),
    }
)

REFUSALS = OF_PEOPLE | {
    "gone": N_("This is no longer there."),
    "changed_meanwhile": N_("Somebody changed this meanwhile. This is how it is now."),
    "followup_moved_on": N_("This was ended or opened again meanwhile. It is shown as it is now."),
    "what_missing": N_("Write what it is about."),
    "due_early": N_("Choose a day on or after the day on which it was agreed."),
    "due_far": N_("Choose a day within three years."),
    "due_same": N_("This is the day that was agreed already. Choose another one."),
    "made_late": N_("Choose today or an earlier day."),
    "agreed_day": N_("Choose the day on which this was agreed: today or earlier, not before it was promised."),
    "reason_missing": N_("Write the reason."),
    "outcome_missing": N_("Write what came of it, so that the customer can be told."),
    "done_late": N_("Choose today or an earlier day: it is done on a day that has come."),
    "done_early": N_("Choose a day on or after the day on which it was made."),
    "no_question": N_("Write what you want to know."),
    "own_question": N_("You made this promise yourself: there is nobody to ask."),
    "no_owner": N_("Choose a colleague or a department."),
    "owner_gone": N_("This person cannot log in any more. Choose somebody else."),
    "owner_same": N_("It is with this owner already. Choose another one."),
    "owner_elsewhere": N_("You can pass it on to a colleague of your own department. Choose one of them."),
    "department_gone": N_("This department has ended. Choose another one."),
    "department_empty": N_("Nobody leads this department or works in it. Choose a colleague, or another department."),
    "contact_of_other": N_("Choose a contact of this customer."),
    "branch_of_other": N_("Choose a branch of this customer."),
    "customer_not_yours": N_("Choose a customer that you work on."),
    "uid_taken": N_("This was stored already with something else. Open the form again."),
}
