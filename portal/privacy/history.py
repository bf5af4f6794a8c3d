"""Sentences of the history, of notices and of refusals about agreements, openings, corrections and deletion."""

from __future__ import annotations

from flask import url_for

from portal.core.audit import sentences
from portal.core.notices import Wording, wordings
from portal.core.policy import N_
from portal.core.subjects import subject

subject("agreement", N_("Agreement about personal data"), lambda _id: url_for("organisation.privacy"))
subject("purpose", N_("Purpose text"), lambda _id: url_for("organisation.privacy_texts"))
subject(
    "correction", N_("Request for correction"), lambda one: url_for("organisation.privacy_answer", correction_id=one)
)
subject("retention", N_("Deletion of records"), lambda run_id: url_for("organisation.privacy_run", run_id=run_id))
subject("own_data", N_("Own data"), lambda _id: url_for("privacy.own"))

sentences(
    {
        "agreement_recorded": N_("Agreement of %(date)s recorded for %(country)s"),
        "agreement_ended": N_("Agreement for %(country)s ended"),
        "agreement_evaluated": N_("Agreement for %(country)s evaluated; the next evaluation is on %(date)s"),
        "record_opened": N_("Opened by HR with a stated reason"),
        "correction_asked": N_("Asked for a correction"),
        "correction_answered": N_("Answered a request for correction"),
        "purpose_worded": N_("Purpose text for %(country)s changed to version %(number)s"),
        "terms_changed": N_("How long records are kept in %(country)s changed"),
        "hold_started": N_("Deletion stopped for this person"),
        "hold_ended": N_("Deletion resumed for this person"),
        "retention_ran": N_("Records deleted whose time was over: %(count)s"),
        "retention_tried": N_("Looked which records would be deleted: %(count)s"),
        "data_export_asked": N_("Export of the own data asked for"),
        "data_export_fetched": N_("Export of the own data fetched"),
        "register_exported": N_("Register of processing exported"),
    }
)


def _mine(_subject: int) -> str:
    """What is told about oneself opens one's own page."""
    return url_for("privacy.own")


wordings(
    {
        "agreement_due": Wording(
            N_("Evaluate the agreement of %(country)s"),
            N_("The agreement about %(covers)s in %(country)s is to be evaluated on %(due)s."),
            N_("Open the agreements"),
        ),
        "record_opened": Wording(
            N_("%(actor)s opened a record about you"),
            N_("%(actor)s of HR opened a record about you until the end of the day (%(what)s), with this reason:"),
            N_("See who read what"),
            _mine,
        ),
        "correction_asked": Wording(
            N_("%(actor)s asks for a correction"),
            N_("%(actor)s asks that a record is put right (%(what)s). Answer it with a reason."),
            N_("Answer the request"),
            afterwards=N_("%(actor)s asked that a record is put right (%(what)s)."),
        ),
        "correction_answered": Wording(
            N_("Your request for a correction was answered"),
            N_("%(actor)s answered your request for a correction: %(answer)s."),
            N_("Open your data"),
            _mine,
        ),
        "own_data_made": Wording(
            N_("Your data is ready for you"),
            N_("The file with everything about you is made. Only you can fetch it, for a week."),
            N_("Open your data"),
            _mine,
        ),
        "own_data_failed": Wording(
            N_("Your data could not be put together"),
            N_("Something went wrong while the file with everything about you was made. You can try again."),
            N_("Open your data"),
            _mine,
        ),
        "own_data_ready": Wording(
            N_("Your data is ready for you"),
            N_("%(actor)s asked for an export of all data about you. Only you can fetch it."),
            N_("Open your data"),
            _mine,
        ),
        "records_deleted": Wording(
            N_("Records deleted: %(count)s"),
            N_("The portal deleted records about people whose time was over; the report says how many of each kind."),
            N_("Open the report"),
        ),
    }
)

REFUSALS = {
    "not_agreed": N_(
        "This is off for this person: no agreement with the employees' representatives of their country is recorded. "
        "An administrator records it under Organisation, Privacy."
    ),
    "agreed_later": N_("Choose today or an earlier day: the day on which it was agreed."),
    "evaluated_before": N_("Choose a day after the day on which it was agreed."),
    "evaluated_later": N_("Choose a later day than today for the next evaluation."),
    "agreed_already": N_("An agreement about this is in force in this country. End that one first."),
    "agreement_ended": N_("This agreement has ended already. This is how it stands."),
    "correction_open": N_("Your earlier request about this is not answered yet."),
    "correction_answered": N_("Somebody answered this request already. This is how it stands."),
    "terms_changed": N_("Somebody else changed this in the meantime. Check both and save again."),
    "hold_running": N_("Deletion is stopped for this person already."),
    "hold_ended": N_("Deletion was resumed for this person already."),
}
