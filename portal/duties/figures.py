"""Coverage of ride-alongs and talks (spec 4, figures 7 and 8): per seller, never ranked.

A seller counts once in a period, however often it comes back; how many of all were done stands beside it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

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
    ratio,
    share,
    total,
)
from portal.duties import queries, settling
from portal.duties.history import page
from portal.duties.models import Obligation, Standing
from portal.duties.policy import readable_by
from portal.people.me import Me
from portal.people.models import Person, UnitPath
from portal.profiles.duty import SettledBy

EVERY = (Per.YEAR, Per.QUARTER, Per.MONTH)
SCOPES = (ScopeKind.PERSON, ScopeKind.TEAM, ScopeKind.COMPANY)


def _in_scope(scope: Scope) -> Any:
    """Of a person what they owe, of a unit what is owed about the sellers in it and below it."""
    if scope.kind is ScopeKind.PERSON:
        return Obligation.owner_id == scope.id
    return Obligation.unit_id.in_(select(UnitPath.unit_id).where(UnitPath.over_id == scope.id))


def covered(by: SettledBy, scope: Scope, period: Period, *more: Any) -> Select:
    """One row per seller with such an obligation due in the period: how many, how many of them done, and when last."""
    held = (
        select(
            Obligation.id, Obligation.about_id, Obligation.standing, settling.done_on(Obligation).label("done_on"),
        )
        .where(
            Obligation.by == by, _in_scope(scope), Obligation.due >= period.starts, Obligation.due <= period.ends,
            Obligation.standing != Standing.ENDED, *more,
        )
        .subquery()
    )  # fmt: skip
    done = held.c.done_on.is_not(None)
    return (
        select(
            Person.id.label("id"), Person.id.label("person_id"), Person.name.label("seller"),
            Person.folded.label("folded"), queries.ones(queries.counts(held)).label("owed"),
            queries.ones(done).label("done"), queries.ones(held.c.standing == Standing.WAIVED, ~done).label("waived"),
            func.max(held.c.done_on).label("last_on"), func.max(held.c.id).label("latest_id"),
            (queries.ones(done) > 0).label("covered"),
        )
        .join(held, held.c.about_id == Person.id)
        .group_by(Person.id, Person.name, Person.folded)
        .having(queries.ones(queries.counts(held)) > 0)
    )  # fmt: skip


def _register(code: str, name: str, rule: str, by: SettledBy) -> Figure:
    def rows(scope: Scope, period: Period) -> Select:
        return covered(by, scope, period)

    def readable(me: Me, found: Select) -> Select:
        latest = found.selected_columns.latest_id.element  # each row leads to the latest of its obligations
        return found.having(latest.in_(select(Obligation.id).where(Obligation.by == by, readable_by(me))))

    return figure(
        Figure(
            code, name, rule, FigureUnit.PERCENT, Better.HIGHER, periods=EVERY, scopes=SCOPES, rows=rows,
            measure=share("covered"), person="person_id", order="folded", limit=readable,
            also=(
                Also(N_("Of all that were asked, done"), FigureUnit.PERCENT, ratio("done", "owed")),
                Also(N_("Waived"), FigureUnit.COUNT, total("waived", currency="")),
            ),
            columns=(
                Column("seller", N_("Seller"), Show.LINK, subject="obligation", id="latest_id", link=page),
                Column("owed", N_("Asked"), Show.NUMBER), Column("done", N_("Has been done"), Show.NUMBER),
                Column("last_on", N_("Last one on"), Show.DATE),
                Column("covered", N_("Covered"), Show.YES),
            ),
        )
    )  # fmt: skip


RIDE_ALONGS = _register(
    "ride_along_coverage", N_("Ride-along coverage"),
    N_(
        "Sellers with a completed ride-along, divided by all sellers for whom a ride-along was asked in the period. "
        "What is asked follows from the duties of the function profiles and is due on a day of the period; it is done "
        "by a completed ride-along with that seller within its week or months, whoever rode along. What was waived or "
        "is paused by absence counts only when it was done all the same. A seller counts once; how many of all that "
        "were asked were done stands apart."
    ),
    SettledBy.RIDE_ALONG,
)
TALKS = _register(
    "talk_coverage", N_("Talk coverage"),
    N_(
        "Sellers with whom a progress talk was held, divided by all sellers for whom a talk was asked in the period. "
        "What is asked follows from the duties of the function profiles and is due on a day of the period; it is done "
        "by a talk that was held within its weeks or months. What was waived or is paused by absence counts only when "
        "it was done all the same. A seller counts once; how many of all that were asked were held stands apart."
    ),
    SettledBy.TALK,
)
