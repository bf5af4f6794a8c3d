"""Sentences of the history, notices and refusals about plans. Codes are stored, sentences are made when read."""

from __future__ import annotations

from collections.abc import Callable, Collection

from flask import url_for
from sqlalchemy import select

from portal.core.audit import sentences
from portal.core.db import db
from portal.core.notices import Wording, wordings
from portal.core.policy import N_
from portal.core.subjects import subject
from portal.documents.models import Document


def _titles(ids: Collection[int]) -> dict[int, str]:
    return dict(db.session.execute(select(Document.id, Document.title).where(Document.id.in_(ids))).all())


def _page(endpoint: str) -> Callable[[int], str]:
    return lambda plan_id: url_for(f"plans.{endpoint}", plan_id=plan_id)


subject("plan", N_("Account plan"), _page("show"), _titles)

sentences(
    {
        "plans_exported": N_("Exported account plans: %(rows)s rows"),
        "plan_created": N_("Plan started"),
        "plan_edited": N_("Draft edited"),
        "plan_undone": N_("Last change of the draft undone"),
        "plan_submitted": N_("Version %(number)s submitted for approval"),
        "plan_withdrawn": N_("Version %(number)s withdrawn"),
        "plan_approve": N_("Version %(number)s approved"),
        "plan_approve_second": N_("Version %(number)s approved by the next line"),
        "plan_request_changes": N_("Changes requested to version %(number)s"),
        "plan_reject": N_("Version %(number)s rejected"),
        "plan_restarted": N_("Started anew after the rejection of version %(number)s"),
        "plan_discarded": N_("Draft discarded"),
        "plan_comment": N_("Comment added"),
        "plan_request": N_("Change request %(request)s added"),
        "plan_remark_removed": N_("A remark taken back by its author"),
        "plan_answered": N_("Change request %(request)s answered"),
        "plan_advice_asked": N_("Advice asked on version %(number)s"),
        "plan_advice_given": N_("Advice given on version %(number)s"),
        "plan_advice_withdrawn": N_("A question for advice taken back"),
        "plan_in_execution": N_("Execution started"),
        "plan_escalated": N_("Decision on version %(number)s is late: the next line may decide too"),
        "plan_amendment_opened": N_("Amendment started"),
        "plan_amendment_dropped": N_("Amendment given up"),
        "plan_action_done": N_("Action done"),
        "plan_action_open": N_("Action open again"),
        "plan_support_answered": N_("Support asked: what is done about it was changed"),
        "plan_evaluated": N_("Plan evaluated"),
        "plan_closed": N_("Plan closed"),
        "plan_handed_over": N_("Plan handed over with its customer"),
        "customer_excluded": N_("Customer needs no plan, by exception"),
        "customer_readmitted": N_("Exception from needing a plan ended"),
        "plan_rule_changed": N_("Which customers need a plan changed"),
        "plan_days_changed": N_("Working days for a turn on a plan changed from %(before)s to %(after)s"),
        "plan_escalation_days_changed": N_(
            "Working days until the next line may decide too changed from %(before)s to %(after)s"
        ),
        "report_days_changed": N_(
            "Working days for the report of a contact changed from %(before)s to %(after)s"
        ),
        "plan_opens_changed": N_("Start of planning for the next year changed from %(before)s to %(after)s"),
        "plan_due_changed": N_("Last day for an approval on time changed from %(before)s to %(after)s"),
        "mandate_changed": N_("Mandate of level %(level)s changed"),
        "mandate_removed": N_("Mandate of level %(level)s removed; the general rule holds"),
    }
)

wordings(
    {
        "plan_to_decide": Wording(
            N_("To decide: %(title)s %(year)s"),
            N_(
                "%(actor)s submits the account plan %(title)s %(year)s for approval, version %(number)s. "
                "Decide no later than %(due)s."
            ),
            N_("Decide on the plan"),
            _page("review"),
        ),
        "plan_to_decide_for": Wording(
            N_("To decide on behalf of %(absent)s: %(title)s %(year)s"),
            N_(
                "%(actor)s submits the account plan %(title)s %(year)s for approval, version %(number)s. "
                "%(absent)s is absent and you are the deputy: decide on behalf of %(absent)s, no later than %(due)s."
            ),
            N_("Decide on the plan"),
            _page("review"),
        ),
        "plan_to_decide_second": Wording(
            N_("Second decision: %(title)s %(year)s"),
            N_(
                "%(actor)s approved version %(number)s of the account plan %(title)s %(year)s. It goes beyond the "
                "mandate of the seller, so you decide too, no later than %(due)s."
            ),
            N_("Decide on the plan"),
            _page("review"),
        ),
        "plan_to_decide_second_for": Wording(
            N_("Second decision on behalf of %(absent)s: %(title)s %(year)s"),
            N_(
                "%(actor)s approved version %(number)s of the account plan %(title)s %(year)s. It goes beyond the "
                "mandate of the seller. %(absent)s is absent and you are the deputy: decide on behalf of %(absent)s, "
                "no later than %(due)s."
            ),
            N_("Decide on the plan"),
            _page("review"),
        ),
        "plan_amendment_to_decide": Wording(
            N_("Amendment to decide: %(title)s %(year)s"),
            N_(
                "%(actor)s submits an amendment of the approved plan %(title)s %(year)s. "
                "Decide no later than %(due)s; the plan stays approved meanwhile."
            ),
            N_("Decide on the amendment"),
            _page("review"),
        ),
        "plan_amendment_to_decide_for": Wording(
            N_("Amendment to decide on behalf of %(absent)s: %(title)s %(year)s"),
            N_(
                "%(actor)s submits an amendment of the approved plan %(title)s %(year)s. %(absent)s is absent and "
                "you are the deputy: decide on behalf of %(absent)s, no later than %(due)s."
            ),
            N_("Decide on the amendment"),
            _page("review"),
        ),
        "plan_reminder": Wording(
            N_("Reminder: decide on %(title)s %(year)s"),
            N_("Version %(number)s of the account plan %(title)s %(year)s waits for your decision, due on %(due)s."),
            N_("Decide on the plan"),
            _page("review"),
        ),
        "plan_reminder_for": Wording(
            N_("Reminder: decide on %(title)s %(year)s on behalf of %(absent)s"),
            N_(
                "Version %(number)s of the account plan %(title)s %(year)s waits for a decision on behalf of "
                "%(absent)s, due on %(due)s."
            ),
            N_("Decide on the plan"),
            _page("review"),
        ),
        "plan_answer_reminder": Wording(
            N_("Reminder: changes requested to %(title)s"),
            N_("The changes requested to your plan %(title)s wait for your answer, due on %(due)s."),
            N_("Answer the requests"),
            _page("edit"),
        ),
        "plan_escalated": Wording(
            N_("Late decision: %(title)s %(year)s"),
            N_(
                "The decision on version %(number)s of the account plan %(title)s %(year)s was due on %(due)s and has "
                "not been taken. As the next line you can decide now too."
            ),
            N_("Decide on the plan"),
            _page("review"),
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
            _page("edit"),
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
            _page("review"),
        ),
        "plan_content_asked": Wording(
            N_("Content reader asked: %(title)s %(year)s"),
            N_("%(actor)s asks you to read the content of the account plan %(title)s %(year)s as an expert."),
            N_("Read the plan"),
            _page("review"),
        ),
        "plan_advice_given": Wording(
            N_("Advice given: %(title)s %(year)s"),
            N_("%(actor)s answered your question about the account plan %(title)s %(year)s."),
            N_("Read the advice"),
            _page("review"),
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
            _page("review"),
        ),
        "plan_moved_for": Wording(
            N_("To decide after a hand-over: %(title)s %(year)s"),
            N_(
                "The customer of %(title)s %(year)s was handed over by %(before)s, so version %(number)s lies with "
                "%(absent)s now, for whom you are the deputy. Decide no later than %(due)s."
            ),
            N_("Decide on the plan"),
            _page("review"),
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
            _page("evaluation"),
        ),
        "plan_closed": Wording(
            N_("Closed: %(title)s %(year)s"),
            N_("%(actor)s closed your plan %(title)s %(year)s."),
            N_("Open the plan"),
        ),
    }
)

REFUSALS = {
    "moved_on": N_("This plan has moved on meanwhile. It is shown as it is now."),
    "replaced": N_("A newer version has come in the place of the one you saw. It is shown now."),
    "seat_decided": N_("Somebody has decided already. The plan is shown as it is now."),
    "not_editable": N_("This version cannot be edited now: it lies with somebody who decides, or is decided on."),
    "no_draft": N_("There is no version at work any more."),
    "archived": N_("This plan was discarded."),
    "edited_since": N_("This was changed meanwhile. It is shown as it is now; do it again if you still want to."),
    "draft_exists": N_("An amendment is at work already. Finish or give it up first."),
    "plan_exists": N_("There is an open plan for this year already."),
    "not_carried_out": N_("This plan is not being carried out, so nothing can be ticked."),
    "reason_needed": N_("Say why: write a reason or a change request."),
    "wishes_stand": N_(
        "You wrote change requests. Request the changes, or empty those fields to approve the plan as it is."
    ),
    "step_needed": N_("Choose how well the goals are substantiated before you approve."),
    "no_adviser": N_("Choose a colleague to ask."),
    "adviser_decides": N_("Choose somebody else: this person wrote the plan or decides on it."),
    "no_question": N_("Write what you want to know."),
    "no_advice": N_("Write your advice."),
    "advice_given": N_("The advice was given meanwhile. It is shown now."),
    "advice_taken_back": N_("Your advice is no longer asked for this plan."),
    "unanswered_requests": N_("Answer every change request before you submit the plan again."),
    "level_too_low": N_("Your level does not submit this kind of plan by itself."),
    "no_approver": N_(
        "Nobody leads you in the organisation, so nobody can decide. Ask an administrator to put it right."
    ),
    "nothing_changed": N_("Nothing has changed in this section yet."),
    "was_submitted": N_("This plan was submitted before, so it cannot be discarded."),
    "no_section": N_("Choose the section that you want to amend."),
    "nothing_said": N_("Write what came of the plan."),
    "amendment_at_work": N_("An amendment is at work. Finish it or give it up before you evaluate."),
    "exclusion_reason": N_("Say why this customer needs no plan."),
    "excluded_already": N_("This customer needs no plan already. It is shown as it is now."),
    "readmitted_already": N_("There is no exception for this customer any more."),
    "nothing_to_undo": N_("There is nothing to undo."),
    "not_yours": N_("You can start a plan only for a customer in your own portfolio."),
    "year_out_of_range": N_("Choose a year between 2000 and 2100."),
    "no_position": N_("You hold no position today, so a plan has no team to belong to."),
    "no_customers": N_("There are no customers in your portfolio yet."),
    "answer_submitted": N_("This answer was submitted already and cannot be changed."),
    "no_goal": N_("Add at least one goal."),
    "no_line": N_("Add at least one customer to the portfolio plan."),
    "empty_line": N_("Say for each customer what you aim at, or how often you have contact."),
    "goal_without_text": N_("Describe each goal."),
    "goal_without_target": N_("Give each measured goal a target."),
    "sums_differ": N_("The branches of a goal must add up to the goal as a whole."),
    "action_without_text": N_("Describe each action."),
    "action_without_date": N_("Say for each action who does it and by when."),
    "agreement_without_purpose": N_("Say for each contact agreement who has the contact and for what."),
    "outside_amendment": N_("Only the section that you are amending can be changed."),
    "no_branches_left": N_("There is no branch left to write about. Add branches on the page of the customer."),
    "unplaced_text": N_("Give pasted text a place, or remove it."),
}
