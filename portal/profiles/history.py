"""Sentences of the history, notices and refusals about profiles. Codes are stored, sentences are made when read."""

from __future__ import annotations

from collections.abc import Callable, Collection

from flask import url_for
from sqlalchemy import select

from portal.core.audit import sentences
from portal.core.db import db
from portal.core.notices import Wording, wordings
from portal.core.policy import N_
from portal.core.subjects import subject
from portal.documents.models import Listing


def _titles(ids: Collection[int]) -> dict[int, dict[str, str]]:
    """The titles of profiles in each language."""
    wanted = select(Listing.document_id, Listing.titles).where(Listing.document_id.in_(ids))
    return dict(db.session.execute(wanted).all())


subject("profile", N_("Function profile"), lambda profile_id: url_for("profiles.show", profile_id=profile_id), _titles)

subject("placeholder", N_("Placeholder"), lambda _id: url_for("profiles.placeholders"))

sentences(
    {
        "profile_created": N_("Profile created"),
        "profile_imported": N_("Profile imported"),
        "profile_edited": N_("Draft edited"),
        "profile_undone": N_("Last change of the draft undone"),
        "profile_submitted": N_("Version %(number)s sent to review"),
        "profile_withdrawn": N_("Version %(number)s withdrawn"),
        "profile_approve": N_("Version %(number)s approved by a reviewer"),
        "profile_request_changes": N_("Changes requested to version %(number)s"),
        "profile_published": N_("Version %(number)s published, valid from %(date)s"),
        "profile_published_unbound": N_("Version %(number)s published though some placeholders stood for nothing"),
        "profile_adopted": N_("Version %(number)s adopted as in force since %(date)s, without a review"),
        "profile_in_force": N_("Version %(number)s came into force"),
        "profile_acknowledged": N_("Version %(number)s read and confirmed"),
        "profile_comment": N_("Comment added"),
        "profile_request": N_("Change request %(request)s added"),
        "profile_remark_removed": N_("A remark taken back by its author"),
        "profile_answered": N_("Change request %(request)s answered"),
        "profile_version_started": N_("New version started from version %(number)s"),
        "profile_still_holds": N_("Version %(number)s reviewed and still right; next review on %(date)s"),
        "profile_draft_discarded": N_("Draft discarded"),
        "profile_archived": N_("Profile archived"),
        "profile_unarchived": N_("Profile taken out of the archive"),
        "profile_reminded": N_("Asked again to confirm version %(number)s, number of job holders: %(people)s"),
        "placeholder_bound": N_("Said what the placeholder [%(term)s] stands for"),
        "placeholder_changed": N_("Changed what the placeholder [%(term)s] stands for"),
        "placeholder_unbound": N_("The placeholder [%(term)s] stands for nothing there any more"),
        "profile_facts_changed": N_("Details of the profile changed"),
    }
)

def _page(endpoint: str) -> Callable[[int], str]:
    return lambda profile_id: url_for(f"profiles.{endpoint}", profile_id=profile_id)


wordings(
    {
        "profile_to_review": Wording(
            N_("To review: %(title)s"),
            N_("%(actor)s asks you to review version %(number)s of %(title)s. Decide no later than %(due)s."),
            N_("Review the version"),
            _page("review"),
        ),
        "profile_to_review_for": Wording(
            N_("To review on behalf of %(absent)s: %(title)s"),
            N_(
                "%(actor)s asks %(absent)s to review version %(number)s of %(title)s. "
                "%(absent)s is absent and you are the deputy, so you can decide on behalf of %(absent)s, "
                "no later than %(due)s."
            ),
            N_("Review the version"),
            _page("review"),
        ),
        "profile_withdrawn_for": Wording(
            N_("Withdrawn: %(title)s"),
            N_("%(actor)s withdrew version %(number)s of %(title)s. You no longer need to review it for %(absent)s."),
            N_("Open the profile"),
        ),
        "profile_to_publish": Wording(
            N_("Ready to publish: %(title)s"),
            N_(
                "All reviewers approved version %(number)s of %(title)s. %(author)s submitted it, "
                "so somebody else has to publish it: you can."
            ),
            N_("Publish"),
            _page("publish"),
        ),
        "profile_changes_requested": Wording(
            N_("Changes requested: %(title)s"),
            N_("%(actor)s asks for changes to version %(number)s of %(title)s."),
            N_("Open the requests"),
            _page("review"),
        ),
        "profile_seat_approved": Wording(
            N_("Approved by a reviewer: %(title)s"),
            N_("%(actor)s approved version %(number)s of %(title)s. Other reviewers still have to decide."),
            N_("Open the review"),
            _page("review"),
        ),
        "profile_approved": Wording(
            N_("Approved: %(title)s"),
            N_("%(actor)s approved version %(number)s of %(title)s. It is ready to be published."),
            N_("Open the review"),
            _page("review"),
        ),
        "profile_approved_for_you": Wording(
            N_("Approved on your behalf: %(title)s"),
            N_("%(actor)s approved version %(number)s of %(title)s on your behalf."),
            N_("Open the review"),
            _page("review"),
        ),
        "profile_changes_requested_for_you": Wording(
            N_("Changes requested on your behalf: %(title)s"),
            N_("%(actor)s asked for changes to version %(number)s of %(title)s on your behalf."),
            N_("Open the review"),
            _page("review"),
        ),
        "profile_withdrawn": Wording(
            N_("Withdrawn: %(title)s"),
            N_("%(actor)s withdrew version %(number)s of %(title)s. You no longer need to review it."),
            N_("Open the profile"),
        ),
        "profile_published": Wording(
            N_("Published: %(title)s"),
            N_("%(actor)s published version %(number)s of %(title)s."),
            N_("Open the profile"),
        ),
        "profile_reading_reminder": Wording(
            N_("Not confirmed yet: %(title)s"),
            N_("%(actor)s asks you to read version %(number)s of %(title)s and to confirm that you have read it."),
            N_("Read the profile"),
        ),
        "profile_to_acknowledge": Wording(
            N_("New version of your profile: %(title)s"),
            N_("%(actor)s published version %(number)s of %(title)s. Read it and confirm that you have read it."),
            N_("Read the profile"),
            afterwards=N_("%(actor)s published version %(number)s of %(title)s, the profile of your role."),
        ),
    }
)

REFUSALS = {
    "no_title": N_("Fill in the title of the profile."),
    "no_description": N_("Fill in a purpose, definition, context or general characteristics."),
    "unplaced_text": N_("Place or remove the text that has no place yet."),
    "twin_not_current": N_("Bring the translation up to date: some items are missing or stale."),
    "unbound_placeholders": N_(
        "Some placeholders stand for nothing yet. Say what they stand for, or why the version is published without."
    ),
    "bound_already": N_("Somebody has said in the meantime what this stands for there. This is how it stands."),
    "binding_changed": N_("Somebody else changed what this stands for in the meantime. Check it and save again."),
    "unanswered_requests": N_("Answer every change request before you send the version."),
    "no_reviewer": N_("Choose at least one reviewer."),
    "own_reviewer": N_("You cannot review your own version. Choose somebody else."),
    "reason_needed": N_("Say what should change: write a reason, or ask for a change at an item."),
    "in_the_past": N_("Choose today or a later day for the date from which it is valid."),
    "nothing_to_undo": N_("There is nothing left to undo."),
    "moved_on": N_("Somebody else was first: the profile is in another state now. This is how it stands."),
    "replaced": N_(
        "A newer version has been submitted since you opened this page. Read that version and decide again."
    ),
    "seat_decided": N_("A decision on this version has been taken already. This is how it stands."),
    "archived": N_("This profile is in the archive. Take it out of the archive first."),
    "under_way": N_("A version of this profile is with others. Withdraw or publish it before you archive the profile."),
    "no_draft": N_("There is no draft any more. This is how it stands."),
    "not_editable": N_("This version is under review, so it cannot be edited now."),
    "draft_exists": N_("Somebody has started a new version already. This is how it stands."),
    "answer_submitted": N_("This answer has been sent already and can no longer be changed."),
    "facts_changed": N_("Somebody else changed these details in the meantime. Check them and save again."),
    "only_version": N_(
        "This version has been reviewed and nothing is in force yet, so it cannot be discarded. "
        "Go on with it, or archive the profile."
    ),
    "edited_since": N_(
        "Somebody has worked on this draft since you opened this page. Look at it before you discard it."
    ),
    "nothing_chosen": N_("Choose at least one profile that is not a draft yet."),
    "nobody_to_remind": N_("Everybody has confirmed it, or was asked less than a day ago."),
    "already_reviewed": N_("Only a profile that was never reviewed can be adopted as in force."),
}
