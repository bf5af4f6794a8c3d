"""Who reads and keeps criteria: whoever coaches or is coached reads them, HR keeps them in the countries of its scope.

A set for all countries is kept by HR of any of them; it comes into force once each country has agreed, and what was
agreed in a country is recorded by HR of that country.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort
from sqlalchemy import select

from portal.coaching.criteria_queries import Whom, countries_of, draft_of, latest_of, whom_of
from portal.coaching.models import CriteriaSet, Instrument
from portal.coaching.policy import has_part
from portal.core.db import db
from portal.core.policy import N_, Rule, rule
from portal.people.me import Me
from portal.people.models import GrantKind, Unit
from portal.people.policy import unit_in_scope


@dataclass(frozen=True)
class SetFile:
    """A set as its pages need it. `kept` are the countries for which this person is HR."""

    id: int
    instrument: Instrument
    name: Mapping[str, str]
    whom: Whom
    retired_on: date | None
    countries: tuple[str, ...]
    kept: frozenset[str]

    @property
    def may(self) -> bool:
        """May change it."""
        return self.retired_on is None and any(country in self.kept for country in self.countries)


def kept_countries(me: Me) -> frozenset[str]:
    """The countries for which somebody is HR today."""
    if not me.is_hr:
        return frozenset()
    found = select(Unit.country).where(Unit.country.is_not(None), unit_in_scope(me, (GrantKind.HR,)))
    return frozenset(db.session.scalars(found))


def _reads(me: Me) -> None:
    if not has_part(me):
        abort(403)


def find(me: Me, set_id: int) -> SetFile:
    """The set for this person; 404 when it does not exist for them: HR alone sees one that was never in force."""
    _reads(me)
    row = db.session.get(CriteriaSet, set_id) or abort(404)
    file = SetFile(
        row.id, row.instrument, row.name, whom_of(row.id), row.retired_on, tuple(countries_of(row)), kept_countries(me)
    )
    if not me.is_hr and latest_of(set_id) is None:
        abort(404)
    return file


def _keep(me: Me, set_id: int) -> SetFile:
    file = find(me, set_id)
    return file if file.may else abort(403)


def _work(me: Me, set_id: int) -> SetFile:
    file = _keep(me, set_id)
    return file if draft_of(set_id) else abort(404)


def _agree(me: Me, set_id: int, code: str) -> tuple[SetFile, str]:
    file = _work(me, set_id)
    if code not in file.countries:
        abort(404)
    return (file, code) if code in file.kept else abort(403)


def _begin(me: Me) -> frozenset[str]:
    return kept_countries(me) or abort(403)


def _rule(code: str, says: str, load: Any, takes: tuple[str, ...] = ("set_id",), gives: str = "file") -> Rule:
    return rule(code, says, load=load, takes=takes, gives=gives)


LIST = rule("criteria.list", N_("Whoever coaches or is coached, and HR, read the criteria in force"), load=_reads)
READ = _rule(
    "criteria.read", N_("Whoever coaches or is coached, and HR, read a set of criteria and its versions"), find
)
BEGIN = _rule("criteria.begin", N_("HR begins sets of criteria"), _begin, takes=(), gives="kept")
KEEP = _rule("criteria.keep", N_("HR of a country where a set of criteria applies keeps it"), _keep)
WORK = _rule("criteria.work", N_("HR of a country where a set of criteria applies changes its draft"), _work)
AGREE = _rule(
    "criteria.agree", N_("HR of a country records what was agreed there about the criteria"), _agree,
    takes=("set_id", "code"), gives="here",
)
