"""A figure with its rows: what every number in the portal leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import audit, clock, figures, sheets
from portal.core.db import write
from portal.core.figures import Figure, FigureUnit, Period, Scope, ScopeKind, Sight
from portal.core.hx import is_partial, render
from portal.core.policy import N_, permit, rule
from portal.people.me import Me
from portal.people.queries.countries import countries
from portal.privacy import figures as privacy
from portal.privacy import kinds

blueprint = Blueprint("figures", __name__, url_prefix="/figures")

BACK = {"year": 4, "quarter": 8, "month": 13}  # periods in the trend of a page, the shown one included
LARGEST = 2_147_483_647
KINDS = {"person": "person", "team": "unit", "company": "unit", "customer": "customer"}  # as the history calls them

audit.sentences({"figure_exported": N_("Rows of the figure %(figure)s exported, number of rows: %(rows)s")})


@dataclass(frozen=True)
class Asked:
    """The figure that an address names, and how its reader sees it."""

    figure: Figure
    scope: Scope
    period: Period
    sight: Sight

    def url(self, period: Period | None = None, **more: Any) -> str:
        """The address of this figure, in another period when given."""
        return figures.address(self.figure.code, self.scope, period or self.period, **more)


def load(me: Me, code: str) -> Asked:
    """The figure as the address names it; 404 for strangers, 403 where only its lead sees it."""
    figure = figures.FIGURES.get(code)
    kind, number = request.args.get("scope", "person"), request.args.get("id", "")
    if figure is None or kind not in list(ScopeKind):
        abort(404)
    period = figures.asked_period(request.args, figure.periods)
    whose = _id(number) if number else (me.id if kind == ScopeKind.PERSON else 0)
    if period is None or not whose:
        abort(404)
    scope = Scope(ScopeKind(kind), whose)
    sight = figures.may_see(me, figure, scope)
    if sight is None:
        abort(404)
    if sight is Sight.OFF:
        raise figures.FiguresOff(scope)
    return abort(403) if sight is Sight.KNOWN else Asked(figure, scope, period, sight)


def _id(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 11 else 0
    return number if number <= LARGEST else 0


READ = rule(
    "figures.read",
    N_(
        "A person and the line upwards see the figures about that person, with their rows. Who leads a team and the "
        "line upwards see the figures of the team, with their rows; its members see the number only, from the minimum "
        "group size up. The lead of the company sees its figures"
    ),
    load=load,
    takes=("code",),
    gives="asked",
)


@blueprint.app_errorhandler(figures.FiguresOff)
def off(error: figures.FiguresOff) -> Any:
    """Why there is no figure, and who can switch figures on: instead of any page of figures about others."""
    if is_partial():
        return "", 403
    return render("home/figures_off.html", status=403, **privacy.told_off(error.scope))


@blueprint.get("/<code>")
@permit(READ)
def show(asked: Asked) -> Any:
    """The number, how it is counted, how it went, and its rows."""
    readings = _over_time(asked)
    page = figures.page_of(
        asked.figure,
        asked.scope,
        asked.period,
        current_user,
        asked.sight,
        after=request.args.get("after", ""),
        before=request.args.get("before", ""),
        counted=readings[-1].rows,
    )
    return render(
        "home/figure.html",
        fragment="rows",
        asked=asked,
        figure=asked.figure,
        card=figures.card_of(readings[-1], linked=False),
        trend=_trend(asked, readings),
        scope_name=figures.scope_name(asked.scope),
        page=page,
        off=asked.sight is Sight.SUM,
        own=asked.scope == _mine(),
        back=_back(asked),
        rows=[figures.cells(asked.figure, row) for row in page.rows],
        spans=_spans(asked),
        kept_since=_kept_since(readings),
        export=url_for(".export", code=asked.figure.code, **request.args.to_dict()),
    )


@blueprint.post("/<code>/export")
@permit(READ)
def export(asked: Asked) -> Any:
    """The rows that this reader may see as a workbook; the history keeps who took them."""
    rows = figures.all_rows(asked.figure, asked.scope, asked.period, current_user, asked.sight)
    columns, cells = figures.sheet_of(asked.figure, rows)
    content = sheets.xlsx_bytes(columns, cells, _(asked.figure.name))
    with write():
        about = KINDS[asked.scope.kind], asked.scope.id
        audit.record("figure_exported", *about, actor=current_user, figure=asked.figure.code, rows=len(rows))
    name = f"{asked.figure.code}-{asked.period.starts:%Y-%m-%d}.xlsx"
    return sheets.download(content, name, sheets.XLSX)


def _kept_since(readings: list[figures.Reading]) -> date | None:
    """The day before which some of what is counted here may be deleted by now; None where nothing shown goes so far
    back.
    """
    since = kinds.kept_since(readings[0].figure.code, clock.today(), countries())
    return since if since is not None and readings[0].period.starts < since else None


def _mine() -> Scope:
    return Scope(ScopeKind.PERSON, current_user.id)


def _back(asked: Asked) -> tuple[str, str]:
    """(address, words) of where the figures of this scope stand together; Today for who sees only the number."""
    if asked.sight not in (Sight.FULL, Sight.SUM):
        return url_for("home.today"), _("Today")
    if asked.scope.kind is ScopeKind.CUSTOMER:
        return url_for("customers.show", customer_id=asked.scope.id), figures.scope_name(asked.scope)
    about = {"person" if asked.scope.kind is ScopeKind.PERSON else "unit": asked.scope.id}
    return url_for("reports.plans", year=asked.period.starts.year, **about), _("Plans and results")


def _over_time(asked: Asked) -> list[figures.Reading]:
    """The figure in this period, which stands last, and in those before; a further page of rows needs only this one."""
    periods = [asked.period]
    while not is_partial() and len(periods) < BACK[asked.period.per] and (earlier := periods[0].previous):
        periods.insert(0, earlier)
    full = asked.sight is Sight.FULL
    return figures.read_all([figures.Ask(asked.figure, asked.scope, period, full) for period in periods])


def _trend(asked: Asked, readings: list[figures.Reading]) -> list[dict[str, Any]]:
    """Series for the charts, one per currency, from the first period that has something; none to compare, none made."""
    if asked.figure.unit is FigureUnit.DISTRIBUTION:
        return []
    shown = [figures.card_of(reading, linked=False) for reading in readings]
    held = [number for number, one in enumerate(shown) if one.values]
    if len(held) < 2:
        return []
    kept = list(zip(readings, shown, strict=True))[held[0] :]
    currencies = dict.fromkeys(value.currency for one in shown for value in one.values)
    return [
        {"currency": currency, "points": [_point(reading.period, one, currency) for reading, one in kept]}
        for currency in sorted(currencies)
    ]


def _point(period: Period, one: figures.Card, currency: str) -> dict[str, Any]:
    value = next((value for value in one.values if value.currency == currency), None)
    return {"label": period.short, "value": value.size if value else None, "text": value.text if value else "–"}


def _spans(asked: Asked) -> list[dict[str, Any]]:
    """Tabs for a figure that is counted over more than one length of time; while it runs a shorter one is today's."""
    words = {"year": _("Year"), "quarter": _("Quarter"), "month": _("Month")}
    day = min(asked.period.ends, max(asked.period.starts, clock.today()))
    return [
        {"label": words[per], "href": asked.url(figures.of_day(per, day)), "current": per is asked.period.per}
        for per in asked.figure.periods
    ]
