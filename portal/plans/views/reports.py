"""What every page of figures shares: its blueprint, whose figures it shows, and who may see that.

It stands with the plans, because plans stand above customers, visits and people and read them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from portal.core import clock, figures, i18n
from portal.core.db import db
from portal.core.figures import FIGURES, SCOPES, Per, Period, Scope, ScopeKind, Sight
from portal.core.hx import render
from portal.core.policy import N_, permit, rule
from portal.customers import policy as customers
from portal.customers import queries
from portal.people.forms.fields import number
from portal.people.me import Me
from portal.people.models import Unit, UnitKind, UnitPath

blueprint = Blueprint("reports", __name__, url_prefix="/reports")

EARLIEST, AHEAD = 2000, 1


@dataclass(frozen=True)
class Asked:
    """Whose figures an address asks for, of which year. `above`: (id, name) of the units over a unit, top first.

    `off`: figures about persons are off in the unit, so no line of a person and no row is shown.
    """

    scope: Scope
    name: str
    year: int
    above: tuple[tuple[int, str], ...] = ()
    off: bool = False

    @property
    def period(self) -> Period:
        """The year."""
        return figures.year(self.year)

    @property
    def is_unit(self) -> bool:
        """A unit, not a person."""
        return self.scope.kind is not ScopeKind.PERSON

    @property
    def query(self) -> dict[str, int]:
        """The part of an address that asks for this."""
        return {"unit" if self.is_unit else "person": self.scope.id, "year": self.year}

    def url(self, endpoint: str = ".plans", **changes: Any) -> str:
        """The same in another year, or on another page."""
        return url_for(endpoint, **self.query | changes)

    def figure(self, code: str, scope: Scope | None = None) -> str:
        """The page of a figure with its rows; of another scope when given."""
        return figures.address(code, scope or self.scope, self.period)

    @property
    def years(self) -> tuple[int | None, int | None]:
        """The years beside this one that can be shown."""
        earlier = self.year - 1 if self.year > EARLIEST else None
        return earlier, self.year + 1 if self.year < clock.today().year + AHEAD else None


def asked_year() -> int:
    """The year of the address, this one without; 404 for a year that has no figures."""
    text = request.args.get("year", "")
    year = number(text) if text else clock.today().year
    if year is None or not EARLIEST <= year <= clock.today().year + AHEAD:
        abort(404)
    return year


def load(me: Me) -> Asked:
    """The unit or person of the address; without one what this person leads, else themselves.

    404 for strangers, 403 for those who belong to the unit without leading it.
    """
    unit, person = (request.args.get(name, "") for name in ("unit", "person"))
    if unit or person:
        kind, about = (ScopeKind.TEAM, number(unit)) if unit else (ScopeKind.PERSON, number(person))
        if not about:
            abort(404)
        off = Sight.SUM in seen_by(me, Scope(kind, about))
    else:
        if not (me.is_manager or customers.has_customers(me)):
            abort(403)
        led = queries.led_units(me, i18n.current()) if me.is_manager else []
        kind, about = (ScopeKind.TEAM, led[0][0]) if led else (ScopeKind.PERSON, me.id)
        off = bool(led) and figures.is_off(me, Scope(kind, about))
    return _found(kind, about, off=off)


def seen_by(me: Me, scope: Scope) -> set[Sight]:
    """How this person sees all figures of a scope. 404 for strangers, 403 for members; raises `FiguresOff`."""
    sights = figures.sights(me, scope)
    if not sights - {Sight.SUM}:
        abort(404)
    if not sights & {Sight.FULL, Sight.DEPUTY}:
        abort(403)
    if Sight.OFF in sights:
        raise figures.FiguresOff(scope)
    return sights


def _found(kind: ScopeKind, about: int, *, off: bool) -> Asked:
    scope = Scope(kind, about)
    if kind is ScopeKind.PERSON:
        return Asked(scope, figures.scope_name(scope), asked_year())
    rows = db.session.execute(
        select(Unit.id, Unit.name, Unit.kind)
        .join(UnitPath, UnitPath.over_id == Unit.id)
        .where(UnitPath.unit_id == about)
        .order_by(UnitPath.steps.desc())
    ).all()
    if rows[-1].kind is UnitKind.COMPANY:
        scope = Scope(ScopeKind.COMPANY, about)
    return Asked(scope, rows[-1].name, asked_year(), tuple((row.id, row.name) for row in rows[:-1]), off)


READ = rule(
    "reports.read",
    N_(
        "Sellers see their own figures, plans and results added up; who leads a unit, with their deputy, sees those of "
        "the unit, of the units below it and of the people in them"
    ),
    load=load,
    gives="asked",
)


def tabs(asked: Asked, here: str) -> list[dict[str, Any]]:
    """The pages of figures for the same unit or person and year."""
    pages = ((".plans", _("Plans and results")), (".every", _("All figures")), (".targets", _("Sales targets")))
    return [{"label": label, "href": asked.url(page), "current": page == here} for page, label in pages]


def parents(asked: Asked) -> list[tuple[str, str]]:
    """(address, name) of the units over it that this person may open, top first."""
    sights = {one: SCOPES[ScopeKind.TEAM].sight(current_user, one) for one, _name in asked.above}
    return [
        (url_for(".plans", unit=one, year=asked.year), name)
        for one, name in asked.above
        if sights[one] & {Sight.FULL, Sight.DEPUTY}
    ]


@blueprint.get("/")
@permit(READ)
def every(asked: Asked) -> Any:
    """Every figure that is counted per year for this unit or person."""
    wanted = [
        (code, asked.scope, asked.period)
        for code, figure in FIGURES.items()
        if asked.scope.kind in figure.scopes and Per.YEAR in figure.periods
    ]
    return render(
        "reports/every.html", asked=asked, tabs=tabs(asked, ".every"), parents=parents(asked),
        cards=figures.cards(current_user, wanted),
    )
