"""Figures about contacts (spec 4, figures 3, 6 and 9): contacts made, promises kept, report discipline.

They are figures of people and their groups; nobody is ranked by them.
"""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import Select, func

from portal.core.figures import (
    N_,
    Also,
    Better,
    Column,
    Figure,
    FigureUnit,
    Per,
    Period,
    Scope,
    ScopeKind,
    Show,
    figure,
    middle,
    share,
    tally,
)
from portal.people.me import Me
from portal.visits import figure_rows, followup_rows, policy
from portal.visits.words import CHANNELS


def _promised(scope: Scope, period: Period) -> Select:
    rows = followup_rows.promises(scope, period)
    return rows.add_columns(func.nullif(rows.selected_columns.days_late, 0).label("late_by"))


def _page_of_promise(uid: str) -> str:
    return url_for("visits.promise", uid=uid)


def page(uid: str) -> str:
    """The address of a contact."""
    return url_for("visits.show", uid=uid)


EVERY = (Per.YEAR, Per.QUARTER, Per.MONTH)
SCOPES = (ScopeKind.PERSON, ScopeKind.TEAM, ScopeKind.COMPANY)
CUSTOMER = Column("customer", N_("Customer"), Show.LINK, subject="customer", id="customer_id")
CONTACT = Column(
    "channel", N_("Planned contact"), Show.LINK, subject="visit", id="uid", words=CHANNELS, link=page
)
HELD = Column("channel", N_("Channel"), Show.LINK, subject="visit", id="uid", words=CHANNELS, link=page)
SELLER = Column("seller", N_("Seller"))
OUTCOMES = {
    "made": N_("Made"), "open": N_("Not made yet"), "missed": N_("Not made"),
    "by_customer": N_("Cancelled by the customer"), "by_us": N_("Cancelled by us"),
    "unplanned": N_("Not in a plan"),
}


def of_readable_contacts(me: Me, rows: Select) -> Select:
    """The rows about contacts that the person may read today."""
    return rows.where(policy.readable_by(me))


def _register(code: str, name: str, rule: str, rows: Any, **more: Any) -> Figure:
    made = {
        "scopes": SCOPES, "periods": EVERY, "person": "person_id", "order": "folded", "limit": of_readable_contacts,
        "for_deputy": True,
    }
    return figure(Figure(code, name, rule, FigureUnit.PERCENT, Better.HIGHER, rows=rows, **made | more))


VISITS_MADE = _register(
    "visits_made", N_("Planned contacts made"),
    N_(
        "Planned contacts of approved plans that were due in the period, up to today, and were made, divided by all "
        "that were due. One is made by a contact with the customer through the same channel within its window: half "
        "the time between two contacts to either side of its day, at least a week. Each contact makes one. An absence "
        "of the seller moves the window. What the customer cancelled and was not made is left out and stands apart; "
        "what we cancelled counts as not made. One that can still be made within its window counts as due from its "
        "day on; how many of those there are stands apart."
    ),
    figure_rows.planned, measure=share("made", of="counts"),
    also=(
        Also(N_("Still possible within their window"), FigureUnit.COUNT, tally("open")),
        Also(N_("Cancelled by the customer"), FigureUnit.COUNT, tally("by_customer")),
        Also(N_("Cancelled by us"), FigureUnit.COUNT, tally("by_us")),
        Also(N_("Contacts held that no plan asked for"), FigureUnit.COUNT, tally("unplanned")),
    ),
    columns=(
        CUSTOMER, CONTACT, SELLER, Column("day", N_("Date"), Show.DATE), Column("made_on", N_("Made on"), Show.DATE),
        Column("outcome", N_("Outcome"), Show.WORD, words=OUTCOMES),
    ),
)
REPORT_DISCIPLINE = _register(
    "report_discipline", N_("Reports on time"),
    N_(
        "Contacts held in the period, up to today, whose report was written within the working days that the "
        "organisation set (3 unless it chose otherwise), divided by all that were held. It counts when the report was "
        "finished, also on a device without a network, once it was sent. A contact without a report counts only after "
        "those days are over, and stands among the rows from then on."
    ),
    figure_rows.reported, measure=share("in_time"),
    columns=(
        CUSTOMER, HELD, SELLER, Column("day", N_("Held on"), Show.DATE),
        Column("written_at", N_("Report written on"), Show.DATE),
        Column("days", N_("Working days until the report"), Show.NUMBER),
        Column("in_time", N_("On time"), Show.YES),
    ),
)
PROMISES_KEPT = _register(
    "promises_kept", N_("Promises kept"),
    N_(
        "Promises to customers that were due in the period and kept on their day or before, divided by all that were "
        "due. What is due today counts once it is kept, or tomorrow; what was dropped does not count. Another "
        "day agreed with the customer counts when it was agreed by the day it replaces; after that the day that passed "
        "keeps counting. A promise counts to who sees to it, and one that a department sees to, to who made it. Late "
        "ones show how many days."
    ),
    _promised, limit=followup_rows.readable, measure=share("kept"),
    also=(Also(N_("Days late, the median of the late ones"), FigureUnit.DAYS, middle("late_by")),),
    columns=(
        CUSTOMER, Column("what", N_("Promise"), Show.LINK, subject="promise", id="uid", link=_page_of_promise),
        Column("seller", N_("Responsible")), Column("due", N_("Due"), Show.DATE),
        Column("moved", N_("Times moved"), Show.NUMBER), Column("done_on", N_("Kept on"), Show.DATE),
        Column("days_late", N_("Days late"), Show.NUMBER), Column("kept", N_("Kept in time"), Show.YES),
    ),
)
