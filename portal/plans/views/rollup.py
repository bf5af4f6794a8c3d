"""Plans and results added up: of a seller, a team, a country, the company; and the same as a workbook."""

from __future__ import annotations

from functools import partial
from typing import Any

from babel.dates import get_month_names
from flask import url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import audit, figures, i18n, settings, sheets
from portal.core.alphabet import sort_key
from portal.core.db import write
from portal.core.hx import render
from portal.core.numbers import format_amount
from portal.core.policy import N_, permit
from portal.core.sheets import Kind, SheetColumn
from portal.customers.models import Segment
from portal.customers.words import SEGMENTS
from portal.plans import loads, realisation, rollup
from portal.plans.views.reports import READ, Asked, blueprint, parents, tabs

audit.sentences({"rollup_exported": N_("Plans and results of %(year)s exported")})

CARDS = (
    "approved_plans", "visits_made", "report_discipline", "promises_kept", "revenue", "draft_versions", "amendments",
    "substantiation",
)


def named(part: realisation.Part) -> str:
    """A segment in words."""
    return _(SEGMENTS[part.segment]) if part.segment else _("Segment not filled in")


def _chart(asked: Asked, one: realisation.Realised) -> list[dict[str, Any]]:
    """The segments by name, what has none last; each leads to its customers."""
    parts = sorted(one.parts, key=lambda part: (part.segment is None, sort_key(named(part), i18n.current())))
    return [
        {
            "label": named(part), "value": part.covered if one.plan else part.revenue,
            "target": part.plan_so_far if part.plan else None, "text": _both(one, part),
            "href": _customers(asked, part.segment) if part.segment else "",
        }
        for part in parts
    ]


def _both(one: realisation.Realised, part: realisation.Part) -> str:
    """What stands against the plans, with all revenue of the segment beside it; empty without plans."""
    if not one.plan:
        return ""
    covered, everything = (format_amount(value, one.currency, 0) for value in (part.covered, part.revenue))
    return f"{covered} ({everything})"


def _customers(asked: Asked, segment: Segment) -> str:
    """The list of customers of one segment there."""
    about = asked.scope.id
    if asked.is_unit:
        return url_for("customers.listed", scope="team", unit=about, segment=segment)
    if about == current_user.id:
        return url_for("customers.listed", segment=segment)
    return url_for("customers.listed", scope="team", owner=about, segment=segment)


def _trend(one: realisation.Realised, year: int) -> list[dict[str, Any]]:
    names = get_month_names("abbreviated", "stand-alone", i18n.REGION[i18n.current()])
    made = [{"label": str(year), "points": [_point(names, at, value) for at, value in enumerate(one.this, 1)]}]
    if any(one.last):
        made.append({"label": str(year - 1), "points": [_point(names, at, v) for at, v in enumerate(one.last, 1)]})
    return made


def _point(names: Any, month: int, value: int | None) -> dict[str, Any]:
    return {"label": names[month].rstrip("."), "value": value}


def _lines(asked: Asked) -> rollup.Rollup:
    """The lines this reader may see. Raises `FiguresOff` for a small group where figures about persons are off."""
    made = rollup.of(asked.scope, asked.period)
    if not asked.off:
        return made
    smallest = settings.get("minimum_group")
    if made.sellers < smallest:
        raise figures.FiguresOff(asked.scope)
    return rollup.without_persons(made, current_user.id, smallest)


@blueprint.get("/plans")
@permit(READ)
def plans(asked: Asked) -> Any:
    """What plans are required, approved and worth, what came of it, and the time it takes."""
    made = _lines(asked)
    results = realisation.of(asked.scope, asked.period)
    months = rollup.contacts_by_month(asked.scope, asked.period)
    names, short = (
        get_month_names(width, "stand-alone", i18n.REGION[i18n.current()]) for width in ("wide", "abbreviated")
    )
    return render(
        "reports/plans.html", asked=asked, tabs=tabs(asked, ".plans"), parents=parents(asked), made=made,
        results=results, chart=partial(_chart, asked), trend=_trend, named=named, months=months,
        month_names=names, month_short=short,
        loads=[] if asked.off else loads.of(asked.scope, asked.period), busy_from=loads.BUSY,
        most_loads=loads.MOST,
        cards=figures.cards(current_user, [(code, asked.scope, asked.period) for code in CARDS]),
        busiest=max(months, key=lambda one: (one[1], -one[0].starts.month)) if made.total.contacts else None,
        days=sum(days for _month, _count, days in months),
    )


@blueprint.post("/plans/export")
@permit(READ)
def export(asked: Asked) -> Any:
    """The lines as a workbook: one row for each line and currency, the total last."""
    made = _lines(asked)
    amounts = (
        (_("Planned revenue"), "planned"), (_("Existing business"), "existing"), (_("New sales"), "new_sales"),
        (_("New addresses"), "addresses"), (_("Revenue so far"), "revenue"), (_("Sales target"), "target"),
    )
    columns = [
        SheetColumn(_("Name")), SheetColumn(_("Plans required"), Kind.INTEGER),
        SheetColumn(_("Plans approved"), Kind.INTEGER), SheetColumn(_("Planned contacts"), Kind.INTEGER),
        SheetColumn(_("Currency")),
        *(SheetColumn(label, Kind.AMOUNT) for label, _name in amounts),
    ]
    rows = [
        [
            _("Total") if line is made.total else line.name or _("Without an owner"), line.required, line.approved,
            line.contacts, currency, *(getattr(line, name).get(currency) for _label, name in amounts),
        ]
        for line in (*made.lines, made.total)
        for currency in line.currencies or [""]
    ]
    content = sheets.xlsx_bytes(columns, rows, f"{asked.name} {asked.year}")
    with write():
        kind = "unit" if asked.is_unit else "person"
        audit.record("rollup_exported", kind, asked.scope.id, actor=current_user, year=asked.year)
    return sheets.download(content, f"plans-{asked.year}.xlsx", sheets.XLSX)
