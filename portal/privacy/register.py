"""The register of processing (GDPR art. 30) and the facts of an impact assessment, from what the portal knows itself.

The legal ground, the recipients outside and the signature are the organisation's: those fields stand open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from portal.core import settings
from portal.core.i18n import format_date, text_in
from portal.privacy import kinds, purposes, words
from portal.privacy.models import AgreedBy, Covers
from portal.privacy.services import agreements


@dataclass(frozen=True)
class Entry:
    """One processing in one country: facts as (word, text); an empty text is for the organisation to fill in."""

    title: str
    facts: list[tuple[str, str]]


def of(country: str) -> list[Entry]:
    """Every processing of a country: each kind of record, figures about persons, and the account itself."""
    made = [_record(country, code) for code, kind in kinds.KINDS.items() if kind.opens]
    made.append(_figures(country))
    made.append(_account(country))
    return made


def _kept(country: str, code: str) -> str:
    terms = kinds.terms(code, country)
    if terms.after_leaving is None:
        return _("%(months)s months from its day", months=terms.months)
    return _(
        "%(months)s months from its day, or %(leaving)s months after leaving",
        months=terms.months, leaving=terms.after_leaving,
    )  # fmt: skip


def _record(country: str, code: str) -> Entry:
    purpose = purposes.current(country, code)
    return Entry(
        kinds.name_of(code),
        [
            (_("What it is for"), text_in(purpose.text) if purpose else ""),
            (_("Whose data"), _("Sellers and who coaches or manages them")),
            (_("Which data"), _("Ratings, observations, agreements and own comments; no health data")),
            (_("Class"), _("Confidential: readable by name, every reading logged")),
            (_("Who reads it"), _("The person and the coach or manager; HR with a stated reason")),
            (_("Kept for"), _kept(country, code)),
            (_("Agreed with the employees"), _agreed(country, Covers.COACHING)),
            (_("Legal ground"), ""),
            (_("Recipients outside the organisation"), ""),
        ],
    )


def _figures(country: str) -> Entry:
    smallest = settings.get("minimum_group")
    return Entry(
        _("Figures about persons"),
        [
            (_("What it is for"), _("Seeing whether plans, visits and promises go as agreed")),
            (_("Whose data"), _("Sellers and their managers")),
            (_("Which data"), _("Counts over plans, visits, promises and revenue; no score and no ranking")),
            (_("Class"), _("Internal: for the person and the line upwards")),
            (
                _("Who reads it"),
                _("The person and the line upwards; groups from %(number)s people up", number=smallest),
            ),
            (_("Kept for"), _("Counted when read; nothing is kept")),
            (_("Agreed with the employees"), _agreed(country, Covers.FIGURES)),
            (_("Legal ground"), ""),
            (_("Recipients outside the organisation"), ""),
        ],
    )


def _account(country: str) -> Entry:
    """The account and the daily work: whatever is not opened with a reason, with the term of each kind."""
    daily = [code for code, kind in kinds.KINDS.items() if not kind.opens]
    kept = [f"{kinds.name_of(code)}: {_kept(country, code)}" for code in daily]
    return Entry(
        _("Account and work in the portal"),
        [
            (_("What it is for"), _("Signing in, working on plans and visits, knowing who changed what")),
            (_("Whose data"), _("Everybody with an account")),
            (
                _("Which data"),
                _("Name, address for mail, positions, absence (dates only), sign-ins, history of changes"),
            ),
            (_("Class"), _("Internal")),
            (_("Who reads it"), _("Colleagues by their role; administrators and HR in their scope")),
            (_("Kept for"), "; ".join(kept)),
            (_("Legal ground"), ""),
            (_("Recipients outside the organisation"), ""),
        ],
    )


def _agreed(country: str, covers: Covers) -> str:
    running = next((one for one in agreements.of(country) if one.covers is covers and one.ended_on is None), None)
    if running is None:
        return _("Nothing is recorded: it is off")
    return f"{words.agreed(AgreedBy(running.kind))}, {format_date(running.agreed_on, 'long')}, {running.document}"


def measures() -> list[tuple[str, str]]:
    """What the portal does about the risks, for the impact assessment: (risk, what stands against it)."""
    return [
        (
            _("Somebody is judged by a number"),
            _(
                "No total, mark, ranking or comparison of people exists; a decision always names who took it."
            ),
        ),
        (
            _("Somebody reads more than they should"),
            _(
                "One table says who may open each page; administrators read no coaching; each reading of it is logged."
            ),
        ),
        (
            _("It is used as a means of control"),
            _(
                "It stays off in a country until the employees' representatives were heard;"
                " it is evaluated on a fixed day."
            ),
        ),
        (
            _("It is kept too long"),
            _("A job deletes by the terms of each country and writes a report; a dispute stops it for one person."),
        ),
        (
            _("A group is so small that it says something about one person"),
            _("Figures of groups are shown from a minimum number of people up."),
        ),
        (
            _("A text is wrong"),
            _("The person asks for a correction and gets an answer with a reason; an own comment cannot be removed."),
        ),
    ]


def as_paper_rows(entries: list[Entry]) -> list[list[Any]]:
    """The same as rows of a sheet: processing, word, text."""
    return [[one.title, word, text] for one in entries for word, text in one.facts]
