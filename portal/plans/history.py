"""Sentences of the history, notices and refusals about plans. Codes are stored, sentences are made when read."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from portal.core.audit import sentences
from portal.core.db import db
from portal.core.notices import wordings
from portal.core.policy import N_
from portal.core.subjects import subject
from portal.documents.models import Document
from portal.plans.notice_words import WORDINGS, page


def _titles(ids: Collection[int]) -> dict[int, str]:
    return dict(db.session.execute(select(Document.id, Document.title).where(Document.id.in_(ids))).all())


subject("plan", N_("Account plan"), page("show"), _titles)

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

wordings(WORDINGS)

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
