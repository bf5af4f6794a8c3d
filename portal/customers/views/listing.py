"""The list of customers."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import i18n
from portal.core.forms import without_nul
from portal.core.hx import is_partial, render
from portal.core.policy import permit
from portal.core.together import together
from portal.customers import choices, panels, policy, queries, revenue
from portal.customers.models import Category, Reach, Segment
from portal.customers.policy import LIST
from portal.customers.views.blueprint import blueprint
from portal.imports.registry import open_to
from portal.people.forms.fields import number

LONGEST_SEARCH = 100


def _one_of(name: str, known: Any) -> str:
    given = request.args.get(name, "")
    return given if given in set(map(str, known)) else ""


def asked() -> queries.Filter:
    """What the address asks for; what it cannot ask for is left out."""
    scope = _one_of("scope", queries.SCOPES)
    return queries.Filter(
        scope=scope or queries.MINE,
        text=without_nul(request.args.get("q", ""))[:LONGEST_SEARCH],
        category=_one_of("category", (*Category, queries.NONE)), segment=_one_of("segment", Segment),
        reach=_one_of("reach", Reach), state=_one_of("state", queries.STATES),
        unit=number(request.args.get("unit", "")), owner=number(request.args.get("owner", "")),
        after=number(request.args.get("after", "")), before=number(request.args.get("before", "")),
    )


@blueprint.get("/")
@permit(LIST)
def listed() -> Any:
    """The list, or only its rows. Who leads and owns nothing begins with the team."""
    wanted, shown = _rows(asked())
    beside = _beside(wanted, [row.id for row in shown.rows if row.reads])
    return render(
        "customers/list.html", fragment="rows", wanted=wanted, shown=shown, team_word=_team_word(),
        segments=Segment, reaches=Reach, categories=Category, imports=[] if is_partial() else _imports(), **beside,
    )


def _rows(wanted: queries.Filter) -> tuple[queries.Filter, queries.Shown]:
    locale, offered = i18n.current(), [wanted]
    if "scope" not in request.args and current_user.is_manager and not wanted.chosen:
        offered.append(queries.Filter(scope=queries.TEAM))
    found = together(**{one.scope: queries.listing(current_user, one, locale) for one in offered})
    wanted = next((one for one in offered if found[one.scope]), offered[-1])
    return wanted, queries.shown(found[wanted.scope], wanted)


def _beside(wanted: queries.Filter, readable: list[int]) -> dict[str, Any]:
    """What is told of the rows, what the filters offer, and whether a customer can be added; one question."""
    me, whole = current_user, not is_partial()
    questions: dict[str, Any] = {}
    if readable:
        questions |= {"compared": revenue.two_years(readable), "coming": queries.coming_hand_overs(readable)}
    if whole and me.is_manager and wanted.scope == queries.TEAM:
        questions |= {"units": queries.asking_led_units(me), "owners": choices.owners_in_list(me)}
    if whole and not me.is_manager:
        questions |= {"adds": policy.finds_customers(me)}
    found = defaultdict(list, together(**questions))
    return {
        "compared": revenue.compared(found["compared"]),
        "coming": {customer_id: (starts, name) for customer_id, starts, name in found["coming"]},
        "units": queries.as_tree(found["units"], i18n.current()), "owners": found["owners"],
        "adds": whole and (me.is_manager or any(row.sells for row in found["adds"])),
        "columns": [(one, one.build(me, readable)) for one in panels.COLUMNS],
    }


def _team_word() -> str:
    return _("All") if current_user.is_director else _("My team")


def _imports() -> list[tuple[str, str]]:
    """(code, words) of what this person may import about customers."""
    words = {
        "customers": _("Import customers"), "branches": _("Import branches"), "contacts": _("Import contacts"),
        "turnover": _("Import turnover"), "satisfaction": _("Import satisfaction scores"),
        "orders": _("Import orders"), "visits": _("Import visits and calls"), "promises": _("Import promises"),
        "complaints": _("Import complaints"),
    }
    offered = {kind.code for kind in open_to(current_user)}
    return [(code, said) for code, said in words.items() if code in offered]
