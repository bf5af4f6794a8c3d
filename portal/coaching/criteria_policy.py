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

from portal.coaching.beginning import has_part
from portal.coaching.criteria_queries import Whom, applies_in, at_work_of, with_whom
from portal.coaching.models import CriteriaSet, CriteriaVersion, Instrument
from portal.core.db import db
from portal.core.policy import N_, Rule, rule
from portal.people.me import Me
from portal.people.models import GrantKind, Role, RoleLevel, Unit
from portal.people.policy import unit_in_scope


@dataclass(frozen=True)
class SetFile:
    """A set as its pages need it, with its draft and the last version that was put in force.

    `kept` are the countries for which this person is HR.
    """

    id: int
    instrument: Instrument
    name: Mapping[str, str]
    whom: Whom
    retired_on: date | None
    countries: tuple[str, ...]
    kept: frozenset[str]
    draft: CriteriaVersion | None
    latest: CriteriaVersion | None

    @property
    def may(self) -> bool:
        """May change it."""
        return self.retired_on is None and any(country in self.kept for country in self.countries)


def _countries(me: Me) -> dict[str, bool]:
    """The countries of the organisation, each with whether this person is HR for it today."""
    found = select(Unit.country, unit_in_scope(me, (GrantKind.HR,))).where(Unit.country.is_not(None)).distinct()
    made: dict[str, bool] = {}
    for country, kept in db.session.execute(found):
        made[country] = made.get(country, False) or (kept and me.is_hr)
    return dict(sorted(made.items()))


def kept_countries(me: Me) -> frozenset[str]:
    """The countries for which somebody is HR today."""
    return frozenset(country for country, kept in _countries(me).items() if kept)


def _reads(me: Me) -> None:
    if not has_part(me):
        abort(403)


def find(me: Me, set_id: int) -> SetFile:
    """The set for this person; 404 when it does not exist for them: HR alone sees one that was never in force."""
    _reads(me)
    found = select(CriteriaSet, Role.title, RoleLevel.code, Role.country)
    loaded = db.session.execute(with_whom(found).where(CriteriaSet.id == set_id)).one_or_none() or abort(404)
    row, title, level, of_role = loaded
    everywhere, (draft, latest) = _countries(me), at_work_of(set_id)
    if not me.is_hr and latest is None:
        abort(404)
    return SetFile(
        row.id, row.instrument, row.name, Whom(title, level, row.country), row.retired_on,
        tuple(applies_in(row.country, of_role) or everywhere), frozenset(c for c, kept in everywhere.items() if kept),
        draft, latest,
    )


def _keep(me: Me, set_id: int) -> SetFile:
    file = find(me, set_id)
    return file if file.may else abort(403)


def _work(me: Me, set_id: int) -> SetFile:
    file = _keep(me, set_id)
    return file if file.draft else abort(404)


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
