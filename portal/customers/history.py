"""Sentences of the history, notices and refusals about customers. Codes are stored, sentences are made when read."""

from __future__ import annotations

from collections.abc import Collection

from flask import url_for
from sqlalchemy import select

from portal.core.audit import sentences
from portal.core.db import db
from portal.core.notices import Wording, wordings
from portal.core.policy import N_
from portal.core.subjects import subject
from portal.customers.models import Customer


def _names(ids: Collection[int]) -> dict[int, str]:
    return dict(db.session.execute(select(Customer.id, Customer.name).where(Customer.id.in_(ids))).all())


subject("customer", N_("Customer"), lambda customer_id: url_for("customers.show", customer_id=customer_id), _names)

sentences(
    {
        "customer_added": N_("Customer added"),
        "customer_changed": N_("Details of the customer changed"),
        "customer_category": N_("Category of the customer set to %(category)s"),
        "customer_won": N_("Prospect won; customer since %(date)s"),
        "customer_ended": N_("Customer ended; last day %(date)s"),
        "customer_resumed": N_("End of the customer taken back"),
        "branch_added": N_("Branch added"),
        "branch_changed": N_("Branch changed"),
        "branch_ended": N_("Branch ended; last day %(date)s"),
        "branch_resumed": N_("End of a branch taken back"),
        "contact_added": N_("Contact added"),
        "contact_changed": N_("Contact changed"),
        "contact_ended": N_("Contact ended; last day %(date)s"),
        "contact_resumed": N_("End of a contact taken back"),
        "customer_handed_over": N_("Handed over to %(person)s from %(starts)s"),
        "customer_stays": N_("Hand-over to %(person)s on %(starts)s called off"),
        "branches_imported": N_("Branches imported: %(new)s new, %(changed)s changed"),
        "contacts_imported": N_("Contacts imported: %(new)s new, %(changed)s changed"),
        "exported_customers": N_("Exported customers: %(rows)s rows"),
        "exported_branches": N_("Exported branches: %(rows)s rows"),
        "exported_contacts": N_("Exported contacts: %(rows)s rows"),
        "exported_turnover": N_("Exported turnover: %(rows)s rows"),
        "exported_satisfaction": N_("Exported satisfaction scores: %(rows)s rows"),
        "exported_orders": N_("Exported orders: %(rows)s rows"),
        "contributor_added": N_("%(person)s contributes to the customer"),
        "contributor_ended": N_("%(person)s no longer contributes to the customer"),
    }
)


def _mine(_subject: int) -> str:
    return url_for("customers.listed")


OPEN, LIST = N_("Open the customer"), N_("Open the customers")

wordings(
    {
        "customer_given": Wording(
            N_("New in your portfolio: %(customer)s"),
            N_("%(actor)s hands %(customer)s over to you from %(starts)s."),
            OPEN,
        ),
        "customer_given_all": Wording(
            N_("New customers in your portfolio: %(count)s"),
            N_("%(actor)s hands customers over to you from %(starts)s: %(customer)s and others, %(count)s in all."),
            LIST,
            _mine,
        ),
        "customer_taken": Wording(
            N_("No longer in your portfolio: %(customer)s"),
            N_("%(actor)s hands %(customer)s over to %(owner)s from %(starts)s."),
            LIST,
            _mine,
        ),
        "customer_taken_all": Wording(
            N_("Customers that leave your portfolio: %(count)s"),
            N_(
                "%(actor)s hands customers over to %(owner)s from %(starts)s: %(customer)s and others, "
                "%(count)s in all."
            ),
            LIST,
            _mine,
        ),
        "customer_partnered": Wording(
            N_("You are the partner in inside sales of %(customer)s"),
            N_("From %(starts)s you are the partner in inside sales of %(customer)s; %(owner)s owns it."),
            OPEN,
        ),
        "customer_partnered_all": Wording(
            N_("You are the partner in inside sales of more customers: %(count)s"),
            N_(
                "From %(starts)s you are the partner in inside sales of %(customer)s and others, %(count)s in all; "
                "%(owner)s owns them."
            ),
            LIST,
            _mine,
        ),
        "customer_stays": Wording(
            N_("The hand-over of %(customer)s is off"),
            N_("%(actor)s called off the hand-over of %(customer)s on %(starts)s."),
            LIST,
            _mine,
        ),
        "customer_contributor": Wording(
            N_("You contribute to %(customer)s"),
            N_("%(actor)s asks you to contribute to %(customer)s. You can read it and its figures."),
            OPEN,
        ),
    }
)

REFUSALS = {
    "since_early": N_("Choose a day in 1950 or later."),
    "since_late": N_("Choose today or an earlier day."),
    "since_missing": N_("Fill in since when it is a customer."),
    "since_after_end": N_("Choose a day before the last day as a customer."),
    "number_taken": N_("Another customer has this number already. Check the number."),
    "unit_not_yours": N_("Choose a unit that you lead or work in."),
    "unit_ended": N_("This unit has ended. Choose another unit."),
    "owner_not_yours": N_("Choose yourself or somebody you lead as the owner."),
    "owner_gone": N_("This person cannot log in any more. Choose somebody else."),
    "own_partner": N_("Choose somebody other than the owner as partner."),
    "partner_alone": N_("Choose an owner too: a customer without an owner has no partner."),
    "won_already": N_("This is a customer already. Somebody else was first."),
    "end_before_since": N_("Choose a last day on or after the first day as a customer."),
    "end_far": N_("Choose a last day within five years."),
    "day_early": N_("Choose a day in 1950 or later."),
    "too_many": N_("There are %(count)s already, which is the most a customer can have."),
    "branch_of_other": N_("Choose a branch of this customer."),
    "in_the_past": N_("Choose today or a later day."),
    "too_far": N_("Choose a day within two years."),
    "not_at_work": N_("This person holds no position on that day. Choose somebody else or another day."),
    "not_yours_to_hand_over": N_(
        "Some of these customers have ended or are not yours to hand over (any more). This is how it stands."
    ),
    "agreed_already": N_("Another hand-over of %(name)s is agreed already. Call that off first, or leave it out."),
    "owns_already": N_("%(name)s has this owner and partner already. Leave it out, or choose somebody else."),
    "begun_already": N_("This hand-over has begun. Hand the customer over again instead."),
    "works_already": N_("This person owns it, is its partner or contributes already."),
}
