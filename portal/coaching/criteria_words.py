"""The words about criteria: history, refusals, what a set is for. Made when they are read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from portal.coaching.criteria_queries import Whom
from portal.coaching.models import CriteriaSet, Instrument
from portal.core import i18n
from portal.core.audit import sentences
from portal.core.db import db
from portal.core.policy import N_
from portal.core.subjects import subject
from portal.people.history import REFUSALS as OF_PEOPLE

INSTRUMENTS = {Instrument.RIDE_ALONG: N_("Riding along and listening in"), Instrument.TALK: N_("Progress talk")}
COUNTRIES = {"NL": N_("Netherlands"), "NO": N_("Norway")}


def instrument(code: str) -> str:
    """What a set is for."""
    return _(INSTRUMENTS[Instrument(code)])


def country(code: str | None) -> str:
    """A country, or all of them."""
    return _(COUNTRIES[code]) if code in COUNTRIES else code or _("All countries")


def whom(of: Whom) -> str:
    """For whom a set is: everybody, or a role, its level, a country."""
    if of.title is None:
        return country(of.country) if of.country else _("Everybody")
    said = i18n.text_in(dict(of.title))
    if of.level:
        said = _("%(role)s, level %(level)s", role=said, level=of.level)
    return f"{said} ({country(of.country)})" if of.country else said


def agreement(code: str) -> str:
    """How the employees' side of a country takes part: the works council consents, tillitsvalgte discuss."""
    return _(AGREED.get(code, AGREED[""]))


AGREED = {
    "NL": N_("Consent of the works council"),
    "NO": N_("Discussion with the employee representatives"),
    "": N_("Agreement with the employees' side"),
}
ELEMENTS = {"group": N_("Group"), "criterion": N_("Criterion"), "question": N_("Question")}


def element(kind: str) -> str:
    """What an element of a set is."""
    return _(ELEMENTS[kind])


def _names(ids: Collection[int]) -> dict[int, Any]:
    return dict(db.session.execute(select(CriteriaSet.id, CriteriaSet.name).where(CriteriaSet.id.in_(ids))).all())


subject("criteria_set", N_("Criteria"), lambda set_id: url_for("coaching.criteria_set", set_id=set_id), _names)

sentences(
    {
        "criteria_laid": N_("Criteria started from the recommended set"),
        "criteria_copied": N_("Criteria started as a copy"),
        "criteria_drafted": N_("New version of the criteria started"),
        "criteria_discarded": N_("Draft of the criteria discarded"),
        "criteria_changed": N_("Criteria changed in the draft"),
        "criteria_agreed": N_("Agreement on the criteria recorded for %(country)s, of %(date)s"),
        "criteria_agreement_removed": N_("Agreement on the criteria for %(country)s removed"),
        "criteria_in_force": N_("Version %(number)s of the criteria in force from %(date)s"),
        "criteria_taken_back": N_("Version %(number)s of the criteria taken back before it came into force"),
        "criteria_retired": N_("Criteria no longer offered from %(date)s"),
        "growth_added": N_("Observation of %(date)s put beside what the next level asks"),
        "growth_removed": N_("Observation of %(date)s taken away from what the next level asks"),
    }
)

REFUSALS = OF_PEOPLE | {
    "edited_since": N_("This was changed meanwhile. It is shown as it is now; do it again if you still want to."),
    "criteria_there": N_("There is a set for this instrument and these people already. Change that one."),
    "criteria_agreed": N_(
        "An agreement is recorded for this text, so it cannot be changed. Remove the agreement first, then change it."
    ),
    "criteria_empty": N_("There is no criterion in this version yet."),
    "criteria_missing": N_("Texts are missing in a language that these people work in. Fill them in first."),
    "criteria_not_agreed": N_("The agreement is not recorded yet for %(country)s."),
    "criteria_before": N_("Choose a day from %(date)s on."),
    "criteria_retired": N_("This set is no longer offered."),
    "criteria_scope": N_("You are not HR for these people. Choose a role or a country of yours."),
    "criteria_same": N_("Nothing differs from the version in force, so there is nothing to put in force."),
    "criteria_code": N_("Another criterion has this number already."),
    "day_to_come": N_("This day is still to come."),
    "growth_unread": N_("You may not read this observation, or it belongs to somebody else."),
    "growth_cell": N_("The next level no longer asks this. Open the page again."),
}
