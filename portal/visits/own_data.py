"""What the calendar holds about a person: contacts, reports, promises, complaints and what went to their mailbox."""

from __future__ import annotations

from typing import Any

from portal.core.policy import N_
from portal.privacy.own_data import rows_of, source
from portal.visits.models import CalendarFeed, Complaint, MailboxEntry, Promise, Report, ReportReading, Visit

ABOUT = {"customer_id": ("customer", "customer")}
INSIDE = (
    "id", "uid", "branch_id", "contact_id", "external_id", "part_key", "made_by_id", "plan_id", "sequence",
    "invited_no", "visit_id", "owner_unit_id", "reminded_on",
)  # fmt: skip


def _of(model: Any, column: Any, *more: str) -> Any:
    about = ABOUT if "customer_id" in model.__table__.columns else {}
    return lambda person_id: rows_of(model, column, person_id, about=about, leave_out=(*INSIDE, *more))


source("contacts", N_("Your contacts with customers"), _of(Visit, Visit.person_id))
source("contacts_entered", N_("Contacts you entered for somebody"), _of(Visit, Visit.created_by_id))
source("reports", N_("Your reports"), _of(Report, Report.writer_id))
source("reports_read", N_("Reports you read"), _of(ReportReading, ReportReading.reader_id))
source("promises", N_("Promises that are yours to keep"), _of(Promise, Promise.owner_id))
source("promises_made", N_("Promises you made"), _of(Promise, Promise.made_by_id))
source("complaints", N_("Complaints that are yours to settle"), _of(Complaint, Complaint.owner_id))
source("complaints_taken", N_("Complaints you took"), _of(Complaint, Complaint.made_by_id))
source("calendar_feed", N_("Your calendar feed"), _of(CalendarFeed, CalendarFeed.person_id, "token_hash"))
source("mailbox", N_("What your mailbox was told"), _of(MailboxEntry, MailboxEntry.person_id))
