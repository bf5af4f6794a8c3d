"""What notices about account plans say, in the reader's language, and where each leads."""

from __future__ import annotations

from collections.abc import Callable

from flask import url_for

from portal.core.notices import Wording
from portal.core.policy import N_


def page(endpoint: str) -> Callable[[int], str]:
    """The way from the id of a plan to this page of it."""
    return lambda plan_id: url_for(f"plans.{endpoint}", plan_id=plan_id)


WORDINGS = {
    "plan_to_decide": Wording(
        N_("To decide: %(title)s %(year)s"),
        N_(
            "%(actor)s submits the account plan %(title)s %(year)s for approval, version %(number)s. "
            "Decide no later than %(due)s."
        ),
        N_("Decide on the plan"),
        page("review"),
    ),
    "plan_to_decide_for": Wording(
        N_("To decide on behalf of %(absent)s: %(title)s %(year)s"),
        N_(
            "%(actor)s submits the account plan %(title)s %(year)s for approval, version %(number)s. "
            "%(absent)s is absent and you are the deputy: decide on behalf of %(absent)s, no later than %(due)s."
        ),
        N_("Decide on the plan"),
        page("review"),
    ),
    "plan_to_decide_second": Wording(
        N_("Second decision: %(title)s %(year)s"),
        N_(
            "%(actor)s approved version %(number)s of the account plan %(title)s %(year)s. It goes beyond the "
            "mandate of the seller, so you decide too, no later than %(due)s."
        ),
        N_("Decide on the plan"),
        page("review"),
    ),
    "plan_to_decide_second_for": Wording(
        N_("Second decision on behalf of %(absent)s: %(title)s %(year)s"),
        N_(
            "%(actor)s approved version %(number)s of the account plan %(title)s %(year)s. It goes beyond the "
            "mandate of the seller. %(absent)s is absent and you are the deputy: decide on behalf of %(absent)s, "
            "no later than %(due)s."
        ),
        N_("Decide on the plan"),
        page("review"),
    ),
    "plan_amendment_to_decide": Wording(
        N_("Amendment to decide: %(title)s %(year)s"),
        N_(
            "%(actor)s submits an amendment of the approved plan %(title)s %(year)s. "
            "Decide no later than %(due)s; the plan stays approved meanwhile."
        ),
        N_("Decide on the amendment"),
        page("review"),
    ),
    "plan_amendment_to_decide_for": Wording(
        N_("Amendment to decide on behalf of %(absent)s: %(title)s %(year)s"),
        N_(
            "%(actor)s submits an amendment of the approved plan %(title)s %(year)s. %(absent)s is absent and "
            "you are the deputy: decide on behalf of %(absent)s, no later than %(due)s."
        ),
        N_("Decide on the amendment"),
        page("review"),
    ),
    "plan_reminder": Wording(
        N_("Reminder: decide on %(title)s %(year)s"),
        N_("Version %(number)s of the account plan %(title)s %(year)s waits for your decision, due on %(due)s."),
        N_("Decide on the plan"),
        page("review"),
    ),
    "plan_reminder_for": Wording(
        N_("Reminder: decide on %(title)s %(year)s on behalf of %(absent)s"),
        N_(
            "Version %(number)s of the account plan %(title)s %(year)s waits for a decision on behalf of "
            "%(absent)s, due on %(due)s."
        ),
        N_("Decide on the plan"),
        page("review"),
    ),
    "plan_answer_reminder": Wording(
        N_("Reminder: changes requested to %(title)s"),
        N_("The changes requested to your plan %(title)s wait for your answer, due on %(due)s."),
        N_("Answer the requests"),
        page("edit"),
    ),
    "plan_escalated": Wording(
        N_("Late decision: %(title)s %(year)s"),
        N_(
            "The decision on version %(number)s of the account plan %(title)s %(year)s was due on %(due)s and has "
            "not been taken. As the next line you can decide now too."
        ),
        N_("Decide on the plan"),
        page("review"),
    ),
    "plan_escalated_owner": Wording(
        N_("Your plan was passed on: %(title)s %(year)s"),
        N_(
            "The decision on version %(number)s of your plan %(title)s %(year)s is late. "
            "The next line can decide now too."
        ),
        N_("Open the plan"),
    ),
    "plan_withdrawn": Wording(
        N_("Withdrawn: %(title)s %(year)s"),
        N_("%(actor)s withdrew version %(number)s of %(title)s %(year)s. You need not decide on it any more."),
        N_("Open the plan"),
    ),
    "plan_changes_requested": Wording(
        N_("Changes requested: %(title)s %(year)s"),
        N_("%(actor)s asks for changes to version %(number)s of %(title)s %(year)s. Answer no later than %(due)s."),
        N_("Answer the requests"),
        page("edit"),
    ),
    "plan_changes_requested_for_you": Wording(
        N_("Changes requested on your behalf: %(title)s %(year)s"),
        N_("%(actor)s asked for changes to version %(number)s of %(title)s %(year)s on your behalf."),
        N_("Open the plan"),
    ),
    "plan_rejected": Wording(
        N_("Rejected: %(title)s %(year)s"),
        N_("%(actor)s rejected version %(number)s of %(title)s %(year)s. You can start it anew."),
        N_("Open the plan"),
    ),
    "plan_rejected_for_you": Wording(
        N_("Rejected on your behalf: %(title)s %(year)s"),
        N_("%(actor)s rejected version %(number)s of %(title)s %(year)s on your behalf."),
        N_("Open the plan"),
    ),
    "plan_amendment_rejected": Wording(
        N_("Amendment rejected: %(title)s %(year)s"),
        N_(
            "%(actor)s rejected the amendment of %(title)s %(year)s. The plan stays approved as it was; "
            "you can start another amendment."
        ),
        N_("Open the plan"),
    ),
    "plan_amendment_rejected_for_you": Wording(
        N_("Amendment rejected on your behalf: %(title)s %(year)s"),
        N_("%(actor)s rejected the amendment of %(title)s %(year)s on your behalf."),
        N_("Open the plan"),
    ),
    "plan_awaiting_second": Wording(
        N_("Approved, the next line decides too: %(title)s %(year)s"),
        N_(
            "%(actor)s approved version %(number)s of %(title)s %(year)s. It goes beyond your mandate, "
            "so the next line decides too."
        ),
        N_("Open the plan"),
    ),
    "plan_awaiting_second_for_you": Wording(
        N_("Approved on your behalf, the next line decides too: %(title)s %(year)s"),
        N_(
            "%(actor)s approved version %(number)s of %(title)s %(year)s on your behalf; "
            "the next line decides too."
        ),
        N_("Open the plan"),
    ),
    "plan_approved": Wording(
        N_("Approved: %(title)s %(year)s"),
        N_(
            "%(actor)s approved version %(number)s of %(title)s %(year)s. "
            "Number of contacts planned from it: %(contacts)s."
        ),
        N_("Open the plan"),
    ),
    "plan_approved_for_you": Wording(
        N_("Approved on your behalf: %(title)s %(year)s"),
        N_("%(actor)s approved version %(number)s of %(title)s %(year)s on your behalf."),
        N_("Open the plan"),
    ),
    "plan_amendment_approved": Wording(
        N_("Amendment approved: %(title)s %(year)s"),
        N_(
            "%(actor)s approved the amendment of %(title)s %(year)s. "
            "Number of contacts planned from now on: %(contacts)s."
        ),
        N_("Open the plan"),
    ),
    "plan_amendment_approved_for_you": Wording(
        N_("Amendment approved on your behalf: %(title)s %(year)s"),
        N_("%(actor)s approved the amendment of %(title)s %(year)s on your behalf."),
        N_("Open the plan"),
    ),
    "plan_advice_asked": Wording(
        N_("Advice asked: %(title)s %(year)s"),
        N_("%(actor)s asks your advice on the account plan %(title)s %(year)s. The decision stays with them."),
        N_("Give your advice"),
        page("review"),
    ),
    "plan_content_asked": Wording(
        N_("Content reader asked: %(title)s %(year)s"),
        N_("%(actor)s asks you to read the content of the account plan %(title)s %(year)s as an expert."),
        N_("Read the plan"),
        page("review"),
    ),
    "plan_advice_given": Wording(
        N_("Advice given: %(title)s %(year)s"),
        N_("%(actor)s answered your question about the account plan %(title)s %(year)s."),
        N_("Read the advice"),
        page("review"),
    ),
    "plan_advice_withdrawn": Wording(
        N_("Advice no longer needed: %(title)s %(year)s"),
        N_("%(actor)s took back the question about the account plan %(title)s %(year)s."),
        N_("Open the plan"),
    ),
    "plan_advice_ended": Wording(
        N_("Advice no longer needed: %(title)s %(year)s"),
        N_("%(actor)s decided on the account plan %(title)s %(year)s, so your advice is no longer needed."),
        N_("Go to Today"),
        lambda _plan_id: url_for("home.today"),  # the plan itself may be out of sight for them now
    ),
    "plan_support_yours": Wording(
        N_("Support asked of you: %(title)s"),
        N_("%(actor)s put you down for support in the account plan %(title)s."),
        N_("Open my actions"),
        lambda _plan_id: url_for("plans.actions"),
    ),
    "plan_given": Wording(
        N_("Yours from now on: the plan %(title)s %(year)s"),
        N_(
            "With the customer you take over the account plan %(title)s %(year)s from %(before)s. "
            "Contacts and actions still to come are yours now."
        ),
        N_("Open the plan"),
    ),
    "plan_taken": Wording(
        N_("Handed over: the plan %(title)s %(year)s"),
        N_("The account plan %(title)s %(year)s went to %(owner)s with the customer."),
        N_("Open the list of plans"),
        lambda _plan_id: url_for("plans.index"),
    ),
    "plan_moved": Wording(
        N_("To decide after a hand-over: %(title)s %(year)s"),
        N_(
            "The customer of %(title)s %(year)s was handed over by %(before)s to somebody in your line, so version "
            "%(number)s lies with you now. Decide no later than %(due)s."
        ),
        N_("Decide on the plan"),
        page("review"),
    ),
    "plan_moved_for": Wording(
        N_("To decide after a hand-over: %(title)s %(year)s"),
        N_(
            "The customer of %(title)s %(year)s was handed over by %(before)s, so version %(number)s lies with "
            "%(absent)s now, for whom you are the deputy. Decide no later than %(due)s."
        ),
        N_("Decide on the plan"),
        page("review"),
    ),
    "plan_not_needed": Wording(
        N_("No plan needed: %(customer)s"),
        N_("%(actor)s decided that %(customer)s needs no account plan."),
        N_("Open the customer"),
    ),
    "plan_needed_again": Wording(
        N_("Plan needed again: %(customer)s"),
        N_("%(actor)s ended the exception: what %(customer)s needs follows from its category again."),
        N_("Open the customer"),
    ),
    "plan_evaluated": Wording(
        N_("Evaluated: %(title)s %(year)s"),
        N_("%(actor)s evaluated the account plan %(title)s %(year)s."),
        N_("Read the evaluation"),
        page("evaluation"),
    ),
    "plan_closed": Wording(
        N_("Closed: %(title)s %(year)s"),
        N_("%(actor)s closed your plan %(title)s %(year)s."),
        N_("Open the plan"),
    ),
}
